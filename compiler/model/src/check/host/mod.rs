//! What must hold between all stacks of a host: there is one of each port, name, user and folder.
//!
//! A stack alone is a host of its own, so these are the rules of a single stack as well.

mod accounts;
mod certificates;
mod facts;
mod folders;
mod memory;
mod names;
mod ports;
mod servers;

use super::expand::Expanded;
use source::{Origin, Report};

/// All checks over a host, in reading order.
pub(super) const CHECKS: &[fn(&[Expanded], &mut Report)] = &[
    names::check,
    facts::check,
    ports::check,
    memory::check,
    accounts::check,
    folders::check,
    servers::check,
    certificates::check,
];

/// What a part is called where several stacks may have one of its name.
fn called(stacks: &[Expanded], stack: &Expanded, name: impl std::fmt::Display) -> String {
    match stacks {
        [_] => format!("`{name}`"),
        _ => format!("`{name}` of `{}`", stack.stack.name),
    }
}

/// Whether two values are one and the same, seen twice.
fn is_same_place(one: &Origin, other: &Origin) -> bool {
    one.span().is_some() && one.span() == other.span() && one.path() == other.path()
}
