//! Drop-ins of units, and of systemd's own programs.

use super::place;
use super::setting::{Spelling, texts};
use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::Printed;
use formats::systemd::Section;
use model::decode::{Entry, Table};
use model::{ConfigFile, Sections, Setting, Settings, Values};
use source::{Located, Report};

/// As the manual pages of systemd spell booleans.
const YES_NO: Spelling = Spelling {
    reader: "systemd",
    yes: "yes",
    no: "no",
};

/// Sections of units are checked by systemd's tables. Those of its programs (`[Journal]`) are in no
/// table: their settings are written without a check, and the report says so.
pub(super) fn print(
    context: &Context<'_>,
    sections: &Sections,
    file: &Entry<ConfigFile>,
    output: &mut Output<'_>,
) -> Printed {
    let is_unit = file
        .path
        .as_ref()
        .is_some_and(|path| place::is_unit(path.as_str()));
    let (checked, unknown): (Settings, Settings) = settings(sections, output.report)
        .into_iter()
        .partition(|(section, _)| is_unit || Section::named(section).is_some());
    let mut writer = Writer::unit(context, output);
    writer.extra(&checked);
    writer.unchecked_or(&unknown, None);
    writer.unchecked_or(
        &file.unchecked,
        Some("put into `content` what stackc knows: there it is checked"),
    );
    writer.print()
}

fn settings(sections: &Sections, report: &mut Report) -> Settings {
    let mut values = |entry: &Entry<Setting>| {
        let texts = texts(&entry.value, YES_NO, &entry.origin, report).into_iter();
        Values(
            texts
                .map(|(text, origin)| Located::new(text, origin))
                .collect(),
        )
    };
    let mut keys = |keys: &Table<String, Setting>| -> Table<String, Values> {
        let keys = keys.iter();
        keys.map(|(key, entry)| (key.clone(), like(entry, values(entry))))
            .collect()
    };
    let sections = sections.iter();
    sections
        .map(|(section, entry)| (section.clone(), like(entry, keys(&entry.value))))
        .collect()
}

/// Another value at the same place.
fn like<T, U>(entry: &Entry<T>, value: U) -> Entry<U> {
    Entry {
        key: entry.key.clone(),
        origin: entry.origin.clone(),
        value,
    }
}
