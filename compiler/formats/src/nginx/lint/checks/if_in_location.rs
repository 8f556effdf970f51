//! `if` in a location, which is a location of its own that takes over.
//!
//! Only what the rewrite module does in it is safe (<https://www.nginx.com/resources/wiki/start/topics/depth/ifisevil/>).

use super::{Context, Scope, Weakness, WeaknessKind};
use source::list_of_names;

/// Directives of the rewrite module, which are done before any handler is chosen.
const SAFE: &[&str] = &[
    "return",
    "rewrite",
    "set",
    "break",
    "rewrite_log",
    "uninitialized_variable_warn",
];

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    let (Context::IfInLocation, Some(condition)) = (scope.frame.context, scope.frame.block) else {
        return;
    };
    let others: Vec<&str> = scope
        .frame
        .names()
        .filter(|name| !SAFE.contains(name))
        .collect();
    if others.is_empty() {
        return;
    }
    let verb = if others.len() == 1 { "does" } else { "do" };
    let headline = format!(
        "{} in an `if` of a location {verb} not only what it says",
        list_of_names(others)
    );
    found.push(
        Weakness::warning(WeaknessKind::IfInLocation, condition, headline)
            .hint("only `return`, `rewrite` and `set` are safe there: choose a value with `map`, or make a location"),
    );
}
