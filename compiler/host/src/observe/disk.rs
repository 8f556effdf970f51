//! A host as a directory on a disk.
//!
//! Every path is resolved by `openat2(2)` below the directory, and no symlink is followed: not the last
//! component and none before it. So nothing outside the directory is ever read, whatever stands in it, and
//! whoever changes it meanwhile.

use super::{HostError, Listing, Sight};
use crate::{FileState, Ids, State};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, ResolveFlags, Stat, fstat, openat, openat2,
    readlinkat, statat,
};
use rustix::io::Errno;
use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use tree::{FileMode, HostPath, TreePath};

/// How often a file is read that changes meanwhile.
const MOST_TRIES: usize = 3;

/// A directory that stands for `/etc`, or for the root of a host.
#[derive(Debug)]
pub struct Disk {
    etc: OwnedFd,
    /// Files that belong to others, and of which a stack owns keys, may lie anywhere below it.
    root: Option<OwnedFd>,
    /// What people know `/etc` by.
    shown: PathBuf,
}

impl Disk {
    /// Opens a directory that stands for `/etc`. When it has that name, the one around it is the root.
    ///
    /// # Errors
    /// A directory that cannot be opened.
    pub fn of_etc(etc: &Path) -> Result<Self, HostError> {
        Ok(Self {
            etc: open(etc)?,
            root: root_of(etc),
            shown: etc.to_owned(),
        })
    }

    /// Opens a directory that stands for `/`.
    ///
    /// # Errors
    /// A directory that cannot be opened, or without `etc`.
    pub fn of_root(root: &Path) -> Result<Self, HostError> {
        let folder = open(root)?;
        let shown = root.join(TreePath::TOP);
        let flags = FOLDER | OFlags::NOFOLLOW;
        let etc = openat(&folder, TreePath::TOP, flags, Mode::empty());
        Ok(Self {
            etc: etc.map_err(|error| HostError::Open {
                path: shown.clone(),
                cause: error.into(),
            })?,
            root: Some(folder),
            shown,
        })
    }
}

const FOLDER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

fn open(path: &Path) -> Result<OwnedFd, HostError> {
    openat(CWD, path, FOLDER, Mode::empty()).map_err(|error| HostError::Open {
        path: path.to_owned(),
        cause: error.into(),
    })
}

/// The root of the host whose `/etc` a directory stands for; only a directory of that name stands in one.
fn root_of(etc: &Path) -> Option<OwnedFd> {
    etc.file_name().filter(|name| *name == TreePath::TOP)?;
    let root = match etc.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return None,
    };
    open(root).ok()
}

impl Sight for Disk {
    fn shown(&self) -> &Path {
        &self.shown
    }

    fn look(&self, path: &str, longest: u64) -> State {
        look(self.etc.as_fd(), TreePath::TOP, path, longest)
    }

    fn look_at_foreign(&self, file: &HostPath, longest: u64) -> State {
        match (file.below_etc(), &self.root) {
            (Some(path), _) => self.look(path, longest),
            (None, Some(root)) => look(root.as_fd(), "", file.below_root(), longest),
            (None, None) => State::Unreadable {
                cause: "it lies outside of the directory, which is not the `etc` of a host"
                    .to_owned(),
            },
        }
    }

    fn list(&self, folder: &str, most: usize, is_known: &dyn Fn(&[u8]) -> bool) -> Listing {
        let none = Listing::of_at_most(most);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let opened = resolve(self.etc.as_fd(), folder, flags);
        match opened.and_then(|folder| read_folder(&folder, none.clone(), is_known)) {
            Ok(listing) => listing,
            // What is no folder is told about where it stands.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => none,
            Err(error) => none.unreadable(io::Error::from(error).to_string()),
        }
    }
}

/// Opens a path below a directory without following any symlink.
fn resolve(folder: BorrowedFd<'_>, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
    let rules = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    openat2(folder, path, flags, Mode::empty(), rules)
}

/// Looks at one path below a directory, whose name on the host is `top`.
fn look(folder: BorrowedFd<'_>, top: &str, path: &str, longest: u64) -> State {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let found = match resolve(folder, path, flags) {
        Ok(found) => found,
        Err(Errno::NOENT) => return State::Absent,
        Err(error) => return why_not(folder, top, path, error),
    };
    let stat = match fstat(&found) {
        Ok(stat) => stat,
        Err(error) => return unreadable(error.into()),
    };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => read_file(folder, path, longest).unwrap_or_else(unreadable),
        FileType::Symlink => match readlinkat(&found, c"", Vec::new()) {
            Ok(target) => State::Symlink {
                target: target.into_bytes(),
                ids: ids(&stat),
            },
            Err(error) => unreadable(error.into()),
        },
        FileType::Directory => State::Directory,
        other => State::Special(noun(other)),
    }
}

