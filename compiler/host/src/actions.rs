//! From changed files to what must be done about them.
//!
//! Each file names its readers, each unit says what a change means to it: nothing here guesses. Only
//! changed *contents* count; permission bits and owners matter to the next start, and a restart for
//! them would cost more than it gives. What the last generation had and this one has not is a change as well when
//! the host has it already: whoever put it there did not do what follows.

use crate::changed::Changed;
use crate::units::Units;
use crate::{Action, Host, KeysPlan, PathPlan, PlannedAction};
use std::collections::{BTreeMap, BTreeSet};
use store::{Manifest, OnChange, UnitPolicy};
use tree::{Reader, TreePath, UnitRef};

/// What a plan says of units.
#[derive(Default)]
pub(crate) struct Needed<'a> {
    pub(crate) actions: Vec<PlannedAction>,
    pub(crate) untouched: Vec<&'a UnitRef>,
    pub(crate) later: Vec<&'a UnitRef>,
}

/// Actions, and the files that call for each.
pub(crate) type Reasons = BTreeMap<Action, BTreeSet<TreePath>>;

/// Finds the actions that follow from changed paths.
pub(crate) fn actions<'a>(
    manifest: &'a Manifest,
    host: &Host,
    paths: &[PathPlan<'_>],
    keys: &[KeysPlan<'_>],
    units: &Units,
) -> Needed<'a> {
    let (mut reasons, mut changed) = Changed::of(manifest, paths, keys);
    let previous = host.previous.as_ref();
    let gone = previous.iter().flat_map(|previous| previous.units.keys());
    for unit in gone.filter(|unit| !manifest.units.contains_key(unit)) {
        let changed = changed.remove(unit).unwrap_or_default();
        reasons.insert(Action::Stop(unit.clone()), changed.all);
    }
    let mut needed = Needed::default();
    let own = with_files(manifest);
    for (unit, policy) in &manifest.units {
        let changed = changed.remove(unit).unwrap_or_default();
        let is_new = own.contains(unit)
            && match previous {
                Some(previous) => !previous.units.contains_key(unit),
                None => changed.is_unit_absent,
            };
        match action_of(unit, *policy, is_new, &changed, units) {
            Some(action) => {
                reasons.insert(action, changed.all);
            }
            None if is_new => {}
            None if changed.all.is_empty() => needed.untouched.push(unit),
            None => needed.later.push(unit),
        }
    }
    // Units of others that read our files: only their manager knows whether they can reload.
    for (unit, changed) in changed {
        reasons.insert(Action::Restart(unit), changed.all);
    }
    let along = along(&reasons, manifest, units);
    drop_what_others_do(&mut reasons, manifest, &along);
    let own = reasons.keys().filter_map(Action::unit);
    let touched: BTreeSet<&UnitRef> = own.chain(along.values().flatten()).collect();
    needed.untouched.retain(|unit| !touched.contains(unit));
    needed.actions = planned(&reasons, &along);
    needed
}

/// The units whose own file is in the tree; those of packages are on the host already.
fn with_files(manifest: &Manifest) -> BTreeSet<&UnitRef> {
    let entries = manifest.files.values();
    let units = entries.flat_map(|entry| {
        entry.readers.iter().filter_map(|reader| match reader {
            Reader::Unit(unit) if entry.readers.contains(&Reader::Manager(unit.scope)) => {
                Some(unit)
            }
            _ => None,
        })
    });
    units.collect()
}

fn action_of(
    unit: &UnitRef,
    policy: UnitPolicy,
    is_new: bool,
    changed: &Changed,
    units: &Units,
) -> Option<Action> {
    let UnitPolicy { on_change, start } = policy;
    let unit = unit.clone();
    match on_change {
        _ if is_new => start.then_some(Action::Start(unit)),
        _ if changed.all.is_empty() => None,
        OnChange::Nothing => None,
        OnChange::Restart if units.makes_network(&unit) => {
            changed.is_network.then_some(Action::Recreate(unit))
        }
        OnChange::Restart if units.builds(&unit) => Some(Action::Rebuild(unit)),
        OnChange::Restart => Some(Action::Restart(unit)),
        // What the manager reads of it, a running process does not have by reading its files again.
        OnChange::Reload if changed.is_unit => Some(Action::Restart(unit)),
        OnChange::Reload => Some(Action::Reload(unit)),
    }
}

/// What each stop and restart takes along, besides the units that have an action of their own: each once.
fn along(
    reasons: &Reasons,
    manifest: &Manifest,
    units: &Units,
) -> BTreeMap<Action, BTreeSet<UnitRef>> {
    let mut told: BTreeSet<UnitRef> = reasons
        .keys()
        .filter_map(|action| match action {
            Action::Stop(unit)
            | Action::Recreate(unit)
            | Action::Rebuild(unit)
            | Action::Start(unit)
            | Action::Restart(unit) => Some(unit.clone()),
            _ => None,
        })
        .collect();
    // systemd restarts what runs; jobs of timers and of people mostly do not.
    let runs = |unit: &UnitRef| {
        let policy = manifest.units.get(unit);
        policy.is_none_or(|policy| policy.start || policy.on_change != OnChange::Nothing)
    };
    let mut all = BTreeMap::new();
    for action in reasons.keys() {
        if let Action::Stop(unit)
        | Action::Recreate(unit)
        | Action::Rebuild(unit)
        | Action::Restart(unit) = action
        {
            let mut along = units.that_go_with(unit);
            along.retain(|unit| runs(unit) && told.insert(unit.clone()));
            all.insert(action.clone(), along);
        }
    }
    all
}

/// Drops reloads of units that are restarted with others, and tables that a unit loads.
fn drop_what_others_do(
    reasons: &mut Reasons,
    manifest: &Manifest,
    along: &BTreeMap<Action, BTreeSet<UnitRef>>,
) {
    let along: BTreeSet<&UnitRef> = along.values().flatten().collect();
    let loads = |unit: &UnitRef| {
        let [start, restart, reload] = [Action::Start, Action::Restart, Action::Reload]
            .map(|action| reasons.contains_key(&action(unit.clone())));
        start || restart || reload
    };
    let is_loaded = |path: &TreePath| {
        let entry = manifest.files.get(path);
        let mut readers = entry.into_iter().flat_map(|entry| &entry.readers);
        readers.any(|reader| matches!(reader, Reader::Unit(unit) if loads(unit)))
    };
    let dropped = reasons.keys().filter(|action| match action {
        Action::Reload(unit) => along.contains(unit),
        Action::LoadTable(path) => is_loaded(path),
        _ => false,
    });
    for action in dropped.cloned().collect::<Vec<_>>() {
        reasons.remove(&action);
    }
}

fn planned(reasons: &Reasons, along: &BTreeMap<Action, BTreeSet<UnitRef>>) -> Vec<PlannedAction> {
    let planned = reasons.iter().map(|(action, because)| PlannedAction {
        action: action.clone(),
        because: because.iter().cloned().collect(),
        along: along.get(action).into_iter().flatten().cloned().collect(),
    });
    planned.collect()
}
