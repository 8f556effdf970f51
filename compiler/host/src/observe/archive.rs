//! Looking at a host through a tar archive of it: `ssh host tar c /etc | stackc diff --tar -`.
//!
//! The stream is read once, and nothing of it is ever written. What tar could not read is not in the archive:
//! from here it looks as if it were absent, so whoever makes the archive must be able to read all of it.

use super::{HostError, LONGEST, Listing, Sight};
use crate::state::MOST_SHOWN;
use crate::{FileState, Ids, State};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use tar::{Entry, EntryType};
use tree::{FileMode, HostPath, TreePath};

/// An archive with more entries than this is of more than a host's configuration.
const MOST_ENTRIES: usize = 1_000_000;

/// So many bytes of files are kept; of the rest their digests.
const MOST_KEPT: u64 = 64 << 20;

/// What is in an archive of a host, whose `/etc` is in it as `etc`, `/etc` or `./etc`. Files that belong to
/// others may be in it, too.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// By path without leading slash.
    states: BTreeMap<String, State>,
    /// Names by folder, those too that no path of ours can have.
    names: BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, &'static str>>,
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
        // None leads out.
        let Some(bytes) = clean(&entry.path_bytes()) else {
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
                let target = clean(&target).and_then(|target| String::from_utf8(target).ok());
                let target = target.and_then(|target| self.states.get(&target));
                target.cloned().unwrap_or_else(|| State::Unreadable {
                    cause: "it is a link to a file that is not in the archive".to_owned(),
                })
            }
            EntryType::Fifo => State::Special("a pipe"),
            EntryType::Char | EntryType::Block => State::Special("a device"),
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                State::File(self.read_file(entry, &bytes, mode, ids)?)
            }
            // Headers about other entries.
            _ => return Ok(()),
        };
        self.note(&bytes, state.noun());
        // No path of ours has other names.
        if let Ok(path) = String::from_utf8(bytes) {
            self.states.insert(path, state);
        }
        Ok(())
    }

    fn read_file(
        &mut self,
        entry: &mut Entry<'_, impl Read>,
        path: &[u8],
        mode: FileMode,
        ids: Ids,
    ) -> io::Result<FileState> {
        let size = entry.size();
        // Manifests are read, and nobody is shown them.
        let most = match path.ends_with(b"/manifest.json") {
            true => LONGEST,
            false => MOST_SHOWN,
        };
        let mut file = FileState::read(entry, size, most, mode, ids)?;
        self.kept += file.size;
        if self.kept > MOST_KEPT {
            file.bytes = None;
        }
        Ok(file)
    }

    /// Notes the name of an entry in its folder.
    fn note(&mut self, path: &[u8], what: &'static str) {
        let slash = path.iter().rposition(|byte| *byte == b'/');
        let (folder, name) = match slash {
            Some(at) => (&path[..at], &path[at + 1..]),
            None => (&[][..], path),
        };
        let names = self.names.entry(folder.to_vec()).or_default();
        names.insert(name.to_vec(), what);
    }

    /// Looks at a path below the root, as on a disk: what stands before its end must be directories.
    fn state(&self, path: &str) -> State {
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
}

impl Sight for Archive {
    fn shown(&self) -> &Path {
        Path::new("/etc")
    }

    /// What was too long to be read is in the archive already.
    fn look(&self, path: &str, _longest: u64) -> State {
        self.state(&format!("{}/{path}", TreePath::TOP))
    }

    /// Looks at a file outside of `etc`, if the archive knows about its folder at all.
    fn look_at_foreign(&self, file: &HostPath, _longest: u64) -> State {
        let path = file.below_root();
        let top = path.split('/').next().unwrap_or_default();
        match self.states.contains_key(top) {
            true => self.state(path),
            false => State::Unreadable {
                cause: format!("the archive holds no `{top}`"),
            },
        }
    }

    fn list(&self, folder: &str, most: usize, is_known: &dyn Fn(&[u8]) -> bool) -> Listing {
        let mut listing = Listing::of_at_most(most);
        let names = self
            .names
            .get(format!("{}/{folder}", TreePath::TOP).as_bytes());
        for (name, what) in names.into_iter().flatten() {
            if !is_known(name) {
                listing.add(name.clone(), what);
            }
        }
        listing
    }
}

/// A path without leading `/` and `./` and without a trailing slash; `None` when it leads elsewhere.
fn clean(path: &[u8]) -> Option<Vec<u8>> {
    let parts = path
        .split(|byte| *byte == b'/')
        .filter(|part| !matches!(*part, b"" | b"."));
    let parts: Vec<&[u8]> = parts.collect();
    let leads_out = parts.contains(&&b".."[..]);
    (!parts.is_empty() && !leads_out).then(|| parts.join(&b'/'))
}
