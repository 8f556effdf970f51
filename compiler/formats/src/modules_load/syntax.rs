//! The grammar of `modules-load.d(5)` as types.

use crate::unit::{Comment, refuse};
use crate::{Cause, Refused};

const READER: &str = "systemd-modules-load";

/// A file of `modules-load.d`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The lines in order, without blank ones.
    pub items: Vec<Item>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            items: vec![Item::Comment(head)],
        }
    }

    /// Adds a module.
    pub fn add(&mut self, module: Module, cause: Cause) {
        self.items.push(Item::Module(module, cause));
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// A module to load, and the value of the stack it was made from.
    Module(Module, Cause),
}

/// The name of a module: letters, digits, `_` and `-`, which the kernel takes as the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Module(String);

impl Module {
    /// A name.
    ///
    /// # Errors
    /// An empty name and other characters, blanks among them: options belong to `modprobe.d`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.is_empty() {
            return Err(refuse::whole(READER, "cannot be empty", "name a module"));
        }
        let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        match text.char_indices().find(|(_, c)| !is_good(*c)) {
            Some((offset, found @ (' ' | '='))) => Err(refuse::character_with_hint(
                READER,
                offset,
                found,
                "options of a module belong to a file of `modprobe.d`",
            )),
            Some((offset, found)) => Err(refuse::character(READER, offset, found)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
