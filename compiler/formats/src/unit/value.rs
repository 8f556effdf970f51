//! What stands to the right of the `=`.

use crate::unit::refuse;
use crate::{ParseError, Refused};

/// The written form of a value: one line, as it stands in the file.
///
/// There is no public constructor from text but [`Value::reset`]: values come from the encoders
/// (`systemd::assign`, `quadlet::assign`) and from the parsers. So every value
///
/// - holds no LF, CR or NUL, which would end the line for one of the two readers,
/// - neither begins nor ends with a blank or tab, which both readers strip,
/// - ends in no backslash, which would join the next line. Only [`parse`](crate::unit::parse) keeps
///   an even run of them, as systemd does, in a unit that somebody else wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(String);

impl Value {
    /// The empty value. In most lists it forgets what was assigned before; elsewhere it is
    /// dangerous (`LogDriver=` makes podman take the next argument), so only a deliberate reset
    /// writes it.
    pub const fn reset() -> Self {
        Self(String::new())
    }

    /// The written form, as it stands in the file.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the empty value.
    pub fn is_reset(&self) -> bool {
        self.0.is_empty()
    }

    /// A value as it stands in a file, for a setting that no table knows.
    ///
    /// Nothing but the line is checked: that it stays one line for both readers. What the program
    /// makes of it, nobody knows.
    pub fn unchecked(written: &str) -> Result<Self, Refused> {
        if written.is_empty() {
            return Err(refuse::empty("systemd"));
        }
        Self::encoded(written.to_owned(), "systemd")
    }

    /// Seals what an encoder wrote. The last gate: an encoder that let one of the forbidden
    /// characters through is refused here instead of writing a broken line.
    pub(crate) fn encoded(written: String, reader: &'static str) -> Result<Self, Refused> {
        for (offset, c) in written.char_indices() {
            if matches!(c, '\n' | '\r' | '\0') {
                return Err(refuse::character(reader, offset, c));
            }
        }
        let blank = |c: char| matches!(c, ' ' | '\t');
        if written.starts_with(blank) || written.ends_with(blank) {
            return Err(refuse::whole(
                reader,
                refuse::BLANK_AT_END,
                refuse::REMOVE_BLANK,
            ));
        }
        if written.ends_with('\\') {
            return Err(refuse::trailing_backslash(reader, &written));
        }
        Ok(Self(written))
    }

    /// Takes over what a parser has read, already joined and stripped.
    pub(crate) fn parsed(text: &str, line: usize) -> Result<Self, ParseError> {
        let n_backslashes = text.len() - text.trim_end_matches('\\').len();
        if n_backslashes % 2 == 1 {
            return Err(ParseError {
                line,
                message:
                    "the value ends in a single backslash, which joins the next line when it is \
                          written again"
                        .to_owned(),
            });
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_encoder_gets_a_line_break_or_a_continuation_through() {
        for bad in ["a\nb", "a\rb", "a\0b", "a\\", "a\\\\", " a", "a\t"] {
            assert!(
                Value::encoded(bad.to_owned(), "systemd").is_err(),
                "{bad:?}"
            );
        }
        assert_eq!(
            Value::encoded("a\\b".into(), "systemd").unwrap().as_str(),
            "a\\b"
        );
    }
}
