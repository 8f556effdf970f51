//! Directives that mean something else than they say.

use super::{Directive, PASSES, Scope, Weakness, WeaknessKind};
use crate::nginx::Item;
use crate::nginx::lint::regex::Pattern;
use crate::nginx::lint::text::variables;

const KIND: WeaknessKind = WeaknessKind::Misreading;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for directive in scope.frame.own("error_log") {
        if directive.parameter(0) == Some("off") {
            found.push(
                Weakness::warning(
                    KIND,
                    directive,
                    "`error_log off` writes errors to a file with the name `off`",
                )
                .hint("name a file, or write `/dev/null crit`"),
            );
        }
    }
    found.extend(
        scope
            .frame
            .own("rewrite")
            .iter()
            .filter_map(|it| group_that_is_none(it)),
    );
    for name in ["map", "geo"] {
        found.extend(
            scope
                .frame
                .own(name)
                .iter()
                .filter_map(|it| without_default(it)),
        );
    }
    found.extend(two_handlers(scope));
}

/// `$2` of a pattern with one group is empty.
fn group_that_is_none(rewrite: &Directive) -> Option<Weakness> {
    let (pattern, text) = (rewrite.parameter(0)?, rewrite.parameter(1)?);
    let groups = Pattern::parse(pattern, false)?.groups();
    let missing =
        variables(text).find(|name| name.parse::<usize>().is_ok_and(|number| number > groups))?;
    let headline =
        format!("`${missing}` is always empty: the pattern `{pattern}` has no such group");
    Some(
        Weakness::warning(KIND, rewrite, headline)
            .hint("put the part that is meant in parentheses"),
    )
}

/// Without a default the value is empty, which seldom is the safe one.
fn without_default(map: &Directive) -> Option<Weakness> {
    let name = map.parameters.last()?.as_str();
    let block = map.block.as_deref()?;
    let entries = || {
        block
            .iter()
            .filter_map(Item::directive)
            .map(|entry| entry.name.as_str())
    };
    let decides = entries()
        .filter(|name| !["hostnames", "volatile"].contains(name))
        .count();
    let has_default = entries().any(|name| matches!(name, "default" | "include"));
    // A single entry says what is special; all else is not.
    let is_meant = map.name.as_str() == "map" && decides < 2;
    (!has_default && !is_meant).then(|| {
        let headline = format!(
            "`{name}` is empty for all that the `{}` does not name",
            map.name.as_str()
        );
        Weakness::warning(KIND, map, headline).hint("add a `default`")
    })
}

/// What `try_files` finds is not served but handed on.
fn two_handlers(scope: &Scope<'_>) -> Option<Weakness> {
    let files = scope.frame.own("try_files").first()?;
    let pass = scope.frame.first_own(PASSES)?;
    let headline = format!(
        "the files that `try_files` finds are not served: `{}` handles all requests",
        pass.name.as_str()
    );
    Some(
        Weakness::warning(KIND, files, headline)
            .and(pass, "this handles them")
            .hint("hand requests on in a named location, and let `try_files` end with its name"),
    )
}
