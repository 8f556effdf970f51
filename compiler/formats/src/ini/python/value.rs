//! What stands behind the `=`: text and placeholders.

use super::Reader;
use crate::Refused;
use crate::unit::refuse;

/// A value that its reader gets back unchanged, of one line or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pieces: Vec<Piece>,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that arrives unchanged.
    Text(String),
    /// `%(name)s`, replaced when the value is asked for. supervisor also formats numbers (`%(process_num)02d`).
    Placeholder {
        /// Letters, digits, `_`, `-` and `.`; for CKAN also `:`.
        name: String,
        /// `s`, or for supervisor `d` with an optional width such as `02`.
        conversion: String,
    },
}

impl Piece {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// `%(name)s`
    pub fn placeholder(name: impl Into<String>) -> Self {
        Self::Placeholder {
            name: name.into(),
            conversion: "s".to_owned(),
        }
    }
}

impl Value {
    /// Any text, exactly. A line feed is a continuation line.
    ///
    /// # Errors
    /// White space at the ends of a line, control characters, empty lines behind the first, lines behind the
    /// first that begin with `#` or `;`; for supervisor also `#` and `;` at the start and behind white space.
    pub fn text(reader: Reader, text: &str) -> Result<Self, Refused> {
        Self::with_placeholders(reader, &[Piece::text(text)])
    }

    /// Text and placeholders.
    ///
    /// # Errors
    /// As [`Value::text`], and names and conversions that the reader does not know.
    pub fn with_placeholders(reader: Reader, pieces: &[Piece]) -> Result<Self, Refused> {
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (_, Piece::Text(text)) if text.is_empty() => {}
                (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(text),
                (_, Piece::Text(_)) => joined.push(piece.clone()),
                (_, Piece::Placeholder { name, conversion }) => {
                    check_placeholder(reader, name, conversion)?;
                    joined.push(piece.clone());
                }
            }
        }
        let value = Self { pieces: joined };
        check_lines(reader, &value.shape())?;
        Ok(value)
    }

    /// Reads what stands in a file, lines joined by line feeds.
    ///
    /// # Errors
    /// A `%` that is neither `%%` nor a placeholder, and what [`Value::text`] refuses.
    pub fn read(reader: Reader, raw: &str) -> Result<Self, Refused> {
        let mut pieces = Vec::new();
        let mut rest = raw;
        while let Some((text, behind)) = rest.split_once('%') {
            pieces.push(Piece::text(text));
            rest = match behind.strip_prefix('%') {
                Some(behind) => {
                    pieces.push(Piece::text("%"));
                    behind
                }
                None => {
                    let offset = raw.len() - behind.len() - 1;
                    let (piece, behind) = placeholder(behind).ok_or_else(|| Refused {
                        reason: "cannot hold a `%` that is not doubled and begins no placeholder"
                            .to_owned(),
                        ..refuse::character(reader.name(), offset, '%')
                    })?;
                    pieces.push(piece);
                    behind
                }
            };
        }
        pieces.push(Piece::text(rest));
        Self::with_placeholders(reader, &pieces)
    }

    /// The text and placeholders; neighbouring texts are joined, empty ones left out.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The whole text, when no placeholder is in it.
    pub fn as_text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The text as it stands in a file, lines joined by line feeds: `%` doubled.
    pub fn written(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.replace('%', "%%"),
                Piece::Placeholder { name, conversion } => format!("%({name}){conversion}"),
            })
            .collect()
    }

    /// The text with a letter for each placeholder, which is neither blank nor comment.
    fn shape(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Placeholder { .. } => "x",
            })
            .collect()
    }
}

impl Reader {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ckan => "CKAN",
            Self::Supervisor => "supervisor",
        }
    }

    /// A key as the program has it (`optionxform` of its parser).
    pub(super) fn key(self, written: &str) -> String {
        match self {
            Self::Ckan => written.to_owned(),
            Self::Supervisor => written.to_lowercase(),
        }
    }
}

/// White space as `str.isspace()` of Python knows it.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

fn check_placeholder(reader: Reader, name: &str, conversion: &str) -> Result<(), Refused> {
    let colon = reader == Reader::Ckan;
    let is_good = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c) || (colon && c == ':');
    if name.is_empty() || !name.chars().all(is_good) {
        let reason = format!("cannot replace `{}`", name.escape_debug());
        return Err(refuse::whole(
            reader.name(),
            reason,
            "use a name of letters, digits, `_`, `-` and `.`",
        ));
    }
    let width = conversion.strip_suffix('d');
    let is_number =
        width.is_some_and(|width| width.len() <= 2 && width.bytes().all(|b| b.is_ascii_digit()));
    match conversion == "s" || (is_number && reader == Reader::Supervisor) {
        true => Ok(()),
        false => {
            let reason = format!("cannot convert by `{}`", conversion.escape_debug());
            Err(refuse::whole(reader.name(), reason, "convert by `s`"))
        }
    }
}

/// Reads `(name)s` or `(name)02d`.
fn placeholder(text: &str) -> Option<(Piece, &str)> {
    let (name, rest) = text.strip_prefix('(')?.split_once(')')?;
    let length = rest.find(|c: char| !c.is_ascii_digit())? + 1;
    let conversion = rest.get(..length)?;
    let piece = Piece::Placeholder {
        name: name.to_owned(),
        conversion: conversion.to_owned(),
    };
    Some((piece, &rest[length..]))
}

fn check_lines(reader: Reader, text: &str) -> Result<(), Refused> {
    let name = reader.name();
    let is_bad = |c: char| refuse::is_control(c) && c != '\n';
    if let Some((offset, found)) = text.char_indices().find(|(_, c)| is_bad(*c)) {
        return Err(refuse::character(name, offset, found));
    }
    let mut offset = 0;
    for (index, line) in text.split('\n').enumerate() {
        match (line.chars().next(), line.chars().next_back()) {
            (None, _) if index > 0 => {
                return Err(refuse::whole(
                    name,
                    "cannot hold an empty line behind the first",
                    "remove the empty line",
                ));
            }
            (Some(c), _) if is_space(c) => return Err(refuse::blank_at_end(name, offset, c)),
            (_, Some(c)) if is_space(c) => {
                return Err(refuse::blank_at_end(
                    name,
                    offset + line.len() - c.len_utf8(),
                    c,
                ));
            }
            (Some(c @ ('#' | ';')), _) if index > 0 || reader == Reader::Supervisor => {
                return Err(comment(name, offset, c));
            }
            _ => {}
        }
        if reader == Reader::Supervisor {
            let mut before = 'x';
            for (at, c) in line.char_indices() {
                if matches!(c, '#' | ';') && is_space(before) {
                    return Err(comment(name, offset + at, c));
                }
                before = c;
            }
        }
        offset += line.len() + 1;
    }
    Ok(())
}

fn comment(reader: &'static str, offset: usize, found: char) -> Refused {
    Refused {
        reason: format!("cannot hold `{found}` here, where it begins a comment"),
        ..refuse::character(reader, offset, found)
    }
}
