//! Looking at a host without changing it.
//!
//! Every path is walked from the directory one component at a time, and no symlink is followed: not
//! the last component and none before it. So nothing outside the directory is ever read, whatever
//! stands in it, and whoever changes it meanwhile. There is one exception: files that belong to others and
//! of which a stack owns keys may lie anywhere on a host, and are walked in the same way from its root.

use crate::{Accounts, FileState, Ids, State};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, fstat, openat, readlinkat, statat};
use rustix::io::Errno;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use store::{Generation, Manifest, ManifestError};
use tree::{FileMode, Hasher, HostPath, TreePath};

/// Files with more bytes than this are known by their digest only.
const MOST_BYTES: u64 = 4 << 20;

/// A directory as observed, at the paths that matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// The manifest that the last generation of the same stack left.
    pub previous: Option<Manifest>,
    /// The host's users and groups. Without its `passwd` a directory is only a copy, which belongs to
    /// whoever made it, and owners are not compared.
    pub accounts: Option<Accounts>,
    /// What stands at each path of the generation and of the one before.
    pub states: BTreeMap<TreePath, State>,
    /// What stands at each path that belongs to others and of which keys are ours, or were.
    pub foreign: BTreeMap<HostPath, State>,
    /// What the two sides are called.
    pub names: Names,
}

/// What the two sides of a comparison are called where they are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// A host, and the stack that it shall have.
    #[default]
    HostAndStack,
    /// Two generations.
    OldAndNew,
}

impl Names {
    /// Each side in a word.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::HostAndStack => ["host", "stack"],
            Self::OldAndNew => ["old", "new"],
        }
    }
}

impl Host {
    /// Looks at a directory that stands for `/etc`.
    ///
    /// Fails only when it cannot be opened or holds a manifest that cannot be read: without it
    /// nobody knows whose the files are. What else cannot be read is a [`State`].
    pub fn observe(etc: &Path, generation: &Generation) -> Result<Self, HostError> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder =
            rustix::fs::open(etc, flags, Mode::empty()).map_err(|error| HostError::Open {
                path: etc.to_owned(),
                cause: error.into(),
            })?;
        let root = root_of(etc);
        let sight = Sight {
            below_etc: &|path| look(folder.as_fd(), path),
            foreign: &|file| look_at_foreign(folder.as_fd(), root.as_ref(), file),
        };
        sight.host(etc, generation)
    }
}

/// A way to look at a host.
pub(crate) struct Sight<'a> {
    /// What stands at a path below `/etc`.
    pub(crate) below_etc: &'a dyn Fn(&str) -> State,
    /// What stands at a path that belongs to others.
    pub(crate) foreign: &'a dyn Fn(&HostPath) -> State,
}

impl Sight<'_> {
    /// Looks at all that matters to a generation; `shown` is what people know `/etc` by.
    pub(crate) fn host(&self, shown: &Path, generation: &Generation) -> Result<Host, HostError> {
        let previous = self.previous(shown, generation)?;
        let before = previous.iter().flat_map(|manifest| manifest.files.keys());
        let now = generation.manifest().files.keys();
        let paths: BTreeSet<&TreePath> = before.chain(now).collect();
        let look_at = |path: &TreePath| (path.clone(), (self.below_etc)(path.below_etc()));
        let manifests = previous.iter().chain([generation.manifest()]);
        let entries = manifests.flat_map(|manifest| manifest.files.values());
        let files: BTreeSet<&HostPath> = entries
            .filter_map(|entry| entry.owned_keys.as_ref())
            .map(|keys| &keys.file)
            .collect();
        let look_at_foreign = |file: &HostPath| (file.clone(), (self.foreign)(file));
        Ok(Host {
            foreign: files.into_iter().map(look_at_foreign).collect(),
            accounts: self.accounts(),
            states: paths.into_iter().map(look_at).collect(),
            previous,
            names: Names::HostAndStack,
        })
    }
}

/// The root of the host whose `/etc` a directory stands for; only a directory of that name stands in one.
fn root_of(etc: &Path) -> Option<OwnedFd> {
    etc.file_name().filter(|name| *name == TreePath::TOP)?;
    let root = match etc.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return None,
    };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::open(root, flags, Mode::empty()).ok()
}

/// Looks at a file that belongs to others, which may lie outside of the directory.
fn look_at_foreign(etc: BorrowedFd<'_>, root: Option<&OwnedFd>, file: &HostPath) -> State {
    match (file.below_etc(), root) {
        (Some(path), _) => look(etc, path),
        (None, Some(root)) => look_below(root.as_fd(), "", file.below_root()),
        (None, None) => State::Unreadable {
            cause: "it lies outside of the directory, which is not the `etc` of a host".to_owned(),
        },
    }
}

