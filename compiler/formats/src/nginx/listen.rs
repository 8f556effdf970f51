//! `listen` of an HTTP server.

use super::names::{SocketPath, malformed};
use super::{Directive, Host, Http2, Parameter};
use crate::Refused;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Where a server listens, in one spelling for equal addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListenAddress {
    /// An IPv4 address and port; the unspecified address is written as the port alone: `443`.
    V4(Ipv4Addr, u16),
    /// An IPv6 address and port: `[::]:443`. Takes no IPv4 connections.
    V6(Ipv6Addr, u16),
    /// A name that is resolved when the configuration is loaded.
    Name(String, u16),
    /// A socket file.
    Unix(SocketPath),
}

/// A `listen` directive.
///
/// <https://nginx.org/en/docs/http/ngx_http_core_module.html#listen>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Where.
    pub address: ListenAddress,
    /// `ssl`
    pub ssl: bool,
    /// Whether HTTP/2 is spoken here; only the old form writes it in this directive.
    pub http2: bool,
    /// `quic`, from 1.25.0.
    pub quic: bool,
    /// `default_server`
    pub default_server: bool,
    /// Socket options such as `reuseport` or `backlog=511`.
    pub options: Vec<Parameter>,
}

impl ListenAddress {
    /// Port of all IPv4 addresses.
    pub fn any_v4(port: u16) -> Self {
        Self::V4(Ipv4Addr::UNSPECIFIED, port)
    }

    /// Port of all IPv6 addresses.
    pub fn any_v6(port: u16) -> Self {
        Self::V6(Ipv6Addr::UNSPECIFIED, port)
    }

    /// Reads every spelling of nginx: `80`, `*:80`, `127.0.0.1` (port 80), `[::]:80`, `name:80`,
    /// `unix:/path`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if let Some(path) = text.strip_prefix("unix:") {
            return SocketPath::parse(path).map(Self::Unix);
        }
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::any_v4(parse_port(text, 0)?));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !text.ends_with(']') => (host, parse_port(port, host.len() + 1)?),
            Some(_) | None => (text, DEFAULT_PORT),
        };
        if host == "*" {
            return Ok(Self::any_v4(port));
        }
        Ok(match host.parse()? {
            Host::V4(address) => Self::V4(address, port),
            Host::V6(address) => Self::V6(address, port),
            Host::Name(name) => Self::Name(name, port),
        })
    }
}

/// What `listen 127.0.0.1;` means when nginx runs as root.
const DEFAULT_PORT: u16 = 80;

fn parse_port(text: &str, offset: usize) -> Result<u16, Refused> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(port @ 1..) if digits => Ok(port),
        _ => Err(malformed(
            offset,
            "needs a port from 1 to 65535",
            "write a port, such as `8080`",
        )),
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(Ipv4Addr::UNSPECIFIED, port) => write!(f, "{port}"),
            Self::V4(address, port) => write!(f, "{address}:{port}"),
            Self::V6(address, port) => write!(f, "[{address}]:{port}"),
            Self::Name(name, port) => write!(f, "{name}:{port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.as_str()),
        }
    }
}

impl Listen {
    /// A plain listener.
    pub fn new(address: ListenAddress) -> Self {
        Self {
            address,
            ssl: false,
            http2: false,
            quic: false,
            default_server: false,
            options: Vec::new(),
        }
    }

    /// The directive in the form of a release; with [`Http2::Directive`], `http2 on;` is yours to add.
    pub fn directive(&self, form: Http2) -> Directive {
        let Self {
            address,
            ssl,
            http2,
            quic,
            default_server,
            options,
        } = self;
        let flags = [
            (*quic, "quic"),
            (*ssl, "ssl"),
            (*http2 && form == Http2::ListenParameter, "http2"),
            (*default_server, "default_server"),
        ];
        let mut parameters = vec![Parameter::of_checked(address.to_string())];
        parameters.extend(
            flags
                .into_iter()
                .filter(|(is_set, _)| *is_set)
                .map(|(_, word)| Parameter::keyword(word)),
        );
        parameters.extend(options.iter().cloned());
        Directive::simple("listen", parameters)
    }

    /// Reads a `listen` directive; words that are not known flags are options.
    pub fn of(directive: &Directive) -> Result<Self, Refused> {
        let address = directive.parameter(0).unwrap_or_default();
        let mut listen = Self::new(ListenAddress::parse(address)?);
        for parameter in directive.parameters.iter().skip(1) {
            match parameter.as_str() {
                "ssl" => listen.ssl = true,
                "http2" => listen.http2 = true,
                "quic" => listen.quic = true,
                "default_server" | "default" => listen.default_server = true,
                _ => listen.options.push(parameter.clone()),
            }
        }
        Ok(listen)
    }
}
