//! Files of sections with keys: units, drop-ins, quadlets, and the ini files of uwsgi and of Python.

use super::Assignment;
use formats::ini::{self, python};
use formats::unit::File;
use formats::{ParseError, quadlet, unit};

/// Reads what systemd reads.
pub(super) fn systemd(text: &str) -> Result<Vec<Assignment>, ParseError> {
    unit::parse(text).map(|file| of_unit(&file))
}

/// Reads what the quadlet generator reads.
pub(super) fn quadlet(text: &str) -> Result<Vec<Assignment>, ParseError> {
    quadlet::parse(text).map(|file| of_unit(&file))
}

fn of_unit(file: &File) -> Vec<Assignment> {
    file.entries()
        .map(|(section, entry)| Assignment {
            section: section.to_string(),
            key: entry.key.to_string(),
            value: entry.value.as_str().to_owned(),
        })
        .collect()
}

/// Reads the options of uwsgi.
pub(super) fn uwsgi(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = ini::File::parse(ini::Dialect::Uwsgi, text)?;
    let sections = file.sections.iter().flat_map(|section| {
        let entries = section.items.iter().filter_map(|item| match item {
            ini::Item::Entry(entry) => Some(entry),
            ini::Item::Comment(_) => None,
        });
        let name = section.name.as_str();
        entries.map(move |entry| Assignment::new(name, entry.key.as_str(), &written(&entry.value)))
    });
    Ok(sections.collect())
}

/// A value as it stands in the file, but for doubled percent signs.
fn written(value: &ini::Value) -> String {
    let pieces = value.pieces().iter().map(|piece| match piece {
        ini::Piece::Text(text) => text.to_string(),
        ini::Piece::Magic(letter) => format!("%{letter}"),
    });
    pieces.collect()
}

/// Reads the options of a program written in Python.
pub(super) fn python(text: &str) -> Result<Vec<Assignment>, ParseError> {
    options(text, python::Reader::Ckan)
}

/// Reads the options of supervisor.
pub(super) fn supervisor(text: &str) -> Result<Vec<Assignment>, ParseError> {
    options(text, python::Reader::Supervisor)
}

fn options(text: &str, reader: python::Reader) -> Result<Vec<Assignment>, ParseError> {
    let document = python::Document::read(text, reader)?;
    let options = document.options().iter();
    let assignments = options.map(|option| Assignment {
        section: option.section.to_owned(),
        key: option.key.to_string(),
        value: option.value.clone(),
    });
    Ok(assignments.collect())
}

/// Values with one word for what is true, however it is written (`asbool` of Python's paste).
pub(super) fn truths(_section: &str, _key: &str, values: &[String]) -> Vec<String> {
    let truth = |value: &String| match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => "true".to_owned(),
        "false" | "no" | "off" => "false".to_owned(),
        _ => value.clone(),
    };
    values.iter().map(truth).collect()
}
