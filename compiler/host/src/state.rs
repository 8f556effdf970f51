//! What stands at a path of a host.

use std::io::{self, Read, Write as _};
use tree::{Digest, FileMode, Hasher};

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
    /// SHA-256 of its bytes; `None` when there are too many to be a file of a stack.
    pub digest: Option<Digest>,
    /// Its bytes, unless the stack has the same, or there are more than anybody wants to see.
    pub bytes: Option<Vec<u8>>,
}

/// Of a longer file nothing is shown but its digest.
pub(crate) const MOST_SHOWN: u64 = 1 << 20;

impl FileState {
    /// Reads a file, at most one byte more than it should have; of one with more than `most` bytes only the
    /// digest stays.
    pub(crate) fn read(
        file: &mut impl Read,
        size: u64,
        most: u64,
        mode: FileMode,
        ids: Ids,
    ) -> io::Result<Self> {
        let mut file = file.take(size.saturating_add(1));
        let mut hasher = Hasher::new();
        if size <= most {
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
            file.read_to_end(&mut bytes)?;
            hasher.write_all(&bytes)?;
            return Ok(Self {
                mode,
                ids,
                size: bytes.len() as u64,
                digest: Some(hasher.finish()),
                bytes: Some(bytes),
            });
        }
        let size = io::copy(&mut file, &mut hasher)?;
        Ok(Self {
            mode,
            ids,
            size,
            digest: Some(hasher.finish()),
            bytes: None,
        })
    }

    /// A file that is too long to be read.
    pub(crate) fn unread(size: u64, mode: FileMode, ids: Ids) -> Self {
        Self {
            mode,
            ids,
            size,
            digest: None,
            bytes: None,
        }
    }
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

    /// The bytes of a file, when they are known.
    pub(crate) fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::File(file) => file.bytes,
            Self::Absent
            | Self::Symlink { .. }
            | Self::Directory
            | Self::Special(_)
            | Self::Behind { .. }
            | Self::Unreadable { .. } => None,
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
