//! Meanings to written values: one encoder for each kind of key.
//!
//! Every value of a quadlet section ends up on a command line of systemd, so `%` and `$` are doubled
//! everywhere, and a lone `;` is refused everywhere: the generator writes it without quotes, and
//! systemd begins another command with it.

use crate::Refused;
use crate::unit::escape::{self, Dialect, c_quoted};
use crate::unit::split::empty_word;
use crate::unit::{Piece, Text, refuse};

pub(super) const READER: &str = Dialect::QUADLET.reader;

/// White space at an end that one of the two parsers strips: the generator takes all of Unicode's.
pub(super) fn check_ends(text: &Text) -> Result<(), Refused> {
    let shape = text.shape();
    let trimmed = shape.trim_start();
    if let Some(c) = shape.chars().next().filter(|_| trimmed.len() < shape.len()) {
        return Err(refuse::blank_at_end(READER, 0, c));
    }
    let trimmed = shape.trim_end();
    match shape[trimmed.len()..].chars().next() {
        Some(c) => Err(refuse::blank_at_end(READER, trimmed.len(), c)),
        None => Ok(()),
    }
}

/// G2: no quoting helps.
fn check_semicolon(text: &Text) -> Result<(), Refused> {
    if text.shape() == ";" {
        return Err(Refused {
            reason: "cannot hold a lone `;`, which ends the command".to_owned(),
            hint: "put the command into a script, or join the `;` with its neighbour",
            ..refuse::character(READER, 0, ';')
        });
    }
    Ok(())
}

/// A line that is one value, taken as it is.
pub(super) fn line(text: &Text) -> Result<String, Refused> {
    check_semicolon(text)?;
    let written = escape::plain(text, Dialect::QUADLET)?;
    check_ends(text)?;
    Ok(written)
}

/// A line of which some generators strip `"` at the ends.
pub(super) fn string(text: &Text) -> Result<String, Refused> {
    let shape = text.shape();
    for (is_at_end, offset) in [
        (shape.starts_with('"'), 0),
        (shape.ends_with('"'), shape.len().saturating_sub(1)),
    ] {
        if is_at_end {
            return Err(Refused {
                reason: "cannot begin or end with `\"`, which podman 5.0 to 5.8 strips".to_owned(),
                hint: "leave the quotes out: the whole line is the value",
                ..refuse::character(READER, offset, '"')
            });
        }
    }
    line(text)
}

/// A word with C escapes: carries every text but NUL and U+0080.
pub(super) fn argument(text: &Text) -> Result<String, Refused> {
    check_word(text)?;
    c_quoted(text, Dialect::QUADLET)
}

/// G7, and G2.
fn check_word(text: &Text) -> Result<(), Refused> {
    if text.is_empty() {
        return Err(empty_word(0));
    }
    check_semicolon(text)
}

/// `"NAME=VALUE"`.
pub(super) fn assignment(name: &str, value: &Text) -> Result<String, Refused> {
    if name.is_empty() {
        return Err(refuse::whole(
            READER,
            "cannot have an empty name before its `=`",
            "give the variable a name",
        ));
    }
    if let Some(offset) = name.find('=') {
        return Err(Refused {
            reason: "cannot have a `=` in its name".to_owned(),
            hint: "use a name without `=`",
            ..refuse::character(READER, offset, '=')
        });
    }
    named_word(&Text::from(format!("{name}=")).then(value.clone()))
}

/// The same as one text, which is known to hold a name and `=`.
pub(super) fn named_word(word: &Text) -> Result<String, Refused> {
    c_quoted(word, Dialect::QUADLET)
}

/// A word without escapes: `"…"`, or `'…'` when it holds `"`, or both in turn when it holds both.
pub(super) fn word(text: &Text) -> Result<String, Refused> {
    check_word(text)?;
    let whole = plain(text)?;
    if matches!(text.pieces(), [Piece::Splice(_)]) || escape::is_bare(&whole) {
        return Ok(whole);
    }
    let mut written = String::new();
    for piece in text.pieces() {
        match piece {
            Piece::Literal(literal) if literal.contains('\'') => {
                for run in runs(literal) {
                    written.push_str(&quoted(&Text::from(run))?);
                }
            }
            piece => written.push_str(&quoted(&Text::from(piece.clone()))?),
        }
    }
    Ok(written)
}

/// Cuts a text into runs of `"` and runs without.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_quote = first == '"';
        let end = rest.find(|c| (c == '"') != is_quote).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        runs.push(run);
        rest = behind;
    }
    runs
}

/// Puts the quotes around that the text does not hold.
fn quoted(text: &Text) -> Result<String, Refused> {
    let written = plain(text)?;
    let quote = if written.contains('"') { '\'' } else { '"' };
    Ok(format!("{quote}{written}{quote}"))
}

fn plain(text: &Text) -> Result<String, Refused> {
    escape::write(text, Dialect::QUADLET, |written, offset, c| {
        if refuse::is_control(c) {
            return Err(refuse::character(READER, offset, c));
        }
        written.push(c);
        Ok(())
    })
}
