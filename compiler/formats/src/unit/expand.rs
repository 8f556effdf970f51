//! What systemd does to a word after quotes and escapes are gone: specifiers and variables.

use crate::Refused;
use crate::unit::escape::Dialect;
use crate::unit::{Piece, Text};

/// Reads a word as the reader expands it. Inverse to the doubling in `escape::write`.
///
/// `%` before a character that is neither letter nor digit stays, an unknown specifier makes the
/// unit fail to load. `$` acts as `systemd.service(5)` says: a word that begins with `$NAME` becomes
/// the words of the variable, `${NAME}` its value anywhere, `$$` is `$`, any other `$` stays.
pub(crate) fn expand(word: &str, dialect: Dialect) -> Result<Text, Refused> {
    if dialect.variables
        && let Some(name) = word.strip_prefix('$')
        && !name.starts_with(['{', '$'])
    {
        return Ok(Text::splice(name));
    }
    expand_inside(word, dialect)
}

/// The same for text that does not begin a word, so that `$NAME` stays as it is.
pub(crate) fn expand_inside(word: &str, dialect: Dialect) -> Result<Text, Refused> {
    let mut text = Text::default();
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let offset = word.len() - rest.len();
        rest = match c {
            '%' if !dialect.specifiers.is_empty() => specifier(&mut text, rest, offset, dialect)?,
            '$' if dialect.variables => variable(&mut text, rest),
            c => {
                text.push_char(c);
                &rest[c.len_utf8()..]
            }
        };
    }
    Ok(text)
}

/// Takes `%x` from the front and gives what is left.
fn specifier<'a>(
    text: &mut Text,
    rest: &'a str,
    offset: usize,
    dialect: Dialect,
) -> Result<&'a str, Refused> {
    let behind = &rest[1..];
    match behind.chars().next() {
        Some('%') => text.push_char('%'),
        Some(letter) if dialect.specifiers.contains(letter) => {
            text.push(Piece::Specifier(letter));
        }
        Some(letter) if letter.is_ascii_alphanumeric() => {
            return Err(Refused {
                offset,
                found: Some('%'),
                reader: dialect.reader,
                reason: format!("holds the unknown specifier `%{letter}`"),
                hint: "write `%%` for a percent sign",
            });
        }
        _ => {
            text.push_char('%');
            return Ok(behind);
        }
    }
    Ok(&behind[1..])
}

/// Takes `$$`, `${NAME}` or a lone `$` from the front and gives what is left.
fn variable<'a>(text: &mut Text, rest: &'a str) -> &'a str {
    let behind = &rest[1..];
    if let Some(behind) = behind.strip_prefix('$') {
        text.push_char('$');
        return behind;
    }
    if let Some((name, behind)) = behind.strip_prefix('{').and_then(|b| b.split_once('}')) {
        text.push(Piece::Variable(name.to_owned()));
        return behind;
    }
    text.push_char('$');
    behind
}
