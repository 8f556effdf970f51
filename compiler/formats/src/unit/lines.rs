//! Lines in and lines out.

use crate::{Cause, Printed};

/// The physical lines of a text as systemd splits them, with their numbers from 1.
///
/// LF, CR and NUL end a line; so do CR LF and LF CR, and a NUL right behind any of these belongs to
/// the same end (`read_line_full()` of systemd, all formats: units, environment files, tmpfiles.d,
/// sysusers.d).
pub(crate) fn systemd_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text);
    let mut number = 0;
    std::iter::from_fn(move || {
        let text = rest.filter(|text| !text.is_empty())?;
        number += 1;
        let ends = |c: char| matches!(c, '\n' | '\r' | '\0');
        let (line, tail) = text.split_at(text.find(ends).unwrap_or(text.len()));
        rest = Some(&tail[line_end_length(tail.as_bytes())..]);
        Some((number, line))
    })
}

/// How many bytes one line end takes: each kind at most once, nothing after a NUL.
fn line_end_length(tail: &[u8]) -> usize {
    match tail {
        [b'\n', b'\r', b'\0', ..] | [b'\r', b'\n', b'\0', ..] => 3,
        [b'\n', b'\r' | b'\0', ..] | [b'\r', b'\n' | b'\0', ..] => 2,
        [b'\n' | b'\r' | b'\0', ..] => 1,
        _ => 0,
    }
}

/// A text that grows by lines and remembers what caused them.
#[derive(Default)]
pub(crate) struct Lines {
    printed: Printed,
    n_lines: usize,
}

impl Lines {
    /// Adds a line without its end. A text of several lines gets the cause at its first.
    pub(crate) fn push(&mut self, line: &str, cause: &Cause) {
        if let Some(origin) = &cause.0 {
            self.printed.causes.push((self.n_lines + 1, origin.clone()));
        }
        self.printed.text.push_str(line);
        self.printed.text.push('\n');
        self.n_lines += 1 + line.matches('\n').count();
    }

    /// Adds a line that nothing in the stack caused.
    pub(crate) fn push_plain(&mut self, line: &str) {
        self.push(line, &Cause::default());
    }

    /// Whether nothing was written yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.n_lines == 0
    }

    /// The whole text.
    pub(crate) fn finish(self) -> Printed {
        self.printed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_systemd_ends_them() {
        let cases: [(&str, &[&str]); 9] = [
            ("", &[]),
            ("a", &["a"]),
            ("a\nb\n", &["a", "b"]),
            ("a\r\nb", &["a", "b"]),
            ("a\n\rb", &["a", "b"]),
            ("a\rb\0c", &["a", "b", "c"]),
            ("a\r\n\0b", &["a", "b"]),
            ("a\n\nb", &["a", "", "b"]),
            ("a\0\nb", &["a", "", "b"]),
        ];
        for (text, expected) in cases {
            let lines: Vec<&str> = systemd_lines(text).map(|(_, line)| line).collect();
            assert_eq!(lines, expected, "{text:?}");
        }
    }
}
