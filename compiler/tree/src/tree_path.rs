//! Paths inside a tree.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// `NAME_MAX` of Linux file systems: bytes in one component.
const LONGEST_COMPONENT: usize = 255;

/// `PATH_MAX` of Linux counts the leading `/` and the closing NUL, which a tree path has not.
const LONGEST_PATH: usize = 4096 - 2;

/// Programs that walk trees recurse, ours too. The deepest drop-in of a user's quadlet has eight.
const MOST_COMPONENTS: usize = 64;

/// The path of a file in a tree, relative to the root of the host: `etc/nginx/sites-enabled/wiki`.
///
/// Begins with `etc/`. Components are separated by single slashes; none is empty, `.` or `..`, none
/// holds a control character, each has at most 255 bytes, all together at most 4094, and there are at most 64.
///
/// Paths are ordered component by component, as a walk through the tree meets them: what lies in
/// `etc/a` comes before `etc/a-b`, although `-` sorts before `/`.
///
/// ```
/// use tree::TreePath;
/// let path: TreePath = "etc/nginx/nginx.conf".parse()?;
/// assert_eq!(path.on_host(), "/etc/nginx/nginx.conf");
/// assert!("etc/../root".parse::<TreePath>().is_err());
/// # Ok::<(), tree::TreePathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TreePath(String);

impl TreePath {
    /// The only top folder of a tree.
    pub const TOP: &str = "etc";

    /// Reads a path, relative to the root of the host.
    pub fn parse(text: &str) -> Result<Self, TreePathError> {
        match trouble(text) {
            None => Ok(Self(text.to_owned())),
            Some(reason) => Err(TreePathError {
                path: text.to_owned(),
                reason,
            }),
        }
    }

    /// The path relative to the root of the host.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The absolute path on a host.
    pub fn on_host(&self) -> String {
        format!("/{self}")
    }

    /// The path relative to `etc`.
    pub fn below_etc(&self) -> &str {
        &self.0[Self::TOP.len() + 1..]
    }

    /// The components, `etc` first.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Whether it lies somewhere below the other path, taken as a directory.
    pub fn is_below(&self, directory: &TreePath) -> bool {
        self.0
            .strip_prefix(directory.as_str())
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

/// What keeps a text from being a path, if anything.
fn trouble(text: &str) -> Option<&'static str> {
    if text.starts_with('/') {
        return Some("is absolute: leave out the leading `/`");
    }
    if text
        .strip_prefix(TreePath::TOP)
        .is_none_or(|rest| !rest.starts_with('/'))
    {
        return Some("does not begin with `etc/`");
    }
    trouble_of_components(text)
}

/// What keeps a text without leading slash from being a path, if anything.
pub(crate) fn trouble_of_components(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST_PATH {
        return Some("is longer than the 4094 bytes that Linux allows");
    }
    if text.split('/').count() > MOST_COMPONENTS {
        return Some("has more than 64 components");
    }
    text.split('/').find_map(trouble_of_component)
}

fn trouble_of_component(component: &str) -> Option<&'static str> {
    match component {
        "" => Some("has an empty component"),
        "." | ".." => Some("has a component `.` or `..`"),
        _ if component.len() > LONGEST_COMPONENT => {
            Some("has a component longer than the 255 bytes that Linux allows")
        }
        _ if component.chars().any(char::is_control) => Some("holds a control character"),
        _ => None,
    }
}

impl Ord for TreePath {
    fn cmp(&self, other: &Self) -> Ordering {
        // A slash ends a component, so it sorts before every character of a name. NUL is free to
        // stand for it: no path holds one.
        let as_walked = |byte: u8| if byte == b'/' { 0 } else { byte };
        let (left, right) = (self.0.as_bytes(), other.0.as_bytes());
        // Paths of one folder have much in common, and are compared again and again.
        match left
            .iter()
            .zip(right)
            .position(|(left, right)| left != right)
        {
            Some(at) => as_walked(left[at]).cmp(&as_walked(right[at])),
            None => left.len().cmp(&right.len()),
        }
    }
}

impl PartialOrd for TreePath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for TreePath {
    type Err = TreePathError;

    fn from_str(text: &str) -> Result<Self, TreePathError> {
        Self::parse(text)
    }
}

/// A text that cannot be the path of a file in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreePathError {
    /// The text.
    pub path: String,
    /// What is wrong with it, as a phrase that follows the path.
    pub reason: &'static str,
}

impl fmt::Display for TreePathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the path `{}` {}", self.path.escape_debug(), self.reason)
    }
}

impl std::error::Error for TreePathError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_below_etc_are_accepted() {
        let good = [
            "etc/fstab",
            "etc/containers/systemd/users/1001/web.container",
            "etc/systemd/system/dev-disk-by\\x2did.mount",
            "etc/a b/ü/...",
        ];
        for text in good {
            assert_eq!(TreePath::parse(text).unwrap().as_str(), text);
        }
        let bad = [
            ("", "does not begin with `etc/`"),
            ("etc", "does not begin with `etc/`"),
            ("etcetera/a", "does not begin with `etc/`"),
            ("usr/lib/a", "does not begin with `etc/`"),
            ("/etc/a", "is absolute: leave out the leading `/`"),
            ("etc/", "has an empty component"),
            ("etc//a", "has an empty component"),
            ("etc/a/", "has an empty component"),
            ("etc/./a", "has a component `.` or `..`"),
            ("etc/a/..", "has a component `.` or `..`"),
            ("etc/a\0", "holds a control character"),
            ("etc/a\nb", "holds a control character"),
            ("etc/a\u{7f}", "holds a control character"),
            ("etc/a\u{9b}31m", "holds a control character"),
        ];
        for (text, reason) in bad {
            assert_eq!(
                TreePath::parse(text).unwrap_err().reason,
                reason,
                "{text:?}"
            );
        }
    }

    #[test]
    fn limits_are_those_of_linux() {
        let long = "x".repeat(255);
        assert!(TreePath::parse(&format!("etc/{long}")).is_ok());
        assert!(TreePath::parse(&format!("etc/{long}x")).is_err());
        let long = format!("etc{}", format!("/{}", "x".repeat(226)).repeat(18));
        assert_eq!(long.len(), 4089);
        assert!(TreePath::parse(&format!("{long}/1234")).is_ok());
        assert!(TreePath::parse(&format!("{long}/12345")).is_err());
        let deep = format!("etc{}", "/d".repeat(63));
        assert!(TreePath::parse(&deep).is_ok());
        assert!(TreePath::parse(&format!("{deep}/d")).is_err());
    }

    #[test]
    fn order_is_that_of_a_walk() {
        let mut paths = ["etc/a-b", "etc/a/z", "etc/ab", "etc/a/b/c", "etc/a!"]
            .map(|text| TreePath::parse(text).unwrap());
        paths.sort();
        let sorted = paths.each_ref().map(TreePath::as_str);
        assert_eq!(
            sorted,
            ["etc/a/b/c", "etc/a/z", "etc/a!", "etc/a-b", "etc/ab"]
        );
    }

    #[test]
    fn only_whole_components_make_a_directory() {
        let path = |text| TreePath::parse(text).unwrap();
        assert!(path("etc/a/b").is_below(&path("etc/a")));
        assert!(!path("etc/ab").is_below(&path("etc/a")));
        assert!(!path("etc/a").is_below(&path("etc/a")));
    }
}
