//! Secrets, how they are delivered, and text made from them. Mirrors `lib/secret.ncl`.

use crate::decode::{Text, record};
use crate::leaf::{AbsolutePath, FileMode, Name, Uid};
use source::Located;
use std::fmt;

record! {
    /// A value that is given on the host.
    pub struct Secret {
        /// What it is for.
        pub description: Option<Located<String>>,
        /// Least number of characters.
        pub min_length: Located<u32>,
        /// Widest permission bits of a file with it.
        pub mode_at_most: Option<Located<FileMode>>,
        /// Values that must not be used.
        pub forbidden: Vec<Located<String>>,
    }
}

record! {
    /// A secret as a file in a container.
    pub struct SecretFile {
        /// Where the container reads it; `/run/secrets/NAME` when absent.
        pub path: Option<Located<AbsolutePath>>,
        /// Owner in the container.
        pub uid: Located<Uid>,
        /// Group in the container.
        pub gid: Located<Uid>,
        /// Permission bits.
        pub mode: Located<FileMode>,
    }
}

/// Text with secrets in it, made on the host: `postgresql://app:{password|percent}@db/app`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The pieces, in order.
    pub parts: Vec<TemplatePart>,
}

/// A piece of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Text as it is.
    Text(String),
    /// The value of a secret.
    Secret {
        /// Which.
        name: Name,
        /// Whether every byte is percent-encoded (RFC 3986), so that it can stand in a URL.
        percent: bool,
    },
}

impl Template {
    /// The secrets it is made from.
    pub fn secrets(&self) -> impl Iterator<Item = &Name> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePart::Secret { name, .. } => Some(name),
            TemplatePart::Text(_) => None,
        })
    }
}

impl Text for Template {
    const EXPECTED: &'static str =
        "a template: text with `{name}` or `{name|percent}` for secrets, `{{` and `}}` for braces";

    fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..];
            if let Some(after) = brace.strip_prefix("{{").or(brace.strip_prefix("}}")) {
                plain.push_str(&brace[..1]);
                rest = after;
                continue;
            }
            let (inside, after) = brace.strip_prefix('{')?.split_once('}')?;
            let (name, percent) = match inside.split_once('|') {
                None => (inside, false),
                Some((name, "percent")) => (name, true),
                Some(_) => return None,
            };
            if !plain.is_empty() {
                parts.push(TemplatePart::Text(std::mem::take(&mut plain)));
            }
            parts.push(TemplatePart::Secret {
                name: Name::parse(name)?,
                percent,
            });
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(TemplatePart::Text(plain));
        }
        Some(Self { parts })
    }
}

crate::decode::text_types!(Template);

impl fmt::Display for Template {
    /// Writes it as the stack does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                TemplatePart::Text(text) => {
                    f.write_str(&text.replace('{', "{{").replace('}', "}}"))?;
                }
                TemplatePart::Secret { name, percent } => {
                    let filter = if *percent { "|percent" } else { "" };
                    write!(f, "{{{name}{filter}}}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_their_secrets() {
        let template = Template::parse("a{{b}}:{key|percent}@{k2}").unwrap();
        let secret = |name: &str, percent| TemplatePart::Secret {
            name: Name::parse(name).unwrap(),
            percent,
        };
        assert_eq!(
            template.parts,
            [
                TemplatePart::Text("a{b}:".into()),
                secret("key", true),
                TemplatePart::Text("@".into()),
                secret("k2", false),
            ]
        );
        for bad in ["{", "}", "{}", "{a", "a}", "{a|b}", "{A}", "{a b}"] {
            assert!(Template::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(Template::parse("").unwrap().parts, []);
        assert_eq!(template.to_string(), "a{{b}}:{key|percent}@{k2}");
    }
}
