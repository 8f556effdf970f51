//! From changed files to what must be done about them.
//!
//! Each file names its readers, each unit says what a change means to it: nothing here guesses. Only
//! changed *contents* count; permission bits and owners matter to the next start, and a restart for
//! them would cost more than it gives.

use crate::dependants::Dependants;
use crate::{Host, KeysPlan, Kind, PathPlan, State};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use store::{Manifest, OnChange, UnitPolicy};
use tree::{Reader, Scope, TreePath, UnitRef};

/// Something to do on a host. The order is the order in which they are done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Stop a unit that is no longer in the stack; before the manager forgets it.
    Stop(UnitRef),
    /// Run `systemd-sysusers`: what follows may need the users.
    MakeUsers,
    /// Run `systemd-tmpfiles --create`: what follows may need the directories.
    MakeDirectories(Scope),
    /// Make a manager read its units again.
    DaemonReload(Scope),
    /// Load a table.
    LoadTable(TreePath),
    /// Start a unit that is new.
    Start(UnitRef),
    /// Restart a unit.
    Restart(UnitRef),
    /// Make a unit read its files again.
    Reload(UnitRef),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stop(unit) => write!(f, "stop {unit}"),
            Self::MakeUsers => f.write_str("run systemd-sysusers"),
            Self::MakeDirectories(Scope::System) => f.write_str("run systemd-tmpfiles"),
            Self::MakeDirectories(scope) => write!(f, "run systemd-tmpfiles ({scope})"),
            Self::DaemonReload(Scope::System) => f.write_str("daemon-reload"),
            Self::DaemonReload(scope) => write!(f, "daemon-reload ({scope})"),
            Self::LoadTable(path) => write!(f, "load the nftables file {path}"),
            Self::Start(unit) => write!(f, "start {unit}"),
            Self::Restart(unit) => write!(f, "restart {unit}"),
            Self::Reload(unit) => write!(f, "reload {unit}"),
        }
    }
}

/// An action, and the files that call for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAction {
    /// What to do.
    pub action: Action,
    /// The changed files, in the order of a walk. Empty for a unit whose files are all there, but
    /// which the last generation did not know.
    pub because: Vec<TreePath>,
    /// The units that systemd stops or restarts with it, in the order of their names; those that have an
    /// action of their own are not among them.
    pub along: Vec<UnitRef>,
}

/// What a plan says of units.
pub(crate) struct Needed<'a> {
    pub(crate) actions: Vec<PlannedAction>,
    pub(crate) untouched: Vec<&'a UnitRef>,
}

/// Finds the actions that follow from changed paths.
pub(crate) fn actions<'a>(
    manifest: &'a Manifest,
    host: &Host,
    paths: &[PathPlan<'_>],
    keys: &[KeysPlan<'_>],
    dependants: &Dependants,
) -> Needed<'a> {
    let mut found = Found::default();
    for path in paths.iter().filter(|path| changes_content(path)) {
        for reader in readers(manifest, path) {
            found.note(reader, path);
        }
    }
    for path in keys
        .iter()
        .filter(|keys| keys.sets_keys())
        .filter_map(|keys| keys.in_tree)
    {
        let entry = manifest.files.get(path);
        let plan = paths.iter().find(|plan| plan.path == path);
        for reader in entry.map_or(&[][..], |entry| &entry.readers) {
            plan.into_iter().for_each(|plan| found.note(reader, plan));
        }
    }
    let previous = host.previous.as_ref();
    let gone = previous.iter().flat_map(|previous| previous.units.keys());
    for unit in gone.filter(|unit| !manifest.units.contains_key(unit)) {
        let paths = found.units.remove(unit).unwrap_or_default();
        found.actions.insert(Action::Stop(unit.clone()), paths.all);
    }
    let mut untouched = Vec::new();
    for (unit, policy) in &manifest.units {
        let changed = found.units.remove(unit).unwrap_or_default();
        let is_new = match previous {
            Some(previous) => !previous.units.contains_key(unit),
            None => changed.is_new(),
        };
        let is_untouched = !is_new && changed.all.is_empty();
        match action_of(unit, *policy, is_new, &changed) {
            Some(action) => {
                found.actions.insert(action, changed.all);
            }
            None if is_untouched => untouched.push(unit),
            // Started by others, or run by a timer: it has its new files the next time.
            None => {}
        }
    }
    // Units of others that read our files: only their manager knows whether they can reload.
    for (unit, changed) in found.units {
        found.actions.insert(Action::Restart(unit), changed.all);
    }
    let along = along(&found.actions, dependants);
    untouched.retain(|unit| !along.values().any(|along| along.contains(unit)));
    let actions = found.actions.into_iter().map(|(action, because)| {
        let along = along.get(&action).into_iter().flatten();
        PlannedAction {
            along: along.cloned().collect(),
            because: because.into_iter().collect(),
            action,
        }
    });
    Needed {
        actions: actions.collect(),
        untouched,
    }
}

