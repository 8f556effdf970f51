//! Artifacts that cannot stand on one host together.

use crate::{Artifact, HostPath, KeyFormat, OwnedKey, TreePath};
use source::Origin;
use std::collections::BTreeMap;
use std::fmt;

/// Every clash of two artifacts, of one tree or of several that are put on the same host.
///
/// At most one stands at a path, nothing lies below a file or symlink, and what is ours of a file that belongs
/// to others is ours once.
pub fn clashes<'a>(artifacts: impl IntoIterator<Item = &'a Artifact>) -> Vec<TreeError> {
    let mut errors = Vec::new();
    let mut paths: BTreeMap<&TreePath, &Artifact> = BTreeMap::new();
    for artifact in artifacts {
        match paths.get(&artifact.path) {
            Some(first) => errors.push(TreeError::SamePath {
                path: artifact.path.clone(),
                first: first.origins.clone(),
                second: artifact.origins.clone(),
            }),
            None => {
                paths.insert(&artifact.path, artifact);
            }
        }
    }
    errors.extend(files_as_directories(&paths));
    errors.extend(owned_twice(&paths));
    errors.extend(same_keys(&paths));
    errors
}

type Paths<'a> = BTreeMap<&'a TreePath, &'a Artifact>;

/// What lies below a path follows it at once in the order of a walk.
fn files_as_directories(paths: &Paths<'_>) -> impl Iterator<Item = TreeError> {
    let below = paths.values().skip(1);
    paths
        .values()
        .zip(below)
        .filter(|(file, below)| below.path.is_below(&file.path))
        .map(|(file, below)| TreeError::FileAsDirectory {
            file: file.path.clone(),
            file_origins: file.origins.clone(),
            below: below.path.clone(),
            below_origins: below.origins.clone(),
        })
}

/// Files that are ours, and of which single keys are said to be ours as well.
fn owned_twice(paths: &Paths<'_>) -> impl Iterator<Item = TreeError> {
    paths.values().filter_map(|keys| {
        let file = keys.owned_keys.as_ref()?.file.below_root();
        let whole = paths.get(&TreePath::parse(file).ok()?)?;
        Some(TreeError::OwnedTwice {
            path: whole.path.clone(),
            whole: whole.origins.clone(),
            keys: keys.origins.clone(),
        })
    })
}

/// Keys that two artifacts own of the same file of others. About a word nobody can disagree: it is there or not.
fn same_keys(paths: &Paths<'_>) -> Vec<TreeError> {
    let mut errors = Vec::new();
    let mut known: BTreeMap<(&HostPath, &OwnedKey), &Artifact> = BTreeMap::new();
    for artifact in paths.values() {
        let Some(owned) = &artifact.owned_keys else {
            continue;
        };
        if owned.format == KeyFormat::Tokens {
            continue;
        }
        for key in &owned.keys {
            if let Some(first) = known.insert((&owned.file, key), artifact) {
                errors.push(TreeError::SameKey {
                    file: owned.file.clone(),
                    key: Box::new(key.clone()),
                    first: first.origins.clone(),
                    second: artifact.origins.clone(),
                });
            }
        }
    }
    errors
}

/// Two artifacts that cannot stand in one tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeError {
    /// Both have the same path.
    SamePath {
        /// The path.
        path: TreePath,
        /// Why the first is there.
        first: Vec<Origin>,
        /// Why the second is there.
        second: Vec<Origin>,
    },
    /// One is a file or symlink, the other lies below it.
    FileAsDirectory {
        /// The path of the file or symlink.
        file: TreePath,
        /// Why it is there.
        file_origins: Vec<Origin>,
        /// The path of one that lies below it.
        below: TreePath,
        /// Why that is there.
        below_origins: Vec<Origin>,
    },
    /// Both own the same key of a file that belongs to others.
    SameKey {
        /// The file.
        file: HostPath,
        /// The key.
        key: Box<OwnedKey>,
        /// Why the first owns it.
        first: Vec<Origin>,
        /// Why the second owns it.
        second: Vec<Origin>,
    },
    /// One is a whole file, the other owns single keys of it.
    OwnedTwice {
        /// The path.
        path: TreePath,
        /// Why the whole file is there.
        whole: Vec<Origin>,
        /// Why the keys are there.
        keys: Vec<Origin>,
    },
}

impl TreeError {
    /// Why each of the two is there.
    pub fn parties(&self) -> [&[Origin]; 2] {
        match self {
            Self::SamePath { first, second, .. } | Self::SameKey { first, second, .. } => {
                [first, second]
            }
            Self::FileAsDirectory {
                file_origins,
                below_origins,
                ..
            } => [file_origins, below_origins],
            Self::OwnedTwice { whole, keys, .. } => [whole, keys],
        }
    }
}

impl TreeError {
    /// What to do about it, where that is plain.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::SamePath { .. } => {
                Some("leave the file to one of them, or give one another path or name")
            }
            Self::SameKey { .. } => Some("leave the key to one of them"),
            Self::FileAsDirectory { .. } | Self::OwnedTwice { .. } => None,
        }
    }
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameKey { file, key, .. } => {
                write!(f, "the key `{key}` of `{file}` is owned twice")
            }
            Self::SamePath { path, .. } => write!(f, "two files have the path `{path}`"),
            Self::OwnedTwice { path, .. } => {
                write!(
                    f,
                    "`{path}` is owned as a whole, and by single keys as well"
                )
            }
            Self::FileAsDirectory { file, below, .. } => {
                write!(
                    f,
                    "`{file}` is a file, but `{below}` needs it as a directory"
                )
            }
        }
    }
}

impl std::error::Error for TreeError {}
