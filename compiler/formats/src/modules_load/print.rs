//! Syntax to text.

use super::{File, Item};
use crate::Printed;
use crate::unit::lines::Lines;

/// Writes a file, one line for each.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in &file.items {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Module(module, cause) => lines.push(module.as_str(), cause),
        }
    }
    lines.finish()
}
