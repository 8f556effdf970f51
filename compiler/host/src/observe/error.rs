//! Why a host cannot be compared with.

use std::path::PathBuf;
use std::{fmt, io};

/// Why a host cannot be compared with.
#[derive(Debug)]
pub enum HostError {
    /// The directory cannot be opened.
    Open {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// An archive of a host cannot be read.
    Archive(
        /// What is wrong with it.
        io::Error,
    ),
    /// The manifest of the last generation was written by a newer stackc.
    Newer {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The manifest of the last generation cannot be read.
    Manifest {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { path, cause } => write!(f, "cannot open `{}`: {cause}", path.display()),
            Self::Archive(cause) => write!(f, "cannot read the archive of the host: {cause}"),
            Self::Newer { path, reason } | Self::Manifest { path, reason } => write!(
                f,
                "cannot read the manifest of the last generation, `{}`: {reason}",
                path.display()
            ),
        }
    }
}

impl std::error::Error for HostError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Open { cause, .. } | Self::Archive(cause) => Some(cause),
            Self::Newer { .. } | Self::Manifest { .. } => None,
        }
    }
}
