//! Names of units: one manager has one of each.

use crate::context::{Asked, Lowered};
use source::{Diagnostic, Report};
use std::collections::BTreeMap;
use tree::UnitRef;

/// Reports the units that two stacks of a host make.
pub(crate) fn check(stacks: &[&Lowered], report: &mut Report) {
    let mut known: BTreeMap<&UnitRef, &Asked> = BTreeMap::new();
    for (unit, asked) in stacks.iter().flat_map(|stack| &stack.asked) {
        match known.get(unit) {
            Some(other) => {
                let conflict = conflict(unit, asked, other);
                conflict
                    .into_iter()
                    .for_each(|conflict| report.add(conflict));
            }
            None => {
                known.insert(unit, asked);
            }
        }
    }
}

/// What is wrong when two ask for a unit.
///
/// Files with different names can make the same: the container `data-volume` and the volume `data`. Files
/// with the same name are reported when all paths are compared.
pub(crate) fn conflict(unit: &UnitRef, one: &Asked, other: &Asked) -> Option<Diagnostic> {
    let name = &unit.name;
    let (headline, label, hint) = match (one.is_provided, other.is_provided) {
        (true, true) => return None,
        (false, false) if one.file == other.file => return None,
        (false, false) => (
            format!("two units would be called `{name}`"),
            "one is made for this",
            "give one of them another name",
        ),
        (true, false) | (false, true) => (
            format!("`{name}` is taken for a unit of a package, and is made here as well"),
            if one.is_provided {
                "taken for one of a package"
            } else {
                "made for this"
            },
            "give the unit that is made another name: it would stand in front of that of the package",
        ),
    };
    let other_label = match (one.is_provided, other.is_provided) {
        (true, false) => "made for this",
        (false, true) => "taken for one of a package",
        _ => "the other for this",
    };
    Some(
        Diagnostic::error(&model::rules::NAME_CONFLICT, headline)
            .at(&one.origin, label)
            .and(&other.origin, other_label)
            .hint(hint),
    )
}
