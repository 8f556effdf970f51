//! Files of plain assignments: environment files and the options of uwsgi.

use super::Assignment;
use formats::{ParseError, env, ini};

/// Reads an environment file as podman does, who takes values as they stand: what differs for
/// anybody differs for podman.
pub(super) fn env(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = env::parse(text, env::Dialect::Podman)?;
    let assignments = file.items().iter().filter_map(|item| match item {
        env::Item::Comment(_) => None,
        env::Item::Assignment { name, value, .. } => Some(Assignment::new("", name, value)),
        env::Item::Imported(name) => Some(Assignment::new("", name, "")),
    });
    Ok(assignments.collect())
}

/// Reads the options of uwsgi.
pub(super) fn uwsgi(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = ini::File::parse(ini::Dialect::Uwsgi, text)?;
    let sections = file.sections.iter().flat_map(|section| {
        let entries = section.items.iter().filter_map(|item| match item {
            ini::Item::Entry(entry) => Some(entry),
            ini::Item::Comment(_) => None,
        });
        entries.map(|entry| {
            Assignment::new(
                section.name.as_str(),
                entry.key.as_str(),
                &written(&entry.value),
            )
        })
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
