//! Nothing waits for itself.

use super::expand::Expanded;
use crate::leaf::Name;
use crate::rules;
use source::{Diagnostic, Report};
use std::collections::BTreeSet;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let mut done = BTreeSet::new();
    for name in expanded.parts.keys().chain(expanded.services.keys()) {
        let mut path = Vec::new();
        if let Some(cycle) = walk(expanded, name, &mut path, &mut done) {
            report_cycle(expanded, &cycle, report);
            return;
        }
    }
}

/// Follows needs depth first; the first path that meets itself is a cycle.
fn walk<'a>(
    expanded: &'a Expanded,
    name: &'a Name,
    path: &mut Vec<&'a Name>,
    done: &mut BTreeSet<&'a Name>,
) -> Option<Vec<&'a Name>> {
    if let Some(start) = path.iter().position(|visited| *visited == name) {
        return Some(path[start..].to_vec());
    }
    if done.contains(name) {
        return None;
    }
    path.push(name);
    let cycle = expanded
        .needs_of(name.as_str())
        .iter()
        .find_map(|need| walk(expanded, &need.part, path, done));
    path.pop();
    done.insert(name);
    cycle
}

fn report_cycle(expanded: &Expanded, cycle: &[&Name], report: &mut Report) {
    let names: Vec<&str> = cycle
        .iter()
        .chain(cycle.first())
        .map(|name| name.as_str())
        .collect();
    let mut diagnostic = Diagnostic::error(
        &rules::DEPENDENCY_CYCLE,
        format!("these wait for each other: {}", names.join(" → ")),
    );
    for (index, name) in cycle.iter().enumerate() {
        let next = cycle[(index + 1) % cycle.len()];
        let needs = expanded.needs_of(name.as_str());
        let Some(need) = needs.iter().find(|need| need.part == *next) else {
            continue;
        };
        let message = format!("`{name}` waits for `{next}`");
        diagnostic = match index {
            0 => diagnostic.at(&need.origin, message),
            _ => diagnostic.and(&need.origin, message),
        };
    }
    report.add(diagnostic.hint("remove one of these"));
}
