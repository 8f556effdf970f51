//! What can be wrong with the machine, as opposed to the text.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A reason why nothing could be evaluated. What is wrong with a text is a finding instead.
#[derive(Debug)]
pub enum EvalError {
    /// The project root cannot be opened as a folder.
    Root {
        /// The folder.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The file to start from cannot be read.
    Entry {
        /// The file, relative to the root.
        path: PathBuf,
        /// Why not.
        cause: Unreadable,
    },
    /// The kernel cannot open files beneath a folder safely.
    NoOpenat2,
    /// The evaluating thread cannot be started.
    Thread {
        /// Bytes of stack it was to have.
        stack: usize,
        /// Why not.
        cause: io::Error,
    },
}

/// Why a file below the project root cannot be read as a source.
#[derive(Debug)]
pub enum Unreadable {
    /// There is no such file.
    Missing,
    /// It leaves the project, by `..` or by a symbolic link.
    Outside,
    /// It is a folder.
    Folder,
    /// It is neither a regular file nor a folder.
    Special,
    /// It has more bytes than the limit.
    TooLarge {
        /// Bytes a file may have.
        limit: u64,
    },
    /// It is not UTF-8.
    NotUtf8 {
        /// The first byte that is not.
        at: usize,
    },
    /// It lies in a folder that is reserved for the library.
    Reserved,
    /// The kernel cannot open files beneath a folder safely.
    NoOpenat2,
    /// Anything else the system says.
    Io(io::Error),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Outside => f.write_str("it lies outside of the project root"),
            Self::Folder => f.write_str("it is a folder"),
            Self::Special => f.write_str("it is not a regular file"),
            Self::TooLarge { limit } => write!(f, "it has more than {}", size(*limit)),
            Self::NotUtf8 { at } => write!(f, "it is not UTF-8 at byte {at}"),
            Self::Reserved => f.write_str("the folder name `stackc` is reserved for the library"),
            Self::NoOpenat2 => f.write_str("the kernel has no `openat2`"),
            Self::Io(cause) => cause.fmt(f),
        }
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root { path, cause } => {
                write!(f, "cannot open the project `{}`: {cause}", path.display())
            }
            Self::Entry { path, cause } => {
                write!(f, "cannot read `{}`: {cause}", path.display())
            }
            Self::NoOpenat2 => f.write_str(
                "cannot read sources safely: the kernel has no `openat2` (Linux 5.6 or later), \
                 or a sandbox forbids it",
            ),
            Self::Thread { stack, cause } => write!(
                f,
                "cannot start the evaluation with a stack of {}: {cause}",
                size(*stack as u64)
            ),
        }
    }
}

impl Unreadable {
    /// What the user can do about it; options are those of the program.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Outside => {
                Some("copy it into the project, or build from a folder that holds both")
            }
            Self::Reserved => Some("give the folder another name"),
            Self::NotUtf8 { .. } => Some("convert it to UTF-8"),
            Self::Folder => Some("name a file in it"),
            Self::TooLarge { .. } => Some("split it, or raise `--max-source`"),
            Self::Missing | Self::Special | Self::NoOpenat2 | Self::Io(_) => None,
        }
    }
}

impl EvalError {
    /// What the user can do about it; options are those of the program.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Entry { cause, .. } => cause.hint(),
            Self::Thread { .. } => Some("lower `--max-memory` or `--max-stack`"),
            Self::Root { .. } | Self::NoOpenat2 => None,
        }
    }
}

impl std::error::Error for EvalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Root { cause, .. } | Self::Thread { cause, .. } => Some(cause),
            Self::Entry { cause, .. } => match cause {
                Unreadable::Io(cause) => Some(cause),
                _ => None,
            },
            Self::NoOpenat2 => None,
        }
    }
}

/// A number of bytes in the largest unit that divides it.
pub(crate) fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units
        .iter()
        .find(|(bits, _)| bytes > 0 && bytes.is_multiple_of(1 << bits));
    match unit {
        Some((bits, name)) => format!("{} {name}", bytes >> bits),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(2 << 30), "2 GiB");
        assert_eq!(size(1536 << 20), "1536 MiB");
        assert_eq!(size(1000), "1000 bytes");
        assert_eq!(size(0), "0 bytes");
    }
}
