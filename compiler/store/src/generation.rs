//! A tree together with its manifest.

use crate::{FileEntry, FileKind, Manifest, ManifestError, SecretNeed, Target, UnitPolicy};
use std::collections::BTreeMap;
use std::fmt;
use tree::{Artifact, FileMode, Owner, StoreName, Tree, TreeError, TreePath, UnitRef};

/// What a manifest says that the files do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The name of the stack; also the name in a store.
    pub stack: StoreName,
    /// What it is built for.
    pub target: Target,
    /// The units that the files make or concern.
    pub units: BTreeMap<UnitRef, UnitPolicy>,
    /// The secrets that must be given on the host.
    pub secrets: BTreeMap<String, SecretNeed>,
}

/// What one build puts on a host: a tree, and its manifest, which is one of its files and agrees with
/// all the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    tree: Tree,
    manifest: Manifest,
}

impl Generation {
    /// Makes a tree of the artifacts and adds the manifest. Fails with every clash of two artifacts.
    pub fn assemble(
        description: Description,
        artifacts: impl IntoIterator<Item = Artifact>,
    ) -> Result<Self, Vec<TreeError>> {
        let Description {
            stack,
            target,
            units,
            mut secrets,
        } = description;
        secrets.values_mut().for_each(in_order);
        let described = Tree::new(artifacts)?;
        let path = Manifest::path_of(&stack);
        let mut files: BTreeMap<TreePath, FileEntry> = described
            .iter()
            .map(|artifact| (artifact.path.clone(), FileEntry::of(artifact)))
            .collect();
        files.insert(path.clone(), own_entry());
        let manifest = Manifest {
            stack,
            target,
            files,
            units,
            secrets,
        };
        let itself = Artifact::file(path, manifest.to_json());
        let tree = Tree::new(described.into_artifacts().chain([itself]))?;
        Ok(Self { tree, manifest })
    }

    /// Recognises files with their manifest among them, such as those that were read from a disk or an archive.
    ///
    /// Modes, owners and readers of the artifacts are taken from the manifest: a store keeps none.
    ///
    /// # Errors
    /// Unless there is one manifest, and it describes exactly the files that are there.
    pub fn recognise(artifacts: BTreeMap<TreePath, Artifact>) -> Result<Self, Mismatch> {
        let manifest = Manifest::among(artifacts.values())?;
        let own_path = Manifest::path_of(&manifest.stack);
        let mut described = Vec::new();
        for (path, mut artifact) in artifacts {
            let Some(entry) = manifest.files.get(&path) else {
                return Err(Mismatch::Undescribed { path });
            };
            artifact.owner = entry.owner.clone();
            artifact.owned_keys = entry.owned_keys.clone();
            artifact.readers = entry.readers.clone();
            artifact.mode = entry.mode();
            let agrees = match entry.kind {
                FileKind::Manifest { .. } => path == own_path,
                FileKind::File { .. } | FileKind::Symlink { .. } => {
                    FileEntry::of(&artifact).kind == entry.kind
                }
            };
            if !agrees {
                return Err(Mismatch::Different { path });
            }
            described.push(artifact);
        }
        let tree =
            Tree::new(described).map_err(|mut errors| Mismatch::Tree(errors.swap_remove(0)))?;
        match manifest.files.keys().find(|path| tree.get(path).is_none()) {
            Some(path) => Err(Mismatch::Missing { path: path.clone() }),
            None => Ok(Self { tree, manifest }),
        }
    }

    /// The files, the manifest among them.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What the host needs to know of them.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

fn own_entry() -> FileEntry {
    FileEntry {
        kind: FileKind::Manifest {
            mode: FileMode::PUBLIC,
        },
        owner: Owner::root(),
        owned_keys: None,
        readers: Vec::new(),
    }
}

/// The order in which deliveries and consumers were found must not reach the bytes.
fn in_order(need: &mut SecretNeed) {
    for delivery in &mut need.deliveries {
        delivery.consumers.sort();
        delivery.consumers.dedup();
    }
    need.deliveries
        .sort_by(|left, right| (&left.via, &left.consumers).cmp(&(&right.via, &right.consumers)));
    need.deliveries.dedup();
}

/// Files and a manifest that do not belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// There is no manifest, or there are several.
    Manifests {
        /// How many.
        count: usize,
    },
    /// The manifest cannot be read.
    Manifest {
        /// Where it stands.
        path: TreePath,
        /// What is wrong.
        cause: ManifestError,
    },
    /// A file that the manifest does not know.
    Undescribed {
        /// Its path.
        path: TreePath,
    },
    /// A file that the manifest knows differently.
    Different {
        /// Its path.
        path: TreePath,
    },
    /// A file that the manifest knows is not there.
    Missing {
        /// Its path.
        path: TreePath,
    },
    /// Something that a tree cannot hold.
    Tree(TreeError),
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifests { count: 0 } => {
                f.write_str("it has no `etc/stackc/NAME/manifest.json`")
            }
            Self::Manifests { count } => write!(f, "it has {count} manifests"),
            Self::Manifest { path, cause } => {
                write!(f, "cannot read its manifest `{path}`: {cause}")
            }
            Self::Undescribed { path } => write!(f, "its manifest does not know `{path}`"),
            Self::Different { path } => write!(f, "`{path}` is not what its manifest says"),
            Self::Missing { path } => write!(f, "`{path}` is in its manifest, but not there"),
            Self::Tree(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Mismatch {}
