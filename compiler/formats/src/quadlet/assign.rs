//! Key and argument to lines, and back.

use super::print::READER;
use super::tables::DEFAULT_DEPENDENCIES;
use super::{KeyKind, Rule, Setting, UnitKind, encode, parse, setting, settings};
use crate::systemd::{self, Section};
use crate::unit::{Argument, AssignError, Entry, Key, SectionName, Value};
use crate::{Cause, Refused, Version};

/// The lines of the own section of a quadlet that give a key a value.
///
/// One line for each value of a line list (`PublishPort=`), one line in all other cases, none for
/// an empty list.
///
/// # Errors
/// When the generator of this release does not know the key, the key wants another kind of argument,
/// or the argument has no written form that arrives unchanged.
pub fn assign(
    unit: UnitKind,
    key: &str,
    argument: impl Into<Argument>,
    podman: Version,
) -> Result<Vec<Entry>, AssignError> {
    lines_in(known(unit, key)?, &argument.into(), podman)
}

/// The section that every kind of files may have.
pub const QUADLET_SECTION: &str = "Quadlet";

/// The same, as a part of a file.
pub fn quadlet_section() -> SectionName {
    SectionName::known(QUADLET_SECTION)
}

/// The lines of the section `[Quadlet]`, which every kind may have since podman 5.3. It has one key,
/// `DefaultDependencies=`: whether the unit waits for `network-online.target`.
///
/// # Errors
/// As [`assign`].
pub fn assign_quadlet(
    key: &str,
    argument: impl Into<Argument>,
    podman: Version,
) -> Result<Vec<Entry>, AssignError> {
    let setting = &DEFAULT_DEPENDENCIES;
    match key == setting.name {
        true => lines_in(setting, &argument.into(), podman),
        false => Err(AssignError::unknown(QUADLET_SECTION, key, [setting.name])),
    }
}

/// The meaning of a written value; the inverse of [`assign`].
///
/// Lists of words are [`Argument::Words`] (an assignment `NAME=VALUE` is one word), lines are
/// [`Argument::Text`], commands in JSON are [`Argument::Json`], an empty value is
/// [`Argument::Reset`].
///
/// # Errors
/// When the kind of files has no such key, or the value is read in a surprising way: words that vanish,
/// quotes that only some releases strip, numbers that are none.
pub fn read(
    unit: UnitKind,
    key: &str,
    value: &Value,
    podman: Version,
) -> Result<Argument, AssignError> {
    let setting = known(unit, key)?;
    decode(setting, value.as_str(), podman).map_err(|refused| AssignError::Refused {
        key: setting.name,
        refused,
    })
}

/// The row of a key, or where it belongs, or what it may have been meant to be.
fn known(unit: UnitKind, key: &str) -> Result<&'static Setting, AssignError> {
    if let Some(setting) = setting(unit, key) {
        return Ok(setting);
    }
    let passed = [Section::Unit, Section::Service, Section::Install];
    let home = passed
        .into_iter()
        .find(|section| systemd::directive(*section, key).is_some());
    if let Some(home) = home {
        return Err(AssignError::UnknownKey {
            section: unit.section_name(),
            key: key.to_owned(),
            hint: Some(format!("it is a setting of `[{home}]`")),
        });
    }
    let names = settings(unit).map(|setting| setting.name);
    Err(AssignError::unknown(unit.section_name(), key, names))
}

/// The lines, when the release has the key.
fn lines_in(
    setting: &Setting,
    argument: &Argument,
    podman: Version,
) -> Result<Vec<Entry>, AssignError> {
    if podman < setting.since {
        return Err(AssignError::NotInVersion {
            key: setting.name,
            program: "podman",
            since: setting.since,
            target: podman,
        });
    }
    lines(setting, argument, podman)
}

fn lines(
    setting: &Setting,
    argument: &Argument,
    podman: Version,
) -> Result<Vec<Entry>, AssignError> {
    let written = match encode::encode(setting, argument, podman) {
        Ok(Some(written)) => written,
        Ok(None) => {
            return Err(AssignError::WrongKind {
                key: setting.name,
                expected: expected(setting, podman).to_owned(),
                found: argument.noun(),
            });
        }
        Err(refused) => return Err(refused_at(setting, refused)),
    };
    let mut entries = Vec::with_capacity(written.len());
    for text in written {
        let value = Value::encoded(text, READER).map_err(|e| refused_at(setting, e))?;
        entries.push(Entry {
            key: Key::known(setting.name),
            value,
            cause: Cause::default(),
        });
    }
    Ok(entries)
}

fn refused_at(setting: &Setting, refused: Refused) -> AssignError {
    AssignError::Refused {
        key: setting.name,
        refused,
    }
}

pub(super) fn decode(setting: &Setting, value: &str, podman: Version) -> Result<Argument, Refused> {
    if value.is_empty() {
        return Ok(Argument::Reset);
    }
    match setting.kind_in(podman) {
        KeyKind::Bool => parse::boolean(value).map(Argument::Bool),
        KeyKind::Number => parse::number(value).map(Argument::Number),
        KeyKind::Text if setting.rule == Rule::Json && value.starts_with('[') => {
            parse::command(value).map(Argument::Json)
        }
        KeyKind::Text => parse::string(value).map(Argument::Text),
        KeyKind::Lines => parse::line(value).map(Argument::Text),
        KeyKind::Words => parse::words(value).map(Argument::Words),
        KeyKind::Arguments | KeyKind::LastArguments => parse::arguments(value).map(Argument::Words),
        KeyKind::Assignments => parse::assignments(value).map(Argument::Words),
    }
}

/// What a key wants, for messages.
fn expected(setting: &Setting, podman: Version) -> &'static str {
    match setting.kind_in(podman) {
        KeyKind::Text if setting.rule == Rule::Json => "a text or a JSON array",
        KeyKind::Text => "one text",
        KeyKind::Bool => "a boolean",
        KeyKind::Number => "a number",
        KeyKind::Lines => "one text for each line",
        KeyKind::Words | KeyKind::Arguments | KeyKind::LastArguments => "a text or a list of words",
        KeyKind::Assignments => "a `NAME=VALUE` pair",
    }
}
