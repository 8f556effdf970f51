//! Paths and permission bits.

use crate::decode::Text;
use std::fmt;

/// A normalised absolute path: no empty, `.` or `..` part, no control character, at most 4095 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AbsolutePath(pub(super) String);

impl AbsolutePath {
    /// Whether this path is the folder or lies below it.
    pub fn is_below(&self, folder: &Self) -> bool {
        let rest = self.0.strip_prefix(folder.0.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Text for AbsolutePath {
    const EXPECTED: &'static str =
        "an absolute path without `.`, `..`, doubled slashes and control characters";

    fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('/')?;
        let parts = rest.strip_suffix('/').unwrap_or(rest);
        let fits = text.len() <= 4095
            && !text.chars().any(char::is_control)
            && (parts.is_empty() && rest.is_empty()
                || parts
                    .split('/')
                    .all(|part| !part.is_empty() && part != "." && part != ".."));
        fits.then(|| Self(text.to_owned()))
    }
}

/// A normalised path below a folder: no empty, `.` or `..` part, no control character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelativePath(pub(super) String);

impl Text for RelativePath {
    const EXPECTED: &'static str =
        "a relative path without `.`, `..`, doubled slashes and control characters";

    fn parse(text: &str) -> Option<Self> {
        let fits = !text.starts_with('-') && AbsolutePath::parse(&format!("/{text}")).is_some();
        (fits && !text.is_empty()).then(|| Self(text.to_owned()))
    }
}

/// Permission bits, `chmod(1)`'s octal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileMode(u16);

impl FileMode {
    /// The bits.
    pub fn bits(self) -> u16 {
        self.0
    }
}

impl Text for FileMode {
    const EXPECTED: &'static str = "octal permission bits such as `0640`";

    fn parse(text: &str) -> Option<Self> {
        let is_octal =
            (3..=5).contains(&text.len()) && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
        let bits = is_octal
            .then(|| u16::from_str_radix(text, 8).ok())
            .flatten()?;
        (bits <= 0o7777).then_some(Self(bits))
    }
}

crate::decode::text_types!(FileMode);

impl fmt::Display for FileMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised() {
        for good in ["/", "/a", "/a/b c", "/a/"] {
            assert!(AbsolutePath::parse(good).is_some(), "{good:?}");
        }
        for bad in ["", "a", "//", "/a//b", "/a/../b", "/./a", "/a\n", "/.."] {
            assert!(AbsolutePath::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn below_means_in_the_folder_and_not_merely_alike() {
        let path = |text| AbsolutePath::parse(text).unwrap();
        assert!(path("/app-data/x").is_below(&path("/app-data")));
        assert!(path("/app-data/x").is_below(&path("/app-data/")));
        assert!(path("/app-data").is_below(&path("/app-data")));
        assert!(!path("/app-data2").is_below(&path("/app-data")));
        assert!(path("/x").is_below(&path("/")));
    }

    #[test]
    fn modes_are_octal() {
        assert_eq!(FileMode::parse("0640").unwrap().bits(), 0o640);
        assert_eq!(FileMode::parse("644").unwrap().to_string(), "0644");
        for bad in ["", "8", "0800", "10000", "rw-r--r--"] {
            assert!(FileMode::parse(bad).is_none(), "{bad:?}");
        }
    }
}
