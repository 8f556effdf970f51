//! Folders that are not yet objects, and files that are not yet records.
//!
//! A builder writes under a name that begins with `.building-`, which no object has, and renames when
//! all is whole. All the while it holds a shared lock on the store's `.lock`. A builder that is killed
//! leaves its folder, but no lock: whoever gets the lock for itself alone knows that everything with
//! such a name is dead, however young it is, and removes it.

use crate::StoreError;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tree::FileMode;
use walkdir::WalkDir;

/// How names begin of what is being written.
const PREFIX: &str = ".building-";

/// The file in a store that builders lock.
const LOCK: &str = ".lock";

/// The right to have a temporary folder in a store; given back when it is dropped.
pub(super) struct Lock {
    #[expect(dead_code, reason = "holds the lock until it is closed")]
    file: File,
}

impl Lock {
    /// Waits for the right, which many builders have together. If nobody has it, removes what
    /// killed builders left.
    pub(super) fn share(store: &Path) -> Result<Self, StoreError> {
        let path = store.join(LOCK);
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(StoreError::io("open", &path))?;
        if file.try_lock().is_ok() {
            remove_dead(store);
            file.unlock().map_err(StoreError::io("unlock", &path))?;
        }
        file.lock_shared().map_err(StoreError::io("lock", &path))?;
        Ok(Self { file })
    }
}

/// What cannot be removed stays for the next builder; it is in nobody's way.
fn remove_dead(store: &Path) {
    let Ok(entries) = fs::read_dir(store) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            remove(&entry.path()).ok();
        }
    }
}

/// A folder in a store that is being written; removed when it is dropped.
pub(super) struct Temporary {
    path: PathBuf,
}

impl Temporary {
    /// Makes an empty folder that only we may use. The lock must be held as long as it lives.
    pub(super) fn new(store: &Path, _lock: &Lock) -> Result<Self, StoreError> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(store);
        let folder = folder.map_err(StoreError::io("write", store))?;
        let temporary = Self {
            path: folder.keep(),
        };
        // Whatever the umask, we write to it.
        let permissions = Permissions::from_mode(0o700);
        fs::set_permissions(&temporary.path, permissions)
            .map_err(StoreError::io("write", &temporary.path))?;
        Ok(temporary)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Gone when it became an object. Otherwise there is an error to report already, and the next
        // builder tries again.
        remove(&self.path).ok();
    }
}

/// When a file is on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// When its writer goes on.
    Now,
    /// Some time. After a crash it may hold anything.
    Later,
}

/// Replaces a file in the store, so that everybody sees the old one or the new one.
pub(super) fn replace_file(
    store: &Path,
    path: &Path,
    bytes: &[u8],
    _lock: &Lock,
    durability: Durability,
) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(store)?;
        file.write_all(bytes)?;
        let permissions = Permissions::from_mode(FileMode::PUBLIC.bits());
        file.as_file().set_permissions(permissions)?;
        if durability == Durability::Now {
            file.as_file().sync_all()?;
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(StoreError::io("write", path))
}

/// Removes a file, or a folder with all that is in it, even if nobody may write there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(path)?.is_dir() {
        return fs::remove_file(path);
    }
    for entry in WalkDir::new(path) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            fs::set_permissions(entry.path(), Permissions::from_mode(0o700))?;
        }
    }
    fs::remove_dir_all(path)
}
