//! Syntax to text.

use super::{Entry, File, Item};
use crate::Printed;
use crate::unit::lines::Lines;

/// Writes a file; further lines of a value are indented.
pub fn print(file: &File) -> Printed {
    let File { header, sections } = file;
    let mut lines = Lines::default();
    for comment in header {
        lines.push_plain(&comment.line());
    }
    for section in sections {
        if !lines.is_empty() {
            lines.push_plain("");
        }
        lines.push_plain(&format!("[{}]", section.name.as_str()));
        for item in &section.items {
            match item {
                Item::Comment(comment) => lines.push_plain(&comment.line()),
                Item::Entry(entry) => lines.push(&written(entry), &entry.cause),
            }
        }
    }
    lines.finish()
}

fn written(entry: &Entry) -> String {
    let value = entry.value.written().replace('\n', "\n    ");
    let sign = match value.chars().next() {
        None | Some('\n') => " =",
        Some(_) => " = ",
    };
    format!("{}{sign}{value}", entry.key.as_str())
}
