//! Syntax to text.

use super::lex::is_hex_pair;
use super::{File, Inner, Item, ListEntry, Statement};
use crate::Printed;
use crate::unit::Comment;
use crate::unit::lines::Lines;

/// Writes a file, one statement a line.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in &file.items {
        match item {
            Item::Comment(comment) => push_comment(&mut lines, comment, ""),
            Item::Clear(name) => lines.push_plain(&format!("#clear {};", name.as_str())),
            Item::Statement(statement) => push_statement(&mut lines, statement, ""),
        }
    }
    lines.finish()
}

fn push_comment(lines: &mut Lines, comment: &Comment, indent: &str) {
    match comment.as_str() {
        "" => lines.push_plain(&format!("{indent}//")),
        text => lines.push_plain(&format!("{indent}// {text}")),
    }
}

fn push_statement(lines: &mut Lines, statement: &Statement, indent: &str) {
    match statement {
        Statement::Set { name, value, cause } => {
            let line = format!("{indent}{} \"{}\";", name.as_str(), value.as_str());
            lines.push(&line, cause);
        }
        Statement::Append { list, value, cause } => {
            let line = format!("{indent}{}:: \"{}\";", list.as_str(), value.as_str());
            lines.push(&line, cause);
        }
        Statement::Scope { name, items, cause } => {
            lines.push(&format!("{indent}{} {{", name.as_str()), cause);
            let inside = format!("{indent}    ");
            for item in items {
                push_inner(lines, item, &inside);
            }
            lines.push_plain(&format!("{indent}}};"));
        }
    }
}

fn push_inner(lines: &mut Lines, item: &Inner, indent: &str) {
    match item {
        Inner::Comment(comment) => push_comment(lines, comment, indent),
        Inner::Entry(entry, cause) => lines.push(&format!("{indent}{};", written(entry)), cause),
        Inner::Statement(statement) => push_statement(lines, statement, indent),
    }
}

/// An entry without name. Only here apt decodes `%` and two hexadecimal digits, even in quotes
/// (`ParseQuoteWord()` reads it as if it were a name).
fn written(entry: &ListEntry) -> String {
    let value = entry.as_str();
    let mut written = String::with_capacity(value.len() + 2);
    written.push('"');
    for (offset, c) in value.char_indices() {
        written.push(c);
        if c == '%' && is_hex_pair(&value[offset + 1..]) {
            written.push_str("25");
        }
    }
    written.push('"');
    written
}
