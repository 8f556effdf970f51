//! What containers may use at most, against what the host has.

use super::super::expand::Expanded;
use super::called;
use crate::rules;
use source::{Diagnostic, Report};

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    let mut stated = stacks
        .iter()
        .filter_map(|stack| stack.stack.host.memory.as_ref());
    let Some(memory) = stated.next() else {
        return;
    };
    let parts = stacks.iter().flat_map(|stack| stack.parts.values());
    let limits = parts.filter_map(|part| part.container.limits.memory.as_ref());
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
    for stack in stacks {
        for (name, container) in &stack.stack.containers {
            let Some(limit) = &container.limits.memory else {
                continue;
            };
            let times = match container.replicas.value {
                1 => String::new(),
                replicas => format!(", {replicas} times"),
            };
            let who = called(stacks, stack, name);
            diagnostic = diagnostic.and(&limit.origin, format!("{who} may take this{times}"));
        }
    }
    report.add(diagnostic.hint("lower a limit, or the number of replicas"));
}
