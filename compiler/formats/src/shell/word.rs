//! Words: what becomes one argument of a command, whatever is in it.

use super::Pipeline;
use super::quote::check;
use crate::Refused;

/// One argument. It is never split and never matched against file names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    pieces: Vec<Piece>,
}

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text, without NUL; made by [`Piece::literal`].
    Literal(Literal),
    /// `$name`
    Variable(VariableName),
    /// `${#name}`: how many characters a variable has; bytes, when `LC_ALL` is `C`.
    Length(VariableName),
    /// `$(…)`: what a pipeline prints, without the newlines at its end.
    Output(Pipeline),
}

/// Text without NUL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal(String);

/// The name of a variable: letters, digits and `_`, beginning with a letter or `_`.
///
/// Variables in capitals belong to the system (`PATH`, `IFS`, `HOME`): use small letters for your own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VariableName(String);

impl Word {
    /// Any text, exactly; refuses NUL.
    pub fn literal(text: &str) -> Result<Self, Refused> {
        Piece::literal(text).map(Self::from)
    }

    /// A word the compiler itself chose.
    pub fn keyword(word: &'static str) -> Self {
        Self::from(Piece::Literal(Literal(word.replace('\0', ""))))
    }

    /// Parts joined to one word.
    pub fn of(pieces: impl IntoIterator<Item = Piece>) -> Self {
        Self {
            pieces: pieces.into_iter().collect(),
        }
    }

    /// The parts.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}

impl Piece {
    /// Any text, exactly; refuses NUL.
    pub fn literal(text: &str) -> Result<Self, Refused> {
        check(text)?;
        Ok(Self::Literal(Literal(text.to_owned())))
    }
}

impl Literal {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Piece> for Word {
    fn from(piece: Piece) -> Self {
        Self {
            pieces: vec![piece],
        }
    }
}

impl VariableName {
    /// A name.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let bad = text
            .char_indices()
            .find(|(offset, c)| !is_inner(*c) || (*offset == 0 && c.is_ascii_digit()));
        let (offset, found) = match bad {
            Some((offset, found)) => (offset, Some(found)),
            None if text.is_empty() => (0, None),
            None => return Ok(Self(text.to_owned())),
        };
        Err(Refused {
            offset,
            found,
            reader: "sh",
            reason: "is no name of a shell variable".into(),
            hint: "use letters, digits and `_`, and no digit at the start",
        })
    }

    /// The name, without `$`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
