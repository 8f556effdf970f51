//! Directive and argument to lines, and back.

use crate::systemd::kind;
use crate::systemd::{Directive, Kind, Section, Shape, directive, directives, parse, print};
use crate::unit::{Argument, AssignError, Command, Entry, Key, Text, Value, refuse};
use crate::{Cause, Refused, Version};

/// The lines that give a directive a value.
///
/// Mostly one line; none for an empty list. A list of words stands on one line, since some lists
/// (`SystemCallFilter=~…`) mean something else on two.
///
/// # Errors
/// When the section has no such directive, the release has it not yet, it wants another kind of
/// argument, or the argument has no written form that systemd reads back.
pub fn assign(
    section: Section,
    key: &str,
    argument: impl Into<Argument>,
    systemd: Version,
) -> Result<Vec<Entry>, AssignError> {
    let directive = known(section, key)?;
    if !directive.is_in(systemd) {
        return Err(AssignError::NotInVersion {
            key: directive.name,
            program: "systemd",
            since: directive.since_version(),
            target: systemd,
        });
    }
    let argument = argument.into();
    let values = encode(directive, &argument, systemd)?;
    let entry = |value| Entry {
        key: Key::known(directive.name),
        value,
        cause: Cause::default(),
    };
    Ok(values.into_iter().map(entry).collect())
}

/// The meaning of a written value; the inverse of [`assign`].
///
/// Lists are [`Argument::Words`], one word or many; an empty value is [`Argument::Reset`].
///
/// # Errors
/// When the section has no such directive, or systemd would not take the value.
pub fn read(section: Section, key: &str, value: &Value) -> Result<Argument, AssignError> {
    let directive = known(section, key)?;
    decode(directive, value.as_str()).map_err(|refused| AssignError::Refused {
        key: directive.name,
        refused,
    })
}

fn known(section: Section, key: &str) -> Result<&'static Directive, AssignError> {
    if let Some(directive) = directive(section, key) {
        return Ok(directive);
    }
    let elsewhere = directives().find(|directive| directive.name == key);
    if let Some(home) = elsewhere.and_then(|directive| directive.sections.first()) {
        return Err(AssignError::UnknownKey {
            section: section.as_str(),
            key: key.to_owned(),
            hint: Some(format!("it is a setting of `[{home}]`")),
        });
    }
    let here = directives().filter(|directive| directive.sections.contains(&section));
    let names = here.map(|directive| directive.name);
    Err(AssignError::unknown(section.as_str(), key, names))
}

fn encode(
    directive: &Directive,
    argument: &Argument,
    systemd: Version,
) -> Result<Vec<Value>, AssignError> {
    let refused = |refused| AssignError::Refused {
        key: directive.name,
        refused,
    };
    let written = match argument {
        Argument::Reset if directive.reading.resets => return Ok(vec![Value::reset()]),
        Argument::Words(words) if words.is_empty() => return Ok(Vec::new()),
        Argument::Written(text) => return rewritten(directive, text, systemd).map_err(refused),
        argument => encode_shape(directive, argument, systemd).map_err(refused)?,
    };
    let Some(written) = written else {
        return Err(AssignError::WrongKind {
            key: directive.name,
            expected: expected(directive).to_owned(),
            found: argument.noun(),
        });
    };
    Value::encoded(written, print::READER)
        .map(|value| vec![value])
        .map_err(refused)
}

/// The written form; `None` when the argument is of a kind the directive does not take.
fn encode_shape(
    directive: &Directive,
    argument: &Argument,
    systemd: Version,
) -> Result<Option<String>, Refused> {
    let reading = directive.reading;
    match (reading.shape, argument) {
        (Shape::Command, Argument::Command(command)) => print::command(command).map(Some),
        (Shape::Command, Argument::Words(words)) => {
            let mut words = words.iter().cloned();
            let program = words.next().unwrap_or_default();
            print::command(&Command::new(program, words)).map(Some)
        }
        (Shape::Line | Shape::EscapedLine, argument) => {
            let Some(text) = scalar(argument) else {
                return Ok(None);
            };
            check(directive, &text, systemd)?;
            match reading.shape {
                Shape::EscapedLine => print::escaped_line(&text, reading).map(Some),
                _ => print::line(&text, reading).map(Some),
            }
        }
        (Shape::Credential, Argument::Pair(id, value)) => {
            print::credential(id, value, reading).map(Some)
        }
        (Shape::EscapedWords, Argument::Pair(name, value)) => {
            print::assignment(name, value, reading).map(Some)
        }
        (Shape::EscapedWords | Shape::QuotedWords | Shape::Words, Argument::Words(words)) => {
            list(directive, words, systemd).map(Some)
        }
        (Shape::EscapedWords | Shape::QuotedWords | Shape::Words, argument) => {
            match scalar(argument) {
                Some(text) => list(directive, &[text], systemd).map(Some),
                None => Ok(None),
            }
        }
        (Shape::Command | Shape::Credential, _) => Ok(None),
    }
}

