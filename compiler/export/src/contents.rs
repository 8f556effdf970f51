//! What an export holds, whoever made it.

use crate::ReadError;
use crate::read::Budget;
use std::collections::BTreeMap;
use std::fmt;
use store::{Generation, Mismatch};
use tree::{Artifact, Digest, Tree, TreePath};

/// What something is that holds a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object of a store, or a folder.
    Folder,
    /// A NAR.
    Nar,
    /// A tar archive.
    Tar,
    /// A Debian package.
    Deb,
    /// An archive of an OCI image layout.
    Oci,
    /// A squashfs image.
    Confext,
}

impl Kind {
    /// The word that the command line has for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Folder => "dir",
            Self::Nar => "nar",
            Self::Tar => "tar",
            Self::Deb => "deb",
            Self::Oci => "oci",
            Self::Confext => "confext",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a carrier keeps of modes and owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The executable bit alone.
    Executable,
    /// Permission bits, and owners by name.
    Names,
    /// Permission bits, and owners by number.
    Numbers,
}

/// The files that were found, with what their carrier keeps of modes and owners.
#[derive(Clone, Debug)]
pub struct Contents {
    /// What they were found in.
    pub kind: Kind,
    /// What that keeps.
    pub kept: Kept,
    /// By path.
    pub files: BTreeMap<TreePath, Artifact>,
    /// The digest of the NAR of the whole, where it may hold what the files do not tell: directories with nothing
    /// in them.
    pub nar: Option<Digest>,
}

impl Contents {
    pub(crate) fn new(kind: Kind, kept: Kept) -> Self {
        Self {
            kind,
            kept,
            files: BTreeMap::new(),
            nar: None,
        }
    }

    /// The files of a folder, which may be an object of a store, and the digest of its NAR.
    pub fn of_folder(files: BTreeMap<TreePath, Artifact>, nar: Digest) -> Self {
        Self {
            files,
            nar: Some(nar),
            ..Self::new(Kind::Folder, Kept::Executable)
        }
    }

    /// Adds a file; each path is there once.
    pub(crate) fn add(&mut self, budget: &mut Budget, artifact: Artifact) -> Result<(), ReadError> {
        budget.entry()?;
        let path = artifact.path.clone();
        match self.files.insert(path.clone(), artifact) {
            None => Ok(()),
            Some(_) => Err(ReadError::Twice { path }),
        }
    }

    /// The generation that they are.
    ///
    /// # Errors
    /// What does not agree with the manifest among them.
    pub fn generation(&self) -> Result<Generation, Mismatch> {
        Generation::recognise(self.files.clone())
    }

    /// The digest of the NAR: the identity of the tree.
    ///
    /// # Errors
    /// Files that cannot stand in one tree.
    pub fn digest(&self) -> Result<Digest, Mismatch> {
        if let Some(digest) = self.nar {
            return Ok(digest);
        }
        let tree = Tree::new(self.files.values().cloned());
        let tree = tree.map_err(|mut errors| Mismatch::Tree(errors.swap_remove(0)))?;
        Ok(tree.digest())
    }
}
