//! Text to syntax, as systemd-sysctl 252 to 257 reads it.

use super::{File, Item, Key, Setting, Value};
use crate::unit::Comment;
use crate::unit::lines::systemd_lines;
use crate::{ParseError, Refused};

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Reads a file of `sysctl.d`.
///
/// Lines end at LF, CR and NUL; `#` and `;` begin a comment at the start of a line only.
///
/// # Errors
/// A line that is neither a setting nor an exception, and keys and values outside our grammar.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut file = File::default();
    for (number, line) in systemd_lines(text) {
        let line = line.trim_matches(BLANKS);
        if line.is_empty() {
            continue;
        }
        let item = match line.strip_prefix(['#', ';']) {
            Some(comment) => Item::Comment(Comment::parsed(comment)),
            None => read(line).map_err(|message| ParseError {
                line: number,
                message,
            })?,
        };
        file.items.push(item);
    }
    Ok(file)
}

fn read(line: &str) -> Result<Item, String> {
    let (rest, ignores_errors) = match line.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (line, false),
    };
    let named = |what: &str, refused: Refused| format!("the {what} {refused}");
    let Some((key, value)) = rest.split_once('=') else {
        if !ignores_errors {
            return Err("the line has no `=`".to_owned());
        }
        let key = Key::parse(rest.trim_matches(BLANKS));
        return key
            .map(Item::Except)
            .map_err(|refused| named("key", refused));
    };
    let key = Key::parse(key.trim_matches(BLANKS)).map_err(|refused| named("key", refused))?;
    let value =
        Value::new(value.trim_matches(BLANKS)).map_err(|refused| named("value", refused))?;
    Ok(Item::Setting(Setting {
        ignores_errors,
        ..Setting::new(key, value)
    }))
}
