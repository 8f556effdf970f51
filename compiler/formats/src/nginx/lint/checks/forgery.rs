//! Servers that a client chooses (SSRF).

use super::{PASSES, Scope, Weakness, WeaknessKind};
use crate::nginx::lint::text::{target, variables};

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    // What only nginx and an application lead to is theirs to answer for.
    if scope
        .frame
        .levels()
        .any(|level| !level.own("internal").is_empty())
    {
        return;
    }
    for directive in PASSES.iter().flat_map(|name| scope.frame.own(name)) {
        let Some(text) = directive.parameter(0) else {
            continue;
        };
        let target = target(text);
        let chosen = |variable: &&str| scope.declared.influence(scope.frame, variable).choice;
        let variable = variables(target.scheme)
            .chain(variables(target.authority))
            .find(chosen);
        if let Some(variable) = variable {
            let headline = format!("the client chooses which server is asked, by `${variable}`");
            found.push(
                Weakness::error(WeaknessKind::RequestForgery, directive, headline).hint(
                    "name the server, choose it with a `map`, or make the location `internal`",
                ),
            );
        }
    }
}
