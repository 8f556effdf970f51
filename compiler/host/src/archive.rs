//! Looking at a host through a tar archive of it: `ssh host tar c /etc | stackc diff --tar -`.
//!
//! The stream is read once, and nothing of it is ever written. What tar could not read is not in the archive:
//! from here it looks as if it were absent, so whoever makes the archive must be able to read all of it.

use crate::observe::Sight;
use crate::{FileState, Host, HostError, Ids, State};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use store::Generation;
use tar::{Entry, EntryType};
use tree::{FileMode, HostPath, TreePath};

/// An archive with more entries than this is of more than a host's configuration.
const MOST_ENTRIES: usize = 1_000_000;

/// So many bytes of files are kept; of the rest their digests.
const MOST_KEPT: u64 = 256 << 20;

impl Host {
    /// Looks at a host whose `/etc` is in an archive, as `etc`, `/etc` or `./etc`. Files that belong to others
    /// may be in it, too.
    ///
    /// # Errors
    /// A manifest of the last generation that cannot be read.
    pub fn observe_archive(archive: &Archive, generation: &Generation) -> Result<Self, HostError> {
        let sight = Sight {
            below_etc: &|path| archive.look(&format!("{}/{path}", TreePath::TOP)),
            foreign: &|file| archive.look_at_foreign(file),
        };
        sight.host(Path::new("/etc"), generation)
    }
}

/// What is in an archive of a host.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// By path without leading slash.
    states: BTreeMap<String, State>,
    kept: u64,
}

impl Archive {
    /// Reads an archive to its end.
    ///
    /// # Errors
    /// What is no archive, is cut off, or holds no `etc`.
    pub fn read(stream: impl Read) -> Result<Self, HostError> {
        Self::collect(stream).map_err(HostError::Archive)
    }

    fn collect(stream: impl Read) -> io::Result<Self> {
        let mut contents = Self::default();
        let mut archive = tar::Archive::new(stream);
        for (count, entry) in archive.entries()?.enumerate() {
            if count == MOST_ENTRIES {
                let message = format!("it has more than {MOST_ENTRIES} entries");
                return Err(io::Error::other(message));
            }
            contents.add(&mut entry?)?;
        }
        if !matches!(contents.states.get(TreePath::TOP), Some(State::Directory)) {
            let message = "it holds no directory `etc`";
            return Err(io::Error::other(message));
        }
        Ok(contents)
    }

    fn add(&mut self, entry: &mut Entry<'_, impl Read>) -> io::Result<()> {
        // No path of ours has other names, and none leads out.
        let Some(path) = clean(&entry.path_bytes()) else {
            return Ok(());
        };
        let header = entry.header();
        let mode = FileMode::of_stat(header.mode()?);
        let id = |id: u64| u32::try_from(id).unwrap_or(u32::MAX);
        let ids = Ids {
            uid: id(header.uid()?),
            gid: id(header.gid()?),
        };
        let state = match header.entry_type() {
            EntryType::Directory => State::Directory,
            EntryType::Symlink => State::Symlink {
                target: entry.link_name_bytes().unwrap_or_default().into_owned(),
                ids,
            },
            EntryType::Link => {
                let target = entry.link_name_bytes().unwrap_or_default();
                let target = clean(&target).and_then(|target| self.states.get(&target));
                target.cloned().unwrap_or_else(|| State::Unreadable {
                    cause: "it is a link to a file that is not in the archive".to_owned(),
                })
            }
            EntryType::Fifo => State::Special("a pipe"),
            EntryType::Char | EntryType::Block => State::Special("a device"),
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                let mut file = FileState::read(entry, mode, ids)?;
                self.kept += file.size;
                if self.kept > MOST_KEPT {
                    file.bytes = None;
                }
                State::File(file)
            }
            // Headers about other entries.
            _ => return Ok(()),
        };
        self.states.insert(path, state);
        Ok(())
    }

    /// Looks at a path, as on a disk: what stands before its end must be directories.
    fn look(&self, path: &str) -> State {
        for (end, _) in path.match_indices('/') {
            let ancestor = &path[..end];
            match self.states.get(ancestor) {
                None => return State::Absent,
                Some(State::Directory) => {}
                Some(other) => {
                    return State::Behind {
                        ancestor: ancestor.to_owned(),
                        what: other.noun(),
                    };
                }
            }
        }
        self.states.get(path).cloned().unwrap_or(State::Absent)
    }

    /// Looks at a file outside of `etc`, if the archive knows about its folder at all.
    fn look_at_foreign(&self, file: &HostPath) -> State {
        let path = file.below_root();
        let top = path.split('/').next().unwrap_or_default();
        match self.states.contains_key(top) {
            true => self.look(path),
            false => State::Unreadable {
                cause: format!("the archive holds no `{top}`"),
            },
        }
    }
}

/// A path without leading `/` and `./` and without a trailing slash; `None` when it leads elsewhere.
fn clean(path: &[u8]) -> Option<String> {
    let path = std::str::from_utf8(path).ok()?;
    let parts = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    let parts: Vec<&str> = parts.collect();
    let leads_out = parts.contains(&"..");
    (!parts.is_empty() && !leads_out).then(|| parts.join("/"))
}
