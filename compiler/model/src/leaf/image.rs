//! References to container images.

use crate::decode::Text;

/// A reference to an image in a registry: `[HOST[:PORT]/]PATH[:TAG][@sha256:DIGEST]`
/// (the grammar of `distribution/reference`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageReference(pub(super) String);

impl ImageReference {
    /// The registry, when the reference names one: its first part has a dot or port or is `localhost`.
    pub fn registry(&self) -> Option<&str> {
        let (first, _) = self.0.split_once('/')?;
        (first.contains(['.', ':']) || first == "localhost").then_some(first)
    }

    /// The tag, when there is one.
    pub fn tag(&self) -> Option<&str> {
        let name = self.0.split('@').next().unwrap_or_default();
        let last = name.rsplit('/').next().unwrap_or_default();
        last.split_once(':').map(|(_, tag)| tag)
    }

    /// Whether it names its content by digest.
    pub fn has_digest(&self) -> bool {
        self.0.contains('@')
    }

    /// Whether it is an image of this host only.
    pub fn is_local(&self) -> bool {
        self.registry() == Some("localhost")
    }
}

impl Text for ImageReference {
    const EXPECTED: &'static str = "an image reference such as `docker.io/library/nginx:1.27.4`";

    fn parse(text: &str) -> Option<Self> {
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        if let Some(digest) = digest {
            let hex = digest.strip_prefix("sha256:")?;
            let is_hex = hex.len() == 64
                && hex
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
            if !is_hex {
                return None;
            }
        }
        let mut parts: Vec<&str> = name.split('/').collect();
        let last = parts.pop()?;
        let (last, tag) = match last.split_once(':') {
            Some((last, tag)) => (last, Some(tag)),
            None => (last, None),
        };
        let host = parts
            .first()
            .is_some_and(|first| first.contains(['.', ':']) || *first == "localhost");
        if host {
            let host = parts.remove(0);
            if !is_host(host) {
                return None;
            }
        }
        let fits = text.len() <= 512
            && parts.iter().all(|part| is_component(part))
            && is_component(last)
            && tag.is_none_or(is_tag);
        fits.then(|| Self(text.to_owned()))
    }
}

fn is_component(part: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    bytes.first().is_some_and(|byte| alphanumeric(*byte))
        && bytes.last().is_some_and(|byte| alphanumeric(*byte))
        && part
            .bytes()
            .all(|byte| alphanumeric(byte) || matches!(byte, b'.' | b'_' | b'-'))
        && !part.contains("..")
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.split('.').all(is_label) && port.is_none_or(is_port)
}

fn is_tag(tag: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= 128
        && tag.bytes().next().is_some_and(word)
        && tag
            .bytes()
            .all(|byte| word(byte) || byte == b'.' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let image = |text| ImageReference::parse(text).unwrap();
        let full = image("registry.example.org:5000/a/b-c:1.2");
        assert_eq!(full.registry(), Some("registry.example.org:5000"));
        assert_eq!(full.tag(), Some("1.2"));
        assert_eq!(image("nginx").registry(), None);
        assert_eq!(image("library/nginx").registry(), None);
        assert!(image("localhost/web:latest").is_local());
        assert!(image(&format!("a.b/c@sha256:{}", "0".repeat(64))).has_digest());
    }

    #[test]
    fn options_and_shell_text_are_no_images() {
        for bad in [
            "",
            "--privileged",
            "a b",
            "A/b",
            "a/",
            "/a",
            "a//b",
            "a:",
            "a:b:c",
            "a@sha256:0",
            "a;b",
            "docker.io/",
            "a..b/c",
            "x.y:/a",
        ] {
            assert!(ImageReference::parse(bad).is_none(), "{bad:?}");
        }
    }
}
