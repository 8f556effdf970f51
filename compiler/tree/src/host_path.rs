//! Paths of files that are not in a tree.

use crate::tree_path::{TreePathError, trouble_of_components};
use std::fmt;

/// The absolute path of a file on a host: `/boot/firmware/cmdline.txt`.
///
/// Components are as in a [`TreePath`](crate::TreePath), but it may lie anywhere: it names a file that
/// belongs to others, and no tree holds it.
///
/// ```
/// use tree::HostPath;
/// let path = HostPath::parse("/boot/firmware/cmdline.txt")?;
/// assert_eq!(path.below_root(), "boot/firmware/cmdline.txt");
/// assert_eq!(path.below_etc(), None);
/// assert_eq!(HostPath::parse("/etc/ckan/ckan.ini")?.below_etc(), Some("ckan/ckan.ini"));
/// assert!(HostPath::parse("/etc/../root").is_err());
/// # Ok::<(), tree::TreePathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPath(String);

impl HostPath {
    /// Reads an absolute path.
    pub fn parse(text: &str) -> Result<Self, TreePathError> {
        let trouble = match text.strip_prefix('/') {
            Some(rest) => trouble_of_components(rest),
            None => Some("is not absolute: it does not begin with `/`"),
        };
        match trouble {
            None => Ok(Self(text.to_owned())),
            Some(reason) => Err(TreePathError {
                path: text.to_owned(),
                reason,
            }),
        }
    }

    /// The path, with its leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without its leading slash.
    pub fn below_root(&self) -> &str {
        &self.0[1..]
    }

    /// The path relative to `/etc`, when it lies there.
    pub fn below_etc(&self) -> Option<&str> {
        self.0.strip_prefix("/etc/")
    }
}

impl fmt::Display for HostPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_absolute_paths_are_accepted() {
        for good in ["/a", "/boot/firmware/cmdline.txt", "/srv/a b/ü"] {
            assert_eq!(HostPath::parse(good).unwrap().as_str(), good);
        }
        let bad = [
            ("", "is not absolute: it does not begin with `/`"),
            ("etc/a", "is not absolute: it does not begin with `/`"),
            ("/", "has an empty component"),
            ("//a", "has an empty component"),
            ("/a/", "has an empty component"),
            ("/a/../b", "has a component `.` or `..`"),
            ("/a\nb", "holds a control character"),
        ];
        for (text, reason) in bad {
            assert_eq!(
                HostPath::parse(text).unwrap_err().reason,
                reason,
                "{text:?}"
            );
        }
    }
}
