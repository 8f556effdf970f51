//! Users: of the host, and inside containers.

use crate::decode::Text;
use std::fmt;

/// A login name as every tool of a host accepts it: up to 31 lower-case letters, digits, `_` and `-`,
/// no digit or `-` first (`sysusers.d(5)`, `useradd(8)`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoginName(pub(super) String);

impl Text for LoginName {
    const EXPECTED: &'static str =
        "a login name (up to 31 lower-case letters, digits, `_` and `-`, no digit or `-` first)";

    fn parse(text: &str) -> Option<Self> {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let fits = text.len() <= 31
            && text.bytes().next().is_some_and(good)
            && text
                .bytes()
                .all(|byte| good(byte) || byte.is_ascii_digit() || byte == b'-');
        fits.then(|| Self(text.to_owned()))
    }
}

/// A user inside a container, with or without group: `33:33`, `www-data` (`podman-run(1)`, `--user`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContainerUser {
    /// A name or number.
    pub user: String,
    /// A name or number.
    pub group: Option<String>,
}

impl Text for ContainerUser {
    const EXPECTED: &'static str = "a user of the container such as `33:33` or `www-data`";

    fn parse(text: &str) -> Option<Self> {
        let (user, group) = match text.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (text, None),
        };
        let fits = is_account(user) && group.is_none_or(is_account);
        fits.then(|| Self {
            user: user.to_owned(),
            group: group.map(str::to_owned),
        })
    }
}

/// A number below 2^32 - 1, or a name of letters, digits, `_`, `.` and `-` that does not look like an option.
fn is_account(text: &str) -> bool {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().is_ok_and(|number: u32| number != u32::MAX);
    }
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= 32
        && text.bytes().next().is_some_and(word)
        && text
            .bytes()
            .all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

crate::decode::text_types!(ContainerUser);

impl fmt::Display for ContainerUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.group {
            Some(group) => write!(f, "{}:{group}", self.user),
            None => f.write_str(&self.user),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_keep_their_grammar() {
        for good in ["otterwiki", "_apt", "a-1"] {
            assert!(LoginName::parse(good).is_some(), "{good:?}");
        }
        for bad in ["", "1a", "-a", "A", "a b", "a:b", &"x".repeat(32), "a\n"] {
            assert!(LoginName::parse(bad).is_none(), "{bad:?}");
        }
        for good in ["0", "33:33", "www-data", "app:staff", "4294967294"] {
            assert!(ContainerUser::parse(good).is_some(), "{good:?}");
        }
        for bad in [
            "",
            ":",
            "a:",
            ":a",
            "a:b:c",
            "-a",
            "a b",
            "4294967295",
            "%n",
            "$X",
        ] {
            assert!(ContainerUser::parse(bad).is_none(), "{bad:?}");
        }
    }
}
