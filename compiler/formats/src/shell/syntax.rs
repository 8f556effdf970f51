//! Scripts as types: as little of the shell's grammar as our scripts need.
//!
//! <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>

use super::{VariableName, Word};
use crate::{Cause, Refused};
use source::Origin;

/// A script for `/bin/sh`. It stops at the first command that fails and at unset variables (`set -eu`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Comments after the first line.
    pub header: Vec<Comment>,
    /// What it does.
    pub lines: Vec<Line>,
}

/// A statement with its cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The statement.
    pub statement: Statement,
    /// The value it was made from.
    pub cause: Cause,
}

/// What a script does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `# text`
    Comment(Comment),
    /// `name=word`; fails when the word is the output of a command that fails.
    Assign(VariableName, Word),
    /// `export name=word`
    Export(VariableName, Word),
    /// A pipeline. Only the status of its last command counts.
    Run(Pipeline),
    /// `if … then … else … fi`
    If {
        /// What is asked.
        condition: Condition,
        /// What is done when it holds.
        then: Vec<Line>,
        /// What is done when it does not; may be nothing.
        otherwise: Vec<Line>,
    },
    /// `until … do … done`
    Until {
        /// What is waited for.
        condition: Condition,
        /// What is done before it is asked again.
        meanwhile: Vec<Line>,
    },
    /// `exit status`
    Exit(u8),
}

/// Commands, each reading what the one before prints; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    first: Box<Command>,
    rest: Vec<Command>,
}

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program or builtin.
    pub name: Word,
    /// Its arguments.
    pub arguments: Vec<Word>,
    /// Where it reads and writes.
    pub redirections: Vec<Redirection>,
}

/// Where a command reads or writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirection {
    /// `< file`
    From(Word),
    /// `> file`
    To(Word),
    /// `>> file`
    Append(Word),
    /// `>&2`
    ToStandardError,
    /// `2> /dev/null`
    DiscardErrors,
}

/// What `if` asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `[ -e file ]`: something is there; follows links.
    Exists(Word),
    /// `[ left = right ]`: two texts are the same.
    Same(Word, Word),
    /// `[ word -lt number ]`
    Number(Word, Comparison, u32),
    /// A pipeline succeeds.
    Succeeds(Pipeline),
    /// `! condition`
    Not(Box<Condition>),
}

/// How numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    /// `-lt`
    Less,
    /// `-gt`
    Greater,
    /// `-eq`
    Equal,
}

/// A comment: one line without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment(String);

impl Script {
    /// A script without header.
    pub fn new<T: Into<Line>>(lines: impl IntoIterator<Item = T>) -> Self {
        Self {
            header: Vec::new(),
            lines: lines.into_iter().map(Into::into).collect(),
        }
    }
}

impl Statement {
    /// The statement, made from the value at `origin`.
    pub fn caused_by(self, origin: &Origin) -> Line {
        Line {
            statement: self,
            cause: Cause::from(origin),
        }
    }
}

impl From<Statement> for Line {
    fn from(statement: Statement) -> Self {
        Self {
            statement,
            cause: Cause::default(),
        }
    }
}

impl Pipeline {
    /// The commands, in order.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        std::iter::once(&*self.first).chain(&self.rest)
    }

    /// This pipeline, and a command that reads what it prints.
    #[must_use]
    pub fn pipe(mut self, next: Command) -> Self {
        self.rest.push(next);
        self
    }
}

impl From<Command> for Pipeline {
    fn from(command: Command) -> Self {
        Self {
            first: Box::new(command),
            rest: Vec::new(),
        }
    }
}

impl From<Command> for Statement {
    fn from(command: Command) -> Self {
        Self::Run(command.into())
    }
}

impl Command {
    /// A program or builtin the compiler chose, without arguments.
    pub fn new(name: &'static str) -> Self {
        Self::named(Word::keyword(name))
    }

    /// Any program, without arguments.
    pub fn named(name: Word) -> Self {
        Self {
            name,
            arguments: Vec::new(),
            redirections: Vec::new(),
        }
    }

    /// The same command, with arguments the compiler chose.
    #[must_use]
    pub fn arguments(mut self, words: impl IntoIterator<Item = &'static str>) -> Self {
        self.arguments.extend(words.into_iter().map(Word::keyword));
        self
    }

    /// The same command, with any argument.
    #[must_use]
    pub fn argument(mut self, word: impl Into<Word>) -> Self {
        self.arguments.push(word.into());
        self
    }

    /// The same command, redirected.
    #[must_use]
    pub fn redirect(mut self, redirection: Redirection) -> Self {
        self.redirections.push(redirection);
        self
    }

    /// A pipeline of this command and one that reads what it prints.
    #[must_use]
    pub fn pipe(self, next: Command) -> Pipeline {
        Pipeline::from(self).pipe(next)
    }
}

impl Condition {
    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }
}

impl Comment {
    /// A comment; refuses control characters.
    pub fn new(text: &str) -> Result<Self, Refused> {
        match text.char_indices().find(|(_, c)| c.is_ascii_control()) {
            None => Ok(Self(text.to_owned())),
            Some((offset, found)) => Err(Refused {
                offset,
                found: Some(found),
                reader: "sh",
                reason: "a comment cannot hold control characters".into(),
                hint: "remove the control character",
            }),
        }
    }

    /// The text after `# `.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
