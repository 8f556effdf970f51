//! Text to syntax, as systemd-tmpfiles 257 reads it.

use super::print::{DIALECT, READER, argument_dialect};
use super::{File, Item, Line, LineType};
use crate::unit::expand::expand;
use crate::unit::lines::systemd_lines;
use crate::unit::split::{self, Backslash, Splitter};
use crate::unit::{Comment, Text};
use crate::{ParseError, Refused};
use std::str::FromStr;

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Reads a file of `tmpfiles.d`.
///
/// Lines end at LF, CR and NUL; only `#` begins a comment; there are no continuations. An argument that is
/// `-` or missing is none.
///
/// # Errors
/// Lines that systemd-tmpfiles skips with an error: bad types, modes, owners, ages, escapes.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut file = File::default();
    for (number, line) in systemd_lines(text) {
        let line = line.trim_matches(BLANKS);
        if line.is_empty() {
            continue;
        }
        let item = match line.strip_prefix('#') {
            Some(comment) => Item::Comment(Comment::parsed(comment)),
            None => Item::Line(parse_line(line).map_err(|refused| ParseError {
                line: number,
                message: format!("the line {refused}"),
            })?),
        };
        file.items.push(item);
    }
    Ok(file)
}

fn parse_line(line: &str) -> Result<Line, Refused> {
    let mut rest = line;
    let mut fields = Vec::new();
    while fields.len() < 6 && !rest.is_empty() {
        let (field, behind) = field(rest)?;
        fields.push(field);
        rest = behind;
    }
    let mut fields = fields.into_iter();
    let line_type: LineType = fields.next().unwrap_or_default().parse()?;
    let path = expand(&fields.next().unwrap_or_default(), DIALECT)?;
    let mut line = Line::new(line_type, path)?;
    line.mode = optional(fields.next())?;
    line.user = optional(fields.next())?;
    line.group = optional(fields.next())?;
    line.age = optional(fields.next())?;
    match argument(&line.line_type, rest)? {
        Some(argument) if line.line_type.takes_argument() => line.argument(argument),
        // systemd ignores it with a warning.
        Some(_) | None => Ok(line),
    }
}

/// Takes one field from the front: quotes removed, C escapes decoded.
fn field(text: &str) -> Result<(String, &str), Refused> {
    let (word, length) =
        split::first_word(text, Backslash::Escape, Splitter::Systemd).map_err(|refused| {
            Refused {
                reader: READER,
                ..refused
            }
        })?;
    Ok((word, text[length..].trim_start_matches(BLANKS)))
}

/// A field that may be missing, empty or `-`.
fn optional<T: FromStr<Err = Refused>>(field: Option<String>) -> Result<Option<T>, Refused> {
    match field.as_deref() {
        None | Some("" | "-") => Ok(None),
        Some(text) => text.parse().map(Some),
    }
}

fn argument(line_type: &LineType, rest: &str) -> Result<Option<Text>, Refused> {
    if rest.is_empty() || rest == "-" {
        return Ok(None);
    }
    match line_type.unescapes() {
        true => expand(&split::unescape_all(rest, READER)?, DIALECT).map(Some),
        false => expand(rest, argument_dialect(line_type)).map(Some),
    }
}
