//! Names: of parts of a stack, variables, hosts, mailboxes, interfaces and headers.

use crate::decode::Text;

/// Names a part of a stack: lower-case letters, digits, `_` and `-`, beginning with a letter or
/// digit, at most 63.
///
/// Such a name is at once a legal part of a unit name (`systemd.unit(5)`), a podman object name and
/// a DNS label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(pub(super) String);

impl Text for Name {
    const EXPECTED: &'static str = "a name of at most 63 lower-case letters, digits, `_` and `-` that begins with a letter or digit";

    fn parse(text: &str) -> Option<Self> {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let first = *text.as_bytes().first()?;
        let fits = text.len() <= 63
            && good(first)
            && text
                .bytes()
                .all(|byte| good(byte) || byte == b'_' || byte == b'-');
        fits.then(|| Self(text.to_owned()))
    }
}

/// Name of an environment variable: a letter or `_`, then letters, digits and `_` (POSIX,
/// Base Definitions 8.1; systemd drops anything else).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnvName(pub(super) String);

impl Text for EnvName {
    const EXPECTED: &'static str =
        "the name of an environment variable (letters, digits and `_`, no digit first)";

    fn parse(text: &str) -> Option<Self> {
        let first = *text.as_bytes().first()?;
        let fits = (first.is_ascii_alphabetic() || first == b'_')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        fits.then(|| Self(text.to_owned()))
    }
}

/// A host name of letters, digits, `-` and dots (RFC 1123), or a wildcard `*.example.org`; at most
/// 253 characters, labels of at most 63.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostName(pub(super) String);

impl HostName {
    /// Whether it stands for all names below a domain.
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }

    /// Whether it has more than one label, as every name of the public DNS has.
    pub fn contains_dot(&self) -> bool {
        self.0.contains('.')
    }

    /// Whether it is an IPv4 address, which has the form of a name.
    pub fn is_address(&self) -> bool {
        self.0.parse::<std::net::Ipv4Addr>().is_ok()
    }

    /// Whether a certificate for this name is valid for the other one.
    pub fn covers(&self, other: &Self) -> bool {
        let matches_wildcard = || {
            let parent = self.0.strip_prefix("*.")?;
            let (_, rest) = other.0.split_once('.')?;
            Some(rest.eq_ignore_ascii_case(parent))
        };
        self.0.eq_ignore_ascii_case(&other.0) || matches_wildcard() == Some(true)
    }
}

impl Text for HostName {
    const EXPECTED: &'static str = "a host name such as `wiki.example.org`";

    fn parse(text: &str) -> Option<Self> {
        let labels = text.strip_prefix("*.").unwrap_or(text);
        let fits = text.len() <= 253 && labels.split('.').all(is_label);
        fits.then(|| Self(text.to_owned()))
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// An e-mail address of the usual kind: one `@`, a host name with a dot, no quoting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email(pub(super) String);

impl Text for Email {
    const EXPECTED: &'static str = "an e-mail address";

    fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.split_once('@')?;
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && local.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte)
            });
        let domain_fits = domain.contains('.') && domain.split('.').all(is_label);
        (local_fits && domain_fits).then(|| Self(text.to_owned()))
    }
}

/// A network interface: 1 to 15 of `A-Z a-z 0-9 _ . : @ -`, not `.` or `..` (the kernel's
/// `dev_valid_name`, narrowed to what nft can quote).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InterfaceName(pub(super) String);

impl Text for InterfaceName {
    const EXPECTED: &'static str = "the name of a network interface (1 to 15 characters)";

    fn parse(text: &str) -> Option<Self> {
        let fits = (1..=15).contains(&text.len())
            && text != "."
            && text != ".."
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.:@-".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }
}

/// The name of an HTTP header: a token of RFC 9110 section 5.6.2 without `$`, which nginx would
/// take for the beginning of a variable; at most 256 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderName(pub(super) String);

impl Text for HeaderName {
    const EXPECTED: &'static str = "the name of an HTTP header such as `X-Frame-Options`";

    fn parse(text: &str) -> Option<Self> {
        let fits = (1..=256).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#%&'*+-.^_`|~".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Text>(good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(
                T::parse(text).is_some(),
                "{text:?} should be {}",
                T::EXPECTED
            );
        }
        for text in bad {
            assert!(
                T::parse(text).is_none(),
                "{text:?} should not be {}",
                T::EXPECTED
            );
        }
    }

    #[test]
    fn names_keep_their_grammar() {
        check::<Name>(
            &["web", "app_data", "a-1", "0"],
            &[
                "",
                "Web",
                "-x",
                "a b",
                "a.b",
                "é",
                &"x".repeat(64),
                "a/b",
                "a\n",
            ],
        );
        check::<EnvName>(&["A", "_x", "A1"], &["", "1A", "A-B", "A=B", "A "]);
        check::<HostName>(
            &["localhost", "wiki.example.org", "*.example.org", "a-b.c"],
            &[
                "",
                ".",
                "a..b",
                "-a.b",
                "a_b",
                "a b",
                "*",
                "a.*.b",
                "x;y",
                "wiki.example.org.",
            ],
        );
        check::<Email>(
            &["a@b.c", "a.b+c@example.org"],
            &["", "a", "a@b", "@b.c", "a@b.c@d.e", "a b@c.d", "a@-b.c"],
        );
        check::<InterfaceName>(
            &["eth0", "ens5", "wg0.1"],
            &["", ".", "..", "a b", "a/b", "sixteencharacter", "e\"", "*"],
        );
        check::<HeaderName>(
            &["Host", "X-Frame-Options", "x_y", "!"],
            &[
                "",
                "A B",
                "A:",
                "A\r\nB",
                "$host",
                "\u{e9}",
                &"x".repeat(257),
            ],
        );
    }

    #[test]
    fn wildcards_cover_one_label() {
        let host = |text| HostName::parse(text).unwrap();
        assert!(host("*.example.org").covers(&host("wiki.Example.org")));
        assert!(!host("*.example.org").covers(&host("a.b.example.org")));
        assert!(!host("*.example.org").covers(&host("example.org")));
        assert!(host("a.b").covers(&host("A.B")));
    }
}
