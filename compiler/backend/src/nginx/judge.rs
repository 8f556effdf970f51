//! What nginx would say about the files of a server, at the lines of the stack.

use super::{Host, extra, main_file};
use crate::context::Output;
use crate::rules;
use formats::Cause;
use formats::nginx::{self, Conflict, File, Finding, Problem};
use source::{Diagnostic, Origin};

/// Reports what nginx would say about the sites, and about the main file where the stack brings it.
pub(super) fn report(
    host: &Host<'_>,
    main: Option<&File>,
    sites: &File,
    origin: &Origin,
    output: &mut Output<'_>,
) {
    let whole = match (main, &host.server.main) {
        (Some(main), Some(text)) => Some(main_file::with_sites(main, &sites.items, text, output)),
        _ => None,
    };
    let (items, place) = match &whole {
        Some(items) => (items.as_slice(), nginx::Context::Main),
        None => (sites.items.as_slice(), nginx::Context::Http),
    };
    let unchecked = extra::unchecked(host);
    let is_unchecked = |cause: &Cause| cause.0.as_ref().is_some_and(|at| unchecked.contains(at));
    for finding in nginx::check(items, place, host.version) {
        if !is_unchecked(&finding.cause) {
            output.report.add(finding_at(&finding, origin));
        }
    }
    for conflict in nginx::conflicts(items) {
        if !is_unchecked(&conflict.place.cause) {
            output.report.add(conflict_at(&conflict, origin));
        }
    }
}

/// What `nginx -t` would say, at the line of the stack it comes from.
fn finding_at(finding: &Finding, fallback: &Origin) -> Diagnostic {
    let origin = finding.cause.0.as_ref().unwrap_or(fallback);
    let diagnostic = Diagnostic::error(&rules::UNSUPPORTED_SETTING, finding.to_string())
        .at(origin, "written because of this")
        .maybe_hint(finding.hint());
    let first = match &finding.problem {
        Problem::Duplicate { first } => first.cause.0.as_ref(),
        _ => None,
    };
    match first.filter(|first| *first != origin) {
        Some(first) => diagnostic.and(first, "and because of this"),
        None => diagnostic,
    }
}

/// What nginx would find between servers, at both lines of the stack.
fn conflict_at(conflict: &Conflict, fallback: &Origin) -> Diagnostic {
    let origin = conflict.place.cause.0.as_ref().unwrap_or(fallback);
    let diagnostic = Diagnostic::error(&rules::EXTRA_CONFLICT, conflict.kind.to_string())
        .at(origin, "written because of this");
    let other = conflict.other.as_ref();
    match other.and_then(|place| place.cause.0.as_ref()) {
        Some(other) => diagnostic.and(other, "and because of this"),
        None => diagnostic,
    }
}
