//! Reading folders as Nix does.

use crate::StoreError;
use rustix::fs::OFlags;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;
use tree::{Digest, FileMode, Hasher, nar};

/// So many folders may lie in each other: more than in any tree, and less than the stack of a thread
/// bears.
const DEEPEST: usize = 100;

/// The digest of a file's, symlink's or folder's NAR, as `nix hash path` prints it.
///
/// Symlinks are not followed. Fails on whatever a NAR cannot hold, on what cannot be read, and on
/// more than 100 folders in each other.
pub fn hash_folder(path: &Path) -> Result<Digest, StoreError> {
    let mut hasher = Hasher::new();
    nar::write(&mut hasher, |node| write_node(node, path, 0)).map_err(Failure::into_error)?;
    Ok(hasher.finish())
}

/// The names in a folder, sorted by their bytes.
pub(super) fn names_in(folder: &Path) -> Result<Vec<OsString>, StoreError> {
    let entries = fs::read_dir(folder).map_err(StoreError::io("read", folder))?;
    let mut names: Vec<OsString> = entries
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<io::Result<_>>()
        .map_err(StoreError::io("read", folder))?;
    names.sort_by(|left, right| left.as_bytes().cmp(right.as_bytes()));
    Ok(names)
}

/// Opens a regular file for reading, without following a symlink or waiting for the writer of a pipe
/// that took its place.
pub(super) fn open_file(path: &Path) -> Result<File, StoreError> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.cast_signed())
        .open(path)
        .map_err(StoreError::io("read", path))
}

/// Opens a file that somebody names, to read it. A link to one will do; a pipe or device is none.
///
/// # Errors
/// What cannot be opened, or is no regular file.
pub fn open_regular(path: &Path) -> Result<File, StoreError> {
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(path)
        .map_err(StoreError::io("open", path))?;
    let metadata = file.metadata().map_err(StoreError::io("read", path))?;
    match metadata.is_file() {
        true => Ok(file),
        false => Err(StoreError::SpecialFile {
            path: path.to_owned(),
        }),
    }
}

/// What can go wrong: reading fails with a path, writing to a hasher does not fail.
enum Failure {
    Read(StoreError),
    Write(io::Error),
}

impl Failure {
    fn into_error(self) -> StoreError {
        match self {
            Self::Read(error) => error,
            Self::Write(cause) => StoreError::io("hash", Path::new("."))(cause),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Read(error)
    }
}

fn write_node(node: nar::Node<'_>, path: &Path, depth: usize) -> Result<nar::Written, Failure> {
    if depth > DEEPEST {
        let cause = io::Error::other("more than 100 folders lie in each other");
        return Err(Failure::Read(StoreError::io("read", path)(cause)));
    }
    let metadata = fs::symlink_metadata(path).map_err(StoreError::io("read", path))?;
    let kind = metadata.file_type();
    if kind.is_dir() {
        node.directory(|directory| {
            names_in(path)?.into_iter().try_for_each(|name| {
                directory.entry(name.as_bytes(), |node| {
                    write_node(node, &path.join(&name), depth + 1)
                })
            })
        })
    } else if kind.is_symlink() {
        let target = fs::read_link(path).map_err(StoreError::io("read", path))?;
        Ok(node.symlink(&target.into_os_string().into_vec())?)
    } else if kind.is_file() {
        let mut file = open_file(path)?;
        let metadata = file.metadata().map_err(StoreError::io("read", path))?;
        let executable = FileMode::of_stat(metadata.mode()).is_executable();
        let written = node.file(executable, metadata.len(), &mut file);
        Ok(written.map_err(StoreError::io("read", path))?)
    } else {
        Err(Failure::Read(StoreError::SpecialFile {
            path: path.to_owned(),
        }))
    }
}
