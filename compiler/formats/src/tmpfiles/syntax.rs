//! The grammar of `tmpfiles.d(5)` as types.

use super::print::{self, READER};
use super::{Age, LineType, Mode, Owner};
use crate::unit::{self, Comment, Text};
use crate::{Cause, Refused};

/// A file of `tmpfiles.d`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The lines in order, without blank ones. Of two lines for one path the second is ignored by
    /// systemd, with a warning.
    pub items: Vec<Item>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            items: vec![Item::Comment(head)],
        }
    }

    /// Adds a line.
    pub fn add(&mut self, line: Line) {
        self.items.push(Item::Line(line));
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// A line that does something.
    Line(Line),
}

/// `type path mode user group age argument`. Made by [`Line::new`] and the methods that add fields, so
/// that each field has a written form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub(super) line_type: LineType,
    pub(super) path: Text,
    pub(super) mode: Option<Mode>,
    pub(super) user: Option<Owner>,
    pub(super) group: Option<Owner>,
    pub(super) age: Option<Age>,
    pub(super) argument: Option<Text>,
    pub(super) cause: Cause,
}

impl Line {
    /// A line with its two necessary fields.
    ///
    /// # Errors
    /// A path that is not absolute, holds `..` or is too long for a host (all of which fail at run time), or
    /// holds a control character (systemd before 254 decodes no escapes in paths).
    pub fn new(line_type: LineType, path: impl Into<Text>) -> Result<Self, Refused> {
        let path = path.into();
        unit::path::check(READER, &path)?;
        print::path(&path)?;
        Ok(Self {
            line_type,
            path,
            mode: None,
            user: None,
            group: None,
            age: None,
            argument: None,
            cause: Cause::default(),
        })
    }

    /// With these permissions.
    #[must_use]
    pub fn mode(self, mode: Mode) -> Self {
        let mode = Some(mode);
        Self { mode, ..self }
    }

    /// With this owner.
    #[must_use]
    pub fn user(self, user: Owner) -> Self {
        let user = Some(user);
        Self { user, ..self }
    }

    /// With this group.
    #[must_use]
    pub fn group(self, group: Owner) -> Self {
        let group = Some(group);
        Self { group, ..self }
    }

    /// Cleaned up after this time.
    #[must_use]
    pub fn age(self, age: Age) -> Self {
        let age = Some(age);
        Self { age, ..self }
    }

    /// With this argument: the content of a file, the target of a link, … An empty one is none.
    ///
    /// # Errors
    /// A type that takes none; NUL; more than 4095 bytes; for types whose argument is not unescaped,
    /// also control characters and blanks at the ends.
    pub fn argument(self, argument: impl Into<Text>) -> Result<Self, Refused> {
        let argument = argument.into();
        print::argument(&self.line_type, &argument)?;
        Ok(Self {
            argument: Some(argument).filter(|argument| !argument.is_empty()),
            ..self
        })
    }

    /// Because of this value of the stack.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }

    /// What the line does.
    pub fn line_type(&self) -> &LineType {
        &self.line_type
    }

    /// The path, with specifiers; a glob for some types.
    pub fn path(&self) -> &Text {
        &self.path
    }

    /// The argument.
    pub fn argument_text(&self) -> Option<&Text> {
        self.argument.as_ref()
    }
}
