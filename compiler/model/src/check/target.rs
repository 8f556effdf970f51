//! The programs of the target can read what the stack needs.

use super::expand::Expanded;
use crate::leaf::Version;
use crate::rules;
use source::{Diagnostic, Report};

/// The first podman whose quadlets know secrets and health checks (`podman-systemd.unit(5)`).
const FIRST_QUADLETS: Version = Version([4, 5, 0]);

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let podman = &stack.versions.podman;
    if stack.containers.is_empty() || podman.value >= FIRST_QUADLETS {
        return;
    }
    let at = match podman.origin.is_default() {
        true => &stack.target.origin,
        false => &podman.origin,
    };
    report.add(
        Diagnostic::error(
            &rules::UNSUPPORTED_TARGET,
            format!("podman {podman} of the target cannot run containers as quadlets"),
        )
        .at(at, "this release")
        .note(format!(
            "quadlets with secrets and health checks need podman {FIRST_QUADLETS}"
        ))
        .hint("build for a newer release, or set `versions.podman` to the one that is installed"),
    );
}
