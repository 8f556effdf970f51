//! From changed files to what must be done about them.
//!
//! Each file names its readers, each unit says what a change means to it: nothing here guesses. Only
//! changed *contents* count; permission bits and owners matter to the next start, and a restart for
//! them would cost more than it gives.

use crate::units::Units;
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
    /// Its link is gone, so it is no longer started at boot: nothing else has to be done.
    Disable(UnitRef),
    /// Run `systemd-sysusers`: what follows may need the users.
    MakeUsers,
    /// Run `systemd-tmpfiles --create`: what follows may need the directories.
    MakeDirectories(Scope),
    /// Make a manager read its units again.
    DaemonReload(Scope),
    /// Load a table.
    LoadTable(TreePath),
    /// Its link is there, so it is started at boot: nothing else has to be done.
    Enable(UnitRef),
    /// Run the unit that builds an image again.
    Rebuild(UnitRef),
    /// Start a unit that is new.
    Start(UnitRef),
    /// Restart a unit.
    Restart(UnitRef),
    /// Make a unit read its files again.
    Reload(UnitRef),
}

impl Action {
    /// What is done, in one word.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Stop(_) => "stop",
            Self::Disable(_) => "disable",
            Self::MakeUsers => "sysusers",
            Self::MakeDirectories(_) => "tmpfiles",
            Self::DaemonReload(_) => "daemon-reload",
            Self::LoadTable(_) => "load",
            Self::Enable(_) => "enable",
            Self::Rebuild(_) => "rebuild",
            Self::Start(_) => "start",
            Self::Restart(_) => "restart",
            Self::Reload(_) => "reload",
        }
    }

    /// The unit that it is done to, if it is about one.
    pub fn unit(&self) -> Option<&UnitRef> {
        match self {
            Self::Stop(unit)
            | Self::Disable(unit)
            | Self::Enable(unit)
            | Self::Rebuild(unit)
            | Self::Start(unit)
            | Self::Restart(unit)
            | Self::Reload(unit) => Some(unit),
            Self::MakeUsers
            | Self::MakeDirectories(_)
            | Self::DaemonReload(_)
            | Self::LoadTable(_) => None,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stop(unit) => write!(f, "stop {unit}"),
            Self::Disable(unit) => write!(f, "disable {unit}"),
            Self::MakeUsers => f.write_str("run systemd-sysusers"),
            Self::MakeDirectories(Scope::System) => f.write_str("run systemd-tmpfiles"),
            Self::MakeDirectories(scope) => write!(f, "run systemd-tmpfiles ({scope})"),
            Self::DaemonReload(Scope::System) => f.write_str("daemon-reload"),
            Self::DaemonReload(scope) => write!(f, "daemon-reload ({scope})"),
            Self::LoadTable(path) => write!(f, "load the nftables file {path}"),
            Self::Enable(unit) => write!(f, "enable {unit}"),
            Self::Rebuild(unit) => write!(f, "rebuild the image of {unit}"),
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
    units: &Units,
) -> Needed<'a> {
    let mut found = Found::default();
    for path in paths.iter().filter(|path| changes_content(path)) {
        let readers = readers(manifest, path);
        for reader in readers {
            found.note(reader, readers, path);
        }
    }
    for path in keys
        .iter()
        .filter(|keys| keys.sets_keys())
        .filter_map(|keys| keys.in_tree)
    {
        let entry = manifest.files.get(path);
        let readers = entry.map_or(&[][..], |entry| &entry.readers);
        let plan = paths.binary_search_by(|plan| plan.path.cmp(path));
        if let Ok(plan) = plan.map(|at| &paths[at]) {
            for reader in readers {
                found.note(reader, readers, plan);
            }
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
            Some(Action::Restart(unit)) if units.builds(&unit) => {
                found.actions.insert(Action::Rebuild(unit), changed.all);
            }
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
    let along = along(&found.actions, units);
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
    units: &Units,
) -> BTreeMap<Action, BTreeSet<UnitRef>> {
    let own: BTreeSet<&UnitRef> = actions
        .keys()
        .filter_map(|action| match action {
            Action::Stop(unit)
            | Action::Start(unit)
            | Action::Restart(unit)
            | Action::Rebuild(unit) => Some(unit),
            _ => None,
        })
        .collect();
    let taken = |action: &Action| match action {
        Action::Stop(unit) | Action::Restart(unit) | Action::Rebuild(unit) => {
            let mut along = units.that_go_with(unit);
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
        // What the manager reads of it, a running process does not have by reading its files again.
        OnChange::Reload if changed.is_unit => Some(Action::Restart(unit.clone())),
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
    /// Whether the unit's own file is among them.
    is_unit: bool,
}

impl Changed {
    /// Whether the unit was not on the host before, as far as its files tell.
    fn is_new(&self) -> bool {
        !self.all.is_empty() && self.existed == 0
    }
}

impl Found {
    /// Notes what a changed path means to one of its readers.
    fn note(&mut self, reader: &Reader, readers: &[Reader], path: &PathPlan<'_>) {
        let is_gone = path.stack.is_none();
        let action = match reader {
            Reader::Manager(scope) => {
                if let Some(action) = by_link(*scope, path) {
                    self.because(action, path);
                }
                Action::DaemonReload(*scope)
            }
            Reader::Unit(unit) => {
                let changed = self.units.entry(unit.clone()).or_default();
                changed.all.insert(path.path.clone());
                changed.existed += usize::from(*path.host != State::Absent);
                changed.is_unit |= readers.contains(&Reader::Manager(unit.scope));
                return;
            }
            // These add what a file says, and take nothing back.
            Reader::Sysusers | Reader::Tmpfiles(_) | Reader::Nft if is_gone => return,
            Reader::Sysusers => Action::MakeUsers,
            Reader::Tmpfiles(scope) => Action::MakeDirectories(*scope),
            Reader::Nft => Action::LoadTable(path.path.clone()),
        };
        self.because(action, path);
    }

    fn because(&mut self, action: Action, path: &PathPlan<'_>) {
        let because = self.actions.entry(action).or_default();
        because.insert(path.path.clone());
    }
}

/// What a link in a folder of links means to its unit (`systemd.unit(5)`: `multi-user.target.wants/`).
fn by_link(scope: Scope, path: &PathPlan<'_>) -> Option<Action> {
    let (folder, name) = path.path.as_str().rsplit_once('/')?;
    let is_of_links = folder.ends_with(".wants") || folder.ends_with(".requires");
    let unit = UnitRef::new(scope, name);
    match (is_of_links, path.kind) {
        (true, Kind::Orphan) => Some(Action::Disable(unit)),
        (true, _) if *path.host == State::Absent => Some(Action::Enable(unit)),
        _ => None,
    }
}
