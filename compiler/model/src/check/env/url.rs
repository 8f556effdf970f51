//! Where a URL leads to (RFC 3986): two texts may name one place.

/// Stands for a piece of a URL that is known only on the host; no part of a URL holds it.
pub(super) const UNKNOWN: &str = "\0";

/// Ports that a scheme implies.
const PORTS: &[(&str, &str)] = &[
    ("http", "80"),
    ("https", "443"),
    ("mysql", "3306"),
    ("postgres", "5432"),
    ("postgresql", "5432"),
    ("redis", "6379"),
    ("rediss", "6379"),
];

/// The place that a URL leads to, `host:port/path` in one spelling; `None` for what is no URL.
///
/// User, password and options do not matter. The host itself has several names, and Redis a database
/// that is meant when none is named.
pub(super) fn destination(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (_, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, port) = split_port(host_and_port);
    let host = match host.to_ascii_lowercase().as_str() {
        "localhost" | "127.0.0.1" | "[::1]" => "localhost".to_owned(),
        other => other.to_owned(),
    };
    let implied = PORTS.iter().find(|(known, _)| *known == scheme);
    let port = port.or(implied.map(|(_, port)| *port)).unwrap_or_default();
    let path = path.trim_end_matches('/');
    let path = match scheme {
        "redis" | "rediss" => redis_database(path, query),
        _ => path,
    };
    Some(format!("{host}:{port}/{path}"))
}

/// `host:port`; an IPv6 address stands in brackets.
fn split_port(text: &str) -> (&str, Option<&str>) {
    let behind_address = text.rfind(']').map_or(0, |end| end + 1);
    match text[behind_address..].split_once(':') {
        Some((between, port)) => {
            let host = &text[..behind_address + between.len()];
            (host, (!port.is_empty()).then_some(port))
        }
        None => (text, None),
    }
}

/// The number of a database of Redis, which may be an option instead of the path.
fn redis_database<'a>(path: &'a str, query: &'a str) -> &'a str {
    let mut options = query.split('&');
    let option = options.find_map(|option| option.strip_prefix("db="));
    match option.unwrap_or(path) {
        "" => "0",
        number => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_lead_to_one_place_are_one() {
        let same = [
            ("redis://127.0.0.1:6379/0", "redis://localhost"),
            ("redis://:password@[::1]/", "redis://LOCALHOST:6379?db=0"),
            ("redis://cache/1", "redis://user@cache:/1#fragment"),
            ("redis://cache/1", "redis://cache/0?db=1"),
            ("https://a.example/x/", "https://a.example:443/x"),
            (
                "postgres://a:b@db/one",
                "postgresql://db:5432/one?sslmode=off",
            ),
        ];
        for (one, other) in same {
            assert_eq!(destination(one), destination(other), "{one} {other}");
        }
        let different = [
            ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/1"),
            ("redis://a/0", "redis://b/0"),
            ("redis://a:6379", "redis://a:6380"),
            ("redis://[::2]:6379", "redis://[::2]:6380"),
            ("unix:///run/a.sock", "unix:///run/b.sock"),
        ];
        for (one, other) in different {
            assert_ne!(destination(one), destination(other), "{one} {other}");
        }
        assert_eq!(destination("no url"), None);
        assert_eq!(destination("redis://[::2]:1").as_deref(), Some("[::2]:1/0"));
    }
}
