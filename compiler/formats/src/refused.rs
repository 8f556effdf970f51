//! Text that a format cannot carry.

use std::fmt;

/// Why a string cannot be written in a place, so that the program reads it back unchanged.
///
/// There is no way around it in the format; the user must change the string or choose another way
/// to deliver it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Byte offset in the string where the trouble starts.
    pub offset: usize,
    /// What stands there; `None` when it is the whole string (empty, too long, a bad shape).
    pub found: Option<char>,
    /// Whose grammar refuses it: `podman quadlet`, `systemd`, `nginx`, `nft`, …
    pub reader: &'static str,
    /// What is wrong, as a phrase that follows the subject: `cannot hold a carriage return`.
    pub reason: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.reason)?;
        match self.found {
            Some(found) => write!(
                f,
                " (U+{:04X} at byte {}, read by {})",
                found as u32, self.offset, self.reader
            ),
            None => write!(f, " (read by {})", self.reader),
        }
    }
}

impl std::error::Error for Refused {}
