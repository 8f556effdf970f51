//! Files that belong to others, and of which a stack owns single keys.
//!
//! The tree holds none of their other content, and never the file itself: only a file of its own with
//! our keys, which says what they shall be. What names the foreign file is [`OwnedKeys`].

use crate::HostPath;
use std::collections::BTreeSet;
use std::fmt;

/// The keys that a stack owns of a file that belongs to others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnedKeys {
    /// The file of others.
    pub file: HostPath,
    /// How it is read.
    pub format: KeyFormat,
    /// The keys, as the format compares them.
    pub keys: BTreeSet<OwnedKey>,
}

/// A format in which single keys can be set without touching the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyFormat {
    /// Sections as Python's `configparser` reads them.
    Ini,
    /// Sections as supervisor reads them.
    Supervisor,
    /// Words of one line.
    Tokens,
}

impl KeyFormat {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Ini, Self::Supervisor, Self::Tokens];

    /// The word: `ini`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ini => "ini",
            Self::Supervisor => "supervisor",
            Self::Tokens => "tokens",
        }
    }
}

/// A key of a file that belongs to others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnedKey {
    /// Its section; empty where a format has none.
    pub section: String,
    /// Its name, or the whole word of a format of words.
    pub key: String,
}

impl OwnedKey {
    /// A key of a section.
    pub fn new(section: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            section: section.into(),
            key: key.into(),
        }
    }
}

impl fmt::Display for OwnedKey {
    /// Writes `[app:main] ckan.site_url`, or the key alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { section, key } = self;
        match section.as_str() {
            "" => f.write_str(key),
            section => write!(f, "[{section}] {key}"),
        }
    }
}
