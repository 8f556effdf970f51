//! Files that belong to others, and of which single keys are ours: compared key by key.
//!
//! Keys of others are left alone, and so are ours that are gone from the stack: nobody knows what stood
//! there before. What cannot be read, or not be set without touching the rest, is trouble of that file.

mod format;

mod compare;
pub(crate) use compare::compare;

use crate::State;
use tree::{HostPath, KeyFormat, OwnedKey, TreePath};

/// What would happen to a file that belongs to others.
#[derive(Clone, Debug)]
pub struct KeysPlan<'a> {
    /// The file.
    pub file: &'a HostPath,
    /// How it is read.
    pub format: KeyFormat,
    /// The file of the tree that says what its keys shall be; absent when none are ours any more.
    pub in_tree: Option<&'a TreePath>,
    /// What is there.
    pub host: &'a State,
    /// Our keys, in order.
    pub keys: Vec<KeyPlan>,
    /// The file as it is and as it would be.
    pub texts: Texts,
}

/// A file that belongs to others, before and after its keys are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Both texts; equal when nothing would change.
    Known {
        /// As it is.
        before: String,
        /// As it would be.
        after: String,
    },
    /// It is not there. Its program or package makes it; keys alone would not.
    Missing,
    /// It cannot be compared, for this reason.
    Trouble(String),
}

/// What would happen to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlan {
    /// The key.
    pub key: OwnedKey,
    /// In one word.
    pub kind: KeyKind,
    /// Its value on the host; for a word of a line nothing.
    pub host: Option<String>,
    /// Its value in the stack.
    pub stack: Option<String>,
}

/// What would happen to a key, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// Nothing: the host has what the stack wants.
    Unchanged,
    /// A new key.
    Create,
    /// Another value.
    Update,
    /// Ours before, gone from the stack, and still on the host, where it stays.
    Orphan,
    /// The file cannot be compared.
    Unknown,
}

impl KeyKind {
    /// The word: `create`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Create => "create",
            Self::Update => "update",
            Self::Orphan => "orphan",
            Self::Unknown => "unknown",
        }
    }
}

impl KeysPlan<'_> {
    /// The keys about which there is something to say.
    pub fn changes(&self) -> impl Iterator<Item = &KeyPlan> {
        self.keys
            .iter()
            .filter(|key| key.kind != KeyKind::Unchanged)
    }

    /// Whether the file would be another. One that is not there stays away.
    pub fn sets_keys(&self) -> bool {
        let is_set = |key: &KeyPlan| matches!(key.kind, KeyKind::Create | KeyKind::Update);
        matches!(self.texts, Texts::Known { .. }) && self.keys.iter().any(is_set)
    }

    /// Whether it cannot be compared.
    pub fn is_trouble(&self) -> bool {
        matches!(self.texts, Texts::Trouble(_))
    }
}
