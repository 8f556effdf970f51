//! What is said of a listener is said of one that there is.

use super::expand::Expanded;
use super::references::resolve;
use crate::Speaks;
use crate::decode::Table;
use crate::leaf::{Name, Port};
use source::{Located, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for container in expanded.stack.containers.values() {
        spoken(&container.listens, &container.speaks, report);
    }
    for service in expanded.stack.services.values() {
        spoken(&service.listens, &service.speaks, report);
    }
}

fn spoken(listens: &Table<Name, Port>, speaks: &Table<Name, Speaks>, report: &mut Report) {
    for (name, entry) in speaks {
        let name = Located::new(name.clone(), entry.key.clone());
        resolve("listener", &name, listens, report);
    }
}
