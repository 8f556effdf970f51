//! Files of lines: each line has a subject, and what it says of it.

use super::Assignment;
use formats::{ParseError, modules_load, sysctl, sysusers, tmpfiles};

/// Reads lines of `sysusers.d(5)`, each in one form.
pub(super) fn sysusers(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let mut file = sysusers::parse(text)?;
    file.items
        .retain(|item| !matches!(item, sysusers::Item::Comment(_)));
    Ok(subjects(&sysusers::print(&file).text))
}

/// Reads lines of `tmpfiles.d(5)`, each in one form.
pub(super) fn tmpfiles(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let mut file = tmpfiles::parse(text)?;
    file.items
        .retain(|item| !matches!(item, tmpfiles::Item::Comment(_)));
    Ok(subjects(&tmpfiles::print(&file).text))
}

/// Lines whose first two words say what they are about: `d /var/lib/wiki`.
fn subjects(text: &str) -> Vec<Assignment> {
    let lines = text.lines().filter(|line| !line.is_empty());
    let assignment = |line: &str| {
        let second = line.match_indices(' ').nth(1);
        let (subject, rest) = line.split_at(second.map_or(line.len(), |(at, _)| at));
        Assignment::new("", subject, rest.trim_start())
    };
    lines.map(assignment).collect()
}

/// Reads `sysctl.d(5)`.
pub(super) fn sysctl(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = sysctl::parse(text)?;
    let settings = file.items.iter().filter_map(|item| match item {
        sysctl::Item::Comment(_) => None,
        sysctl::Item::Setting(setting) => {
            let prefix = if setting.ignores_errors { "-" } else { "" };
            let key = format!("{prefix}{}", setting.key.as_str());
            Some(Assignment::new("", &key, setting.value.as_str()))
        }
        sysctl::Item::Except(key) => Some(Assignment::new("", &format!("-{}", key.as_str()), "")),
    });
    Ok(settings.collect())
}

/// Reads `modules-load.d(5)`.
pub(super) fn modules(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = modules_load::parse(text)?;
    let modules = file.items.iter().filter_map(|item| match item {
        modules_load::Item::Comment(_) => None,
        modules_load::Item::Module(module, _) => {
            Some(Assignment::new("", "module", module.as_str()))
        }
    });
    Ok(modules.collect())
}
