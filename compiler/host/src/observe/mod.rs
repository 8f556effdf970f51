//! Looking at a host without changing it.

mod error;
pub use error::HostError;

mod accounts;
pub use accounts::Accounts;

mod listing;
pub use listing::Listing;

mod disk;
pub use disk::Disk;

mod archive;
pub use archive::Archive;

mod extra;
pub use extra::{Extra, Extras, Role};

mod keep;
use keep::Keep;

use crate::{FileState, State};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{Generation, Manifest, ManifestError};
use tree::{HostPath, TreePath};

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
    /// What else stands in the folders of the stack.
    pub extras: Extras,
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

/// A way to look at a host. Paths are relative to its `/etc`, and no symlink is followed.
pub trait Sight {
    /// What people know the host's `/etc` by.
    fn shown(&self) -> &Path;

    /// What stands at a path. A file with more bytes than `longest` is not read.
    fn look(&self, path: &str, longest: u64) -> State;

    /// What stands at a path that belongs to others.
    fn look_at_foreign(&self, file: &HostPath, longest: u64) -> State;

    /// What is in a folder and not known by its name, at most so many by name; nothing of what is no folder.
    fn list(&self, folder: &str, most: usize, is_known: &dyn Fn(&[u8]) -> bool) -> Listing;
}

/// Files with more bytes than this are none of ours, unless a manifest says so: nobody wants to wait for a
/// digest of them.
const LONGEST: u64 = 64 << 20;

impl Host {
    /// Looks at all that matters to a generation.
    ///
    /// # Errors
    /// A manifest that cannot be read: without it nobody knows whose the files are. What else cannot be
    /// read is a [`State`].
    pub fn observe(sight: &impl Sight, generation: &Generation) -> Result<Self, HostError> {
        let previous = previous(sight, generation)?;
        let manifests = || previous.iter().chain([generation.manifest()]);
        let entries = || manifests().flat_map(|manifest| &manifest.files);
        let sizes = entries().filter_map(|(_, entry)| entry.size());
        let mut keep = Keep::new(generation, sizes.max().unwrap_or_default().max(LONGEST));

        let paths: BTreeSet<&TreePath> = entries().map(|(path, _)| path).collect();
        let states = paths.into_iter().map(|path| {
            let state = sight.look(path.below_etc(), keep.longest);
            (path.clone(), keep.of(path, state))
        });
        let states = states.collect();
        let owned = entries().filter_map(|(_, entry)| entry.owned_keys.as_ref());
        let files: BTreeSet<&HostPath> = owned.map(|keys| &keys.file).collect();
        let foreign = files.into_iter().map(|file| {
            let state = sight.look_at_foreign(file, keep.longest);
            (file.clone(), keep.foreign(state))
        });
        Ok(Self {
            foreign: foreign.collect(),
            extras: extra::find(sight, generation.manifest(), previous.as_ref()),
            accounts: accounts(sight),
            states,
            previous,
            names: Names::HostAndStack,
        })
    }
}

/// Reads the manifest that the last generation left.
fn previous(sight: &impl Sight, generation: &Generation) -> Result<Option<Manifest>, HostError> {
    let path = Manifest::path_of(&generation.manifest().stack);
    let trouble = |reason: String| HostError::Manifest {
        path: sight.shown().join(path.below_etc()),
        reason,
    };
    match sight.look(path.below_etc(), LONGEST) {
        State::Absent => Ok(None),
        State::File(FileState {
            bytes: Some(bytes), ..
        }) => {
            let manifest = Manifest::parse(&bytes).map_err(|error| match error {
                ManifestError::Newer { .. } => HostError::Newer {
                    path: sight.shown().join(path.below_etc()),
                    reason: error.to_string(),
                },
                ManifestError::Shape { .. } | ManifestError::Value { .. } => {
                    trouble(error.to_string())
                }
            })?;
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
fn accounts(sight: &impl Sight) -> Option<Accounts> {
    let read = |name| sight.look(name, LONGEST).into_bytes();
    let passwd = read("passwd")?;
    let group = read("group").unwrap_or_default();
    let [passwd, group] = [&passwd, &group].map(|bytes| String::from_utf8_lossy(bytes));
    Some(Accounts::parse(&passwd, &group))
}
