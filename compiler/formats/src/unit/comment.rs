//! Comments of the line formats: units, quadlets, tmpfiles.d, sysusers.d, environment files.

use crate::Refused;
use crate::unit::refuse;

const READER: &str = "systemd and podman quadlet";

/// The text of one comment line, without the `#`.
///
/// Holds no LF, CR or NUL: systemd ends lines at all three, so a comment with a CR would open a new
/// line that is read (rule G1). A constructed comment ends in no backslash, which systemd up to 253
/// takes as a continuation in environment files; a parsed one may.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comment(String);

impl Comment {
    /// A comment line; white space at the ends is dropped.
    ///
    /// # Errors
    /// Control characters other than a tab, and a backslash at the end.
    pub fn new(text: &str) -> Result<Self, Refused> {
        let trimmed = text.trim();
        for (offset, c) in text.char_indices() {
            if refuse::is_control(c) && c != '\t' {
                return Err(refuse::character(READER, offset, c));
            }
        }
        if trimmed.ends_with('\\') {
            return Err(refuse::trailing_backslash(READER, trimmed));
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// A comment that shows any text: what [`Comment::new`] refuses is written as `\u{d}`.
    pub fn escaped(text: &str) -> Self {
        let mut escaped = String::with_capacity(text.len());
        for c in text.trim().chars() {
            if refuse::is_control(c) && c != '\t' {
                escaped.extend(c.escape_unicode());
            } else {
                escaped.push(c);
            }
        }
        if escaped.ends_with('\\') {
            escaped.pop();
            escaped.push_str("\\u{5c}");
        }
        Self(escaped)
    }

    /// Takes over what a parser has read after the `#` or `;`: one line.
    pub(crate) fn parsed(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole line: `# text`, or a lone `#`.
    pub(crate) fn line(&self) -> String {
        if self.0.is_empty() {
            "#".to_owned()
        } else {
            format!("# {}", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g1_comments_hold_no_line_end_of_any_reader() {
        for bad in ["a\rb", "a\nb", "a\0b", "a\x1bb", "\r", "x\n[Service]"] {
            assert!(Comment::new(bad).is_err(), "{bad:?}");
            let escaped = Comment::escaped(bad);
            assert!(!escaped.as_str().contains(['\r', '\n', '\0']), "{bad:?}");
        }
        assert_eq!(Comment::escaped("a\rb").as_str(), "a\\u{d}b");
    }

    #[test]
    fn g4_comments_end_in_no_backslash() {
        assert!(Comment::new("a\\").is_err());
        assert!(Comment::new("a\\ ").is_err());
        assert_eq!(Comment::escaped("a\\").as_str(), "a\\u{5c}");
        assert_eq!(Comment::new(" a\\b ").unwrap().line(), "# a\\b");
    }
}
