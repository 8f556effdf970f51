//! What can be compared of a file: its bytes or target, its mode, its owner.

use crate::{Accounts, State};
use store::{FileEntry, FileKind};
use tree::{Digest, FileMode, Owner, SymlinkTarget, TreePath};

/// In what two files differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// In their bytes, their target, or in what they are at all.
    pub content: bool,
    /// In their permission bits.
    pub mode: bool,
    /// In their owner.
    pub owner: bool,
}

impl Differences {
    /// They are not even of one kind, or not both there: mode and owner cannot be compared.
    pub(crate) const OF_KIND: Self = Self {
        content: true,
        mode: false,
        owner: false,
    };

    /// Whether there is any.
    pub fn any(self) -> bool {
        let Self {
            content,
            mode,
            owner,
        } = self;
        content || mode || owner
    }
}

/// A file that a manifest describes.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    shape: Shape<'a>,
    mode: FileMode,
    owner: &'a Owner,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape<'a> {
    File(Digest),
    Symlink(&'a TreePath, &'a SymlinkTarget),
}

impl<'a> Facts<'a> {
    /// The facts of an entry. A manifest does not know its own digest, so it is given.
    pub(crate) fn new(path: &'a TreePath, entry: &'a FileEntry, own_digest: Digest) -> Self {
        let shape = match &entry.kind {
            FileKind::File { digest, .. } => Shape::File(*digest),
            FileKind::Manifest { .. } => Shape::File(own_digest),
            FileKind::Symlink { target } => Shape::Symlink(path, target),
        };
        Self {
            shape,
            mode: entry.mode(),
            owner: &entry.owner,
        }
    }

    /// In what two generations differ.
    pub(crate) fn differences_to(self, other: Facts<'_>) -> Differences {
        Differences {
            content: self.shape != other.shape,
            mode: self.mode != other.mode,
            owner: self.owner != other.owner,
        }
    }

    /// In what a host differs. Between different kinds only that is one.
    pub(crate) fn differences_to_host(
        self,
        state: &State,
        accounts: Option<&Accounts>,
    ) -> Differences {
        let (content, mode, ids) = match (self.shape, state) {
            (Shape::File(digest), State::File(file)) => (
                file.digest != Some(digest),
                self.mode != file.mode,
                file.ids,
            ),
            (Shape::Symlink(path, wanted), State::Symlink { target, ids }) => {
                (!is_target(path, wanted, target), false, *ids)
            }
            (Shape::File(_) | Shape::Symlink(..), _) => return Differences::OF_KIND,
        };
        Differences {
            content,
            mode,
            owner: accounts.is_some_and(|accounts| !accounts.is_same(self.owner, ids)),
        }
    }
}

/// Whether a link says what it should. Of a link that enables a unit it does not matter whether it does so
/// from the root, as `systemctl enable` makes it, or from its folder.
fn is_target(path: &TreePath, wanted: &SymlinkTarget, found: &[u8]) -> bool {
    let wanted = wanted.as_str();
    if wanted.as_bytes() == found {
        return true;
    }
    let folder = path.on_host();
    let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
    let enables = folder.ends_with(".wants") || folder.ends_with(".requires");
    let found = std::str::from_utf8(found);
    enables && found.is_ok_and(|found| absolute(folder, wanted) == absolute(folder, found))
}

/// A path from the root, without `.` and `..`.
fn absolute<'a>(folder: &'a str, target: &'a str) -> Vec<&'a str> {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut parts = Vec::new();
    for part in from.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}
