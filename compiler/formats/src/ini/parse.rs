//! Text to syntax.

use super::{Comment, Dialect, Entry, File, Item, Key, Piece, Section, SectionName, Value};
use crate::{ParseError, Refused};

impl File {
    /// Reads a file.
    ///
    /// Of uwsgi's language `%(name)`, `$(NAME)` and `@(…)` cannot be held and are errors, and so is a `%`
    /// before a character that is no variable, which uwsgi drops together with that character.
    pub fn parse(dialect: Dialect, text: &str) -> Result<Self, ParseError> {
        let mut file = Self::new(dialect, []);
        for (index, line) in text.split('\n').enumerate() {
            let error = |message: String| ParseError {
                line: index + 1,
                message,
            };
            match read_line(dialect, line).map_err(error)? {
                Line::Empty => {}
                Line::Section(name) => file.sections.push(Section::new(name, [])),
                Line::Comment(comment) => match file.sections.last_mut() {
                    Some(section) => section.items.push(Item::Comment(comment)),
                    None => file.header.push(comment),
                },
                Line::Entry(entry) => match file.sections.last_mut() {
                    Some(section) => section.items.push(Item::Entry(entry)),
                    None => return Err(error("a key stands before the first section".into())),
                },
            }
        }
        Ok(file)
    }
}

enum Line {
    Empty,
    Section(SectionName),
    Comment(Comment),
    Entry(Entry),
}

fn read_line(dialect: Dialect, line: &str) -> Result<Line, String> {
    // `ini_lstrip` and `ini_rstrip` know these three only.
    let line = line.trim_matches([' ', '\t', '\r']);
    if line.is_empty() {
        return Ok(Line::Empty);
    }
    if let Some(comment) = line.strip_prefix(['#', ';']) {
        return Ok(Line::Comment(Comment::from_line(comment)));
    }
    if let Some(rest) = line.strip_prefix('[') {
        let name = rest
            .strip_suffix(']')
            .ok_or("`[` without `]` at the end of the line")?;
        let name = SectionName::parse(name).map_err(|refused| refused.to_string())?;
        return Ok(Line::Section(name));
    }
    let (key, value) = line.split_once('=').unwrap_or((line, ""));
    let key = Key::parse(key.trim_end_matches([' ', '\t', '\r']));
    let key = key.map_err(|refused| refused.to_string())?;
    let value = value.trim_start_matches([' ', '\t', '\r']);
    let value = match dialect {
        Dialect::Uwsgi => uwsgi(value),
    };
    let value = value.map_err(|refused| format!("the value of `{}`: {refused}", key.as_str()))?;
    Ok(Line::Entry(Entry::new(key, value)))
}

/// Reads `%%` and magic variables as `magic_sub` in `core/utils.c` does.
fn uwsgi(text: &str) -> Result<Value, Refused> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        pieces.push(Piece::text(&rest[..at]));
        let after = &rest[at + 1..];
        let next = after.chars().next();
        match next {
            Some('%') => pieces.push(Piece::text("%")),
            Some(letter) if letter.is_ascii_alphanumeric() => pieces.push(Piece::Magic(letter)),
            Some(_) | None => {
                let reason = "a `%` must be followed by `%` or by a letter or digit";
                let offset = text.len() - rest.len() + at;
                return Err(super::syntax::refused(offset, Some('%'), reason));
            }
        }
        rest = &after[1..];
    }
    pieces.push(Piece::text(rest));
    Value::with_magic(&pieces)
}
