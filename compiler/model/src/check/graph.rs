//! Nothing waits for itself.

use super::expand::{Expanded, Need};
use crate::leaf::Name;
use crate::rules;
use source::{Diagnostic, Report};
use std::collections::BTreeSet;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let mut done = BTreeSet::new();
    for name in expanded.parts.keys().chain(expanded.services.keys()) {
        if let Some(cycle) = walk(expanded, name, &mut done) {
            report_cycle(expanded, &cycle, report);
            return;
        }
    }
}

/// A part on the way, and its needs that are not followed yet.
struct Step<'a> {
    name: &'a Name,
    rest: std::slice::Iter<'a, Need>,
}

/// Follows needs depth first; the first way that meets itself is a cycle. A way may be as long as the stack,
/// so it is kept here and not in calls.
fn walk<'a>(
    expanded: &'a Expanded,
    start: &'a Name,
    done: &mut BTreeSet<&'a Name>,
) -> Option<Vec<&'a Name>> {
    let step = |name: &'a Name| Step {
        name,
        rest: expanded.needs_of(name.as_str()).iter(),
    };
    if done.contains(start) {
        return None;
    }
    let mut way = vec![step(start)];
    let mut on_way = BTreeSet::from([start]);
    while let Some(last) = way.last_mut() {
        let Some(need) = last.rest.next() else {
            on_way.remove(last.name);
            done.insert(last.name);
            way.pop();
            continue;
        };
        let next = &need.part;
        if on_way.contains(next) {
            let names = way.iter().map(|step| step.name);
            return Some(names.skip_while(|name| *name != next).collect());
        }
        if !done.contains(next) {
            on_way.insert(next);
            way.push(step(next));
        }
    }
    None
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
