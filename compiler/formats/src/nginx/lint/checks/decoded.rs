//! Paths that are decoded, put together and encoded anew before an application sees them.

use super::{Context, Modifier, Scope, Weakness, WeaknessKind};
use crate::nginx::lint::text::{target, variables};

const KIND: WeaknessKind = WeaknessKind::DecodedPath;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for directive in scope.frame.own("merge_slashes") {
        if directive.parameter(0) == Some("off") {
            let headline = "with `merge_slashes off` a path passes locations by another `/`";
            found.push(
                Weakness::warning(KIND, directive, headline)
                    .hint("leave it on, unless the application needs empty parts of paths"),
            );
        }
    }
    if !matches!(
        scope.frame.context,
        Context::Location | Context::IfInLocation | Context::LimitExcept
    ) {
        return;
    }
    let is_exact = scope
        .frame
        .location()
        .is_some_and(|(_, modifier, _)| modifier == Modifier::Exact);
    for directive in scope.frame.own("proxy_pass").iter().filter(|_| !is_exact) {
        let text = directive.parameter(0).unwrap_or_default();
        let rest = target(text).rest;
        // With variables nginx passes what they say.
        if rest.is_empty() || variables(text).next().is_some() {
            continue;
        }
        let headline = format!(
            "the path is decoded before `{rest}` replaces its beginning: `%2F` arrives as `/`"
        );
        found.push(
            Weakness::warning(KIND, directive, headline)
                .hint("let the application expect the whole path; accept this where it has no encoded slashes"),
        );
    }
}
