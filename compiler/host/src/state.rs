//! What stands at a path of a host.

use tree::{Digest, FileMode};

/// What stands at a path, as far as it could be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing, and nothing hides it.
    Absent,
    /// A regular file that could be read.
    File(FileState),
    /// A symlink.
    Symlink {
        /// Where it points.
        target: Vec<u8>,
        /// Who owns it.
        ids: Ids,
    },
    /// A directory.
    Directory,
    /// A socket, pipe or device, by its noun: `a socket`.
    Special(&'static str),
    /// Something that is no directory stands where the path needs one.
    Behind {
        /// Its path, relative to the root of the host.
        ancestor: String,
        /// What it is: `a symlink`.
        what: &'static str,
    },
    /// It may be there or not, or be there and not show its bytes.
    Unreadable {
        /// What the system said.
        cause: String,
    },
}

/// A regular file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileState {
    /// Permission bits.
    pub mode: FileMode,
    /// Who owns it.
    pub ids: Ids,
    /// Number of bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its bytes, unless there are more than anybody wants to see.
    pub bytes: Option<Vec<u8>>,
}

/// The numbers of a user and a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
}

impl State {
    /// What it is, for people: `a directory`.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Absent => "nothing",
            Self::File(_) => "a file",
            Self::Symlink { .. } => "a symlink",
            Self::Directory => "a directory",
            Self::Special(noun) => noun,
            Self::Behind { .. } => "something behind a file or symlink",
            Self::Unreadable { .. } => "something unreadable",
        }
    }

    /// Who owns it, when that is known.
    pub fn ids(&self) -> Option<Ids> {
        match self {
            Self::File(file) => Some(file.ids),
            Self::Symlink { ids, .. } => Some(*ids),
            Self::Absent
            | Self::Directory
            | Self::Special(_)
            | Self::Behind { .. }
            | Self::Unreadable { .. } => None,
        }
    }
}