/// Finds the component that ends a path before its last one.
fn why_not(folder: BorrowedFd<'_>, top: &str, path: &str, error: Errno) -> State {
    let (parents, _) = path.rsplit_once('/').unwrap_or_default();
    let mut current: Option<OwnedFd> = None;
    let mut walked = top.to_owned();
    for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
        let at = current.as_ref().map_or(folder, AsFd::as_fd);
        walked = match walked.as_str() {
            "" => parent.to_owned(),
            walked => format!("{walked}/{parent}"),
        };
        match openat(at, parent, FOLDER | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(opened) => current = Some(opened),
            Err(error) => return no_directory(at, parent, walked, error),
        }
    }
    unreadable(error.into())
}

/// Why a component of a path is no directory to go on from.
fn no_directory(at: BorrowedFd<'_>, name: &str, walked: String, error: Errno) -> State {
    match (error, statat(at, name, AtFlags::SYMLINK_NOFOLLOW)) {
        (Errno::NOENT, _) => State::Absent,
        (Errno::NOTDIR | Errno::LOOP, Ok(stat)) => State::Behind {
            ancestor: walked,
            what: noun(FileType::from_raw_mode(stat.st_mode)),
        },
        (error, _) => State::Unreadable {
            cause: format!("cannot look into `{walked}`: {}", io::Error::from(error)),
        },
    }
}

/// Reads a file through one descriptor, so that mode, owner and bytes are of the same file; again when it
/// changed meanwhile.
fn read_file(folder: BorrowedFd<'_>, path: &str, longest: u64) -> io::Result<State> {
    for _ in 0..MOST_TRIES {
        // Not to wait for a writer, should a pipe have taken the file's place.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let mut file = File::from(resolve(folder, path, flags | OFlags::CLOEXEC)?);
        let before = fstat(&file)?;
        if FileType::from_raw_mode(before.st_mode) != FileType::RegularFile {
            continue;
        }
        let size = u64::try_from(before.st_size).unwrap_or_default();
        let (mode, ids) = (FileMode::of_stat(before.st_mode), ids(&before));
        let state = match size <= longest {
            true => FileState::read(&mut file, size, longest, mode, ids)?,
            false => FileState::unread(size, mode, ids),
        };
        if state.size == size && is_same(&before, &fstat(&file)?) {
            return Ok(State::File(state));
        }
    }
    Err(io::Error::other("it changes while it is read"))
}

fn is_same(before: &Stat, after: &Stat) -> bool {
    let facts = |stat: &Stat| {
        let modified = (stat.st_mtime, stat.st_mtime_nsec);
        (stat.st_size, modified, stat.st_ctime, stat.st_ctime_nsec)
    };
    facts(before) == facts(after)
}

/// The names in a folder that are not known.
fn read_folder(
    folder: &OwnedFd,
    mut listing: Listing,
    is_known: &dyn Fn(&[u8]) -> bool,
) -> Result<Listing, Errno> {
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") || is_known(name.to_bytes()) {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => type_of(folder, name),
            known => known,
        };
        listing.add(name.to_bytes().to_vec(), noun(kind));
    }
    Ok(listing)
}

/// The type that the file system keeps elsewhere.
fn type_of(folder: &OwnedFd, name: &CStr) -> FileType {
    let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
    stat.map_or(FileType::Unknown, |stat| {
        FileType::from_raw_mode(stat.st_mode)
    })
}

fn unreadable(error: io::Error) -> State {
    State::Unreadable {
        cause: error.to_string(),
    }
}

fn ids(stat: &Stat) -> Ids {
    Ids {
        uid: stat.st_uid,
        gid: stat.st_gid,
    }
}

fn noun(kind: FileType) -> &'static str {
    match kind {
        FileType::RegularFile => "a file",
        FileType::Directory => "a directory",
        FileType::Symlink => "a symlink",
        FileType::Fifo => "a pipe",
        FileType::Socket => "a socket",
        FileType::CharacterDevice | FileType::BlockDevice => "a device",
        FileType::Unknown => "something unknown",
    }
}
