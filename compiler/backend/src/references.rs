//! Units that further settings name: whether the manager of the naming unit has them.

use crate::rules;
use formats::systemd::{Kind, Section, directive};
use formats::unit::{Entry, SectionName, UnitName, UnitType};
use source::{Diagnostic, Origin, Report, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};
use tree::{Scope, UnitPolicy, UnitRef};

/// Targets that only the manager of the system has (`systemd.special(7)`).
const SYSTEM_TARGETS: [&str; 12] = [
    "cryptsetup.target",
    "graphical.target",
    "local-fs.target",
    "multi-user.target",
    "network-online.target",
    "network-pre.target",
    "network.target",
    "nss-lookup.target",
    "remote-fs.target",
    "sysinit.target",
    "time-sync.target",
    "time-set.target",
];

/// The name of a unit in a further setting.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// The unit, asked of the manager of the unit that names it.
    unit: UnitRef,
    /// How it is named: `After=`.
    key: String,
    /// Whether the setting does nothing, or the unit does not start, when it is not there.
    is_needed: bool,
    origin: Origin,
}

/// The units that a line names.
pub(crate) fn of_entry(
    scope: Scope,
    section: &SectionName,
    entry: &Entry,
    origin: &Origin,
) -> Vec<Reference> {
    let key = entry.key.as_str();
    let known = Section::named(section.as_str()).and_then(|section| directive(section, key));
    if !known.is_some_and(|known| matches!(known.kind, Kind::Unit | Kind::Units)) || key == "Alias"
    {
        return Vec::new();
    }
    let is_needed = matches!(
        key,
        "Requires" | "Requisite" | "BindsTo" | "WantedBy" | "RequiredBy" | "UpheldBy"
    );
    let words = entry.value.as_str().split_ascii_whitespace();
    let reference = |word: &str| Reference {
        unit: UnitRef::new(scope, word),
        key: key.to_owned(),
        is_needed,
        origin: origin.clone(),
    };
    words.map(reference).collect()
}

/// Reports the names of units that are not there.
///
/// Nothing is known of units that are not the stack's, but for the targets of systemd.
pub(crate) fn check(
    stack: &str,
    references: &[Reference],
    units: &BTreeMap<UnitRef, UnitPolicy>,
    report: &mut Report,
) {
    let names: BTreeSet<&str> = units.keys().map(|unit| unit.name.as_str()).collect();
    for reference in references {
        let name = reference.unit.name.as_str();
        let is_system_target = SYSTEM_TARGETS.contains(&name);
        match reference.unit.scope {
            Scope::User(_) if is_system_target => report.add(of_system(reference)),
            Scope::User(_) | Scope::System if is_own(stack, name) => {
                if !names.contains(name) {
                    report.add(missing(reference, units));
                }
            }
            Scope::User(_) | Scope::System => {}
        }
    }
}

/// Whether a unit has a name of this stack.
fn is_own(stack: &str, name: &str) -> bool {
    let parsed = name.parse::<UnitName>().ok();
    let made = |unit: &UnitName| matches!(unit.unit_type(), UnitType::Service | UnitType::Timer);
    parsed.filter(made).is_some_and(|unit| {
        let rest = unit.stem().strip_prefix(stack);
        rest.is_some_and(|rest| rest.starts_with('-'))
    })
}

fn of_system(reference: &Reference) -> Diagnostic {
    let Reference {
        unit,
        key,
        is_needed,
        origin,
    } = reference;
    let headline = format!("`{key}=` names `{}`, which no user manager has", unit.name);
    let diagnostic = match is_needed {
        true => Diagnostic::error(&rules::UNKNOWN_UNIT, headline),
        false => Diagnostic::warning(&rules::UNKNOWN_UNIT, headline),
    };
    diagnostic
        .at(origin, "in a unit of the account that runs the stack")
        .hint(match key.as_str() {
            "WantedBy" | "RequiredBy" | "UpheldBy" => "use `default.target`",
            _ => "leave it out: a user manager cannot wait for units of the system",
        })
}

fn missing(reference: &Reference, units: &BTreeMap<UnitRef, UnitPolicy>) -> Diagnostic {
    let Reference {
        unit, key, origin, ..
    } = reference;
    let near = did_you_mean(&unit.name, units.keys().map(|unit| unit.name.as_str()));
    let hint = near.map_or_else(
        || "name a unit that there is".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::warning(
        &rules::UNKNOWN_UNIT,
        format!(
            "`{key}=` names `{}`, which the stack does not make",
            unit.name
        ),
    )
    .at(origin, "no unit of this stack")
    .hint(hint)
}
