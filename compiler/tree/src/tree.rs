//! All files of a stack, each path once.

use crate::{Artifact, Content, Digest, FileMode, Hasher, StoreName, StorePathName, TreePath, nar};
use source::Origin;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

/// The files and symlinks that a host is to hold, in the order of a walk.
///
/// At most one artifact stands at a path, and nothing lies below a file or symlink.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    artifacts: BTreeMap<TreePath, Artifact>,
}

impl Tree {
    /// Collects artifacts. Fails with every clash of two of them.
    ///
    /// Readers are sorted and each kept once, so that the order in which they were found is not seen.
    pub fn new(artifacts: impl IntoIterator<Item = Artifact>) -> Result<Self, Vec<TreeError>> {
        let mut tree = Self::default();
        let mut errors = Vec::new();
        for artifact in artifacts {
            if let Err(error) = tree.insert(artifact) {
                errors.push(error);
            }
        }
        errors.extend(tree.files_as_directories());
        errors.extend(tree.owned_twice());
        if errors.is_empty() {
            Ok(tree)
        } else {
            Err(errors)
        }
    }

    fn insert(&mut self, mut artifact: Artifact) -> Result<(), TreeError> {
        if let Some(first) = self.artifacts.get(&artifact.path) {
            return Err(TreeError::SamePath {
                path: artifact.path,
                first: first.origins.clone(),
                second: artifact.origins,
            });
        }
        artifact.readers.sort();
        artifact.readers.dedup();
        if let Content::Symlink(_) = artifact.content {
            artifact.mode = FileMode::SYMLINK;
        }
        self.artifacts.insert(artifact.path.clone(), artifact);
        Ok(())
    }

    /// What lies below a path follows it at once in the order of a walk.
    fn files_as_directories(&self) -> impl Iterator<Item = TreeError> {
        let below = self.iter().skip(1);
        self.iter()
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
    fn owned_twice(&self) -> impl Iterator<Item = TreeError> {
        self.iter().filter_map(|keys| {
            let file = keys.owned_keys.as_ref()?.file.below_root();
            let whole = self.get(&TreePath::parse(file).ok()?)?;
            Some(TreeError::OwnedTwice {
                path: whole.path.clone(),
                whole: whole.origins.clone(),
                keys: keys.origins.clone(),
            })
        })
    }

    /// The artifacts in the order of a walk.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Artifact> {
        self.artifacts.values()
    }

    /// The artifact at a path.
    pub fn get(&self, path: &TreePath) -> Option<&Artifact> {
        self.artifacts.get(path)
    }

    /// How many files and symlinks there are.
    pub fn len(&self) -> usize {
        self.artifacts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.artifacts.is_empty()
    }

    /// The artifacts again, in the order of a walk.
    pub fn into_artifacts(self) -> impl Iterator<Item = Artifact> {
        self.artifacts.into_values()
    }

    /// Writes the NAR of the folder that this tree makes when it is written to a disk.
    pub fn write_nar(&self, out: &mut dyn Write) -> io::Result<()> {
        let artifacts: Vec<&Artifact> = self.iter().collect();
        nar::write(out, |root| write_directory(root, &artifacts, 0))
    }

    /// The identity of the tree: the SHA-256 of its NAR.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        self.write_nar(&mut hasher)
            .expect("hashing does no I/O and paths of a tree are names in ascending order");
        hasher.finish()
    }

    /// The name under which Nix and our store keep this tree.
    pub fn store_path_name(&self, name: &StoreName) -> StorePathName {
        StorePathName::of_source(&self.digest(), name)
    }
}

/// Writes artifacts that share their first `depth` components, as one directory.
fn write_directory(
    node: nar::Node<'_>,
    artifacts: &[&Artifact],
    depth: usize,
) -> io::Result<nar::Written> {
    node.directory(|directory| {
        let same_entry = |left: &&Artifact, right: &&Artifact| {
            left.path.components().nth(depth) == right.path.components().nth(depth)
        };
        for group in artifacts.chunk_by(same_entry) {
            let path = &group[0].path;
            let name = path.components().nth(depth).unwrap_or_default();
            let is_leaf = path.components().nth(depth + 1).is_none();
            directory.entry(name.as_bytes(), |node| {
                if is_leaf {
                    write_leaf(node, group[0])
                } else {
                    write_directory(node, group, depth + 1)
                }
            })?;
        }
        Ok(())
    })
}

fn write_leaf(node: nar::Node<'_>, artifact: &Artifact) -> io::Result<nar::Written> {
    match &artifact.content {
        Content::File(bytes) => {
            let executable = artifact.mode.is_executable();
            node.file(executable, bytes.len() as u64, &mut bytes.as_slice())
        }
        Content::Symlink(target) => node.symlink(target.as_str().as_bytes()),
    }
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
            Self::SamePath { first, second, .. } => [first, second],
            Self::FileAsDirectory {
                file_origins,
                below_origins,
                ..
            } => [file_origins, below_origins],
            Self::OwnedTwice { whole, keys, .. } => [whole, keys],
        }
    }
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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
