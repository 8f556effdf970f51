//! Syntax to text.

use super::{Dialect, File, Item, perl};
use crate::Printed;
use crate::unit::lines::Lines;

/// Writes a file, one line for each; a string of Perl may span lines.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in file.items() {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Entry(entry) => {
                let line = written(file.dialect(), &entry.key, &entry.value);
                lines.push(&line, &entry.cause);
            }
        }
    }
    lines.finish()
}

pub(super) fn written(dialect: Dialect, key: &str, value: &str) -> String {
    match dialect {
        Dialect::Ssmtp => format!("{key}={value}"),
        Dialect::LoginDefs => format!("{key} {value}"),
        Dialect::Perl => format!("${key} = {};", perl::quoted(value)),
    }
}
