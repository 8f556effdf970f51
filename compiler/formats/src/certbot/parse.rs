//! Text to syntax, as the `DefaultConfigFileParser` of ConfigArgParse 1.4 to 1.7 reads it.

use super::{Entry, File, Item, Key, Value};
use crate::ParseError;
use crate::unit::{Comment, refuse};

/// Reads a file.
///
/// Headers of sections and lines that begin with `---` are left out, as certbot skips them. A key without
/// value is `true`.
///
/// # Errors
/// Control characters other than tabs, CR among them (before LF it is dropped); keys and values outside
/// our grammar; what the releases read differently.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut file = File::default();
    for (index, line) in text.split('\n').enumerate() {
        let error = |message: String| ParseError {
            line: index + 1,
            message,
        };
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains(|c: char| refuse::is_control(c) && c != '\t') {
            return Err(error("the line holds a control character".to_owned()));
        }
        let line = line.trim();
        if line.is_empty() || line.starts_with('[') || line.starts_with("---") {
            continue;
        }
        file.items.push(match line.strip_prefix(['#', ';']) {
            Some(comment) => Item::Comment(Comment::parsed(comment)),
            None => Item::Entry(entry(line).map_err(error)?),
        });
    }
    Ok(file)
}

/// `key = value`, `key: value`, `key value` or `key`.
fn entry(line: &str) -> Result<Entry, String> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | ';' | '#');
    let (key, rest) = line.split_at(line.find(is_end).unwrap_or(line.len()));
    let key = key.strip_prefix("--").unwrap_or(key);
    let key = Key::parse(key).map_err(|refused| format!("the key {refused}"))?;
    let rest = rest.trim_start();
    let (text, has_sign) = match rest.strip_prefix([':', '=']) {
        Some(text) => (text.trim_start(), true),
        None => (rest, false),
    };
    if text.starts_with([';', '#']) {
        let message =
            "a value that begins with `;` or `#` is no comment to certbot, nor is it plain";
        return Err(message.to_owned());
    }
    let value = match (value(text)?, has_sign) {
        (None, false) => Value::text("true"),
        (Some(""), false) => {
            let message = "a value in quotes without anything in them must follow a `=`";
            return Err(message.to_owned());
        }
        (None, true) => Value::text(""),
        (Some(value), _) if value.starts_with('[') && value.ends_with(']') => {
            Value::list(value[1..value.len() - 1].split(',').map(str::trim))
        }
        (Some(value), _) => Value::text(value),
    };
    let value = value.map_err(|refused| format!("the value of `{}` {refused}", key.as_str()))?;
    Ok(Entry::new(key, value))
}

/// The value without its quotes and the comment behind it; `None` when nothing is there.
fn value(text: &str) -> Result<Option<&str>, String> {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let value = &text[..comment(text).unwrap_or(text.len())];
        return Ok(Some(value.trim_end()).filter(|value| !value.is_empty()));
    };
    // The pattern takes the shortest value that is not empty and has the end or a comment behind it.
    let ends = text[1..].match_indices(quote).map(|(at, _)| at + 1);
    let is_end = |at: &usize| is_only_comment(&text[at + 1..]);
    match ends.clone().find(|at| *at > 1 && is_end(at)) {
        Some(at) => Ok(Some(&text[1..at])),
        None if text.len() > 1 && text[1..].starts_with(quote) && is_only_comment(&text[2..]) => {
            Ok(Some(""))
        }
        None => Err("a quote is not closed, or text stands behind it".to_owned()),
    }
}

/// Where blanks and a `;` or `#` behind them begin.
fn comment(text: &str) -> Option<usize> {
    let mut before = None;
    for (at, c) in text.char_indices() {
        match (before, c) {
            (Some(before), ';' | '#') => return Some(before),
            (_, c) if c.is_whitespace() => before = before.or(Some(at)),
            _ => before = None,
        }
    }
    None
}

fn is_only_comment(text: &str) -> bool {
    text.trim_start().is_empty() || comment(text) == Some(0)
}
