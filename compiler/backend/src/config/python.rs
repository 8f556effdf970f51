//! Sections as Python's `configparser` reads them.

use super::setting::{Spelling, one};
use crate::context::Context;
use crate::refusal::{self, carried};
use formats::ini::python::{Entry as Line, File, Reader, Section, Value};
use formats::ini::{Key, SectionName};
use formats::{Cause, Printed};
use model::decode::Entry;
use model::decode::Table;
use model::{Sections, Setting};
use source::{Origin, Report};
use std::collections::BTreeMap;

const PYTHON: &str = "Python's configparser";

pub(super) fn print(
    context: &Context<'_>,
    reader: Reader,
    sections: &Sections,
    report: &mut Report,
) -> Printed {
    let mut file = File::new(context.head(), []);
    for (name, keys) in sections {
        let lines = lines(reader, keys, report);
        if let Some(name) = carried(SectionName::parse(name), &keys.key, report) {
            file.sections.push(Section::new(name, lines));
        }
    }
    formats::ini::python::print(&file)
}

fn lines(reader: Reader, keys: &Table<String, Setting>, report: &mut Report) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut seen: BTreeMap<String, &Origin> = BTreeMap::new();
    for (key, entry) in keys {
        if let Some(first) = seen.insert(key.to_lowercase(), &entry.key) {
            let reason = format!(
                "cannot tell `{key}` from another key, since case does not count (read by {PYTHON})"
            );
            let finding = refusal::unwritable(&reason, "remove one of them", &entry.key);
            report.add(finding.and(first, "the same key"));
        }
        lines.extend(line(reader, key, entry, report));
    }
    lines
}

fn line(reader: Reader, key: &str, entry: &Entry<Setting>, report: &mut Report) -> Option<Line> {
    let key = carried(Key::parse(key), &entry.key, report);
    let text = one(&entry.value, Spelling::words(PYTHON), &entry.origin, report)?;
    let value = carried(Value::text(reader, &text), &entry.origin, report);
    Some(Line::new(key?, value?).because(Cause::from(&entry.origin)))
}
