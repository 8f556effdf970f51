//! Names with rules: hosts, endpoints, headers.

use super::Parameter;
use crate::Refused;
use crate::unit::refuse;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Limits of RFC 1035 section 2.3.4, in octets of the text form.
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// `sun_path` of unix(7) has 108 bytes, the last one NUL.
const LONGEST_SOCKET_PATH: usize = 107;

/// A host in an address: a name that is resolved when nginx loads its configuration, or a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// A DNS name, a container alias or the name of an `upstream` block; lower case.
    Name(String),
    /// `127.0.0.1`
    V4(Ipv4Addr),
    /// `[::1]`
    V6(Ipv6Addr),
}

/// A host and a port: `web:9090`, `[::1]:8080`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostPort {
    /// The host.
    pub host: Host,
    /// The port; never 0.
    port: u16,
}

/// What `uwsgi_pass`, or `server` in an `upstream`, can name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// Over TCP.
    Tcp(HostPort),
    /// A socket file: `unix:/run/app.sock`.
    Unix(SocketPath),
}

/// The absolute path of a socket file, without blanks, `:`, `$` or control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketPath(String);

/// The name of an HTTP header: a token of RFC 9110 section 5.6.2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderName(String);

impl HostPort {
    /// Joins the two; refuses port 0, which no one can connect to.
    pub fn new(host: Host, port: u16) -> Result<Self, Refused> {
        match port {
            0 => Err(malformed(
                0,
                "port 0 cannot be connected to",
                "write a port from 1 to 65535",
            )),
            port => Ok(Self { host, port }),
        }
    }

    /// The port, never 0.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl SocketPath {
    /// A path nginx takes after `unix:`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let bad = |c: &(usize, char)| {
            c.1.is_whitespace() || c.1.is_control() || matches!(c.1, ':' | '$' | '*' | '?' | '[')
        };
        if !text.starts_with('/') {
            return Err(malformed(
                0,
                "a socket path must be absolute",
                "begin the path with `/`",
            ));
        }
        if text.len() > LONGEST_SOCKET_PATH {
            return Err(malformed(
                LONGEST_SOCKET_PATH,
                "a socket path cannot be longer than 107 bytes",
                "use a shorter path: the kernel takes no longer one",
            ));
        }
        match text.char_indices().find(bad) {
            Some((offset, found)) => Err(refused(
                offset,
                Some(found),
                "a socket path cannot hold this character",
            )),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HeaderName {
    /// A header name such as `X-Frame-Options`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        // A dollar sign is a legal token character, but no header has one and nginx may expand it.
        let bad = text
            .char_indices()
            .find(|(_, c)| !is_token(*c) || *c == '$');
        match bad {
            Some((offset, found)) => Err(refused(
                offset,
                Some(found),
                "a header name cannot hold this character",
            )),
            None if text.is_empty() => Err(malformed(
                0,
                "a header name cannot be empty",
                "give the header a name",
            )),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The name as the user spelt it; compared without case by everyone who reads it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Host {
    type Err = Refused;

    /// Reads `name`, `127.0.0.1` or `[::1]`.
    fn from_str(text: &str) -> Result<Self, Refused> {
        if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            return match inner.parse() {
                Ok(address) => Ok(Self::V6(address)),
                Err(_) => Err(malformed(
                    1,
                    "is no IPv6 address between the brackets",
                    "write it as `[2001:db8::1]`",
                )),
            };
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::V4(address));
        }
        check_labels(text, 0)?;
        Ok(Self::Name(text.to_ascii_lowercase()))
    }
}

impl FromStr for HostPort {
    type Err = Refused;

    /// Reads `host:port`.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let Some((host, port)) = text.rsplit_once(':') else {
            return Err(malformed(
                0,
                "needs a host and a port joined by `:`",
                "write it as `app:8080`",
            ));
        };
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        match port.parse() {
            Ok(port) if digits => Self::new(host.parse()?, port),
            _ => Err(malformed(
                host.len() + 1,
                "needs a port from 1 to 65535 after the last `:`",
                "write it as `app:8080`",
            )),
        }
    }
}

impl FromStr for Endpoint {
    type Err = Refused;

    /// Reads `host:port` or `unix:/path`.
    fn from_str(text: &str) -> Result<Self, Refused> {
        match text.strip_prefix("unix:") {
            Some(path) => Ok(Self::Unix(SocketPath::parse(path)?)),
            None => Ok(Self::Tcp(text.parse()?)),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(address) => write!(f, "{address}"),
            Self::V6(address) => write!(f, "[{address}]"),
        }
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.as_str()),
        }
    }
}

impl From<&HeaderName> for Parameter {
    fn from(name: &HeaderName) -> Self {
        Self::of_checked(name.as_str().to_owned())
    }
}

impl From<&Endpoint> for Parameter {
    fn from(endpoint: &Endpoint) -> Self {
        Self::of_checked(endpoint.to_string())
    }
}

impl From<&HostPort> for Parameter {
    fn from(address: &HostPort) -> Self {
        Self::of_checked(address.to_string())
    }
}

/// Checks a dotted name; `offset` is where it starts in the whole text.
pub(super) fn check_labels(name: &str, offset: usize) -> Result<(), Refused> {
    let bad = |c: &(usize, char)| !c.1.is_ascii_alphanumeric() && !matches!(c.1, '-' | '_' | '.');
    if let Some((position, found)) = name.char_indices().find(bad) {
        return Err(Refused {
            hint: match found.is_ascii() {
                true => refuse::remedy(Some(found)),
                false => "write the name in its `xn--` form",
            },
            ..refused(
                offset + position,
                Some(found),
                "a host name cannot hold this character",
            )
        });
    }
    if name.len() > LONGEST_NAME {
        return Err(malformed(
            offset,
            "a host name cannot be longer than 253 bytes",
            "use a shorter name: DNS takes no longer one",
        ));
    }
    let mut start = offset;
    for label in name.split('.') {
        if label.is_empty() || label.len() > LONGEST_LABEL {
            return Err(malformed(
                start,
                "each part of a host name between dots needs 1 to 63 characters",
                "write names with single dots between them: `www.example.org`",
            ));
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(malformed(
                start,
                "no part of a host name can begin or end with `-`",
                "remove the `-`",
            ));
        }
        start += label.len() + 1;
    }
    Ok(())
}

pub(super) fn refused(offset: usize, found: Option<char>, reason: &str) -> Refused {
    Refused {
        offset,
        found,
        reader: "nginx",
        reason: reason.to_owned(),
        hint: refuse::remedy(found),
    }
}

/// The whole text, or what begins at an offset, is not what it should be.
pub(super) fn malformed(offset: usize, reason: &str, hint: &'static str) -> Refused {
    Refused {
        hint,
        ..refused(offset, None, reason)
    }
}
