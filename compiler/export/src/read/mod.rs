//! Opening exports again, whoever made them.
//!
//! Nothing is believed: paths are [`TreePath`](tree::TreePath)s or the whole is refused, each stands once, sizes are
//! bounded, and what is neither file, symlink nor directory is refused.

mod confext;
mod deb;
mod nar;
mod oci;
mod tar;

use crate::write::confext_release;
use crate::{Contents, Kind, ReadError};
use store::Manifest;

/// More bytes than this, packed or unpacked, are no tree.
pub const MOST_BYTES: u64 = 256 << 20;

/// More entries than this are no tree.
const MOST_ENTRIES: u32 = 1_000_000;

/// Reads an export of whatever format, which its first bytes tell.
///
/// # Errors
/// What is no export, is damaged, or holds what no tree does.
pub fn read(bytes: &[u8]) -> Result<Contents, ReadError> {
    let mut budget = Budget::new();
    let mut contents = match kind_of(bytes) {
        Some(Kind::Nar) => nar::read(bytes, &mut budget),
        Some(Kind::Deb) => deb::read(bytes, &mut budget),
        Some(Kind::Confext) => confext::read(bytes, &mut budget),
        Some(Kind::Oci) => oci::read(bytes, &mut budget),
        Some(Kind::Tar) => tar::read(bytes, Kind::Tar, &mut budget),
        Some(Kind::Folder) | None => Err(ReadError::Unknown),
    }?;
    forget_release(&mut contents);
    Ok(contents)
}

impl Contents {
    /// Leaves out the file that makes a folder or image a configuration extension, if it is the one that
    /// belongs to the manifest.
    pub fn without_release(mut self) -> Self {
        if forget_release(&mut self) {
            // The digest is that of the extension, not of the tree.
            self.nar = None;
        }
        self
    }
}

fn forget_release(contents: &mut Contents) -> bool {
    let Ok(manifest) = Manifest::among(contents.files.values()) else {
        return false;
    };
    let release = confext_release(&manifest);
    let is_same = |found: &tree::Artifact| found.content == release.content;
    let is_there = contents.files.get(&release.path).is_some_and(is_same);
    if is_there && !manifest.files.contains_key(&release.path) {
        contents.files.remove(&release.path);
        return true;
    }
    false
}

fn kind_of(bytes: &[u8]) -> Option<Kind> {
    /// Where `tar(5)` has its magic word.
    const TAR: usize = 257;
    if bytes.starts_with(b"\x0d\0\0\0\0\0\0\0nix-archive-1") {
        Some(Kind::Nar)
    } else if bytes.starts_with(crate::ar::MAGIC) {
        Some(Kind::Deb)
    } else if bytes.starts_with(b"hsqs") {
        Some(Kind::Confext)
    } else if bytes
        .get(TAR..)
        .is_some_and(|rest| rest.starts_with(b"ustar"))
    {
        Some(match oci::is_layout(bytes) {
            true => Kind::Oci,
            false => Kind::Tar,
        })
    } else {
        None
    }
}

/// What may still be read.
pub(crate) struct Budget {
    bytes: u64,
    entries: u32,
}

impl Budget {
    fn new() -> Self {
        Self {
            bytes: MOST_BYTES,
            entries: MOST_ENTRIES,
        }
    }

    /// Takes one entry.
    pub(crate) fn entry(&mut self) -> Result<(), ReadError> {
        self.entries = self.entries.checked_sub(1).ok_or(ReadError::TooLarge)?;
        Ok(())
    }

    /// Reads to the end, and counts it.
    fn read(&mut self, input: &mut dyn std::io::Read) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let mut limited = std::io::Read::take(input, self.bytes + 1);
        std::io::Read::read_to_end(&mut limited, &mut bytes)?;
        let left = self.bytes.checked_sub(bytes.len() as u64);
        self.bytes = left.ok_or(ReadError::TooLarge)?;
        Ok(bytes)
    }
}
