//! What stands after `server_name`.

use super::Parameter;
use super::names::{check_labels, malformed, refused};
use crate::Refused;
use std::fmt;

/// A name of a server.
///
/// nginx itself takes almost any text here and then never matches it, so the grammar is ours.
/// <https://nginx.org/en/docs/http/server_names.html>
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerName {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// `""`: requests without a `Host` header.
    Empty,
    /// `wiki.example.org`, an address, or `_`, which matches nothing by convention.
    Exact(String),
    /// `*.example.org`
    AnyBefore(String),
    /// `.example.org`: the name itself and every name below it.
    SelfAndAnyBefore(String),
    /// `www.*`
    AnyAfter(String),
    /// `~^www\d+\.example\.org$`
    Regex(String),
}

impl ServerName {
    /// Reads a name in nginx's own notation; letters become lower case, as nginx compares them.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let lower = text.to_ascii_lowercase();
        let kind = if text.is_empty() {
            Kind::Empty
        } else if let Some(pattern) = text.strip_prefix('~') {
            check_regex(pattern)?;
            Kind::Regex(pattern.to_owned())
        } else if let Some(rest) = lower.strip_prefix("*.") {
            check_labels(rest, 2)?;
            Kind::AnyBefore(rest.to_owned())
        } else if let Some(rest) = lower.strip_prefix('.') {
            check_labels(rest, 1)?;
            Kind::SelfAndAnyBefore(rest.to_owned())
        } else if let Some(rest) = lower.strip_suffix(".*") {
            check_labels(rest, 0)?;
            Kind::AnyAfter(rest.to_owned())
        } else {
            check_exact(&lower)?;
            Kind::Exact(lower)
        };
        Ok(Self { kind })
    }

    /// The plain name, when it is one that a certificate can carry as it is.
    pub fn exact(&self) -> Option<&str> {
        match &self.kind {
            Kind::Exact(name) if name != "_" => Some(name),
            Kind::Exact(_)
            | Kind::Empty
            | Kind::AnyBefore(_)
            | Kind::SelfAndAnyBefore(_)
            | Kind::AnyAfter(_)
            | Kind::Regex(_) => None,
        }
    }
}

impl fmt::Display for ServerName {
    /// Writes the name in nginx's notation; the empty name is empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Empty => Ok(()),
            Kind::Exact(name) => f.write_str(name),
            Kind::AnyBefore(rest) => write!(f, "*.{rest}"),
            Kind::SelfAndAnyBefore(rest) => write!(f, ".{rest}"),
            Kind::AnyAfter(rest) => write!(f, "{rest}.*"),
            Kind::Regex(pattern) => write!(f, "~{pattern}"),
        }
    }
}

impl From<&ServerName> for Parameter {
    fn from(name: &ServerName) -> Self {
        Self::of_checked(name.to_string())
    }
}

/// A name, or an IPv6 address in brackets as it stands in a `Host` header.
fn check_exact(text: &str) -> Result<(), Refused> {
    match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(inner) => match inner.parse::<std::net::Ipv6Addr>() {
            Ok(_) => Ok(()),
            Err(_) => Err(malformed(
                1,
                "is no IPv6 address between the brackets",
                "write it as `[2001:db8::1]`",
            )),
        },
        None => check_labels(text, 0),
    }
}

/// Longest pattern we take; with its escapes it then always fits a parameter.
const LONGEST_PATTERN: usize = 2000;

/// What holds for every regular expression in a parameter, whatever it means.
pub(super) fn check_regex(pattern: &str) -> Result<(), Refused> {
    if pattern.is_empty() {
        return Err(malformed(
            0,
            "a regular expression cannot be empty",
            "write an expression behind the `~`",
        ));
    }
    if pattern.len() > LONGEST_PATTERN {
        return Err(malformed(
            LONGEST_PATTERN,
            "a regular expression cannot be longer than 2000 bytes",
            "use a shorter expression, or several names",
        ));
    }
    match pattern.char_indices().find(|(_, c)| c.is_control()) {
        Some((offset, found)) => Err(refused(
            offset,
            Some(found),
            "a regular expression cannot hold control characters",
        )),
        None => Ok(()),
    }
}
