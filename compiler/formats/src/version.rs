//! Versions of the programs that read our files.

use std::fmt;
use std::str::FromStr;

/// A release such as `5.4.2`; a missing part counts as zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number.
    pub patch: u16,
}

impl Version {
    /// A release by its numbers.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            major,
            minor,
            patch,
        } = self;
        match (minor, patch) {
            (0, 0) => write!(f, "{major}"),
            (_, 0) => write!(f, "{major}.{minor}"),
            _ => write!(f, "{major}.{minor}.{patch}"),
        }
    }
}

/// The releases of a program that a room knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Releases {
    /// The first one that files are written for.
    pub oldest: Version,
    /// The last one whose tables were read.
    pub newest: Version,
    /// How many numbers tell apart what a program reads: one for systemd, two for the others.
    pub n_numbers: usize,
}

impl Releases {
    /// Whether a release came after the newest, minor ones of the same series aside.
    pub fn is_exceeded_by(&self, release: Version) -> bool {
        self.series(release) > self.series(self.newest)
    }

    /// A release as its program counts: `257`, `6.0`, `5.4.2`.
    pub fn shown(&self, release: Version) -> String {
        let is_short = Version::new(release.major, 0, 0) == release;
        match (is_short, self.n_numbers) {
            (true, 2) => format!("{}.0", release.major),
            _ => release.to_string(),
        }
    }

    fn series(&self, release: Version) -> Vec<u16> {
        let numbers = [release.major, release.minor, release.patch];
        numbers.into_iter().take(self.n_numbers).collect()
    }
}

/// A text that is no version of one to three numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionError {
    /// The text.
    pub text: String,
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no version: expected one to three numbers joined by dots, such as `5.4.2`",
            self.text
        )
    }
}

impl std::error::Error for VersionError {}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let numbers: Option<Vec<u16>> = text
            .split('.')
            .map(|part| {
                let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
                is_number.then(|| part.parse().ok()).flatten()
            })
            .collect();
        match numbers.as_deref() {
            Some([major]) => Ok(Self::new(*major, 0, 0)),
            Some([major, minor]) => Ok(Self::new(*major, *minor, 0)),
            Some([major, minor, patch]) => Ok(Self::new(*major, *minor, *patch)),
            _ => Err(VersionError {
                text: text.to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        let parse = |text: &str| text.parse::<Version>().unwrap();
        assert!(parse("4.10") > parse("4.9.5"));
        assert_eq!(parse("257").to_string(), "257");
        assert_eq!(parse("1.25.1").to_string(), "1.25.1");
        for bad in ["", "1.", "1..2", "1.2.3.4", "+1", "1.a", "70000"] {
            assert!(bad.parse::<Version>().is_err(), "{bad}");
        }
    }
}
