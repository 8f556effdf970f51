//! The store: a folder of objects.

use super::folder::{hash_folder, names_in};
use super::temporary::{Durability, Lock, Temporary, replace_file};
use super::write::{Modes, sync, sync_all, write_tree};
use crate::{BuildRecord, RecordError, StoreError};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tree::{Digest, StoreName, StorePathName, Tree};

/// The folder of the build records in a store; no object has such a name.
const RECORDS: &str = "records";

/// A folder that keeps trees under the names that Nix gives them.
///
/// An object appears under its name when it is whole, on the disk and read-only, and never changes.
/// Many programs and threads can add to a store at once.
///
/// ```text
/// STORE/<hash>-<name>/etc/…           an object
/// STORE/records/<hash>-<name>.json    where it came from
/// STORE/.building-…                   an object that somebody writes, or a dead one
/// STORE/.lock                         held while somebody writes
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

/// An object of a store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StorePath {
    store: PathBuf,
    name: StorePathName,
}

impl Store {
    /// The store in a folder, which is made when something is added.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts a tree into the store and names it.
    ///
    /// A tree that is there already is verified and shared. A damaged one is an error:
    /// [`Store::repair`] replaces it. After a failure the store is as it was.
    pub fn add(&self, tree: &Tree, name: &StoreName) -> Result<StorePath, StoreError> {
        let object = self.path_of(tree, name);
        if object.exists()? {
            object.verify()?;
            return Ok(object);
        }
        let lock = self.lock()?;
        let temporary = self.write(tree, &lock)?;
        match rename_without_replacing(temporary.path(), &object.path()) {
            Ok(()) => sync(&self.folder)?,
            // Somebody else was quicker with the same tree.
            Err(Errno::EXIST | Errno::NOTEMPTY) => object.verify()?,
            Err(error) => return Err(StoreError::io("make", &object.path())(error)),
        }
        Ok(object)
    }

    /// Puts a tree into the store even if a damaged object has its name.
    ///
    /// The two are exchanged at once, so that whoever looks sees one or the other.
    pub fn repair(&self, tree: &Tree, name: &StoreName) -> Result<StorePath, StoreError> {
        match self.add(tree, name) {
            Err(StoreError::Damaged { .. }) => {}
            result => return result,
        }
        let object = self.path_of(tree, name);
        let lock = self.lock()?;
        let temporary = self.write(tree, &lock)?;
        renameat_with(
            CWD,
            temporary.path(),
            CWD,
            object.path(),
            RenameFlags::EXCHANGE,
        )
        .map_err(StoreError::io("replace", &object.path()))?;
        sync(&self.folder)?;
        Ok(object)
    }

    /// The object of this name, whether it is there or not.
    pub fn object(&self, name: &StorePathName) -> StorePath {
        StorePath {
            store: self.folder.clone(),
            name: name.clone(),
        }
    }

    fn path_of(&self, tree: &Tree, name: &StoreName) -> StorePath {
        StorePath {
            store: self.folder.clone(),
            name: tree.store_path_name(name),
        }
    }

    fn lock(&self) -> Result<Lock, StoreError> {
        fs::create_dir_all(&self.folder).map_err(StoreError::io("make", &self.folder))?;
        Lock::share(&self.folder)
    }

    fn write(&self, tree: &Tree, lock: &Lock) -> Result<Temporary, StoreError> {
        let temporary = Temporary::new(&self.folder, lock)?;
        write_tree(tree, temporary.path(), Modes::ReadOnly)?;
        sync_all(temporary.path())?;
        Ok(temporary)
    }

    /// Recognises the path of an object, with or without symlinks in it: a `result` link will do.
    pub fn open(path: &Path) -> Result<StorePath, StoreError> {
        let real = fs::canonicalize(path).map_err(StoreError::io("open", path))?;
        let no_object = || StoreError::NoObject {
            path: path.to_owned(),
        };
        let name = real.file_name().and_then(|name| name.to_str());
        let name = name.and_then(|name| StorePathName::parse(name).ok());
        Ok(StorePath {
            name: name.ok_or_else(no_object)?,
            store: real.parent().ok_or_else(no_object)?.to_owned(),
        })
    }

    /// All objects, in the order of their names.
    pub fn objects(&self) -> Result<Vec<StorePath>, StoreError> {
        let names = match names_in(&self.folder) {
            Ok(names) => names,
            Err(StoreError::Io { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let names = names.iter().filter_map(|name| name.to_str());
        Ok(names
            .filter_map(|name| StorePathName::parse(name).ok())
            .map(|name| StorePath {
                store: self.folder.clone(),
                name,
            })
            .collect())
    }

    /// Writes down where an object came from, in place of what was known before. Gives the file and the digest
    /// of its bytes.
    pub fn write_record(&self, record: &BuildRecord) -> Result<(PathBuf, Digest), StoreError> {
        let lock = self.lock()?;
        let folder = self.folder.join(RECORDS);
        fs::create_dir_all(&folder).map_err(StoreError::io("make", &folder))?;
        let path = folder.join(format!("{}.json", record.object));
        let json = record.to_json();
        replace_file(&self.folder, &path, json.as_bytes(), &lock, Durability::Now)?;
        sync(&folder)?;
        Ok((path, Digest::of(json.as_bytes())))
    }
}

impl StorePath {
    /// Where the object is.
    pub fn path(&self) -> PathBuf {
        self.store.join(self.name.to_string())
    }

    /// Its name.
    pub fn name(&self) -> &StorePathName {
        &self.name
    }

    /// Checks that the object is what its name says.
    pub fn verify(&self) -> Result<(), StoreError> {
        let object = self.path();
        let found = StorePathName::of_source(&hash_folder(&object)?, self.name.name());
        if found == self.name {
            Ok(())
        } else {
            Err(StoreError::Damaged { object, found })
        }
    }

    /// Whether the object is there with this record, and both are whole.
    pub fn is_whole(&self, record: &Digest) -> bool {
        let written = fs::read(self.record_path());
        written.is_ok_and(|json| Digest::of(&json) == *record) && self.verify().is_ok()
    }

    fn record_path(&self) -> PathBuf {
        self.store.join(RECORDS).join(format!("{}.json", self.name))
    }

    /// Where the object came from, when that is known.
    pub fn record(&self) -> Result<Option<BuildRecord>, StoreError> {
        let path = self.record_path();
        let json = match fs::read(&path) {
            Ok(json) => json,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read", &path)(error)),
        };
        let record = BuildRecord::parse(&json);
        record
            .map(Some)
            .map_err(|cause: RecordError| StoreError::NoRecord { path, cause })
    }

    fn exists(&self) -> Result<bool, StoreError> {
        let path = self.path();
        match fs::symlink_metadata(&path) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(StoreError::io("read", &path)(error)),
        }
    }
}

impl fmt::Display for StorePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path().display().fmt(f)
    }
}

/// Renames a folder unless something has the new name.
///
/// File systems without `RENAME_NOREPLACE` get a plain rename: that too never replaces a folder with
/// something in it.
fn rename_without_replacing(from: &Path, to: &Path) -> Result<(), Errno> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) => rustix::fs::rename(from, to),
        result => result,
    }
}
