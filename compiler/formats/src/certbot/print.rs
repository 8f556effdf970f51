//! Syntax to text.

use super::{File, Item, Value};
use crate::Printed;
use crate::unit::lines::Lines;

/// Writes a file, one line for each.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in &file.items {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Entry(entry) => {
                let line = format!("{} = {}", entry.key.as_str(), written(&entry.value));
                lines.push(&line, &entry.cause);
            }
        }
    }
    lines.finish()
}

/// Always in quotes: without them `a # b` would lose its end.
fn written(value: &Value) -> String {
    match value.as_list() {
        Some(words) => format!("[{}]", words.join(", ")),
        None => format!("\"{}\"", value.as_text().unwrap_or_default()),
    }
}
