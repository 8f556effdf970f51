//! A list of keys and values, and who reads it.

use super::check;
use crate::unit::Comment;
use crate::{Cause, Refused};

/// Who reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// `ssmtp.conf`: `key=value`, one word each.
    Ssmtp,
    /// `login.defs` of shadow: `KEY value`, up to the end of the line.
    LoginDefs,
    /// Perl, as needrestart reads it: `$hash{key} = 'value';` only.
    Perl,
}

/// A file of one dialect. What is in it can be written in that dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    dialect: Dialect,
    items: Vec<Item>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// A key and its value.
    Entry(Entry),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) cause: Cause,
}

impl Entry {
    /// The key as it was written; for Perl `hash{key}`.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value the program gets.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl File {
    /// A file that says who made it.
    pub fn new(dialect: Dialect, head: Comment) -> Self {
        Self {
            dialect,
            items: vec![Item::Comment(head)],
        }
    }

    /// A file without any line.
    pub fn empty(dialect: Dialect) -> Self {
        Self {
            dialect,
            items: Vec::new(),
        }
    }

    /// Adds an entry. Of two with one key the last wins.
    ///
    /// # Errors
    /// A key that is none, or a value that the dialect cannot carry.
    pub fn set(&mut self, key: &str, value: &str, cause: Cause) -> Result<(), Refused> {
        check::key(self.dialect, key)?;
        check::value(self.dialect, value)?;
        check::line(self.dialect, key, value)?;
        self.items.push(Item::Entry(Entry {
            key: key.to_owned(),
            value: value.to_owned(),
            cause,
        }));
        Ok(())
    }

    /// Adds a comment.
    pub fn comment(&mut self, comment: Comment) {
        self.items.push(Item::Comment(comment));
    }

    /// Who reads it.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The lines in order, without blank ones.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.items.iter().filter_map(|item| match item {
            Item::Entry(entry) => Some(entry),
            Item::Comment(_) => None,
        })
    }
}
