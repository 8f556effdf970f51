//! Who owns a file.

use std::fmt;
use std::str::FromStr;

/// Longest name that systemd and the C library accept, in bytes.
const LONGEST: usize = 255;

/// The name of a user or group, or its number in decimal.
///
/// The grammar is the relaxed one of [systemd](https://systemd.io/USER_NAMES/), which holds whatever
/// can stand in `passwd(5)`: no colon, no slash, no control character, no space at either end, no
/// leading `-`, not `.` or `..`. Digits alone are a number, for accounts that have no name yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountName(String);

impl AccountName {
    /// The superuser and its group.
    pub fn root() -> Self {
        Self("root".to_owned())
    }

    /// Reads a name or a number.
    pub fn parse(text: &str) -> Result<Self, AccountNameError> {
        match trouble(text) {
            None => Ok(Self(text.to_owned())),
            Some(reason) => Err(AccountNameError {
                name: text.to_owned(),
                reason,
            }),
        }
    }

    /// The name, or the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, when it is one.
    pub fn number(&self) -> Option<u32> {
        self.0.parse().ok()
    }
}

fn trouble(text: &str) -> Option<&'static str> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() {
        Some("is empty")
    } else if text.len() > LONGEST {
        Some("is longer than 255 bytes")
    } else if is_number && text.parse::<u32>().is_ok_and(|number| number != u32::MAX) {
        None
    } else if is_number {
        Some("is no number from 0 to 4294967294")
    } else if matches!(text, "." | "..") || text.starts_with(['-', '+']) {
        Some("is `.` or `..`, or begins with `-` or `+`")
    } else if text.trim() != text {
        Some("has a space at one end")
    } else if text.contains([':', '/']) || text.contains(char::is_control) {
        Some("holds a colon, a slash or a control character")
    } else {
        None
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AccountName {
    type Err = AccountNameError;

    fn from_str(text: &str) -> Result<Self, AccountNameError> {
        Self::parse(text)
    }
}

/// A text that cannot name a user or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountNameError {
    /// The text.
    pub name: String,
    /// What is wrong with it, as a phrase that follows the name.
    pub reason: &'static str,
}

impl fmt::Display for AccountNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.escape_debug();
        write!(f, "the user or group name `{name}` {}", self.reason)
    }
}

impl std::error::Error for AccountNameError {}

/// The user and group of a file, by name: numbers differ from host to host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The user.
    pub user: AccountName,
    /// The group.
    pub group: AccountName,
}

impl Owner {
    /// `root:root`
    pub fn root() -> Self {
        Self {
            user: AccountName::root(),
            group: AccountName::root(),
        }
    }

    /// Reads both names.
    pub fn parse(user: &str, group: &str) -> Result<Self, AccountNameError> {
        Ok(Self {
            user: AccountName::parse(user)?,
            group: AccountName::parse(group)?,
        })
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, group } = self;
        write!(f, "{user}:{group}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_passwd() {
        for good in ["root", "www-data", "_apt", "svc.web$", "1001", "a b", "Ä"] {
            assert!(AccountName::parse(good).is_ok(), "{good:?}");
        }
        let long = "x".repeat(256);
        for bad in [
            "",
            ".",
            "..",
            "a:b",
            "a/b",
            "a\nb",
            "-a",
            "+a",
            " a",
            "a ",
            "4294967295",
            &long,
        ] {
            assert!(AccountName::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(AccountName::parse("1001").unwrap().number(), Some(1001));
        assert_eq!(AccountName::root().number(), None);
    }
}
