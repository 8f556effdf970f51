//! Syntax to text.

use super::{Dialect, File, Item};
use crate::unit::escape::is_variable_name;
use crate::unit::lines::Lines;
use crate::unit::refuse;
use crate::{Printed, Refused};

/// The longest line that podman and docker take, in bytes.
pub(super) const MAX_LINE: usize = 65_535;

/// Writes a file, one line for each item; quoted values of systemd may span lines.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in file.items() {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::Assignment { name, value, cause } => {
                lines.push(&written(file.dialect(), name, value), cause);
            }
            Item::Imported(name) => lines.push_plain(name),
        }
    }
    lines.finish()
}

/// The line that sets a variable: `NAME="VALUE"` or `NAME=VALUE`.
///
/// # Errors
/// A name that is none, or a value that the dialect cannot carry.
pub fn encode(dialect: Dialect, name: &str, value: &str) -> Result<String, Refused> {
    let reader = reader(dialect);
    if !is_variable_name(name) {
        return Err(refuse::whole(
            reader,
            format!("cannot have the name `{}`", name.escape_debug()),
            "a name has letters, digits and `_`, and no digit first",
        ));
    }
    check(dialect, value)?;
    let line = written(dialect, name, value);
    if dialect != Dialect::Systemd && line.len() > MAX_LINE {
        let reason = format!("cannot make a line longer than {MAX_LINE} bytes");
        return Err(refuse::whole(reader, reason, SECRET));
    }
    Ok(line)
}

const SECRET: &str = "pass it by `Environment=` of the quadlet, or as a secret";

fn reader(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Systemd => "systemd",
        Dialect::Podman => "podman",
        Dialect::Common => "systemd and podman",
    }
}

fn written(dialect: Dialect, name: &str, value: &str) -> String {
    match dialect {
        Dialect::Systemd => format!("{name}={}", quoted(value)),
        Dialect::Podman | Dialect::Common => format!("{name}={value}"),
    }
}

/// `"…"`, in which these four have a meaning to systemd and the shell.
fn quoted(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for c in value.chars() {
        if matches!(c, '\\' | '"' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

fn check(dialect: Dialect, value: &str) -> Result<(), Refused> {
    let reader = reader(dialect);
    for (offset, c) in value.char_indices() {
        let is_refused = match dialect {
            Dialect::Systemd => c == '\0',
            Dialect::Podman => matches!(c, '\0' | '\n' | '\r'),
            Dialect::Common => matches!(c, '\0' | '\n' | '\r' | '\\'),
        };
        if is_refused {
            return Err(match c {
                '\0' => refuse::character(reader, offset, c),
                c => refuse::character_with_hint(reader, offset, c, SECRET),
            });
        }
    }
    if dialect != Dialect::Common {
        return Ok(());
    }
    let blank = |c: char| matches!(c, ' ' | '\t');
    match (value.chars().next(), value.chars().next_back()) {
        (Some(c), _) if blank(c) => Err(refuse::blank_at_end(reader, 0, c)),
        (_, Some(c)) if blank(c) => Err(refuse::blank_at_end(reader, value.len() - 1, c)),
        (Some(c @ ('"' | '\'')), _) => Err(Refused {
            reason: "cannot begin with a quote, which systemd removes".to_owned(),
            ..refuse::character(reader, 0, c)
        }),
        _ => Ok(()),
    }
}