/// What each stop and restart takes along, besides the units that are stopped, started or restarted anyway.
fn along(
    actions: &BTreeMap<Action, BTreeSet<TreePath>>,
    dependants: &Dependants,
) -> BTreeMap<Action, BTreeSet<UnitRef>> {
    let own: BTreeSet<&UnitRef> = actions
        .keys()
        .filter_map(|action| match action {
            Action::Stop(unit) | Action::Start(unit) | Action::Restart(unit) => Some(unit),
            _ => None,
        })
        .collect();
    let taken = |action: &Action| match action {
        Action::Stop(unit) | Action::Restart(unit) => {
            let mut along = dependants.with(unit);
            along.retain(|unit| !own.contains(unit));
            Some((action.clone(), along))
        }
        _ => None,
    };
    actions.keys().filter_map(taken).collect()
}

fn action_of(
    unit: &UnitRef,
    policy: UnitPolicy,
    is_new: bool,
    changed: &Changed,
) -> Option<Action> {
    let UnitPolicy { on_change, start } = policy;
    match on_change {
        _ if is_new => start.then(|| Action::Start(unit.clone())),
        _ if changed.all.is_empty() => None,
        OnChange::Restart => Some(Action::Restart(unit.clone())),
        OnChange::Reload => Some(Action::Reload(unit.clone())),
        OnChange::Nothing => None,
    }
}

/// Whether something that is read would be another, were the plan carried out.
fn changes_content(path: &PathPlan<'_>) -> bool {
    match path.kind {
        Kind::Unchanged | Kind::Unreadable => false,
        Kind::Create | Kind::Orphan => true,
        Kind::Update
        | Kind::Mode
        | Kind::Owner
        | Kind::Drifted
        | Kind::Conflict
        | Kind::Unowned => path.differences.content,
    }
}

/// Who reads a path now or, when it is gone, read it before.
fn readers<'a>(manifest: &'a Manifest, path: &PathPlan<'a>) -> &'a [Reader] {
    let now = manifest.files.get(path.path);
    // A file with keys is read by nobody: its readers read the file that the keys are for.
    let entry = now.or(path.base).filter(|entry| entry.owned_keys.is_none());
    entry.map_or(&[], |entry| &entry.readers)
}

#[derive(Default)]
struct Found {
    actions: BTreeMap<Action, BTreeSet<TreePath>>,
    units: BTreeMap<UnitRef, Changed>,
}

/// The changed files that a unit reads.
#[derive(Default)]
struct Changed {
    all: BTreeSet<TreePath>,
    /// Those that were on the host before.
    existed: usize,
}

impl Changed {
    /// Whether the unit was not on the host before, as far as its files tell.
    fn is_new(&self) -> bool {
        !self.all.is_empty() && self.existed == 0
    }
}

impl Found {
    fn note(&mut self, reader: &Reader, path: &PathPlan<'_>) {
        let is_gone = path.stack.is_none();
        let action = match reader {
            Reader::Manager(scope) => Action::DaemonReload(*scope),
            Reader::Unit(unit) => {
                let changed = self.units.entry(unit.clone()).or_default();
                changed.all.insert(path.path.clone());
                changed.existed += usize::from(*path.host != State::Absent);
                return;
            }
            // These add what a file says, and take nothing back.
            Reader::Sysusers | Reader::Tmpfiles(_) | Reader::Nft if is_gone => return,
            Reader::Sysusers => Action::MakeUsers,
            Reader::Tmpfiles(scope) => Action::MakeDirectories(*scope),
            Reader::Nft => Action::LoadTable(path.path.clone()),
        };
        let because = self.actions.entry(action).or_default();
        because.insert(path.path.clone());
    }
}
