//! What to write, and what the caller must say about it.

use std::fmt;
use std::str::FromStr;

/// A form in which a tree leaves the store as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The Nix archive, whose hash is the identity of the tree: for `nix-store --restore` and `nix-store --import`.
    Nar,
    /// A tar archive with modes and names of owners.
    Tar,
    /// A Debian package.
    Deb,
    /// An archive of an OCI image layout that holds one artifact.
    Oci,
    /// A squashfs image that `systemd-confext(8)` lays over `/etc`.
    Confext,
}

/// What the bytes depend on besides the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The time that all entries get, in seconds since 1970 (`SOURCE_DATE_EPOCH`).
    pub time: u32,
    /// Version of a package: upgrades are told by it. `0+` and the hash of the tree when absent.
    pub version: Option<String>,
    /// Who answers for a package.
    pub maintainer: Option<Maintainer>,
}

/// Name and address of a person: `Jane Doe <jane@example.org>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintainer(String);

impl Maintainer {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Maintainer {
    type Err = MaintainerError;

    /// Reads a name and, in angle brackets, an address, as RFC 5322 and Debian's policy (5.6.2) have them.
    fn from_str(text: &str) -> Result<Self, MaintainerError> {
        let error = || MaintainerError {
            text: text.to_owned(),
        };
        let (name, rest) = text.split_once(" <").ok_or_else(error)?;
        let address = rest.strip_suffix('>').ok_or_else(error)?;
        let (local, domain) = address.split_once('@').ok_or_else(error)?;
        let is_word = |text: &str| {
            !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "<>@,".contains(c))
        };
        let is_name = !name.trim().is_empty() && !name.contains(['<', '>', '@', ',']);
        let is_plain = is_name && is_word(local) && is_word(domain);
        match is_plain && !text.contains(char::is_control) {
            true => Ok(Self(text.to_owned())),
            false => Err(error()),
        }
    }
}

/// A text that names no maintainer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintainerError {
    /// The text.
    pub text: String,
}

impl fmt::Display for MaintainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.escape_debug();
        write!(
            f,
            "`{text}` is no maintainer such as `Jane Doe <jane@example.org>`"
        )
    }
}

impl std::error::Error for MaintainerError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maintainer_has_a_name_and_an_address() {
        for good in [
            "Jane Doe <jane@example.org>",
            "Ops-Team ü <ops+x@localhost>",
        ] {
            assert_eq!(good.parse::<Maintainer>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "Jane",
            "jane@example.org",
            "<jane@example.org>",
            " <jane@example.org>",
            "Jane <jane>",
            "Jane <jane@example.org> ",
            "Jane <a@b>\nDepends: evil",
            "Jane, John <a@b>",
            "Jane <a b@c>",
            "Jane <@>",
        ] {
            assert!(bad.parse::<Maintainer>().is_err(), "{bad:?}");
        }
    }
}
