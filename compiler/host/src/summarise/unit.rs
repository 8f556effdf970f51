//! Units, drop-ins and quadlets: sections with keys.

use super::Assignment;
use formats::unit::File;
use formats::{quadlet, unit};

/// Reads what systemd reads.
pub(super) fn systemd(text: &str) -> Option<Vec<Assignment>> {
    unit::parse(text).ok().map(|file| assignments(&file))
}

/// Reads what the quadlet generator reads.
pub(super) fn quadlet(text: &str) -> Option<Vec<Assignment>> {
    quadlet::parse(text).ok().map(|file| assignments(&file))
}

fn assignments(file: &File) -> Vec<Assignment> {
    file.entries()
        .map(|(section, entry)| Assignment {
            section: section.to_string(),
            key: entry.key.to_string(),
            value: entry.value.as_str().to_owned(),
        })
        .collect()
}
