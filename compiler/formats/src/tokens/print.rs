//! Words to text.

use super::File;
use crate::Printed;

/// Writes a file: one line, which all words have caused.
pub fn print(file: &File) -> Printed {
    let words: Vec<&str> = file
        .entries
        .iter()
        .map(|entry| entry.token.as_str())
        .collect();
    let causes = file
        .entries
        .iter()
        .filter_map(|entry| entry.cause.0.clone());
    Printed {
        text: words.join(" ") + "\n",
        causes: causes.map(|origin| (1, origin)).collect(),
    }
}
