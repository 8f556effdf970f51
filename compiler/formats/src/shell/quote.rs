//! Quoting.

use crate::Refused;
use crate::unit::refuse;

/// A text as one word of a shell command line, in single quotes: `it's` becomes `'it'\''s'`.
///
/// Refuses NUL, which ends an argument.
pub fn quote(text: &str) -> Result<String, Refused> {
    check(text)?;
    Ok(single_quoted(text))
}

/// Refuses what no argument can hold.
pub(super) fn check(text: &str) -> Result<(), Refused> {
    match text.find('\0') {
        None => Ok(()),
        Some(offset) => Err(Refused {
            offset,
            found: Some('\0'),
            reader: "sh",
            reason: "an argument cannot hold a NUL byte".into(),
            hint: refuse::remedy(Some('\0')),
        }),
    }
}

/// A text without NUL in single quotes, between which nothing has a meaning.
pub(super) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text without NUL for the inside of double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '$' | '`' | '"' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Whether a text needs no quotes: ASCII letters, digits and `_ - . / : , @ % + =`, none of which the
/// shell expands or splits.
pub(super) fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./:,@%+=".contains(c))
}

/// Whether a bare word would not be taken as the name of a command: reserved words, assignments.
pub(super) fn is_special_as_command(text: &str) -> bool {
    const RESERVED: [&str; 13] = [
        "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until",
        "while",
    ];
    // Some shells reserve these too.
    const SOMETIMES: [&str; 4] = ["function", "select", "time", "coproc"];
    text.contains('=') || RESERVED.contains(&text) || SOMETIMES.contains(&text)
}
