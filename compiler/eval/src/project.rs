//! The folder a stack lives in, and the only door through which its files are read.
//!
//! The folder is opened once. Every file is opened relative to it by `openat2(2)` with
//! `RESOLVE_BENEATH`, so that the kernel decides, at the moment of opening, that neither `..` nor a
//! symbolic link leaves the folder; and it is read from the descriptor that was opened. There is no
//! moment between checking and opening.

use crate::error::{EvalError, Unreadable};
use crate::library::NAMESPACE;
use rustix::fs::{FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;
use source::ValuePath;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A folder of sources and the file in it that evaluation starts from.
#[derive(Clone, Debug)]
pub struct Project {
    root: Arc<OwnedFd>,
    display: PathBuf,
    entry: PathBuf,
    folder: PathBuf,
    focus: Vec<Focus>,
}

/// A field of a record of the entry's value, without the fields beside it.
#[derive(Clone, Debug)]
pub(crate) struct Focus {
    /// The record.
    pub(crate) of: ValuePath,
    /// The field.
    pub(crate) name: String,
}

/// How often opening is tried again when the kernel could not exclude a concurrent rename.
///
/// `openat2` answers `EAGAIN` then (openat2(2), ERRORS); a handful is enough unless somebody renames
/// in a loop.
const TRIES: usize = 32;

impl Project {
    /// Opens the folder `root`, to evaluate the file `entry`, which is relative to it.
    pub fn open(root: &Path, entry: &Path) -> Result<Self, EvalError> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let opened = rustix::fs::open(root, flags, Mode::empty());
        let descriptor = opened.map_err(|errno| EvalError::Root {
            path: root.to_owned(),
            cause: errno.into(),
        })?;
        Ok(Self {
            root: Arc::new(descriptor),
            display: root.to_owned(),
            entry: entry.to_owned(),
            folder: PathBuf::new(),
            focus: Vec::new(),
        })
    }

    /// Leaves the other fields of the record at `of` unevaluated, where it has a field of this name: what is
    /// wrong with them is not asked.
    #[must_use]
    pub fn focused(mut self, of: ValuePath, name: &str) -> Self {
        let name = name.to_owned();
        self.focus.push(Focus { of, name });
        self
    }

    /// Shows the files of the project as below this folder, so that they are told from those of another.
    #[must_use]
    pub fn shown_below(self, folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            ..self
        }
    }

    /// The folder that its files are shown below.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is asked for, when that is not everything.
    pub(crate) fn focus(&self) -> &[Focus] {
        &self.focus
    }

    /// The folder, as it was named when it was opened.
    pub fn root(&self) -> &Path {
        &self.display
    }

    /// The file that evaluation starts from, relative to the root.
    pub fn entry(&self) -> &Path {
        &self.entry
    }

    /// Reads a file below the root, of at most `limit` bytes, through the same door as an evaluation.
    ///
    /// # Errors
    /// As an import of the file would give them.
    pub fn text(&self, path: &Path, limit: u64) -> Result<String, Unreadable> {
        let joined = join(Path::new(""), path).ok_or(Unreadable::Outside)?;
        self.read(&joined, limit)
    }

    /// Reads a file below the root. `path` is relative and holds no `..`.
    pub(crate) fn read(&self, path: &Path, limit: u64) -> Result<String, Unreadable> {
        if is_reserved(path) {
            return Err(Unreadable::Reserved);
        }
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
        let file = File::from(self.open_beneath(path, flags)?);
        match FileType::from_raw_mode(rustix::fs::fstat(&file).map_err(io_error)?.st_mode) {
            FileType::RegularFile => {}
            FileType::Directory => return Err(Unreadable::Folder),
            _ => return Err(Unreadable::Special),
        }
        let mut bytes = Vec::new();
        let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let length = read.map_err(Unreadable::Io)?;
        if length as u64 > limit {
            return Err(Unreadable::TooLarge { limit });
        }
        String::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8 {
            at: error.utf8_error().valid_up_to(),
        })
    }

    /// The names in the folder that holds `path`, for suggestions; empty when it cannot be listed.
    pub(crate) fn siblings(&self, path: &Path) -> Vec<String> {
        let folder = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let Ok(descriptor) = self.open_beneath(folder, flags) else {
            return Vec::new();
        };
        let Ok(entries) = rustix::fs::Dir::read_from(&descriptor) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str().ok().map(str::to_owned))
            .filter(|name| !matches!(name.as_str(), "." | ".."))
            .collect();
        names.sort();
        names
    }

    fn open_beneath(&self, path: &Path, flags: OFlags) -> Result<OwnedFd, Unreadable> {
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        for _ in 0..TRIES {
            match rustix::fs::openat2(&*self.root, path, flags, Mode::empty(), resolve) {
                Ok(descriptor) => return Ok(descriptor),
                Err(Errno::AGAIN | Errno::INTR) => {}
                Err(errno) => return Err(io_error(errno)),
            }
        }
        Err(io_error(Errno::AGAIN))
    }
}

fn io_error(errno: Errno) -> Unreadable {
    match errno {
        Errno::NOENT | Errno::NOTDIR => Unreadable::Missing,
        Errno::XDEV => Unreadable::Outside,
        Errno::NOSYS => Unreadable::NoOpenat2,
        Errno::NXIO => Unreadable::Special,
        errno => Unreadable::Io(io::Error::from(errno)),
    }
}

/// Whether a path, relative to the root, goes through a folder with the name of the library.
fn is_reserved(path: &Path) -> bool {
    let folders = path.parent().unwrap_or(Path::new(""));
    let mut components = folders.components();
    components.any(|component| component == Component::Normal(NAMESPACE.as_ref()))
}

/// Joins an import path to the folder of the importing file, without looking at the disk.
///
/// Both are relative to the root, and so is the result, which holds neither `.` nor `..`; `None`
/// when it would leave the root or is absolute.
pub(crate) fn join(folder: &Path, import: &Path) -> Option<PathBuf> {
    let mut joined = PathBuf::new();
    for component in folder.components().chain(import.components()) {
        match component {
            Component::Normal(name) => joined.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !joined.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_joined_without_leaving_the_root() {
        let cases = [
            ("", "a.ncl", Some("a.ncl")),
            ("web", "../a.ncl", Some("a.ncl")),
            ("web", "./x/../a.ncl", Some("web/a.ncl")),
            ("web", "../../a.ncl", None),
            ("", "..", None),
            ("", "x/../../x", None),
            ("", "/etc/passwd", None),
        ];
        for (folder, import, joined) in cases {
            assert_eq!(
                join(Path::new(folder), Path::new(import)).as_deref(),
                joined.map(Path::new),
                "{folder} {import}"
            );
        }
    }

    #[test]
    fn folders_named_like_the_library_are_reserved_at_any_depth() {
        assert!(is_reserved(Path::new("stackc/main.ncl")));
        assert!(is_reserved(Path::new("web/stackc/x/main.ncl")));
        assert!(!is_reserved(Path::new("stackc")));
        assert!(!is_reserved(Path::new("web/stackc.ncl")));
    }
}
