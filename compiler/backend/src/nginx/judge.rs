//! What nginx would say about the files of a server, at the lines of the stack.

use super::{Host, extra, main_file, security};
use crate::context::Lowered;
use crate::rules;
use formats::nginx::{self, Conflict, File, Finding, Item, Problem};
use formats::{Cause, Version};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::BTreeSet;

/// What one nginx reads of a stack, and what is known about it.
#[derive(Clone, Debug)]
pub struct Sites {
    /// The name of the stack, by which nginx orders the files.
    stack: String,
    items: Vec<Item>,
    /// The main file, where the stack brings it.
    main: Option<(File, Located<String>)>,
    /// Where directives stand that nobody checks.
    unchecked: BTreeSet<Origin>,
    version: Version,
    pub(super) known: security::Known,
    origin: Origin,
}

impl Sites {
    pub(super) fn of(host: &Host<'_>, main: Option<&File>, sites: &File, origin: &Origin) -> Self {
        let text = host.server.main.clone();
        Self {
            stack: host.context.name().to_owned(),
            items: sites.items.clone(),
            main: main.cloned().zip(text),
            unchecked: extra::unchecked(host),
            version: host.version,
            known: security::Known::of(host),
            origin: origin.clone(),
        }
    }
}

/// Judges the nginx of the host, to which several stacks may bring sites.
pub(crate) fn judge_together(stacks: &[&Lowered], report: &mut Report) {
    let mut all: Vec<&Sites> = stacks.iter().flat_map(|stack| &stack.sites).collect();
    all.sort_by(|one, other| one.stack.cmp(&other.stack));
    self::report(&all, report);
}

/// Reports what nginx would say about all these sites, and about the main file where a stack brings it.
pub(super) fn report(all: &[&Sites], report: &mut Report) {
    let Some(first) = all.first() else { return };
    let items: Vec<Item> = all
        .iter()
        .flat_map(|sites| sites.items.iter().cloned())
        .collect();
    let main = all.iter().find_map(|sites| sites.main.as_ref());
    let (items, place) = match main {
        Some((main, text)) => (
            main_file::with_sites(main, &items, text, report),
            nginx::Context::Main,
        ),
        None => (items, nginx::Context::Http),
    };
    let unchecked: BTreeSet<&Origin> = all.iter().flat_map(|sites| &sites.unchecked).collect();
    let is_unchecked = |cause: &Cause| cause.0.as_ref().is_some_and(|at| unchecked.contains(at));
    for finding in nginx::check(&items, place, first.version) {
        if !is_unchecked(&finding.cause) {
            report.add(finding_at(&finding, &first.origin));
        }
    }
    let known = all.iter().map(|sites| &sites.known);
    for (cause, finding) in security::findings(&items, place, first.version, known, &first.origin) {
        if !is_unchecked(&cause) {
            report.add(finding);
        }
    }
    for conflict in nginx::conflicts(&items) {
        if !is_unchecked(&conflict.place.cause) {
            report.add(conflict_at(&conflict, &first.origin));
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
        .at(origin, "written because of this")
        .maybe_hint(conflict.kind.hint().map(str::to_owned));
    let other = conflict.other.as_ref();
    match other.and_then(|place| place.cause.0.as_ref()) {
        Some(other) => diagnostic.and(other, "and because of this"),
        None => diagnostic,
    }
}
