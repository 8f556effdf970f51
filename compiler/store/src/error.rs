//! What can go wrong with files on a disk.

use crate::{Mismatch, RecordError};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use tree::StorePathName;

/// Why something on a disk could not be done.
#[derive(Debug)]
pub enum StoreError {
    /// The system refused: the disk is full, read-only, not ours, …
    Io {
        /// What was tried, as a phrase that precedes the path: `write`.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// An object is not what its name says: somebody wrote to it, or the disk lost something.
    Damaged {
        /// The object.
        object: PathBuf,
        /// The name that its present content would have.
        found: StorePathName,
    },
    /// A path that cannot be an object of a store.
    NoObject {
        /// The path.
        path: PathBuf,
    },
    /// A socket, device or pipe, which no archive holds.
    SpecialFile {
        /// The path.
        path: PathBuf,
    },
    /// Something else stands where we would write, and is not ours to replace.
    InTheWay {
        /// The path.
        path: PathBuf,
        /// What we would put there: `a link to a store path`.
        what: &'static str,
    },
    /// A whole object whose files are no generation.
    NoGeneration {
        /// The object.
        object: PathBuf,
        /// What is wrong.
        cause: Mismatch,
    },
    /// A build record that cannot be read.
    NoRecord {
        /// Its file.
        path: PathBuf,
        /// What is wrong.
        cause: RecordError,
    },
}

impl StoreError {
    /// An error of the system, for use in `map_err`.
    pub(crate) fn io<E: Into<io::Error>>(
        action: &'static str,
        path: &Path,
    ) -> impl FnOnce(E) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io {
            action,
            path,
            cause: cause.into(),
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Io { action, cause, .. } => match cause.kind() {
                io::ErrorKind::PermissionDenied if *action == "read" => {
                    Some("make it readable".to_owned())
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(
                    "make room on that disk, or choose another store with `--store`".to_owned(),
                ),
                io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Some(
                    "choose a place that you may write to, for a store with `--store`".to_owned(),
                ),
                _ => None,
            },
            Self::Damaged { object, .. } => {
                let object = object.display();
                Some(format!(
                    "remove it with `chmod -R u+w {object} && rm -r {object}` and build again"
                ))
            }
            Self::InTheWay { .. } => Some("move it away, or choose another name".to_owned()),
            Self::NoObject { .. }
            | Self::SpecialFile { .. }
            | Self::NoGeneration { .. }
            | Self::NoRecord { .. } => None,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io {
                action,
                path,
                cause,
            } => write!(f, "cannot {action} `{}`: {cause}", path.display()),
            Self::Damaged { object, found } => write!(
                f,
                "the object `{}` is damaged: its content has the name `{found}`",
                object.display()
            ),
            Self::NoObject { path } => {
                write!(f, "`{}` is no object of a store", path.display())
            }
            Self::SpecialFile { path } => write!(
                f,
                "`{}` is neither file, directory nor symlink",
                path.display()
            ),
            Self::InTheWay { path, what } => {
                write!(f, "`{}` is in the way of {what}", path.display())
            }
            Self::NoGeneration { object, cause } => {
                write!(f, "`{}` is not made by stackc: {cause}", object.display())
            }
            Self::NoRecord { path, cause } => {
                write!(
                    f,
                    "cannot read the build record `{}`: {cause}",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { cause, .. } => Some(cause),
            Self::NoGeneration { cause, .. } => Some(cause),
            Self::NoRecord { cause, .. } => Some(cause),
            Self::Damaged { .. }
            | Self::NoObject { .. }
            | Self::SpecialFile { .. }
            | Self::InTheWay { .. } => None,
        }
    }
}