/// A single value of any simple kind, as text.
fn scalar(argument: &Argument) -> Option<Text> {
    match argument {
        Argument::Text(text) => Some(text.clone()),
        Argument::Bool(value) => Some(value.to_string().into()),
        Argument::Number(number) => Some(number.to_string().into()),
        Argument::Words(_)
        | Argument::Pair(..)
        | Argument::Command(_)
        | Argument::Json(_)
        | Argument::Reset
        | Argument::Written(_) => None,
    }
}

fn list(directive: &Directive, words: &[Text], systemd: Version) -> Result<String, Refused> {
    let mut written = Vec::with_capacity(words.len());
    for word in words {
        check(directive, word, systemd)?;
        written.push(match directive.reading.shape {
            Shape::Words => print::bare_word(word, directive.reading)?,
            // Quotes are taken away from the names of units here, but none holds one.
            _ if directive.kind == Kind::Units => print::bare_word(word, directive.reading)?,
            _ => print::quoted_word(word, directive.reading)?,
        });
    }
    Ok(written.join(" "))
}

/// Checks what can be known about a word before it is expanded.
fn check(directive: &Directive, text: &Text, systemd: Version) -> Result<(), Refused> {
    let kind = directive.kind;
    if kind == Kind::Assignments {
        return named(text);
    }
    match text.as_literal() {
        Some(literal) => kind::check(kind, &literal, systemd),
        None if kind::is_checked_after_expansion(kind) => Ok(()),
        None => Err(refuse::whole(
            print::READER,
            "cannot hold a specifier or variable, which are not expanded here",
            "write the value itself",
        )),
    }
}

/// A word of `Environment=` must be an assignment.
fn named(text: &Text) -> Result<(), Refused> {
    let shape = text.shape();
    match shape.split_once('=') {
        None | Some(("", _)) => Err(refuse::nameless(print::READER, &text.to_string())),
        Some((name, _)) => print::check_variable_name(name),
    }
}

/// A value in the syntax of the file: taken when it can be read, and says what it may say.
fn rewritten(directive: &Directive, text: &str, systemd: Version) -> Result<Vec<Value>, Refused> {
    let value = Value::encoded(text.trim_matches([' ', '\t']).to_owned(), print::READER)?;
    let meaning = decode(directive, value.as_str())?;
    match &meaning {
        Argument::Reset if !directive.reading.resets => return Err(refuse::empty(print::READER)),
        Argument::Words(words) => {
            for word in words {
                check(directive, word, systemd)?;
            }
        }
        Argument::Text(text) => check(directive, text, systemd)?,
        // What would be refused as a command is refused here too: a relative program.
        Argument::Command(command) => drop(print::command(command)?),
        Argument::Pair(..)
        | Argument::Bool(_)
        | Argument::Number(_)
        | Argument::Json(_)
        | Argument::Reset
        | Argument::Written(_) => {}
    }
    Ok(vec![value])
}

fn decode(directive: &Directive, value: &str) -> Result<Argument, Refused> {
    let reading = directive.reading;
    if value.is_empty() {
        return Ok(Argument::Reset);
    }
    match reading.shape {
        Shape::Command => parse::command(value).map(Argument::Command),
        Shape::Credential => {
            let (id, value) = parse::credential(value, reading)?;
            Ok(Argument::Pair(id, value))
        }
        Shape::Words | Shape::QuotedWords | Shape::EscapedWords => {
            parse::words(value, reading).map(Argument::Words)
        }
        Shape::Line | Shape::EscapedLine => match directive.kind {
            Kind::Boolean | Kind::BooleanOr(_) => Ok(boolean(value)),
            _ => parse::line(value, reading).map(Argument::Text),
        },
    }
}

/// All the spellings of a boolean that systemd reads; anything else stays a text.
fn boolean(value: &str) -> Argument {
    match value.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Argument::Bool(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Argument::Bool(false),
        _ => value.into(),
    }
}

/// What a directive wants, for messages.
fn expected(directive: &Directive) -> &'static str {
    match (directive.reading.shape, directive.kind) {
        (Shape::Command, _) => "a command line",
        (Shape::Credential, _) => "a pair of credential and value",
        (_, Kind::Boolean) => "a boolean",
        (_, Kind::Integer(..)) => "a whole number",
        (_, Kind::Assignments) => "a `NAME=VALUE` pair",
        (Shape::Words | Shape::QuotedWords | Shape::EscapedWords, _) => "a text or a list of words",
        (Shape::Line | Shape::EscapedLine, _) => "one text",
    }
}
