//! What an expanded stack is asked again and again, found once.

use super::{Expanded, Trigger};
use crate::leaf::Name;
use crate::{MountSource, Stack};
use std::collections::{BTreeMap, BTreeSet};

/// Sets of names, by name.
type Names = BTreeMap<Name, BTreeSet<Name>>;

/// Answers by name. A question that nobody can ask yet has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// The servers of the sites of each certificate.
    pub(super) servers: Names,
    /// The containers that get a copy of each certificate.
    pub(super) holders: Names,
    /// The parts that mount each volume.
    pub(super) mounters: Names,
    /// The first timer of each part, and the first that runs until it succeeds.
    pub(super) timers: BTreeMap<Name, (usize, Option<usize>)>,
    /// What others wait for or start beside them.
    pub(super) needed: BTreeSet<Name>,
}

impl Index {
    /// What is known before anything is added.
    pub(super) fn of_stack(stack: &Stack) -> Self {
        let mut index = Self::default();
        for site in stack.sites.values() {
            if let Some(certificate) = &site.certificate {
                let servers = index.servers.entry(certificate.value.clone()).or_default();
                servers.insert(site.served_by.value.clone());
            }
        }
        for (name, container) in &stack.containers {
            for certificate in container.certificates.keys() {
                let holders = index.holders.entry(certificate.clone()).or_default();
                holders.insert(name.clone());
            }
        }
        index
    }

    /// What is known when everything is added.
    pub(super) fn finish(expanded: &mut Expanded) {
        let mut mounters = Names::new();
        for (name, part) in &expanded.parts {
            for mount in part.container.volumes.values() {
                for source in mount.value.sources() {
                    if let MountSource::Volume(volume) = source {
                        let mounters = mounters.entry(volume.value.clone()).or_default();
                        mounters.insert(name.clone());
                    }
                }
            }
        }
        let mut timers: BTreeMap<Name, (usize, Option<usize>)> = BTreeMap::new();
        for (number, timer) in expanded.timers.iter().enumerate() {
            let known = timers.entry(timer.starts.clone()).or_insert((number, None));
            if let Trigger::UntilItSucceeds { .. } = timer.trigger {
                known.1.get_or_insert(number);
            }
        }
        let needs = expanded.parts.values().flat_map(|part| &part.needs);
        let of_services = expanded.services.values().flat_map(|part| &part.needs);
        let waited_for = needs.chain(of_services).map(|need| &need.part);
        let services = expanded.services.values();
        let beside = services.flat_map(|part| &part.service.starts);
        let beside = beside.map(|name| &name.value);
        expanded.index.needed = waited_for.chain(beside).cloned().collect();
        expanded.index.mounters = mounters;
        expanded.index.timers = timers;
    }
}
