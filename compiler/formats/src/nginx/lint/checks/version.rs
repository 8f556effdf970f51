//! The release of nginx in answers and error pages.

use super::{Scope, Weakness, WeaknessKind};

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for directive in scope.frame.own("server_tokens") {
        let Some(word @ ("on" | "build")) = directive.parameter(0) else {
            continue;
        };
        let headline = format!("answers name the release of nginx: `server_tokens {word}`");
        found.push(
            Weakness::warning(WeaknessKind::VersionShown, directive, headline)
                .hint("remove it: stackc writes `server_tokens off` into every server"),
        );
    }
}
