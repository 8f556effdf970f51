//! Where a symlink points.

use std::fmt;
use std::str::FromStr;

/// `PATH_MAX` of Linux without the closing NUL.
const LONGEST: usize = 4095;

/// The text of a symlink: a path that need not exist, absolute or relative to the link's folder.
///
/// Neither empty nor longer than 4095 bytes, as [symlink(2)](https://man7.org/linux/man-pages/man2/symlink.2.html)
/// demands, and without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymlinkTarget(String);

impl SymlinkTarget {
    /// Reads a target.
    pub fn parse(text: &str) -> Result<Self, SymlinkTargetError> {
        let reason = if text.is_empty() {
            "is empty"
        } else if text.len() > LONGEST {
            "is longer than the 4095 bytes that Linux allows"
        } else if text.contains(char::is_control) {
            "holds a control character"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(SymlinkTargetError {
            target: text.to_owned(),
            reason,
        })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SymlinkTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SymlinkTarget {
    type Err = SymlinkTargetError;

    fn from_str(text: &str) -> Result<Self, SymlinkTargetError> {
        Self::parse(text)
    }
}

/// A text that no symlink can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymlinkTargetError {
    /// The text.
    pub target: String,
    /// What is wrong with it, as a phrase that follows the target.
    pub reason: &'static str,
}

impl fmt::Display for SymlinkTargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = self.target.escape_debug();
        write!(f, "the symlink target `{target}` {}", self.reason)
    }
}

impl std::error::Error for SymlinkTargetError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_what_linux_accepts() {
        for good in ["/dev/null", "../web.service", "."] {
            assert_eq!(SymlinkTarget::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a\0b", "a\nb", &"x".repeat(4096)] {
            assert!(SymlinkTarget::parse(bad).is_err(), "{bad:?}");
        }
    }
}
