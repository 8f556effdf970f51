//! What stands after `=`.

use super::Dialect;
use super::syntax::refused;
use crate::Refused;
use std::borrow::Cow;

/// A value of one dialect.
///
/// uwsgi has no quotes and no escapes but `%%`; it goes over a value several times:
/// `%` and a character while reading the file (`magic_sub`), then `$(NAME)`, `@(…)` and `%(name)` in all
/// values, wherever they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pieces: Vec<Piece<'static>>,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that arrives unchanged.
    Text(Cow<'a, str>),
    /// `%n`: a magic variable of uwsgi, by its letter (`n`: the file's name without extension, `d`: its
    /// directory, `p`: its path, `h`: the host's name, …).
    Magic(char),
}

impl<'a> Piece<'a> {
    /// Text.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl Value {
    /// Any text, exactly.
    ///
    /// Refuses what the dialect cannot carry; for uwsgi control characters, blanks at the ends, and
    /// `%(`, `$(` and `@(`, which would be expanded however they are written (G19).
    pub fn text(dialect: Dialect, text: &str) -> Result<Self, Refused> {
        match dialect {
            Dialect::Uwsgi => Self::with_magic(&[Piece::text(text)]),
        }
    }

    /// Text and magic variables of uwsgi.
    pub fn with_magic(pieces: &[Piece<'_>]) -> Result<Self, Refused> {
        let mut joined: Vec<Piece<'static>> = Vec::new();
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (_, Piece::Text(text)) if text.is_empty() => {}
                (Some(Piece::Text(before)), Piece::Text(text)) => before.to_mut().push_str(text),
                (_, Piece::Text(text)) => {
                    joined.push(Piece::Text(text.clone().into_owned().into()))
                }
                (_, Piece::Magic(letter)) => {
                    check_magic(*letter)?;
                    joined.push(Piece::Magic(*letter));
                }
            }
        }
        for piece in &joined {
            if let Piece::Text(text) = piece {
                check_text(text)?;
            }
        }
        check_seams(&joined)?;
        Ok(Self { pieces: joined })
    }

    /// The text and variables; neighbouring texts are joined, empty ones left out.
    pub fn pieces(&self) -> &[Piece<'static>] {
        &self.pieces
    }

    /// The whole text, when no variable is in it.
    pub fn as_text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }
}

fn check_magic(letter: char) -> Result<(), Refused> {
    if letter.is_ascii_alphanumeric() {
        return Ok(());
    }
    let reason = "the name of a magic variable must be a letter or digit";
    Err(refused(0, Some(letter), reason))
}

fn check_text(text: &str) -> Result<(), Refused> {
    if let Some((offset, found)) = text.char_indices().find(|(_, c)| c.is_ascii_control()) {
        let reason = "a value cannot hold control characters";
        return Err(refused(offset, Some(found), reason));
    }
    for expanded in ["%(", "$(", "@("] {
        if let Some(offset) = text.find(expanded) {
            let reason = format!("a value cannot hold `{expanded}`, which would be expanded");
            return Err(Refused {
                hint: "uwsgi has no escape for it: put another character between the two",
                ..refused(offset, text[offset..].chars().next(), &reason)
            });
        }
    }
    Ok(())
}

/// Blanks at the ends would be stripped; a variable before `(` could complete `$(`, `@(` or `%(`.
fn check_seams(pieces: &[Piece<'_>]) -> Result<(), Refused> {
    let starts_blank = matches!(pieces.first(), Some(Piece::Text(text)) if text.starts_with(' '));
    if starts_blank {
        return Err(refused(0, Some(' '), "a value cannot begin with a blank"));
    }
    if let Some(Piece::Text(text)) = pieces.last()
        && text.ends_with(' ')
    {
        let reason = "a value cannot end with a blank";
        return Err(refused(text.len() - 1, Some(' '), reason));
    }
    let is_seam = |pair: &[Piece<'_>]| matches!(pair, [Piece::Magic(_), Piece::Text(text)] if text.starts_with('('));
    if pieces.windows(2).any(is_seam) {
        let reason = "a value cannot hold `(` right after a magic variable";
        return Err(refused(0, Some('('), reason));
    }
    Ok(())
}
