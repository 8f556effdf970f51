//! What else is in a folder.

use std::collections::BTreeMap;

/// Entries of a folder, those that come first by name; a folder may hold any number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What each is, by name: `a symlink`. A name is any bytes.
    pub(super) entries: BTreeMap<Vec<u8>, &'static str>,
    /// How many more there are.
    pub(super) n_more: usize,
    /// Why the folder could not be read to its end.
    pub(super) trouble: Option<String>,
    most: usize,
}

impl Listing {
    /// No entries; of those that come so many are named, and the rest is counted.
    pub(super) fn of_at_most(most: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            n_more: 0,
            trouble: None,
            most,
        }
    }

    /// The same, of a folder that cannot be read.
    pub(super) fn unreadable(self, cause: String) -> Self {
        Self {
            trouble: Some(cause),
            ..self
        }
    }

    pub(super) fn add(&mut self, name: Vec<u8>, what: &'static str) {
        self.entries.insert(name, what);
        if self.entries.len() > self.most {
            self.entries.pop_last();
            self.n_more += 1;
        }
    }
}
