//! Contents against the manifest that is among them.

use crate::{Contents, Kept, Kind};
use std::collections::BTreeSet;
use std::fmt;
use store::{FileEntry, FileKind, Manifest, Mismatch};
use tree::{AccountName, Artifact, Digest, FileMode, StoreName, StorePathName, TreePath};

/// What was found out about contents.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The name of the stack, when there is a manifest.
    pub stack: Option<StoreName>,
    /// The digest of the NAR, when the files can stand in one tree.
    pub digest: Option<Digest>,
    /// Everything that is wrong, in the order of the paths, what concerns the whole at the end.
    pub problems: Vec<Problem>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Files and manifest do not belong together.
    Mismatch(Mismatch),
    /// A file has other permission bits than its manifest says.
    Mode {
        /// Its path.
        path: TreePath,
        /// The bits that it has.
        found: FileMode,
        /// The bits that it should have.
        expected: FileMode,
    },
    /// A file has another user or group than its manifest says.
    Owner {
        /// Its path.
        path: TreePath,
        /// The account that it has.
        found: AccountName,
        /// The account that it should have.
        expected: AccountName,
    },
    /// The whole has another hash than was asked for.
    Hash {
        /// The hash that it has.
        found: Digest,
        /// The hash that was asked for.
        expected: Digest,
    },
    /// An object does not have the name that its content gives it.
    Name {
        /// The name that its content has.
        found: StorePathName,
        /// The name that it bears.
        expected: StorePathName,
    },
    /// The whole holds something that the files do not tell, such as directories with nothing in them.
    Beside {
        /// The hash that it has.
        found: Digest,
        /// The hash of its files alone.
        expected: Digest,
    },
}

/// Compares contents with the manifest among them, and with the hash that is expected, if any.
///
/// A carrier that keeps no modes or owners is not asked for them.
pub fn examine(contents: &Contents, expected: Option<&Digest>) -> Examined {
    let mut problems = Vec::new();
    let manifest = match Manifest::among(contents.files.values()) {
        Ok(manifest) => {
            files(contents, &manifest, &mut problems);
            Some(manifest)
        }
        Err(mismatch) => {
            problems.push(Problem::Mismatch(mismatch));
            None
        }
    };
    let digest = match contents.digest() {
        Ok(digest) => Some(digest),
        Err(mismatch) => {
            problems.push(Problem::Mismatch(mismatch));
            None
        }
    };
    let whole = Contents {
        nar: None,
        ..contents.clone()
    };
    if let (Some(found), Ok(expected)) = (digest, whole.digest())
        && found != expected
    {
        problems.push(Problem::Beside { found, expected });
    }
    if let (Some(found), Some(expected)) = (digest, expected)
        && found != *expected
    {
        let expected = *expected;
        problems.push(Problem::Hash { found, expected });
    }
    Examined {
        stack: manifest.map(|manifest| manifest.stack),
        digest,
        problems,
    }
}

fn files(contents: &Contents, manifest: &Manifest, problems: &mut Vec<Problem>) {
    let found = contents.files.keys();
    let paths: BTreeSet<&TreePath> = found.chain(manifest.files.keys()).collect();
    for path in paths {
        let path = path.clone();
        let mismatch = match (contents.files.get(&path), manifest.files.get(&path)) {
            (Some(artifact), Some(entry)) => {
                file(contents, artifact, entry, problems);
                continue;
            }
            (Some(_), None) => Mismatch::Undescribed { path },
            (None, _) => Mismatch::Missing { path },
        };
        problems.push(Problem::Mismatch(mismatch));
    }
}

fn file(contents: &Contents, found: &Artifact, entry: &FileEntry, problems: &mut Vec<Problem>) {
    let path = &found.path;
    if !is_same_content(found, &entry.kind) {
        let path = path.clone();
        problems.push(Problem::Mismatch(Mismatch::Different { path }));
        return;
    }
    let is_symlink = matches!(entry.kind, FileKind::Symlink { .. });
    let mode = |mode: FileMode| match contents.kept {
        Kept::Executable if mode.is_executable() => FileMode::EXECUTABLE,
        Kept::Executable => FileMode::PUBLIC,
        Kept::Names | Kept::Numbers => mode,
    };
    if !is_symlink && mode(found.mode) != mode(entry.mode()) {
        problems.push(Problem::Mode {
            path: path.clone(),
            found: found.mode,
            expected: entry.mode(),
        });
    }
    let accounts = [
        (&found.owner.user, &entry.owner.user),
        (&found.owner.group, &entry.owner.group),
    ];
    for (found, expected) in accounts {
        if !is_same_account(contents, found, expected) {
            problems.push(Problem::Owner {
                path: path.clone(),
                found: found.clone(),
                expected: expected.clone(),
            });
        }
    }
}

fn is_same_content(found: &Artifact, kind: &FileKind) -> bool {
    match kind {
        // It cannot hold its own digest: it is what was read.
        FileKind::Manifest { .. } => found.bytes().is_some(),
        FileKind::File { size, digest, .. } => found
            .bytes()
            .is_some_and(|bytes| bytes.len() as u64 == *size && Digest::of(bytes) == *digest),
        FileKind::Symlink { target } => {
            matches!(&found.content, tree::Content::Symlink(found) if found == target)
        }
    }
}

/// Names and numbers cannot be compared: which belong together is a fact of a host.
fn is_same_account(contents: &Contents, found: &AccountName, expected: &AccountName) -> bool {
    match contents.kept {
        Kept::Executable => true,
        // Debian's packages leave out names that are too long for them.
        Kept::Names if contents.kind == Kind::Deb && expected.as_str().len() > 31 => true,
        Kept::Names => match number(expected) {
            Some(expected) => number(found) == Some(expected),
            None => found == expected,
        },
        Kept::Numbers => match (number(found), number(expected)) {
            (Some(found), Some(expected)) => found == expected,
            // An account of the tree or the release; it is not root.
            (found, None) => found != Some(0),
            (None, Some(_)) => false,
        },
    }
}

fn number(name: &AccountName) -> Option<u32> {
    match *name == AccountName::root() {
        true => Some(0),
        false => name.number(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mismatch(mismatch) => mismatch.fmt(f),
            Self::Mode {
                path,
                found,
                expected,
            } => write!(
                f,
                "`{path}` has mode {found}, but {expected} in its manifest"
            ),
            Self::Owner {
                path,
                found,
                expected,
            } => write!(
                f,
                "`{path}` belongs to `{found}`, but to `{expected}` in its manifest"
            ),
            Self::Hash { found, expected } => {
                write!(f, "its hash is {found}, not {expected}")
            }
            Self::Name { found, expected } => {
                write!(f, "its content has the name `{found}`, not `{expected}`")
            }
            Self::Beside { found, expected } => write!(
                f,
                "it holds more than its files, such as empty directories: its hash is {found}, that of the files {expected}"
            ),
        }
    }
}
