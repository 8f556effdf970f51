//! The grammar of `apt.conf(5)` as types.

use crate::unit::{Comment, refuse};
use crate::{Cause, Refused};

const READER: &str = "apt";

/// How deep the parser lets scopes stand in scopes; apt itself knows no limit.
pub const MAX_DEPTH: usize = 32;

/// A file of `apt.conf.d`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// What stands in it, in order. Of two settings of one name the last wins.
    pub items: Vec<Item>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            items: vec![Item::Comment(head)],
        }
    }

    /// Adds a statement.
    pub fn add(&mut self, statement: Statement) {
        self.items.push(Item::Statement(statement));
    }

    /// Sets an option.
    ///
    /// # Errors
    /// What [`Name::parse`] and [`Value::new`] refuse.
    pub fn set(&mut self, name: &str, value: &str, cause: Cause) -> Result<(), Refused> {
        let statement = Statement::set(Name::parse(name)?, Value::new(value)?);
        self.add(statement.because(cause));
        Ok(())
    }
}

/// What stands at the top level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// `#clear Name;`: forgets what files before this one have set.
    Clear(Name),
    /// An option or a scope.
    Statement(Statement),
}

/// What stands in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inner {
    /// A comment.
    Comment(Comment),
    /// `"value";`: one more entry of the list that the scope is.
    Entry(ListEntry, Cause),
    /// An option or a scope.
    Statement(Statement),
}

/// What sets options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `Name "value";`
    Set {
        /// Which option.
        name: Name,
        /// What it is set to.
        value: Value,
        /// The value of the stack it was made from.
        cause: Cause,
    },
    /// `Name:: "value";`: one more entry of a list.
    Append {
        /// Which list.
        list: Name,
        /// The entry.
        value: Value,
        /// The value of the stack it was made from.
        cause: Cause,
    },
    /// `Name { … };`
    Scope {
        /// What stands before all names inside.
        name: Name,
        /// What stands inside.
        items: Vec<Inner>,
        /// The value of the stack it was made from.
        cause: Cause,
    },
}

impl Statement {
    /// Sets an option.
    pub fn set(name: Name, value: Value) -> Self {
        Self::Set {
            name,
            value,
            cause: Cause::default(),
        }
    }

    /// One more entry of a list.
    pub fn append(list: Name, value: Value) -> Self {
        Self::Append {
            list,
            value,
            cause: Cause::default(),
        }
    }

    /// A scope.
    pub fn scope(name: Name, items: impl IntoIterator<Item = Inner>) -> Self {
        Self::Scope {
            name,
            items: items.into_iter().collect(),
            cause: Cause::default(),
        }
    }

    /// The same, because of this value of the stack.
    #[must_use]
    pub fn because(mut self, because: Cause) -> Self {
        match &mut self {
            Self::Set { cause, .. } | Self::Append { cause, .. } | Self::Scope { cause, .. } => {
                *cause = because;
            }
        }
        self
    }
}

impl From<Statement> for Inner {
    fn from(statement: Statement) -> Self {
        Self::Statement(statement)
    }
}

impl From<ListEntry> for Inner {
    fn from(entry: ListEntry) -> Self {
        Self::Entry(entry, Cause::default())
    }
}

/// The name of an option: parts of ASCII letters, digits and `_ . + -`, joined by `::`.
///
/// apt does not distinguish upper and lower case; names are equal here only if they are written alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// A name such as `APT::Periodic::Enable`.
    ///
    /// # Errors
    /// An empty part, and other characters: apt takes `#` and `//` as comments, `%` and two digits as a
    /// character, `[` up to `]` as one word.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        for (offset, found) in text.char_indices() {
            let is_good = found.is_ascii_alphanumeric() || "_.+-:".contains(found);
            if !is_good {
                return Err(refuse::character(READER, offset, found));
            }
        }
        if text
            .split("::")
            .any(|part| part.is_empty() || part.contains(':'))
        {
            return Err(refuse::whole(
                READER,
                "is no name of an option",
                "write it as `APT::Periodic::Enable`",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its parts.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split("::")
    }
}

/// What an option is set to: any text without quotes and control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(String);

impl Value {
    /// A value.
    ///
    /// # Errors
    /// `"`, which has no escape (a backslash before it stays, and the quote disappears); control
    /// characters: a tab becomes eight blanks, a line end is a syntax error, a CR vanishes.
    pub fn new(text: &str) -> Result<Self, Refused> {
        let is_bad = |c: char| c == '"' || refuse::is_control(c);
        match text.char_indices().find(|(_, c)| is_bad(*c)) {
            Some((offset, found @ '"')) => Err(refuse::character_with_hint(
                READER,
                offset,
                found,
                "apt has no way to write a quote; use `'` if what reads the option takes it",
            )),
            Some((offset, found)) => Err(refuse::character(READER, offset, found)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An entry of a list, without a name before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListEntry(Value);

impl ListEntry {
    /// An entry.
    ///
    /// # Errors
    /// What a [`Value`] refuses, and `#clear`, which apt takes as a directive here, even in quotes.
    pub fn new(text: &str) -> Result<Self, Refused> {
        match text {
            "#clear" => Err(refuse::whole(
                READER,
                "cannot be `#clear`, which apt takes as a directive",
                "give another value",
            )),
            text => Value::new(text).map(Self),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
