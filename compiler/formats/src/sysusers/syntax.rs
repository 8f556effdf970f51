//! The grammar of `sysusers.d(5)` as types.

use super::{Id, Name, print, print::READER};
use crate::unit::{Comment, Text, refuse};
use crate::{Cause, Refused};

/// A file of `sysusers.d`.
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

    /// Adds a user.
    pub fn add(&mut self, user: User) {
        self.items.push(Item::User(user));
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// `u`: a user, with a group of the same name.
    User(User),
    /// `g`: a group.
    Group {
        /// Its name.
        group: Name,
        /// Its number; chosen by systemd when absent.
        id: Option<Id>,
        /// Which value of the stack it was made from.
        cause: Cause,
    },
    /// `m`: a user is a member of a group; both are made when they do not exist.
    Member {
        /// The user.
        user: Name,
        /// The group.
        group: Name,
        /// Which value of the stack it was made from.
        cause: Cause,
    },
    /// `r`: numbers that systemd may choose from, ends included.
    Range {
        /// The first.
        first: u32,
        /// The last.
        last: u32,
        /// Which value of the stack it was made from.
        cause: Cause,
    },
}

/// `u name id description home shell`. Made by [`User::new`] and the methods that add fields, so that
/// each field has a written form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub(super) name: Name,
    /// `u!`: nobody can log in (systemd 257).
    pub(super) is_locked: bool,
    pub(super) id: Option<Id>,
    pub(super) description: Option<Text>,
    pub(super) home: Option<Text>,
    pub(super) shell: Option<Text>,
    pub(super) cause: Cause,
}

impl User {
    /// A user of this name; systemd chooses the number, home is `/`, the shell `nologin`.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            is_locked: false,
            id: None,
            description: None,
            home: None,
            shell: None,
            cause: Cause::default(),
        }
    }

    /// With these numbers.
    #[must_use]
    pub fn id(self, id: Id) -> Self {
        let id = Some(id);
        Self { id, ..self }
    }

    /// The numbers that were chosen for it, if any.
    pub fn chosen(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    /// Fully locked, as systemd 257 can.
    #[must_use]
    pub fn locked(self) -> Self {
        Self {
            is_locked: true,
            ..self
        }
    }

    /// With this description (the GECOS field).
    ///
    /// # Errors
    /// `:` and control characters; the empty string and `-`, which mean none.
    pub fn description(self, description: impl Into<Text>) -> Result<Self, Refused> {
        let description = description.into();
        print::description(&description)?;
        Ok(Self {
            description: Some(description),
            ..self
        })
    }

    /// With this home, an absolute path.
    ///
    /// # Errors
    /// A relative path, `..`, a path that is too long for a host, `:`, control characters. Because of one such
    /// line systemd-sysusers makes none of the users of the file.
    pub fn home(self, home: impl Into<Text>) -> Result<Self, Refused> {
        let home = home.into();
        print::path(&home)?;
        Ok(Self {
            home: Some(home),
            ..self
        })
    }

    /// With this shell, an absolute path.
    ///
    /// # Errors
    /// As [`User::home`], and a path that ends in `/`.
    pub fn shell(self, shell: impl Into<Text>) -> Result<Self, Refused> {
        let shell = shell.into();
        print::path(&shell)?;
        if shell.shape().ends_with('/') {
            return Err(refuse::whole(
                READER,
                "names a directory as the shell",
                "name a program, such as `/usr/sbin/nologin`",
            ));
        }
        Ok(Self {
            shell: Some(shell),
            ..self
        })
    }

    /// Because of this value of the stack.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }

    /// The name.
    pub fn name(&self) -> &Name {
        &self.name
    }
}
