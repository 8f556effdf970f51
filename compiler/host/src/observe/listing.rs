//! What else is in a folder.

use std::collections::BTreeMap;

/// So many entries of a folder are named; the rest is counted.
const MOST_NAMED: usize = 100;

/// Entries of a folder, those that come first by name; a folder may hold any number of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// What each is, by name: `a symlink`. A name is any bytes.
    pub(super) entries: BTreeMap<Vec<u8>, &'static str>,
    /// How many more there are.
    pub(super) n_more: usize,
    /// Why the folder could not be read to its end.
    pub(super) trouble: Option<String>,
}

impl Listing {
    pub(super) fn unreadable(cause: String) -> Self {
        Self {
            trouble: Some(cause),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, name: Vec<u8>, what: &'static str) {
        self.entries.insert(name, what);
        if self.entries.len() > MOST_NAMED {
            self.entries.pop_last();
            self.n_more += 1;
        }
    }
}
