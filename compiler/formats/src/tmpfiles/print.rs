//! Syntax to text.

use super::{File, Item, Line, LineType};
use crate::unit::escape::{Dialect, c_escaped, literal_quoted, plain};
use crate::unit::lines::Lines;
use crate::unit::{Piece, Text, refuse};
use crate::{Printed, Refused};

pub(super) const READER: &str = "systemd-tmpfiles";

/// No `%n`, `%i` or `%p` here: there is no unit.
pub(super) const DIALECT: Dialect = Dialect {
    reader: READER,
    specifiers: "aAbBCgGhHlLmMoStTuUvVwW",
    variables: false,
    keeps_u0080: true,
};

/// The longest argument, in bytes after decoding.
const MAX_ARGUMENT: usize = 4095;

/// Writes a file, one line for each.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in &file.items {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Line(line) => lines.push(&print_line(line), &line.cause),
        }
    }
    lines.finish()
}

/// The fields up to the last one that says something.
fn print_line(line: &Line) -> String {
    let Line {
        line_type,
        path: path_text,
        mode,
        user,
        group,
        age,
        argument: argument_text,
        cause: _,
    } = line;
    const WRITABLE: &str = "fields are checked when a line is made";
    let shown = |field: Option<String>| field.unwrap_or_else(|| "-".to_owned());
    let argument = argument_text.as_ref().map(|text| argument(line_type, text));
    let argument = argument.transpose().expect(WRITABLE);
    let fields = [
        line_type.to_string(),
        path(path_text).expect(WRITABLE),
        shown(mode.map(|mode| mode.to_string())),
        shown(user.as_ref().map(ToString::to_string)),
        shown(group.as_ref().map(ToString::to_string)),
        shown(age.as_ref().map(ToString::to_string)),
        shown(argument),
    ];
    let last = fields.iter().rposition(|field| field != "-").unwrap_or(1);
    fields[..=last].join(" ")
}

/// A path; in quotes unless it is of letters, digits and `/ . _ -` only.
///
/// Written so that systemd before 254, where a backslash takes the next character, and later ones,
/// where it begins a C escape, read the same.
pub(super) fn path(path: &Text) -> Result<String, Refused> {
    let quoted = literal_quoted(path, DIALECT)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let all_plain = path.pieces().iter().all(|piece| match piece {
        Piece::Literal(text) => text.chars().all(is_plain),
        Piece::Specifier(_) | Piece::Variable(_) | Piece::Splice(_) => true,
    });
    match all_plain {
        true => Ok(quoted.trim_matches('"').to_owned()),
        false => Ok(quoted),
    }
}

/// Nothing is expanded in Base64.
pub(super) fn argument_dialect(line_type: &LineType) -> Dialect {
    let specifiers = if line_type.has('~') {
        ""
    } else {
        DIALECT.specifiers
    };
    Dialect {
        specifiers,
        ..DIALECT
    }
}

/// An argument, by the type of the line. Empty is `-`, which means none.
pub(super) fn argument(line_type: &LineType, text: &Text) -> Result<String, Refused> {
    let letter = line_type.letter();
    if !line_type.takes_argument() {
        return Err(refuse::whole(
            READER,
            format!("cannot have an argument in a `{letter}` line"),
            "leave the argument out",
        ));
    }
    if text.shape().len() > MAX_ARGUMENT {
        return Err(refuse::whole(
            READER,
            format!("cannot be longer than {MAX_ARGUMENT} bytes"),
            "deliver the content as a file of its own",
        ));
    }
    if text.is_empty() {
        return Ok("-".to_owned());
    }
    if !line_type.unescapes() {
        let written = plain(text, argument_dialect(line_type))?;
        return match written.as_str() {
            "-" => Err(refuse::whole(
                READER,
                "cannot be a lone `-`, which means none",
                "leave the argument out, or write another text",
            )),
            _ => Ok(written),
        };
    }
    let written = c_escaped(text, DIALECT).map_err(|refused| match refused.found {
        Some('\0') => Refused {
            hint: "deliver the content as a file of its own",
            ..refused
        },
        _ => refused,
    })?;
    match written.as_str() {
        "-" => Ok("\\x2d".to_owned()),
        _ => Ok(written),
    }
}
