//! One file of a tree, and all that is known about it.

use crate::{FileMode, OwnedKeys, Owner, Reader, SymlinkTarget, TreePath};
use source::Origin;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A regular file with these bytes.
    File(Vec<u8>),
    /// A symlink.
    Symlink(SymlinkTarget),
}

/// A file or symlink that a stack puts on a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Where it stands.
    pub path: TreePath,
    /// What it is.
    pub content: Content,
    /// Its permission bits; a symlink has [`FileMode::SYMLINK`].
    pub mode: FileMode,
    /// Its owner on the host.
    pub owner: Owner,
    /// Set when it only holds keys for a file that belongs to others. Its readers then read that file.
    pub owned_keys: Option<OwnedKeys>,
    /// What reads it; sorted, each once, when it stands in a tree.
    pub readers: Vec<Reader>,
    /// The values it exists for, the most telling first.
    pub origins: Vec<Origin>,
    /// Lines (from 1, ascending) with the values they were made from.
    pub causes: Vec<(usize, Origin)>,
}

impl Artifact {
    /// A file that everybody may read and root may write.
    pub fn file(path: TreePath, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(path, Content::File(bytes.into()), FileMode::PUBLIC)
    }

    /// A file with keys for a file that belongs to others.
    pub fn keys(path: TreePath, bytes: impl Into<Vec<u8>>, owned_keys: OwnedKeys) -> Self {
        Self {
            owned_keys: Some(owned_keys),
            ..Self::file(path, bytes)
        }
    }

    /// A symlink of root's.
    pub fn symlink(path: TreePath, target: SymlinkTarget) -> Self {
        Self::new(path, Content::Symlink(target), FileMode::SYMLINK)
    }

    fn new(path: TreePath, content: Content, mode: FileMode) -> Self {
        Self {
            path,
            content,
            mode,
            owner: Owner::root(),
            owned_keys: None,
            readers: Vec::new(),
            origins: Vec::new(),
            causes: Vec::new(),
        }
    }

    /// The same with other permission bits. A symlink keeps its own: they have no meaning.
    #[must_use]
    pub fn with_mode(mut self, mode: FileMode) -> Self {
        match self.content {
            Content::File(_) => self.mode = mode,
            Content::Symlink(_) => {}
        }
        self
    }

    /// The same with another owner.
    #[must_use]
    pub fn owned_by(mut self, owner: Owner) -> Self {
        self.owner = owner;
        self
    }

    /// The same with one more reader.
    #[must_use]
    pub fn read_by(mut self, reader: Reader) -> Self {
        self.readers.push(reader);
        self
    }

    /// The same with one more value it exists for.
    #[must_use]
    pub fn because_of(mut self, origin: &Origin) -> Self {
        self.origins.push(origin.clone());
        self
    }

    /// The same with the values that its lines were made from.
    #[must_use]
    pub fn with_causes(mut self, causes: Vec<(usize, Origin)>) -> Self {
        self.causes = causes;
        self
    }

    /// The bytes of a file; nothing for a symlink.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::File(bytes) => Some(bytes),
            Content::Symlink(_) => None,
        }
    }
}