impl Sight<'_> {
    /// Reads the manifest that the last generation left.
    fn previous(&self, etc: &Path, generation: &Generation) -> Result<Option<Manifest>, HostError> {
        let path = Manifest::path_of(&generation.manifest().stack);
        let shown = etc.join(path.below_etc());
        let trouble = |reason: String| HostError::Manifest {
            path: shown.clone(),
            reason,
        };
        match (self.below_etc)(path.below_etc()) {
            State::Absent => Ok(None),
            State::File(FileState {
                bytes: Some(bytes), ..
            }) => {
                let manifest = Manifest::parse(&bytes);
                let manifest =
                    manifest.map_err(|error: ManifestError| trouble(error.to_string()))?;
                if manifest.stack == generation.manifest().stack {
                    Ok(Some(manifest))
                } else {
                    Err(trouble(format!("it is of the stack `{}`", manifest.stack)))
                }
            }
            State::Unreadable { cause } => Err(trouble(cause)),
            State::Behind { ancestor, what } => Err(trouble(format!("`{ancestor}` is {what}"))),
            State::File(FileState { bytes: None, .. }) => Err(trouble("it is too long".to_owned())),
            other @ (State::Symlink { .. } | State::Directory | State::Special(_)) => {
                Err(trouble(format!("it is {}", other.noun())))
            }
        }
    }

    /// Reads the names of users and groups, if there are any.
    fn accounts(&self) -> Option<Accounts> {
        let read = |name| match (self.below_etc)(name) {
            State::File(file) => file.bytes,
            State::Absent
            | State::Symlink { .. }
            | State::Directory
            | State::Special(_)
            | State::Behind { .. }
            | State::Unreadable { .. } => None,
        };
        let passwd = read("passwd")?;
        let group = read("group").unwrap_or_default();
        let [passwd, group] = [&passwd, &group].map(|bytes| String::from_utf8_lossy(bytes));
        Some(Accounts::parse(&passwd, &group))
    }
}

/// Looks at one path below the directory that stands for `/etc`.
fn look(folder: BorrowedFd<'_>, path: &str) -> State {
    look_below(folder, TreePath::TOP, path)
}

/// Looks at one path below a directory, whose name on the host is `top`.
fn look_below(folder: BorrowedFd<'_>, top: &str, path: &str) -> State {
    let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut current: Option<OwnedFd> = None;
    let mut walked = top.to_owned();
    for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
        let at = current.as_ref().map_or(folder, AsFd::as_fd);
        walked = match walked.as_str() {
            "" => parent.to_owned(),
            walked => format!("{walked}/{parent}"),
        };
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        match openat(at, parent, flags, Mode::empty()) {
            Ok(opened) => current = Some(opened),
            Err(error) => return no_directory(at, parent, walked, error),
        }
    }
    look_in(current.as_ref().map_or(folder, AsFd::as_fd), name)
}

/// Why the path ends before its last component.
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

fn look_in(folder: BorrowedFd<'_>, name: &str) -> State {
    let stat = match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => stat,
        Err(Errno::NOENT) => return State::Absent,
        Err(error) => return unreadable(error.into()),
    };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => read_file(folder, name).unwrap_or_else(unreadable),
        FileType::Symlink => match readlinkat(folder, name, Vec::new()) {
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

/// Reads a file through one descriptor, so that mode, owner and bytes are of the same file.
fn read_file(folder: BorrowedFd<'_>, name: &str) -> io::Result<State> {
    // Not to wait for a writer, should a pipe have taken the file's place.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut file = File::from(openat(folder, name, flags | OFlags::RDONLY, Mode::empty())?);
    let stat = fstat(&file)?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(io::Error::other("it changed while it was looked at"));
    }
    FileState::read(&mut file, FileMode::of_stat(stat.st_mode), ids(&stat)).map(State::File)
}

impl FileState {
    /// Reads a file to its end; of a long one only the digest stays.
    pub(crate) fn read(file: &mut impl Read, mode: FileMode, ids: Ids) -> io::Result<Self> {
        let mut bytes = Vec::new();
        let mut hasher = Hasher::new();
        file.by_ref().take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        hasher.write_all(&bytes)?;
        let rest = io::copy(file, &mut hasher)?;
        let size = bytes.len() as u64 + rest;
        Ok(Self {
            mode,
            ids,
            size,
            digest: hasher.finish(),
            bytes: (size <= MOST_BYTES).then_some(bytes),
        })
    }
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

/// Why a host cannot be compared with.
#[derive(Debug)]
pub enum HostError {
    /// The directory cannot be opened.
    Open {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// An archive of a host cannot be read.
    Archive(
        /// What is wrong with it.
        io::Error,
    ),
    /// The manifest of the last generation cannot be read.
    Manifest {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { path, cause } => write!(f, "cannot open `{}`: {cause}", path.display()),
            Self::Archive(cause) => write!(f, "cannot read the archive of the host: {cause}"),
            Self::Manifest { path, reason } => write!(
                f,
                "cannot read the manifest of the last generation, `{}`: {reason}",
                path.display()
            ),
        }
    }
}

impl std::error::Error for HostError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Open { cause, .. } | Self::Archive(cause) => Some(cause),
            Self::Manifest { .. } => None,
        }
    }
}
