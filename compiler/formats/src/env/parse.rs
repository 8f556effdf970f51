//! Text to syntax, as each program reads it.

use super::print::MAX_LINE;
use super::{Dialect, File, Item};
use crate::unit::Comment;
use crate::unit::escape::is_variable_name;
use crate::{Cause, ParseError};

/// Reads an environment file.
///
/// For systemd: as `parse_env_file()` of 254 to 257; lines without `=` and names that are none are left
/// out, as it drops them. For podman: as `--env-file` of 4.8 to 5.8, where any name goes and a line without
/// `=` is [`Item::Imported`].
///
/// # Errors
/// NUL; for podman a line without name, longer than 65 535 bytes, or ending in several CR; for [`Dialect::Common`] a file that
/// the programs read differently.
pub fn parse(text: &str, dialect: Dialect) -> Result<File, ParseError> {
    if let Some(at) = text.find('\0') {
        let line = 1 + text[..at].matches('\n').count();
        return Err(error(line, "the line holds a NUL byte"));
    }
    let items = match dialect {
        Dialect::Systemd => systemd(text),
        Dialect::Podman => podman(text)?,
        Dialect::Common => common(text)?,
    };
    Ok(File::parsed(dialect, items))
}

fn error(line: usize, message: &str) -> ParseError {
    ParseError {
        line,
        message: message.to_owned(),
    }
}

fn assignment(name: &str, value: &str) -> Item {
    Item::Assignment {
        name: name.to_owned(),
        value: value.to_owned(),
        cause: Cause::default(),
    }
}

/// Both readings, when they agree.
fn common(text: &str) -> Result<Vec<Item>, ParseError> {
    let by_podman = podman(text)?;
    let by_systemd = systemd(text);
    let is_assignment = |item: &&Item| !matches!(item, Item::Comment(_));
    let mut pairs = by_podman.iter().filter(is_assignment);
    let mut others = by_systemd.iter().filter(is_assignment);
    loop {
        match (pairs.next(), others.next()) {
            (None, None) => return Ok(by_podman),
            (one, other) if one == other => {}
            (one, other) => {
                let name = match one.or(other) {
                    Some(Item::Assignment { name, .. } | Item::Imported(name)) => name,
                    _ => "",
                };
                let message = format!(
                    "systemd and podman read `{}` differently",
                    name.escape_debug()
                );
                return Err(error(line_of(text, name), &message));
            }
        }
    }
}

/// The line that names a variable, from 1.
fn line_of(text: &str, name: &str) -> usize {
    let found = text
        .lines()
        .position(|line| line.trim_start().starts_with(name));
    found.map_or(1, |index| index + 1)
}

/// Lines at LF, one CR before it dropped; `#` begins a comment; the value is the rest of the line.
fn podman(text: &str) -> Result<Vec<Item>, ParseError> {
    let mut items = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let number = index + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.len() > MAX_LINE {
            return Err(error(number, "the line is longer than 65535 bytes"));
        }
        if line.ends_with('\r') {
            return Err(error(
                number,
                "the line ends in more than one carriage return",
            ));
        }
        let line = line.trim_start_matches([' ', '\t']);
        items.push(match (line.strip_prefix('#'), line.split_once('=')) {
            _ if line.is_empty() => continue,
            (Some(comment), _) => Item::Comment(Comment::parsed(comment)),
            (None, Some(("", _))) => {
                return Err(error(number, "the line has no name before its `=`"));
            }
            (None, Some((name, value))) => assignment(name, value),
            (None, None) => Item::Imported(line.to_owned()),
        });
    }
    Ok(items)
}

/// Where systemd is in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeName,
    Comment,
    Name,
    /// Also behind a closing quote.
    BeforeValue,
    Value,
    ValueEscape,
    Single,
    Double,
    DoubleEscape,
}

/// What systemd has collected.
#[derive(Default)]
struct Collected {
    items: Vec<Item>,
    comment: String,
    name: String,
    value: String,
    /// How much of the value stays when blanks at its end are dropped.
    kept: usize,
}

impl Collected {
    /// A character that stays, whatever follows.
    fn keep(&mut self, c: char) {
        self.value.push(c);
        self.kept = self.value.len();
    }

    fn finish(&mut self) {
        let name = std::mem::take(&mut self.name);
        let name = name.trim_end_matches(is_blank);
        self.value.truncate(self.kept);
        if is_variable_name(name) {
            self.items.push(assignment(name, &self.value));
        }
        self.value.clear();
        self.kept = 0;
    }

    fn finish_comment(&mut self) {
        self.items
            .push(Item::Comment(Comment::parsed(&self.comment)));
        self.comment.clear();
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn systemd(text: &str) -> Vec<Item> {
    let mut collected = Collected::default();
    let mut state = State::BeforeName;
    for c in text.chars() {
        state = step(&mut collected, state, c);
    }
    match state {
        State::BeforeName | State::Name => {}
        State::Comment => collected.finish_comment(),
        State::BeforeValue
        | State::Value
        | State::ValueEscape
        | State::Single
        | State::Double
        | State::DoubleEscape => collected.finish(),
    }
    collected.items
}

/// One character further, as the state machine of `parse_env_file()` goes.
fn step(collected: &mut Collected, state: State, c: char) -> State {
    match (state, c) {
        (State::BeforeName, '#' | ';') => State::Comment,
        (State::BeforeName, c) if is_blank(c) => State::BeforeName,
        (State::BeforeName, c) => {
            collected.name.push(c);
            State::Name
        }
        (State::Comment, c) if is_end(c) => {
            collected.finish_comment();
            State::BeforeName
        }
        (State::Comment, c) => {
            collected.comment.push(c);
            State::Comment
        }
        (State::Name, c) if is_end(c) => {
            collected.name.clear();
            State::BeforeName
        }
        (State::Name, '=') => State::BeforeValue,
        (State::Name, c) => {
            collected.name.push(c);
            State::Name
        }
        (State::BeforeValue | State::Value, c) if is_end(c) => {
            collected.finish();
            State::BeforeName
        }
        (State::BeforeValue | State::Value, '\\') => {
            // Blanks before an escape are not at the end.
            collected.kept = collected.value.len();
            State::ValueEscape
        }
        (State::BeforeValue, '\'') => State::Single,
        (State::BeforeValue, '"') => State::Double,
        (State::BeforeValue, c) if is_blank(c) => State::BeforeValue,
        (State::Value, c) if is_blank(c) => {
            collected.value.push(c);
            State::Value
        }
        (State::BeforeValue | State::Value, c) => {
            collected.keep(c);
            State::Value
        }
        (State::ValueEscape, c) => {
            if !is_end(c) {
                collected.keep(c);
            }
            State::Value
        }
        (State::Single, '\'') | (State::Double, '"') => State::BeforeValue,
        (State::Double, '\\') => State::DoubleEscape,
        (State::Single | State::Double, c) => {
            collected.keep(c);
            state
        }
        (State::DoubleEscape, c) => {
            if !matches!(c, '"' | '\\' | '`' | '$' | '\n') {
                collected.keep('\\');
            }
            if c != '\n' {
                collected.keep(c);
            }
            State::Double
        }
    }
}
