//! The grammar of `sysusers.d(5)` as types.

use super::print::{self, READER};
use crate::unit::{Comment, Text, refuse};
use crate::{Cause, Refused};
use std::fmt;
use std::str::FromStr;

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
    /// A relative path, `:`, control characters.
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
    /// A relative path, `:`, control characters.
    pub fn shell(self, shell: impl Into<Text>) -> Result<Self, Refused> {
        let shell = shell.into();
        print::path(&shell)?;
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

/// A name of a user or group: `[A-Za-z_][A-Za-z0-9_-]{0,30}`, the strict grammar that every tool takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if let Some((offset, c)) = text.char_indices().find(|(_, c)| !word(*c)) {
            return Err(refuse::character(READER, offset, c));
        }
        let begins_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !begins_well || text.len() > 31 {
            return Err(refuse::whole_with_hint(
                READER,
                format!("is no name of a user or group: `{text}`"),
                "begin with a letter or `_`, and take at most 31 characters",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of a user or group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub(super) IdForm);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum IdForm {
    /// One number for the user and its group.
    Number(u32),
    /// A number for the user and one for its group, which exists.
    NumberAndGroup(u32, u32),
    /// A number, or none, for the user; the name of its group, which exists.
    NumberAndName(Option<u32>, Name),
    /// The owner of a file.
    OwnerOf(String),
}

impl Id {
    /// A number for a user and its group.
    ///
    /// # Errors
    /// 0, which is root: systemd would take it. 65535 and 4294967295, which mean *none*.
    pub fn user(number: u32) -> Result<Self, Refused> {
        if number == 0 {
            return Err(refuse::whole(READER, "cannot be 0, which is root"));
        }
        Self::parsed(number).map(|number| Self(IdForm::Number(number)))
    }

    /// A number for a user whose group exists already.
    ///
    /// # Errors
    /// As [`Id::user`].
    pub fn user_in_group(number: u32, group: Name) -> Result<Self, Refused> {
        Self::user(number)?;
        Ok(Self(IdForm::NumberAndName(Some(number), group)))
    }

    /// A number as systemd takes it.
    pub(super) fn parsed(number: u32) -> Result<u32, Refused> {
        match number {
            0xffff | u32::MAX => Err(refuse::whole(
                READER,
                format!("cannot be {number}, which means none"),
            )),
            number => Ok(number),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            IdForm::Number(number) => write!(f, "{number}"),
            IdForm::NumberAndGroup(user, group) => write!(f, "{user}:{group}"),
            IdForm::NumberAndName(Some(user), group) => write!(f, "{user}:{group}"),
            IdForm::NumberAndName(None, group) => write!(f, "-:{group}"),
            IdForm::OwnerOf(path) => f.write_str(path),
        }
    }
}

impl FromStr for Id {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let bad = || {
            refuse::whole(
                READER,
                format!("is no user or group number: `{}`", text.escape_debug()),
            )
        };
        let number = |text: &str| match text.bytes().all(|b| b.is_ascii_digit()) {
            true => text
                .parse::<u32>()
                .map_err(|_| bad())
                .and_then(Self::parsed),
            false => Err(bad()),
        };
        if text.starts_with('/') {
            let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
            return match text.chars().all(word) {
                true => Ok(Self(IdForm::OwnerOf(text.to_owned()))),
                false => Err(bad()),
            };
        }
        let form = match text.split_once(':') {
            None => IdForm::Number(number(text)?),
            Some((user, group)) => {
                let user = match user {
                    "-" => None,
                    user => Some(number(user)?),
                };
                match (user, number(group)) {
                    (Some(user), Ok(group)) => IdForm::NumberAndGroup(user, group),
                    (user, _) => IdForm::NumberAndName(user, group.parse()?),
                }
            }
        };
        Ok(Self(form))
    }
}
