//! Text to syntax, as systemd-modules-load 252 to 257 reads it.

use super::{File, Item, Module};
use crate::unit::Comment;
use crate::unit::lines::systemd_lines;
use crate::{Cause, ParseError};

/// Reads a file of `modules-load.d`.
///
/// Lines end at LF, CR and NUL; `#` and `;` begin a comment at the start of a line only.
///
/// # Errors
/// A line that is no name of a module, aliases such as `pci:…` among them.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut file = File::default();
    for (number, line) in systemd_lines(text) {
        let line = line.trim_matches([' ', '\t', '\n', '\r']);
        if line.is_empty() {
            continue;
        }
        file.items.push(match line.strip_prefix(['#', ';']) {
            Some(comment) => Item::Comment(Comment::parsed(comment)),
            None => Item::Module(
                Module::parse(line).map_err(|refused| ParseError {
                    line: number,
                    message: format!("the module {refused}"),
                })?,
                Cause::default(),
            ),
        });
    }
    Ok(file)
}
