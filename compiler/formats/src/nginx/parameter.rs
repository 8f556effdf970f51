//! Words of nginx directives, made by encoders only.

use super::print::written;
use crate::Refused;
use crate::unit::refuse;
use std::fmt;

/// How many bytes a parameter may have as written, with its backslashes and without its quotes.
///
/// The lexer reads into a buffer of 4096 bytes (`NGX_CONF_BUFFER`); a quoted parameter must fit with
/// both quotes.
pub const LONGEST_PARAMETER: usize = 4094;

/// One word of a directive, as nginx sees it after decoding quotes and backslashes.
///
/// Whether `$` in it is special depends on the directive, see [`super::Specification::expansion`]: choose
/// [`literal`](Self::literal) where nginx takes the word as it is, and
/// [`text_with_variables`](Self::text_with_variables) where it expands variables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter(String);

/// A part of a parameter in which nginx expands variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that must arrive unchanged.
    Literal(&'a str),
    /// A variable by its name, without `$`: `host`, `request_uri`, a capture such as `1`.
    Variable(&'a str),
}

impl Parameter {
    /// A word the compiler itself chose: `ssl`, `always`, `$uri`, `/static/`.
    ///
    /// It is taken as nginx takes it, so variables in it are variables.
    pub fn keyword(word: &'static str) -> Self {
        Self(word.to_owned())
    }

    /// A number.
    pub fn number(number: u64) -> Self {
        Self(number.to_string())
    }

    /// Any text, exactly, for a directive that does not expand variables there.
    ///
    /// Refuses NUL and more than [`LONGEST_PARAMETER`] bytes.
    pub fn literal(text: &str) -> Result<Self, Refused> {
        if let Some(offset) = text.find('\0') {
            return Err(refused(offset, Some('\0'), "cannot hold a NUL byte", None));
        }
        let length = written::escaped(text).len();
        if length > LONGEST_PARAMETER {
            return Err(Refused {
                offset: 0,
                found: None,
                reader: "nginx",
                reason: format!(
                    "cannot be longer than {LONGEST_PARAMETER} bytes, and this takes {length}"
                ),
                hint: "use a shorter text, or put it into a file",
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// Any text, exactly, for a directive that expands variables there.
    ///
    /// nginx has no escape for `$`; it is written as `${dollar}`, a variable that
    /// [`super::dollar_block`] declares.
    pub fn text(text: &str) -> Result<Self, Refused> {
        Self::text_with_variables(&[Piece::Literal(text)])
    }

    /// Text and variables, for a directive that expands variables there.
    ///
    /// Refuses what [`literal`](Self::literal) refuses, and variable names outside `[A-Za-z0-9_]+`.
    pub fn text_with_variables(pieces: &[Piece<'_>]) -> Result<Self, Refused> {
        let mut text = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Literal(literal) => text.push_str(&literal.replace('$', "${dollar}")),
                Piece::Variable(name) => {
                    check_variable(name)?;
                    if followed_by_name(&pieces[index + 1..]) {
                        text.push_str(&format!("${{{name}}}"));
                    } else {
                        text.push_str(&format!("${name}"));
                    }
                }
            }
        }
        Self::literal(&text)
    }

    /// The value of a header (`add_header`, `proxy_set_header`), in which nginx expands variables.
    ///
    /// Refuses also control characters: nginx would send a line break as it is, and with it another
    /// header.
    pub fn header_value(pieces: &[Piece<'_>]) -> Result<Self, Refused> {
        for piece in pieces {
            let Piece::Literal(literal) = piece else {
                continue;
            };
            let control = |c: &(usize, char)| c.1.is_ascii_control() && c.1 != '\t';
            if let Some((offset, found)) = literal.char_indices().find(control) {
                let reason = match found {
                    '\r' | '\n' => "a header value cannot hold a line break",
                    '\0' => "a header value cannot hold a NUL byte",
                    _ => "a header value cannot hold control characters",
                };
                return Err(refused(offset, Some(found), reason, None));
            }
        }
        Self::text_with_variables(pieces)
    }

    /// A word whose type guarantees what [`literal`](Self::literal) would check.
    pub(super) fn of_checked(word: String) -> Self {
        Self(word)
    }

    /// The word as nginx sees it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Parameter {
    /// Writes the word as it stands in a file, quoted where needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written::parameter(&self.0))
    }
}

fn check_variable(name: &str) -> Result<(), Refused> {
    match name.char_indices().find(|(_, c)| !is_name_character(*c)) {
        Some((offset, found)) => Err(refused(
            offset,
            Some(found),
            "a variable name cannot hold this character",
            Some("use letters, digits and `_`"),
        )),
        None if name.is_empty() => Err(refused(
            0,
            None,
            "a variable name cannot be empty",
            Some("give the variable a name"),
        )),
        None => Ok(()),
    }
}

/// Whether the next written character would join the name of a variable before it.
fn followed_by_name(rest: &[Piece<'_>]) -> bool {
    rest.iter()
        .find_map(|piece| match piece {
            Piece::Literal(literal) => literal.chars().next(),
            Piece::Variable(_) => Some('$'),
        })
        .is_some_and(is_name_character)
}

pub(super) fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn refused(
    offset: usize,
    found: Option<char>,
    reason: &str,
    hint: Option<&'static str>,
) -> Refused {
    Refused {
        offset,
        found,
        reader: "nginx",
        reason: reason.to_owned(),
        hint: hint.unwrap_or_else(|| refuse::remedy(found)),
    }
}
