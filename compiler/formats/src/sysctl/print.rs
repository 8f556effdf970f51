//! Syntax to text.

use super::{File, Item, Setting};
use crate::Printed;
use crate::unit::lines::Lines;

/// Writes a file, one line for each.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in &file.items {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Setting(setting) => lines.push(&line(setting), &setting.cause),
            Item::Except(key) => lines.push_plain(&format!("-{}", key.as_str())),
        }
    }
    lines.finish()
}

fn line(setting: &Setting) -> String {
    let Setting {
        key,
        value,
        ignores_errors,
        cause: _,
    } = setting;
    let prefix = if *ignores_errors { "-" } else { "" };
    format!("{prefix}{} = {}", key.as_str(), value.as_str())
}
