//! Units, drop-ins and quadlets: sections with keys.

use super::Assignment;
use formats::unit::File;
use formats::{ParseError, quadlet, unit};

/// Reads what systemd reads.
pub(super) fn systemd(text: &str) -> Result<Vec<Assignment>, ParseError> {
    unit::parse(text).map(|file| assignments(&file))
}

/// Reads what the quadlet generator reads.
pub(super) fn quadlet(text: &str) -> Result<Vec<Assignment>, ParseError> {
    quadlet::parse(text).map(|file| assignments(&file))
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
