//! Syntax to text.

use crate::Printed;
use crate::unit::lines::Lines;
use crate::unit::{File, Item, Section};

/// Writes a file: one line per assignment, a blank line above each section but a first one.
///
/// Cannot fail: what could break a line cannot be in a [`File`].
pub fn print(file: &File) -> Printed {
    let File { head, sections } = file;
    let mut lines = Lines::default();
    for comment in head {
        lines.push_plain(&comment.line());
    }
    for section in sections {
        if !lines.is_empty() {
            lines.push_plain("");
        }
        print_section(&mut lines, section);
    }
    lines.finish()
}

fn print_section(lines: &mut Lines, section: &Section) {
    let Section { name, items } = section;
    lines.push_plain(&format!("[{name}]"));
    for item in items {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Entry(entry) => lines.push(
                &format!("{}={}", entry.key, entry.value.as_str()),
                &entry.cause,
            ),
        }
    }
}
