//! Who reads a file, so that a change of the file says what must happen.

use std::fmt;

/// Which service manager a unit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The manager of the host.
    System,
    /// The manager of the user with this number, which runs as long as the user lingers.
    User(u32),
}

impl fmt::Display for Scope {
    /// Writes `system` or `user 1001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::User(uid) => write!(f, "user {uid}"),
        }
    }
}

/// A unit on a host: its manager and its full name, `web.service`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitRef {
    /// Its manager.
    pub scope: Scope,
    /// Its name with the type: for a quadlet the name of the *generated* unit.
    pub name: String,
}

impl UnitRef {
    /// A unit by its manager and name.
    pub fn new(scope: Scope, name: impl Into<String>) -> Self {
        Self {
            scope,
            name: name.into(),
        }
    }
}

impl fmt::Display for UnitRef {
    /// Writes the name, and the manager when it is not the host's: `web.service (user 1001)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scope {
            Scope::System => f.write_str(&self.name),
            Scope::User(_) => write!(f, "{} ({})", self.name, self.scope),
        }
    }
}

/// A program that reads a file of the tree.
///
/// A file can have several: `web.container` is read by the manager (its generator makes the unit), and
/// `web.service` runs what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// A service manager reads it as a unit, drop-in or quadlet: a change needs `daemon-reload`.
    Manager(Scope),
    /// The processes of a unit run by it or read it: the unit's own file, its environment, a site.
    Unit(UnitRef),
    /// `systemd-sysusers(8)`: a change needs a run of it.
    Sysusers,
    /// `systemd-tmpfiles(8)`, of the host or of a user: a change needs a run of it.
    Tmpfiles(Scope),
    /// `nft(8)`: the file is a table that replaces itself when it is loaded.
    Nft,
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manager(Scope::System) => f.write_str("systemd"),
            Self::Manager(scope) => write!(f, "systemd ({scope})"),
            Self::Unit(unit) => unit.fmt(f),
            Self::Sysusers => f.write_str("systemd-sysusers"),
            Self::Tmpfiles(Scope::System) => f.write_str("systemd-tmpfiles"),
            Self::Tmpfiles(scope) => write!(f, "systemd-tmpfiles ({scope})"),
            Self::Nft => f.write_str("nft"),
        }
    }
}
