//! What a tree tells the host it is installed on.
//!
//! The manifest is a file of the tree, `etc/stackc/NAME/manifest.json`, so that whatever installs the
//! tree leaves on the host what the next comparison needs. It describes every file, itself included
//! but for its own digest; the units with what a change means to them; and the secrets that must be
//! given on the host. It holds nothing that changes by itself.

mod json;

pub use tree::{Constraint, Delivery, OnChange, SecretNeed, UnitPolicy, Via};

use crate::Mismatch;
use std::collections::BTreeMap;
use std::fmt;
use tree::UnitRef;
use tree::{
    Artifact, Content, Digest, FileMode, OwnedKeys, Owner, Reader, StoreName, SymlinkTarget,
    TreePath,
};

/// What a host needs to know of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The name of the stack.
    pub stack: StoreName,
    /// What it was built for.
    pub target: Target,
    /// Every file and symlink of the tree.
    pub files: BTreeMap<TreePath, FileEntry>,
    /// The units that the files make or concern.
    pub units: BTreeMap<UnitRef, UnitPolicy>,
    /// The secrets that must be there before anything starts, by name.
    pub secrets: BTreeMap<String, SecretNeed>,
}

/// The host that a stack was built for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The release: `debian13`.
    pub name: String,
    /// The programs that read the files, with their versions: `podman`, `5.4.2`.
    pub versions: BTreeMap<String, String>,
}

/// A file or symlink of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// What it is.
    pub kind: FileKind,
    /// Its owner.
    pub owner: Owner,
    /// Set when it only holds keys for a file that belongs to others, which its readers read.
    pub owned_keys: Option<OwnedKeys>,
    /// What reads it.
    pub readers: Vec<Reader>,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File {
        /// Permission bits.
        mode: FileMode,
        /// Number of bytes.
        size: u64,
        /// SHA-256 of its bytes.
        digest: Digest,
    },
    /// A symlink.
    Symlink {
        /// Where it points.
        target: SymlinkTarget,
    },
    /// The manifest itself, which cannot hold its own digest.
    Manifest {
        /// Permission bits.
        mode: FileMode,
    },
}

impl Manifest {
    /// Where the manifest of a stack stands in its tree.
    pub fn path_of(stack: &StoreName) -> TreePath {
        TreePath::parse(&format!("etc/stackc/{stack}/manifest.json"))
            .expect("a store name is a component: short, without slash, no `.` in front")
    }

    /// Reads the one manifest among the files of a tree.
    ///
    /// # Errors
    /// When there is none or several, or it cannot be read.
    pub fn among<'a>(artifacts: impl IntoIterator<Item = &'a Artifact>) -> Result<Self, Mismatch> {
        let manifests = artifacts.into_iter().filter(|it| is_manifest(&it.path));
        let manifests: Vec<&Artifact> = manifests.collect();
        let [artifact] = manifests.as_slice() else {
            return Err(Mismatch::Manifests {
                count: manifests.len(),
            });
        };
        let json = artifact.bytes().unwrap_or_default();
        Self::parse(json).map_err(|cause| Mismatch::Manifest {
            path: artifact.path.clone(),
            cause,
        })
    }

    /// Reads a manifest.
    pub fn parse(json: &[u8]) -> Result<Self, ManifestError> {
        json::parse(json)
    }

    /// Writes it as JSON. Equal manifests give equal bytes, ending in a newline.
    pub fn to_json(&self) -> String {
        json::print(self)
    }
}

fn is_manifest(path: &TreePath) -> bool {
    let components: Vec<&str> = path.components().collect();
    matches!(components.as_slice(), ["etc", "stackc", _, "manifest.json"])
}

impl FileEntry {
    /// What a manifest says of an artifact that is not the manifest.
    pub fn of(artifact: &Artifact) -> Self {
        let kind = match &artifact.content {
            Content::File(bytes) => FileKind::File {
                mode: artifact.mode,
                size: bytes.len() as u64,
                digest: Digest::of(bytes),
            },
            Content::Symlink(target) => FileKind::Symlink {
                target: target.clone(),
            },
        };
        Self {
            kind,
            owner: artifact.owner.clone(),
            owned_keys: artifact.owned_keys.clone(),
            readers: artifact.readers.clone(),
        }
    }

    /// Number of bytes, when the manifest knows it.
    pub fn size(&self) -> Option<u64> {
        match self.kind {
            FileKind::File { size, .. } => Some(size),
            FileKind::Symlink { .. } | FileKind::Manifest { .. } => None,
        }
    }

    /// The permission bits; a symlink has [`FileMode::SYMLINK`].
    pub fn mode(&self) -> FileMode {
        match self.kind {
            FileKind::File { mode, .. } | FileKind::Manifest { mode } => mode,
            FileKind::Symlink { .. } => FileMode::SYMLINK,
        }
    }
}

/// Text that is no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// It is not JSON, or not of the shape of a manifest.
    Shape {
        /// Line, from 1; 0 when it is the whole.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// It was written by a newer stackc.
    Newer {
        /// Its format.
        format: u64,
    },
    /// A value in it cannot be.
    Value {
        /// What it belongs to: a path, a unit, a secret.
        of: String,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { line: 0, reason } => write!(f, "it is no manifest: {reason}"),
            Self::Shape { line, reason } => write!(f, "it is no manifest: line {line}: {reason}"),
            Self::Newer { format } => write!(
                f,
                "its format is {format}, and this stackc knows formats up to {}: use a newer stackc",
                json::FORMAT
            ),
            Self::Value { of, reason } => write!(f, "its entry `{of}` cannot be: {reason}"),
        }
    }
}

impl std::error::Error for ManifestError {}
