//! Argument to written values, by the kind of the key.

use super::assign::decode;
use super::print::{self, READER};
use super::rules::{self, Rule};
use super::{KeyKind, Setting, json};
use crate::unit::{Argument, Text, Value, refuse};
use crate::{Refused, Version};

/// The written values; `None` when the argument is of a kind that the key does not take.
pub(super) fn encode(
    setting: &Setting,
    argument: &Argument,
    podman: Version,
) -> Result<Option<Vec<String>>, Refused> {
    let kind = setting.kind_in(podman);
    let one = |written: String| Ok(Some(vec![written]));
    match (kind, argument) {
        (_, Argument::Written(text)) => rewritten(setting, text, podman).map(Some),
        (_, Argument::Reset) if kind.is_list() => one(String::new()),
        (_, Argument::Words(words)) if words.is_empty() => Ok(Some(Vec::new())),
        (KeyKind::Bool, Argument::Bool(value)) => one(value.to_string()),
        (KeyKind::Bool, Argument::Text(text)) => match text.as_literal().as_deref() {
            Some(word @ ("true" | "false")) => one(word.to_owned()),
            _ => Err(not_a_boolean(text)),
        },
        (KeyKind::Number, Argument::Number(number)) => match u32::try_from(*number) {
            Ok(number) => one(number.to_string()),
            Err(_) => Err(refuse::whole(
                READER,
                format!("cannot be {number}: expected a number from 0 to 4294967295"),
                "write a number in this range",
            )),
        },
        (KeyKind::Text, Argument::Json(words)) if setting.rule == Rule::Json => {
            json::write(words).and_then(one)
        }
        (KeyKind::Text | KeyKind::Lines, Argument::Words(words)) if kind == KeyKind::Lines => words
            .iter()
            .map(|word| line(setting, word))
            .collect::<Result<_, _>>()
            .map(Some),
        (KeyKind::Lines, argument) => match scalar(argument) {
            Some(text) => one(line(setting, &text)?),
            None => Ok(None),
        },
        (KeyKind::Text, argument) => match scalar(argument) {
            Some(text) => {
                check(setting, &text)?;
                one(print::string(&text)?)
            }
            None => Ok(None),
        },
        (KeyKind::Assignments, Argument::Pair(name, value)) => {
            one(assignment(setting, name, value)?)
        }
        (KeyKind::Assignments, Argument::Words(words)) => {
            let words: Result<Vec<_>, _> = words.iter().map(|w| named_word(setting, w)).collect();
            one(words?.join(" "))
        }
        (KeyKind::Assignments, Argument::Text(text)) => one(named_word(setting, text)?),
        (KeyKind::Words | KeyKind::Arguments | KeyKind::LastArguments, Argument::Words(words)) => {
            one(join(setting, kind, words)?)
        }
        (KeyKind::Words | KeyKind::Arguments | KeyKind::LastArguments, argument) => {
            match scalar(argument) {
                Some(text) => one(join(setting, kind, &[text])?),
                None => Ok(None),
            }
        }
        (KeyKind::Bool | KeyKind::Number | KeyKind::Assignments, _) => Ok(None),
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

fn check(setting: &Setting, text: &Text) -> Result<(), Refused> {
    if setting.splits_at_comma {
        rules::no_comma(text)?;
    }
    rules::check(setting.rule, text)
}

fn line(setting: &Setting, text: &Text) -> Result<String, Refused> {
    check(setting, text)?;
    print::line(text)
}

fn join(setting: &Setting, kind: KeyKind, words: &[Text]) -> Result<String, Refused> {
    let mut written = Vec::with_capacity(words.len());
    for word in words {
        check(setting, word)?;
        written.push(match kind {
            KeyKind::Words => print::word(word)?,
            _ => print::argument(word)?,
        });
    }
    Ok(written.join(" "))
}

fn assignment(setting: &Setting, name: &str, value: &Text) -> Result<String, Refused> {
    check_assignment(setting, name, value)?;
    print::assignment(name, value)
}

/// A whole `NAME=VALUE`, as [`read`] gives it.
fn named_word(setting: &Setting, word: &Text) -> Result<String, Refused> {
    let shape = word.shape();
    match shape.split_once('=') {
        Some((name, _)) if !name.is_empty() => {
            check_assignment(setting, name, word)?;
            print::named_word(word)
        }
        _ => Err(refuse::nameless(READER, &word.to_string())),
    }
}

fn check_assignment(setting: &Setting, name: &str, value: &Text) -> Result<(), Refused> {
    let shape = value.shape();
    if setting.rule == Rule::Environment
        && let Some(offset) = shape.find("\r\n")
    {
        return Err(Refused {
            reason: "cannot hold CR LF, which podman turns into LF".to_owned(),
            hint: "end its lines in LF alone, or deliver the text as a file",
            ..refuse::character(READER, offset, '\r')
        });
    }
    match name.chars().any(char::is_whitespace) {
        true => Err(refuse::whole(
            READER,
            "cannot have white space in its name",
            "write the name without white space",
        )),
        false => Ok(()),
    }
}

/// G14.
fn not_a_boolean(text: &Text) -> Refused {
    let reason = format!(
        "cannot be `{}`: expected `true` or `false`",
        text.to_string().escape_debug()
    );
    refuse::whole(READER, reason, "write `true` or `false`")
}

/// A value in the syntax of the file: taken when it is read without surprise and says what it may.
fn rewritten(setting: &Setting, text: &str, podman: Version) -> Result<Vec<String>, Refused> {
    let text = text.trim_matches([' ', '\t']);
    print::check_ends(&Text::from(text))?;
    let value = Value::encoded(text.to_owned(), READER)?;
    match decode(setting, value.as_str(), podman)? {
        Argument::Reset if !setting.kind_in(podman).is_list() => return Err(refuse::empty(READER)),
        Argument::Text(text) => check(setting, &text)?,
        Argument::Words(words) if setting.kind_in(podman) == KeyKind::Assignments => {
            for word in &words {
                let shape = word.shape();
                let name = shape.split_once('=').map_or("", |(name, _)| name);
                check_assignment(setting, name, word)?;
            }
        }
        Argument::Words(words) => {
            for word in &words {
                check(setting, word)?;
            }
        }
        Argument::Json(words) => drop(json::write(&words)?),
        Argument::Pair(..)
        | Argument::Bool(_)
        | Argument::Number(_)
        | Argument::Command(_)
        | Argument::Reset
        | Argument::Written(_) => {}
    }
    Ok(vec![text.to_owned()])
}
