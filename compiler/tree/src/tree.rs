//! All files of a stack, each path once.

use crate::{
    Artifact, Content, Digest, FileMode, Hasher, StoreName, StorePathName, TreeError, TreePath,
    clashes, nar,
};
use std::collections::BTreeMap;
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
        let artifacts: Vec<Artifact> = artifacts.into_iter().collect();
        let errors = clashes(&artifacts);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut tree = Self::default();
        for artifact in artifacts {
            tree.insert(artifact);
        }
        Ok(tree)
    }

    fn insert(&mut self, mut artifact: Artifact) {
        artifact.readers.sort();
        artifact.readers.dedup();
        if let Content::Symlink(_) = artifact.content {
            artifact.mode = FileMode::SYMLINK;
        }
        self.artifacts.insert(artifact.path.clone(), artifact);
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
