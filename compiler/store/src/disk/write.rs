//! Writing trees to folders. No umask takes part.

use super::folder::names_in;
use crate::StoreError;
use rustix::fs::syncfs;
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use tree::{Artifact, Content, FileMode, Tree};

/// Which permission bits files and folders get.
#[derive(Clone, Copy)]
pub(super) enum Modes {
    /// Those of the artifacts; folders get `0755`.
    Real,
    /// Those of a store: nobody writes, only the executable bit is left.
    ReadOnly,
}

impl Modes {
    fn of_file(self, artifact: &Artifact) -> u32 {
        match self {
            Self::Real => artifact.mode.bits(),
            Self::ReadOnly if artifact.mode.is_executable() => 0o555,
            Self::ReadOnly => 0o444,
        }
    }

    fn of_folder(self) -> u32 {
        match self {
            Self::Real => FileMode::EXECUTABLE.bits(),
            Self::ReadOnly => 0o555,
        }
    }
}

/// Writes a tree to a folder with the real permission bits, for other tools to install or look at.
///
/// The folder is made if it is not there; it must be empty. Owners are left to whoever installs it.
/// The NAR of the folder is that of the tree. What was written before a failure stays.
pub fn write_folder(tree: &Tree, folder: &Path) -> Result<(), StoreError> {
    match make_folder(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if !names_in(folder)?.is_empty() {
                return Err(StoreError::InTheWay {
                    path: folder.to_owned(),
                    what: "a new folder",
                });
            }
        }
        Err(error) => return Err(StoreError::io("make", folder)(error)),
    }
    write_tree(tree, folder, Modes::Real)
}

/// Writes a tree to a folder that is empty and ours.
pub(super) fn write_tree(tree: &Tree, folder: &Path, modes: Modes) -> Result<(), StoreError> {
    let mut folders = BTreeSet::new();
    for artifact in tree.iter() {
        let path = folder.join(artifact.path.as_str());
        make_parents(&path, folder, &mut folders)?;
        match &artifact.content {
            Content::File(bytes) => write_file(&path, bytes, modes.of_file(artifact))?,
            Content::Symlink(target) => {
                symlink(target.as_str(), &path).map_err(StoreError::io("write", &path))?;
            }
        }
    }
    // Folders last: nothing can be made in one that nobody may write. Deepest first, for the same
    // reason.
    for made in folders.iter().rev().map(PathBuf::as_path).chain([folder]) {
        let permissions = Permissions::from_mode(modes.of_folder());
        fs::set_permissions(made, permissions).map_err(StoreError::io("write", made))?;
    }
    Ok(())
}

/// Makes the folders between `top` and a file that are not made yet.
fn make_parents(file: &Path, top: &Path, made: &mut BTreeSet<PathBuf>) -> Result<(), StoreError> {
    let missing: Vec<&Path> = file
        .ancestors()
        .skip(1)
        .take_while(|parent| *parent != top && !made.contains(*parent))
        .collect();
    for parent in missing.into_iter().rev() {
        make_folder(parent).map_err(StoreError::io("make", parent))?;
        made.insert(parent.to_owned());
    }
    Ok(())
}

/// Makes a folder that we, and only we, can write to: whatever the umask.
fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Writes a new file. Until it is whole nobody else may read it.
fn write_file(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(StoreError::io("write", path))?;
    file.write_all(bytes)
        .and_then(|()| file.set_permissions(Permissions::from_mode(mode)))
        .map_err(StoreError::io("write", path))
}

/// Puts everything on the disk that was written to the file system of a folder.
///
/// One call for the whole file system: thousands of files synced one by one take a journal commit each.
pub(super) fn sync_all(folder: &Path) -> Result<(), StoreError> {
    let opened = File::open(folder).map_err(StoreError::io("sync", folder))?;
    syncfs(opened).map_err(StoreError::io("sync", folder))
}

/// Puts a folder, with the names in it, on the disk.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io("sync", path))
}
