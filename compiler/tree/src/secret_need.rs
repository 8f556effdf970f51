//! Secrets that a host must have before the files of a tree are of use.

use crate::{FileMode, Owner, Scope, UnitRef};

/// A secret that must be given on the host. Its value is nowhere in a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretNeed {
    /// What it is for.
    pub description: Option<String>,
    /// What its value must keep to.
    pub constraint: Constraint,
    /// How the value is made from other secrets, if it is: `postgresql://app:{password|percent}@db/app`.
    pub template: Option<String>,
    /// The ways in which it reaches those who use it.
    pub deliveries: Vec<Delivery>,
}

/// What the value of a secret must keep to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraint {
    /// Least number of characters.
    pub min_length: u32,
    /// Values that must not be used.
    pub forbidden: Vec<String>,
}

/// One way in which a secret reaches its consumers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The way.
    pub via: Via,
    /// The units that use it.
    pub consumers: Vec<UnitRef>,
}

/// How a secret reaches a consumer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// A podman secret, given to the container as a variable.
    PodmanVariable {
        /// Whose podman keeps it.
        scope: Scope,
        /// Its name in `podman secret ls`.
        secret: String,
        /// The variable in the container.
        variable: String,
    },
    /// A podman secret, given to the container as a file.
    PodmanFile {
        /// Whose podman keeps it.
        scope: Scope,
        /// Its name in `podman secret ls`.
        secret: String,
        /// The path in the container.
        path: String,
        /// Owner in the container.
        uid: u32,
        /// Group in the container.
        gid: u32,
        /// Permission bits in the container.
        mode: FileMode,
    },
    /// A credential of systemd (`LoadCredential=`, `ImportCredential=`).
    Credential {
        /// Whose manager passes it on.
        scope: Scope,
        /// Its name below `$CREDENTIALS_DIRECTORY`.
        name: String,
        /// The file on the host that it is read from.
        path: String,
    },
    /// A file on the host that is no part of the tree.
    HostFile {
        /// Its absolute path.
        path: String,
        /// The variable that holds the secret, when the file is a list of them.
        variable: Option<String>,
        /// Its owner.
        owner: Owner,
        /// Its permission bits.
        mode: FileMode,
    },
}
