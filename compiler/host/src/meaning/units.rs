//! What values of units and quadlets mean, however they are written.

use formats::Version;
use formats::quadlet::{self, KeyKind, UnitKind};
use formats::systemd::{self, Kind, Section};
use formats::unit::{Argument, TimeSpan, Value};
use std::collections::BTreeSet;

/// The values of a key in one form: truths by one word, spans of time by their length, words one by one,
/// names of units in no order, and variables by their names. What the tables do not know stays as it is written.
pub(super) fn canonical(section: &str, key: &str, values: &[String]) -> Vec<String> {
    if let Some(kind) = kind_of(section, key) {
        return match kind {
            Kind::Boolean | Kind::BooleanOr(_) => values.iter().map(|value| truth(value)).collect(),
            Kind::TimeSpan => values.iter().map(|value| span(value)).collect(),
            Kind::Units => sorted(values.iter().flat_map(|value| words(section, key, value))),
            Kind::Assignments => {
                by_name(values.iter().flat_map(|value| words(section, key, value)))
            }
            _ => values
                .iter()
                .flat_map(|value| words(section, key, value))
                .collect(),
        };
    }
    let Some(unit) = UnitKind::ALL
        .into_iter()
        .find(|unit| unit.section_name() == section)
    else {
        return values.to_vec();
    };
    match quadlet::setting(unit, key).map(|setting| setting.kind) {
        Some(KeyKind::Bool) => values.iter().map(|value| truth(value)).collect(),
        Some(KeyKind::Assignments) => by_name(
            values
                .iter()
                .flat_map(|value| quadlet_words(unit, key, value)),
        ),
        Some(KeyKind::Words | KeyKind::Arguments) => values
            .iter()
            .flat_map(|value| quadlet_words(unit, key, value))
            .collect(),
        _ => values.to_vec(),
    }
}

fn kind_of(section: &str, key: &str) -> Option<Kind> {
    let section = Section::named(section)?;
    systemd::directive(section, key).map(|directive| directive.kind)
}

/// `parse_boolean()` of systemd, and the generator's own reading, which knows fewer words.
fn truth(value: &str) -> String {
    match value.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => "true".to_owned(),
        "0" | "no" | "n" | "false" | "f" | "off" => "false".to_owned(),
        _ => value.to_owned(),
    }
}

fn span(value: &str) -> String {
    let length = value.parse::<TimeSpan>().ok();
    let length = length.and_then(TimeSpan::microseconds);
    length.map_or_else(|| value.to_owned(), |length| format!("{length}us"))
}

fn words(section: &str, key: &str, value: &str) -> Vec<String> {
    let read = Section::named(section)
        .zip(Value::unchecked(value).ok())
        .and_then(|(section, value)| systemd::read(section, key, &value).ok());
    of_argument(read, value)
}

fn quadlet_words(unit: UnitKind, key: &str, value: &str) -> Vec<String> {
    let newest = Version::new(u16::MAX, 0, 0);
    let read = Value::unchecked(value).ok();
    let read = read.and_then(|value| quadlet::read(unit, key, &value, newest).ok());
    of_argument(read, value)
}

fn of_argument(argument: Option<Argument>, written: &str) -> Vec<String> {
    match argument {
        Some(Argument::Words(words)) => words.iter().map(|word| format!("{word:?}")).collect(),
        Some(Argument::Pair(name, value)) => vec![format!("{name}={value:?}")],
        _ => vec![written.to_owned()],
    }
}

/// Variables by their names. Of one that is set twice the last counts, so these stay in their order.
fn by_name(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.collect();
    let name = |word: &String| word.split('=').next().unwrap_or_default().to_owned();
    words.sort_by_key(name);
    words
}

fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    let words: BTreeSet<String> = words.collect();
    words.into_iter().collect()
}
