//! Text to syntax, as systemd reads it (`config_parse()` of 252 to 257).

use crate::unit::lines::systemd_lines;
use crate::unit::{Comment, Entry, File, Item, Key, Section, SectionName, Value};
use crate::{Cause, ParseError};

/// The longest line systemd takes, in bytes: 1 MiB - 1.
pub const MAX_LINE: usize = (1 << 20) - 1;

/// White space to systemd.
const BLANKS: [char; 2] = [' ', '\t'];

/// Reads a unit file as systemd does.
///
/// Lines that systemd ignores with a warning are left out: lines without `=`, lines without a key,
/// assignments above the first section. So are comments inside a continued line. All continuation
/// lines are joined; what is printed again means the same.
///
/// # Errors
/// What makes systemd refuse the whole file: a line that is too long, text behind a section's `]`,
/// a section without name or with a `[` in it.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut reader = Reader::default();
    let mut continued: Option<String> = None;
    let mut last = 0;
    for (number, line) in systemd_lines(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        last = number;
        if let Some(comment) = comment(line) {
            if continued.is_none() {
                reader.comment(comment);
            }
            continue;
        }
        let mut joined = continued.take().unwrap_or_default();
        joined.push_str(line);
        if joined.len() > MAX_LINE {
            return Err(error(number, "the line is longer than 1048575 bytes"));
        }
        if ends_in_continuation(&joined) {
            joined.pop();
            joined.push(' ');
            continued = Some(joined);
        } else {
            reader.line(number, joined.trim_matches(BLANKS))?;
        }
    }
    if let Some(joined) = continued {
        reader.line(last, joined.trim_matches(BLANKS))?;
    }
    Ok(reader.file)
}

/// The text of a comment line.
fn comment(line: &str) -> Option<&str> {
    line.trim_start_matches(BLANKS).strip_prefix(['#', ';'])
}

/// Whether the last backslash is not itself escaped.
fn ends_in_continuation(line: &str) -> bool {
    let n_backslashes = line.len() - line.trim_end_matches('\\').len();
    n_backslashes % 2 == 1
}

/// Builds a file from logical lines; both line grammars use it.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) file: File,
}

impl Reader {
    /// Takes a comment.
    pub(crate) fn comment(&mut self, text: &str) {
        let comment = Comment::parsed(text);
        match self.file.sections.last_mut() {
            Some(section) => section.items.push(Item::Comment(comment)),
            None => self.file.head.push(comment),
        }
    }

    /// Takes a stripped logical line that is no comment.
    fn line(&mut self, number: usize, line: &str) -> Result<(), ParseError> {
        if line.is_empty() {
            return Ok(());
        }
        if line.starts_with('[') {
            return self.open(number, line);
        }
        let Some((key, value)) = line.split_once('=') else {
            return Ok(());
        };
        let key = key.trim_matches(BLANKS);
        let (Some(section), Ok(key)) = (self.file.sections.last_mut(), key.parse::<Key>()) else {
            return Ok(());
        };
        push(section, key, value.trim_matches(BLANKS), number)
    }

    /// Opens a section at `[Name]`.
    pub(crate) fn open(&mut self, number: usize, line: &str) -> Result<(), ParseError> {
        let name = line.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
        let name = name.and_then(|name| name.parse::<SectionName>().ok());
        let Some(name) = name else {
            let message = format!("`{}` is no section header", line.escape_debug());
            return Err(error(number, message));
        };
        self.file.sections.push(Section {
            name,
            items: Vec::new(),
        });
        Ok(())
    }
}

/// Adds an assignment to a section.
pub(crate) fn push(
    section: &mut Section,
    key: Key,
    value: &str,
    line: usize,
) -> Result<(), ParseError> {
    let value = Value::parsed(value, line)?;
    section.items.push(Item::Entry(Entry {
        key,
        value,
        cause: Cause::default(),
    }));
    Ok(())
}

/// An error at a line.
pub(crate) fn error(line: usize, message: impl Into<String>) -> ParseError {
    ParseError {
        line,
        message: message.into(),
    }
}
