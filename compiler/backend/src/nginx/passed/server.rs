//! Addresses of servers, as directives write them.

use std::net::IpAddr;

/// A server by its address.
pub(super) struct Server<'a> {
    pub(super) host: &'a str,
    pub(super) port: Option<u16>,
}

impl<'a> Server<'a> {
    /// `http://host:port/path`, `host:port`; `None` for sockets, and where a variable decides.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        if text.contains('$') || text.starts_with("unix:") || text.contains("://unix:") {
            return None;
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let authority = rest.split('/').next().unwrap_or_default();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port),
            _ => (authority, ""),
        };
        let implied = match scheme {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        };
        let port = port.parse().ok().or(implied);
        (!host.is_empty()).then_some(Self { host, port })
    }

    pub(super) fn is_loopback(&self) -> bool {
        let address = self.host.trim_matches(['[', ']']).parse::<IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// Whether it can only be a name of podman's: one label, which no public name has.
    pub(super) fn is_label(&self) -> bool {
        !self.host.contains(['.', '[']) && self.host != "localhost"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_read_as_nginx_reads_them() {
        let cases = [
            ("http://app:8000/x", Some(("app", Some(8000)))),
            ("http://app", Some(("app", Some(80)))),
            ("https://app/", Some(("app", Some(443)))),
            ("app:9090", Some(("app", Some(9090)))),
            ("127.0.0.1:9090", Some(("127.0.0.1", Some(9090)))),
            ("http://[::1]:80/", Some(("[::1]", Some(80)))),
            ("[::1]", Some(("[::1]", None))),
            ("http://$host", None),
            ("unix:/run/app.sock", None),
            ("http://unix:/run/app.sock:/x", None),
            ("valid=10s", Some(("valid=10s", None))),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = Server::parse(text).map(|server| (server.host, server.port));
            assert_eq!(found, expected, "{text}");
        }
    }
}
