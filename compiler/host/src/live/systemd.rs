//! Units as their managers have them, by `systemctl show`.

use super::{Live, Programs, complaint, of_scope};
use crate::{Action, Plan};
use std::collections::{BTreeMap, BTreeSet};
use tree::{Scope, UnitRef};

/// What is asked of each unit (`systemctl(1)`, and the D-Bus interface of `org.freedesktop.systemd1(5)`).
const PROPERTIES: &str = "--property=Id,LoadState,ActiveState,Result,Type,NeedDaemonReload";

/// So many units are asked about at once.
const MOST_UNITS: usize = 200;

pub(super) fn look(plan: &Plan<'_>, programs: &impl Programs, live: &mut Live) {
    let mut units: BTreeMap<Scope, Vec<&UnitRef>> = BTreeMap::new();
    for unit in plan.generation.manifest().units.keys() {
        units.entry(unit.scope).or_default().push(unit);
    }
    // What the plan starts is not there yet.
    let starts = plan
        .actions
        .iter()
        .filter_map(|planned| match &planned.action {
            Action::Start(unit) => Some(unit),
            _ => None,
        });
    let new: BTreeSet<&UnitRef> = starts.collect();
    for (scope, units) in units {
        let mut known = BTreeMap::new();
        for units in units.chunks(MOST_UNITS) {
            match ask(scope, units, programs) {
                Ok(answers) => known.extend(answers),
                Err(reason) => live.unseen(of_scope("units", scope), reason),
            }
        }
        for unit in units {
            if let Some(facts) = known.get(unit.name.as_str()) {
                judge(plan, unit, new.contains(unit), facts, live);
            }
        }
    }
}

/// Properties of a unit, by name.
type Facts = BTreeMap<String, String>;

fn ask(
    scope: Scope,
    units: &[&UnitRef],
    programs: &impl Programs,
) -> Result<BTreeMap<String, Facts>, String> {
    let mut command = vec!["systemctl"];
    if let Scope::User(_) = scope {
        command.push("--user");
    }
    command.extend(["show", PROPERTIES, "--"]);
    command.extend(units.iter().map(|unit| unit.name.as_str()));
    let answer = programs.ask(scope, &command)?;
    if !answer.is_success {
        return Err(complaint("systemctl", &answer));
    }
    // One block for each unit, in the order in which they were asked for: an alias has another `Id`.
    let blocks = answer.stdout.split("\n\n");
    let facts = blocks.map(|block| {
        let lines = block.lines().filter_map(|line| line.split_once('='));
        lines
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect::<Facts>()
    });
    let names = units.iter().map(|unit| unit.name.clone());
    Ok(names.zip(facts).collect())
}

fn judge(plan: &Plan<'_>, unit: &UnitRef, is_new: bool, facts: &Facts, live: &mut Live) {
    let fact = |name: &str| facts.get(name).map_or("", String::as_str);
    let mut find = |kind, matter: &str| live.find(kind, unit.scope, &unit.name, matter);
    match fact("LoadState") {
        "loaded" => {}
        "masked" => find("masked", "is masked, so that nothing can start it"),
        "not-found" if is_new => return,
        "not-found" => find("not-loaded", "is not known to its manager"),
        other => find(
            "not-loaded",
            &format!("could not be loaded by its manager ({other})"),
        ),
    }
    if fact("NeedDaemonReload") == "yes" {
        let matter = "is loaded from an older file: its manager has not read the new one";
        find("older-file", matter);
    }
    let policy = plan.generation.manifest().units.get(unit);
    let shall_run = policy.is_some_and(|policy| policy.start) && fact("Type") != "oneshot";
    match fact("ActiveState") {
        "failed" => find("failed", &format!("has failed ({})", fact("Result"))),
        "inactive" if fact("LoadState") == "loaded" && shall_run && !is_new => {
            find("inactive", "does not run");
        }
        _ => {}
    }
}
