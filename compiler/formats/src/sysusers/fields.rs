//! Names and numbers of users and groups.

use super::print::READER;
use crate::Refused;
use crate::unit::refuse;
use std::fmt;
use std::str::FromStr;

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
            return Err(refuse::whole(
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
            return Err(refuse::whole(
                READER,
                "cannot be 0, which is root",
                "give the user an id of its own, from 1",
            ));
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

    /// The numbers that it chooses for a user, and for the group of the user's name.
    pub fn numbers(&self) -> (Option<u32>, Option<u32>) {
        match &self.0 {
            IdForm::Number(number) => (Some(*number), Some(*number)),
            IdForm::NumberAndGroup(number, _) => (Some(*number), None),
            IdForm::NumberAndName(number, _) => (*number, None),
            IdForm::OwnerOf(_) => (None, None),
        }
    }

    /// A number as systemd takes it.
    pub(super) fn parsed(number: u32) -> Result<u32, Refused> {
        match number {
            0xffff | u32::MAX => Err(refuse::whole(
                READER,
                format!("cannot be {number}, which means none"),
                "give another number",
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
                "write a name, or a number such as `1001`",
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
