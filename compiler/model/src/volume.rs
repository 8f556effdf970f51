//! Volumes and what else stands at a path in a container. Mirrors `lib/volume.ncl`.

use crate::Settings;
use crate::decode::{choice, record};
use crate::leaf::{AbsolutePath, Name, Size, Uid};
use source::Located;

record! {
    /// A named volume on the local disk.
    pub struct Volume {
        /// What is kept in it.
        pub description: Option<Located<String>>,
        /// SELinux label; by who mounts it when absent.
        pub label: Option<Located<Label>>,
        /// Owner in the numbering of the container; left to podman when absent.
        pub owner: Option<Located<VolumeOwner>>,
        /// Further settings, checked.
        pub extra: Settings,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}

choice! {
    /// Who may share the SELinux label of a volume.
    pub enum Label {
        /// All containers: option `z`.
        Shared,
        /// One container: option `Z`.
        Private,
    }
}

record! {
    /// Owner of a volume.
    pub struct VolumeOwner {
        /// User id in the container.
        pub uid: Located<Uid>,
        /// Group id in the container.
        pub gid: Located<Uid>,
    }
}

record! {
    /// What stands at a path in a container: exactly one of the first four.
    pub struct Mount {
        /// A volume of the stack.
        pub volume: Option<Located<Name>>,
        /// A file of the stack, read-only.
        pub file: Option<Located<Name>>,
        /// A path of the host.
        pub host: Option<Located<AbsolutePath>>,
        /// Memory.
        pub tmpfs: Option<Located<Tmpfs>>,
        /// Whether the container may only read.
        pub read_only: Located<bool>,
    }
}

record! {
    /// Memory as a file system.
    pub struct Tmpfs {
        /// Largest size.
        pub size: Option<Located<Size>>,
    }
}

/// What a mount brings, once it is known to be exactly one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountSource<'a> {
    /// A volume of the stack.
    Volume(&'a Located<Name>),
    /// A file of the stack.
    File(&'a Located<Name>),
    /// A path of the host.
    Host(&'a Located<AbsolutePath>),
    /// Memory.
    Tmpfs(&'a Tmpfs),
}

impl Mount {
    /// Everything the mount names; a good one names one thing.
    pub fn sources(&self) -> Vec<MountSource<'_>> {
        let Self {
            volume,
            file,
            host,
            tmpfs,
            read_only: _,
        } = self;
        let volume = volume.iter().map(MountSource::Volume);
        let file = file.iter().map(MountSource::File);
        let host = host.iter().map(MountSource::Host);
        let tmpfs = tmpfs.iter().map(|tmpfs| MountSource::Tmpfs(tmpfs));
        volume.chain(file).chain(host).chain(tmpfs).collect()
    }
}
