//! An environment file and who reads it.

use super::print;
use crate::unit::Comment;
use crate::{Cause, Refused};

/// Who reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// `EnvironmentFile=` of systemd units, and `. file` in a POSIX shell: quoted values, which carry
    /// everything but NUL.
    Systemd,
    /// `--env-file` of podman and docker, `EnvironmentFile=` of quadlets: the rest of the line.
    Podman,
    /// What `EnvironmentFile=` and `--env-file` read alike. Not for a shell: without quotes it expands and
    /// runs what stands there.
    Common,
}

/// An environment file in one dialect. What is in it can be written in that dialect.
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
    /// A variable and its value.
    Assignment {
        /// `[A-Za-z_][A-Za-z0-9_]*`, but anything that podman takes in a file that somebody else wrote.
        name: String,
        /// The value the program gets.
        value: String,
        /// Which value of the stack it was made from.
        cause: Cause,
    },
    /// A line without `=`: podman takes the value from its own environment (`NAME*`: all with this
    /// prefix). Only the parser makes it.
    Imported(String),
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

    /// Adds a variable. Of two with one name the last wins.
    ///
    /// # Errors
    /// A name that is none, or a value that the dialect cannot carry.
    pub fn set(&mut self, name: &str, value: &str, cause: Cause) -> Result<(), Refused> {
        print::encode(self.dialect, name, value)?;
        self.items.push(Item::Assignment {
            name: name.to_owned(),
            value: value.to_owned(),
            cause,
        });
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

    /// The lines in order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The variables in order.
    pub fn assignments(&self) -> impl Iterator<Item = (&str, &str)> {
        self.items.iter().filter_map(|item| match item {
            Item::Assignment { name, value, .. } => Some((name.as_str(), value.as_str())),
            Item::Comment(_) | Item::Imported(_) => None,
        })
    }

    /// Takes over what a parser has read.
    pub(super) fn parsed(dialect: Dialect, items: Vec<Item>) -> Self {
        Self { dialect, items }
    }
}
