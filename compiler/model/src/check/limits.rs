//! What containers may use at most, against what the host has.

use super::expand::Expanded;
use crate::rules;
use source::{Diagnostic, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let Some(memory) = &expanded.stack.host.memory else {
        return;
    };
    let limits = expanded
        .parts
        .values()
        .filter_map(|part| part.container.limits.memory.as_ref());
    let sum: u64 = limits
        .map(|limit| limit.bytes())
        .fold(0, u64::saturating_add);
    if sum <= memory.bytes() {
        return;
    }
    let mut diagnostic = Diagnostic::warning(
        &rules::MEMORY,
        format!(
            "the containers may take {} MiB, and the host has {}",
            sum >> 20,
            memory.bytes() >> 20
        ),
    )
    .at(&memory.origin, "all of its memory");
    for (name, container) in &expanded.stack.containers {
        if let Some(limit) = &container.limits.memory {
            let times = match container.replicas.value {
                1 => String::new(),
                replicas => format!(", {replicas} times"),
            };
            diagnostic = diagnostic.and(&limit.origin, format!("`{name}` may take this{times}"));
        }
    }
    report.add(diagnostic.hint("lower a limit, or the number of replicas"));
}
