//! Syntax to text.

use super::{Comment, Dialect, Entry, File, Item, Piece, Section, Value};
use crate::Printed;

impl File {
    /// The text of the file; [`File::parse`] with the same dialect gives the same file back.
    pub fn print(&self) -> Printed {
        let Self {
            dialect,
            header,
            sections,
        } = self;
        let mut printer = Printer::default();
        for comment in header {
            printer.comment(comment);
        }
        for (index, section) in sections.iter().enumerate() {
            if index > 0 || !header.is_empty() {
                printer.line("");
            }
            printer.section(*dialect, section);
        }
        printer.printed
    }
}

#[derive(Default)]
struct Printer {
    printed: Printed,
    lines: usize,
}

impl Printer {
    fn section(&mut self, dialect: Dialect, section: &Section) {
        let Section { name, items } = section;
        self.line(&format!("[{}]", name.as_str()));
        for item in items {
            match item {
                Item::Entry(entry) => self.entry(dialect, entry),
                Item::Comment(comment) => self.comment(comment),
            }
        }
    }

    fn entry(&mut self, dialect: Dialect, entry: &Entry) {
        let Entry { key, value, cause } = entry;
        if let Some(origin) = &cause.0 {
            self.printed.causes.push((self.lines + 1, origin.clone()));
        }
        let written = match dialect {
            Dialect::Uwsgi => uwsgi(value),
        };
        match written.as_str() {
            "" => self.line(&format!("{} =", key.as_str())),
            written => self.line(&format!("{} = {written}", key.as_str())),
        }
    }

    fn comment(&mut self, comment: &Comment) {
        match comment.as_str() {
            "" => self.line("#"),
            text => self.line(&format!("# {text}")),
        }
    }

    fn line(&mut self, text: &str) {
        self.printed.text.push_str(text);
        self.printed.text.push('\n');
        self.lines += 1;
    }
}

/// `%` is the only character with a meaning of its own: it is doubled.
fn uwsgi(value: &Value) -> String {
    value
        .pieces()
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.replace('%', "%%"),
            Piece::Magic(letter) => format!("%{letter}"),
        })
        .collect()
}
