//! The grammar of `systemd.syntax(7)` as types.

use crate::unit::{Comment, Value, refuse};
use crate::{Cause, Refused};
use std::fmt;
use std::str::FromStr;

/// A unit file, quadlet file or drop-in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The comments above the first section: who made the file.
    pub head: Vec<Comment>,
    /// The sections in order. A name may occur again; the readers merge them.
    pub sections: Vec<Section>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            head: vec![head],
            sections: Vec::new(),
        }
    }

    /// The section of this name; made when there is none yet.
    pub fn section(&mut self, name: SectionName) -> &mut Section {
        let found = self
            .sections
            .iter()
            .position(|section| section.name == name);
        let index = found.unwrap_or(self.sections.len());
        if found.is_none() {
            self.sections.push(Section {
                name,
                items: Vec::new(),
            });
        }
        &mut self.sections[index]
    }

    /// All values of a key, in the order in which a reader takes them, across repeated sections.
    pub fn values<'a>(&'a self, section: &'a str, key: &'a str) -> impl Iterator<Item = &'a Value> {
        self.entries()
            .filter(move |(name, entry)| name.as_str() == section && entry.key.as_str() == key)
            .map(|(_, entry)| &entry.value)
    }

    /// All assignments with the names of their sections.
    pub fn entries(&self) -> impl Iterator<Item = (&SectionName, &Entry)> {
        self.sections.iter().flat_map(|section| {
            let entries = section.items.iter().filter_map(Item::entry);
            entries.map(move |entry| (&section.name, entry))
        })
    }
}

/// `[Name]` and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The name between the brackets.
    pub name: SectionName,
    /// The lines, without blank ones.
    pub items: Vec<Item>,
}

impl Section {
    /// Adds assignments, as `systemd::assign` and `quadlet::assign` give them.
    pub fn add(&mut self, entries: Vec<Entry>) {
        self.items.extend(entries.into_iter().map(Item::Entry));
    }

    /// Adds assignments and says which value of the stack caused them.
    pub fn add_because(&mut self, cause: &Cause, entries: Vec<Entry>) {
        let caused = |entry| Entry {
            cause: cause.clone(),
            ..entry
        };
        self.add(entries.into_iter().map(caused).collect());
    }
}

/// One line of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// An assignment.
    Entry(Entry),
}

impl Item {
    /// The assignment, when it is one.
    pub fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Entry(entry) => Some(entry),
            Self::Comment(_) => None,
        }
    }
}

/// `Key=Value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is set.
    pub key: Key,
    /// To what, as written.
    pub value: Value,
    /// Which value of the stack it was made from.
    pub cause: Cause,
}

/// The name of a section: no `[`, `]` or control character, not empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionName(String);

/// The name of a setting: as a reader finds it to the left of the first `=`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

const READER: &str = "systemd";

impl SectionName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name from one of our own tables.
    pub(crate) fn known(name: &'static str) -> Self {
        Self(name.to_owned())
    }
}

impl Key {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name from one of our own tables.
    pub(crate) fn known(name: &'static str) -> Self {
        Self(name.to_owned())
    }
}

impl FromStr for SectionName {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        if text.is_empty() {
            return Err(refuse::whole(
                READER,
                "is no section name: it is empty",
                "name a section, such as `Service`",
            ));
        }
        let bad = |c: char| matches!(c, '[' | ']') || c.is_control();
        match text.char_indices().find(|(_, c)| bad(*c)) {
            Some((offset, c)) => Err(refuse::character(READER, offset, c)),
            None => Ok(Self(text.to_owned())),
        }
    }
}

impl FromStr for Key {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let bad = |c: char| c == '=' || c.is_control();
        if let Some((offset, c)) = text.char_indices().find(|(_, c)| bad(*c)) {
            return Err(refuse::character(READER, offset, c));
        }
        if text.is_empty() || text.trim() != text || text.starts_with(['[', '#', ';', '\u{feff}']) {
            return Err(refuse::whole(
                READER,
                format!("is no key: `{}`", text.escape_debug()),
                "write letters and digits before the `=`",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for SectionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
