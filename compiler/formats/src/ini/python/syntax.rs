//! Sections and entries as types.

use super::Value;
use crate::Cause;
use crate::ini::{Key, SectionName};
use crate::unit::Comment;

/// Which program reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// CKAN 2.10 and 2.11: `ConfigParser()`. No comments behind values; a section or key that stands twice is an
    /// error; `%(name)s` is replaced by another key of the section or of `DEFAULT`. Keys keep their case
    /// (`SECRET_KEY`), yet two that differ in nothing else are an error, too: CKAN reads the file twice, once
    /// without regard to case.
    Ckan,
    /// supervisor 4: a blank and `;` or `#` begin a comment anywhere, also in quotes; the last of two keys wins;
    /// `%(name)s` is formatted as Python's `%` does, so `%(process_num)02d` works. Keys are in lower case.
    Supervisor,
}

/// A file of ours: comments at the top, then sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Comments before the first section.
    pub header: Vec<Comment>,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment, sections: impl IntoIterator<Item = Section>) -> Self {
        Self {
            header: vec![head],
            sections: sections.into_iter().collect(),
        }
    }

    /// The section of this name, made at the end when it is not there: a program would refuse a second one.
    pub fn section(&mut self, name: SectionName) -> &mut Section {
        let index = self
            .sections
            .iter()
            .position(|section| section.name == name);
        let index = index.unwrap_or_else(|| {
            self.sections.push(Section::new(name, []));
            self.sections.len() - 1
        });
        &mut self.sections[index]
    }
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What stands between `[` and `]`.
    pub name: SectionName,
    /// Its lines, in order.
    pub items: Vec<Item>,
}

impl Section {
    /// A section of entries.
    pub fn new(name: SectionName, entries: impl IntoIterator<Item = Entry>) -> Self {
        Self {
            name,
            items: entries.into_iter().map(Item::Entry).collect(),
        }
    }

    /// Adds an entry.
    pub fn add(&mut self, entry: Entry) {
        self.items.push(Item::Entry(entry));
    }

    /// The entries, comments left out.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.items.iter().filter_map(|item| match item {
            Item::Entry(entry) => Some(entry),
            Item::Comment(_) => None,
        })
    }
}

/// A line of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// `key = value`
    Entry(Entry),
}

/// `key = value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
    /// The value of the stack it was made from.
    pub cause: Cause,
}

impl Entry {
    /// An entry.
    pub fn new(key: Key, value: Value) -> Self {
        Self {
            key,
            value,
            cause: Cause::default(),
        }
    }

    /// Because of this value of the stack.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }
}
