//! What can go wrong.

use std::fmt;
use std::io;
use store::StoreError;
use tree::{NarError, TreePath, TreePathError};

/// Why a tree cannot be written in some format.
#[derive(Debug)]
pub enum WriteError {
    /// The receiver refuses the bytes: the disk is full, the pipe is closed.
    Io(io::Error),
    /// The file could not be made.
    Store(StoreError),
    /// The format keeps numbers of owners only, and nobody said which number this one has.
    UnknownNumber {
        /// A file that it owns.
        path: TreePath,
        /// `user` or `group`.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The tree has a file where the format needs one of its own.
    PathTaken {
        /// The path.
        path: TreePath,
    },
    /// A Debian package must say who answers for it.
    NoMaintainer,
    /// The version cannot be one of a package.
    Version {
        /// The version.
        version: String,
    },
    /// A text that a part of the format cannot carry.
    Unwritable {
        /// What holds it: `the name of the stack`.
        what: &'static str,
        /// The text.
        text: String,
        /// What is wrong with it, as a phrase that follows the text.
        reason: &'static str,
    },
    /// The library that writes squashfs failed for another reason than the receiver.
    Image {
        /// What it said.
        reason: String,
    },
}

impl WriteError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Store(error) => error.hint(),
            Self::UnknownNumber { .. } => Some(
                "give the account a fixed number in the stack, or use a format that keeps names: `tar`, `deb`, `oci`"
                    .to_owned(),
            ),
            Self::NoMaintainer => {
                Some("give it with `--maintainer 'Jane Doe <jane@example.org>'`".to_owned())
            }
            Self::Version { .. } => Some(
                "begin with a digit; letters, digits and `.`, `+`, `~`, `-` may follow".to_owned(),
            ),
            Self::Io(_) | Self::PathTaken { .. } | Self::Unwritable { .. } | Self::Image { .. } => {
                None
            }
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) => write!(f, "cannot write the export: {cause}"),
            Self::Store(error) => error.fmt(f),
            Self::UnknownNumber { path, what, name } => write!(
                f,
                "`{path}` belongs to the {what} `{name}`, whose number is not known, and this format keeps no names"
            ),
            Self::PathTaken { path } => {
                write!(
                    f,
                    "the tree holds `{path}`, which this format needs for itself"
                )
            }
            Self::NoMaintainer => f.write_str("a Debian package needs a maintainer"),
            Self::Version { version } => {
                write!(f, "`{}` is no version of a package", version.escape_debug())
            }
            Self::Unwritable { what, text, reason } => {
                write!(f, "{what} `{}` {reason}", text.escape_debug())
            }
            Self::Image { reason } => write!(f, "cannot write the image: {reason}"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(cause) => Some(cause),
            Self::Store(cause) => Some(cause),
            Self::UnknownNumber { .. }
            | Self::PathTaken { .. }
            | Self::NoMaintainer
            | Self::Version { .. }
            | Self::Unwritable { .. }
            | Self::Image { .. } => None,
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Why a file is no export that can be read.
#[derive(Debug)]
pub enum ReadError {
    /// It cannot be read, or is cut off.
    Io(io::Error),
    /// None of the formats begins like it.
    Unknown,
    /// It is of a format, but damaged or not as stackc writes it.
    Format {
        /// The format: `tar archive`.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A NAR that is none.
    Nar(NarError),
    /// An entry has a path that no tree holds, such as one that leads out of it.
    Path(TreePathError),
    /// Two entries have the same path.
    Twice {
        /// The path.
        path: TreePath,
    },
    /// It holds more than any tree.
    TooLarge,
}

impl ReadError {
    pub(crate) fn format(format: &'static str, reason: impl Into<String>) -> Self {
        Self::Format {
            format,
            reason: reason.into(),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
                f.write_str("it is cut off")
            }
            Self::Io(cause) => cause.fmt(f),
            Self::Unknown => f.write_str("it is no export: neither nar, tar, deb, oci nor confext"),
            Self::Format { format, reason } => write!(f, "it is no whole {format}: {reason}"),
            Self::Nar(error) => error.fmt(f),
            Self::Path(error) => write!(f, "it holds what no tree does: {error}"),
            Self::Twice { path } => write!(f, "it holds `{path}` twice"),
            Self::TooLarge => {
                f.write_str("it holds more than 256 MiB or a million entries, as no tree does")
            }
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(cause) => Some(cause),
            Self::Nar(cause) => Some(cause),
            Self::Path(cause) => Some(cause),
            Self::Unknown | Self::Format { .. } | Self::Twice { .. } | Self::TooLarge => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

impl From<NarError> for ReadError {
    fn from(error: NarError) -> Self {
        Self::Nar(error)
    }
}

impl From<TreePathError> for ReadError {
    fn from(error: TreePathError) -> Self {
        Self::Path(error)
    }
}
