//! Files and folders outside of a store that appear when they are whole.

use super::write::{Modes, sync, sync_all, write_tree};
use super::{folder::names_in, temporary::remove};
use crate::StoreError;
use std::fs::{self, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tree::{FileMode, Tree};

/// How names begin of what is being written.
const PREFIX: &str = ".stackc-";

/// Writes a file, so that everybody sees the old one or the new one, whole and on the disk.
///
/// It is written to a sibling, which is gone after a failure. Anything but a file that stands there stays, and is
/// an error.
///
/// # Errors
/// What the disk refuses, and what `fill` fails with.
pub fn place_file<E: From<StoreError>>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    refuse_other(path, "a file", |metadata| metadata.is_file())?;
    let folder = parent(path);
    let file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder);
    let mut file = file.map_err(StoreError::io("write", path))?;
    let mut buffered = BufWriter::new(file.as_file_mut());
    fill(&mut buffered)?;
    buffered
        .flush()
        .map_err(StoreError::io::<io::Error>("write", path))?;
    drop(buffered);
    let permissions = Permissions::from_mode(FileMode::PUBLIC.bits());
    file.as_file()
        .set_permissions(permissions)
        .and_then(|()| file.as_file().sync_all())
        .and_then(|()| file.persist(path).map_err(|error| error.error))
        .map_err(StoreError::io("write", path))?;
    Ok(sync(folder)?)
}

/// Writes a tree to a new folder with the real permission bits, which appears when it is whole and on the disk.
///
/// An empty folder that stands there is replaced. Owners are left to whoever installs it.
///
/// # Errors
/// What the disk refuses; nothing half written stays.
pub fn place_folder(tree: &Tree, path: &Path) -> Result<(), StoreError> {
    refuse_other(path, "a new folder", |metadata| metadata.is_dir())?;
    let is_empty = !path.exists() || names_in(path)?.is_empty();
    if !is_empty {
        return Err(in_the_way(path, "a new folder"));
    }
    let parent = parent(path);
    let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent);
    let temporary = Temporary {
        path: folder.map_err(StoreError::io("write", path))?.keep(),
    };
    fs::set_permissions(&temporary.path, Permissions::from_mode(0o700))
        .map_err(StoreError::io("write", path))?;
    write_tree(tree, &temporary.path, Modes::Real)?;
    sync_all(&temporary.path)?;
    fs::rename(&temporary.path, path).map_err(StoreError::io("write", path))?;
    sync(parent)
}

fn refuse_other(
    path: &Path,
    what: &'static str,
    is_fine: impl FnOnce(&fs::Metadata) -> bool,
) -> Result<(), StoreError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !is_fine(&metadata) => Err(in_the_way(path, what)),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io("write", path)(error)),
    }
}

fn in_the_way(path: &Path, what: &'static str) -> StoreError {
    StoreError::InTheWay {
        path: path.to_owned(),
        what,
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A folder that is removed when it is dropped, unless it was renamed.
struct Temporary {
    path: PathBuf,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Gone when all went well; otherwise there is an error to report already.
        remove(&self.path).ok();
    }
}
