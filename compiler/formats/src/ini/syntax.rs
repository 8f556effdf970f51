//! Sections, keys and comments as types.

use super::Value;
use crate::unit::refuse;
use crate::{Cause, Refused};
use source::Origin;

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// uwsgi, `core/ini.c`.
    Uwsgi,
}

/// A file: comments at the top, then sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Whose file it is.
    pub dialect: Dialect,
    /// Comments before the first section.
    pub header: Vec<Comment>,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What stands between `[` and `]`.
    pub name: SectionName,
    /// Its lines, in order; keys may repeat.
    pub items: Vec<Item>,
}

/// A line of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// `key = value`
    Entry(Entry),
    /// A comment.
    Comment(Comment),
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

/// The name of a section: letters, digits, `_`, `-`, `.` and `:`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionName(String);

/// The key of an entry: letters, digits, `_`, `-` and `.`, beginning with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

/// A comment: one line without control characters, and without `%`, which uwsgi would expand even here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment(String);

impl File {
    /// A file without header.
    pub fn new(dialect: Dialect, sections: impl IntoIterator<Item = Section>) -> Self {
        Self {
            dialect,
            header: Vec::new(),
            sections: sections.into_iter().collect(),
        }
    }
}

impl Section {
    /// A section of entries.
    pub fn new(name: SectionName, entries: impl IntoIterator<Item = Entry>) -> Self {
        Self {
            name,
            items: entries.into_iter().map(Item::Entry).collect(),
        }
    }

    /// The entries, comments left out.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.items.iter().filter_map(|item| match item {
            Item::Entry(entry) => Some(entry),
            Item::Comment(_) => None,
        })
    }
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

    /// The same entry, made from the value at `origin`.
    #[must_use]
    pub fn caused_by(self, origin: &Origin) -> Self {
        Self {
            cause: Cause::from(origin),
            ..self
        }
    }
}

impl SectionName {
    /// A name without brackets.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        check_word("a section name", text, "_-.:")?;
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Key {
    /// A key such as `http11-socket`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        check_word("a key", text, "_-.")?;
        if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let reason = "a key must begin with a letter or digit";
            return Err(refused(0, text.chars().next(), reason));
        }
        Ok(Self(text.to_owned()))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Comment {
    /// A comment.
    pub fn new(text: &str) -> Result<Self, Refused> {
        match text.char_indices().find(|(_, c)| is_bad_in_comment(*c)) {
            Some((offset, '%')) => Err(refused(offset, Some('%'), "a comment cannot hold `%`")),
            Some((offset, found)) => Err(refused(
                offset,
                Some(found),
                "a comment cannot hold control characters",
            )),
            None => Ok(Self(text.trim_end_matches(' ').to_owned())),
        }
    }

    /// The text after `# `, without blanks at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A comment that was read: what it cannot hold becomes a blank.
    pub(super) fn from_line(text: &str) -> Self {
        let text = text.strip_prefix(' ').unwrap_or(text);
        let text = text.replace(is_bad_in_comment, " ");
        Self(text.trim_end_matches(' ').to_owned())
    }
}

fn is_bad_in_comment(c: char) -> bool {
    c.is_ascii_control() || c == '%'
}

fn check_word(what: &str, text: &str, others: &str) -> Result<(), Refused> {
    if text.is_empty() {
        return Err(refused(0, None, &format!("{what} cannot be empty")));
    }
    let bad = |c: &(usize, char)| !c.1.is_ascii_alphanumeric() && !others.contains(c.1);
    match text.char_indices().find(bad) {
        Some((offset, found)) => Err(refused(
            offset,
            Some(found),
            &format!("{what} cannot hold this character"),
        )),
        None => Ok(()),
    }
}

pub(super) fn refused(offset: usize, found: Option<char>, reason: &str) -> Refused {
    Refused {
        offset,
        found,
        reader: "uwsgi",
        reason: reason.to_owned(),
        hint: refuse::remedy(found),
    }
}
