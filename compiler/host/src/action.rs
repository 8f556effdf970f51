//! What is done on a host after its files are in place.

use std::fmt;
use tree::{Scope, TreePath, UnitRef};

/// Something to do on a host. The order is the order in which they are done; all starts are one transaction of
/// systemd, and so are all restarts and all reloads, so that it finds their order itself.
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
    /// Make a network anew: podman keeps one that is there as it is (`podman network create --ignore`), so the
    /// units that go with it stop, `podman network rm` removes it, and they start.
    Recreate(UnitRef),
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
            Self::Recreate(_) => "recreate",
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
            | Self::Recreate(unit)
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
            Self::Recreate(unit) => write!(f, "recreate the network of {unit}"),
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
