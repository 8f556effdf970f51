//! What stands in containers: one thing at each path, with a label that all who share it can read.

use super::expand::Expanded;
use crate::leaf::Name;
use crate::{Label, rules};
use source::{Diagnostic, Report};
use std::collections::BTreeSet;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    one_source_each(expanded, report);
    shared_labels(expanded, report);
}

fn one_source_each(expanded: &Expanded, report: &mut Report) {
    for container in expanded.stack.containers.values() {
        for (path, mount) in &container.volumes {
            let n_sources = mount.sources().len();
            if n_sources == 1 {
                continue;
            }
            let what = if n_sources == 0 {
                "nothing is"
            } else {
                "several things are"
            };
            report.add(
                Diagnostic::error(&rules::MOUNT_SOURCE, format!("{what} mounted at `{path}`"))
                    .at(&mount.key, "this mount")
                    .hint("set exactly one of `volume`, `file`, `host` and `tmpfs`"),
            );
        }
    }
}

/// R9.
fn shared_labels(expanded: &Expanded, report: &mut Report) {
    for (name, volume) in &expanded.volumes {
        let Some(label) = &volume.label else { continue };
        let mounts: Vec<_> = expanded.mounts_of(name.as_str()).collect();
        let consumers: BTreeSet<&Name> = mounts.iter().map(|(part, _)| *part).collect();
        if label.value != Label::Private || consumers.len() < 2 {
            continue;
        }
        let mut diagnostic = Diagnostic::error(
            &rules::LABEL_CONFLICT,
            format!(
                "the volume `{name}` is labelled for one container and mounted by {}",
                consumers.len()
            ),
        )
        .at(
            &label.origin,
            "SELinux option `Z`: only the container that starts last can read it",
        );
        for (part, mount) in mounts {
            diagnostic = diagnostic.and(&mount.origin, format!("mounted by `{part}`"));
        }
        report.add(diagnostic.hint("remove `label`, or write `'Shared`"));
    }
}
