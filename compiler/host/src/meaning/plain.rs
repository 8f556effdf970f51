//! Files of assignments without sections.

use super::Assignment;
use formats::properties::{self, Dialect};
use formats::{ParseError, env};

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

/// Reads the options of ssmtp.
pub(super) fn ssmtp(text: &str) -> Result<Vec<Assignment>, ParseError> {
    properties(text, Dialect::Ssmtp)
}

/// Reads assignments to keys of hashes of Perl.
pub(super) fn perl(text: &str) -> Result<Vec<Assignment>, ParseError> {
    properties(text, Dialect::Perl)
}

fn properties(text: &str, dialect: Dialect) -> Result<Vec<Assignment>, ParseError> {
    let file = properties::parse(text, dialect)?;
    let entries = file.entries();
    Ok(entries
        .map(|entry| Assignment::new("", entry.key(), entry.value()))
        .collect())
}
