//! How containers run.

use super::expand::Expanded;
use crate::leaf::Name;
use crate::{Kind, Ready, Restart, rules};
use source::{Diagnostic, Located, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for (name, container) in &expanded.stack.containers {
        if let Some(reason) = &container.only_one
            && container.replicas.value > 1
        {
            report.add(
                Diagnostic::error(
                    &rules::FORBIDDEN_REPLICAS,
                    format!("`{name}` must run once: {reason}"),
                )
                .at(
                    &container.replicas.origin,
                    format!("{} of it", container.replicas),
                )
                .and(&reason.origin, "declared here"),
            );
        }
        if let Some(nginx) = &container.nginx
            && nginx.version.is_none()
        {
            report.add(
                Diagnostic::error(
                    &rules::MISSING_FIELD,
                    format!("`{name}` is an nginx of an unknown release"),
                )
                .at(&nginx.origin, "`version` is required in a container")
                .hint("set it to the release in the image"),
            );
        }
        if container.ready.value == Ready::Healthy && container.health.is_none() {
            report.add(
                Diagnostic::error(
                    &rules::MISSING_HEALTH,
                    format!("`{name}` is ready when it is healthy, and nothing says how to tell"),
                )
                .at(&container.ready.origin, "waits for a health check")
                .hint("give it `health`, or set `ready = 'Started`"),
            );
        }
        restarted_oneshot(name, &container.kind, &container.restart, report);
    }
}

/// What runs to its end has one; containers and services alike.
pub(super) fn restarted_oneshot(
    name: &Name,
    kind: &Located<Kind>,
    restart: &Located<Restart>,
    report: &mut Report,
) {
    if kind.value != Kind::Oneshot || restart.value != Restart::Always {
        return;
    }
    report.add(
        Diagnostic::error(
            &rules::RESTARTED_ONESHOT,
            format!("`{name}` runs to its end and is restarted always"),
        )
        .at(&restart.origin, "it would never be done")
        .and(&kind.origin, "runs to its end")
        .hint("set `restart = 'OnFailure`, or leave it out"),
    );
}
