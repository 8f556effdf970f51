//! Single words of a file of others, all else byte for byte as it was.

use super::syntax::END;
use super::{Document, Token};
use crate::ParseError;

/// Adds a word to a file that is not ours, behind the last one, in front of `--` where that stands. A word
/// that is there already changes nothing.
///
/// # Errors
/// A file that is not one line of words.
pub fn add_token(text: &str, token: &Token) -> Result<String, ParseError> {
    let document = Document::read(text)?;
    if document.has(token) {
        return Ok(text.to_owned());
    }
    let text = document.text();
    let ranges = document.ranges();
    let end = ranges.iter().position(|range| text[range.clone()] == *END);
    Ok(match (end, ranges.last()) {
        (Some(end), _) => insert(text, ranges[end].start, &format!("{} ", token.as_str())),
        (None, Some(last)) => insert(text, last.end, &format!(" {}", token.as_str())),
        (None, None) => format!("{}\n{text}", token.as_str()),
    })
}

fn insert(text: &str, at: usize, new: &str) -> String {
    let (before, behind) = text.split_at(at);
    format!("{before}{new}{behind}")
}
