//! What answers to which name and port, for an nginx in a container and for one of the host.

use crate::nginx::Host;
use model::leaf::Name;
use model::{Container, Settings};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a container that give it names, networks or hosts beside what the stack says.
const NAMING: [&str; 6] = [
    "AddHost",
    "HostName",
    "Network",
    "NetworkAlias",
    "Pod",
    "PodmanArgs",
];

/// Whether settings beside the fields may make names resolve after all.
pub(super) fn is_wired_by_hand(container: &Container) -> bool {
    let settings: [&Settings; 2] = [&container.extra, &container.unchecked];
    let mut keys = settings.into_iter().flat_map(|settings| settings.values());
    keys.any(|keys| keys.value.keys().any(|key| NAMING.contains(&key.as_str())))
}

/// The containers on networks that the nginx is on too, by the names they answer to there.
pub(super) fn neighbours<'a>(
    host: &Host<'a>,
    nginx: &Container,
) -> BTreeMap<String, (&'a Name, &'a Container)> {
    let stack = host.context.stack;
    let mut neighbours = BTreeMap::new();
    for part in stack.parts.iter().map(|(name, part)| (name, &part.of)) {
        let (part, of) = part;
        let Some(container) = stack.stack.containers.get(of) else {
            continue;
        };
        let mut shared = container.networks.iter();
        let shared: Vec<_> = shared
            .by_ref()
            .filter(|(network, _)| nginx.networks.contains_key(*network))
            .collect();
        if shared.is_empty() {
            continue;
        }
        let aliases = shared.iter().flat_map(|(_, on)| &on.aliases);
        for alias in aliases {
            neighbours.insert(alias.to_string(), (of, &*container.value));
        }
        neighbours.insert(host.context.stem(part), (of, &container.value));
    }
    neighbours
}

/// Whether a container has the name, on whatever network.
pub(super) fn is_of_stack(host: &Host<'_>, name: &str) -> bool {
    let stack = host.context.stack;
    let aliases = |container: &Container| {
        let mut aliases = container.networks.values().flat_map(|on| &on.aliases);
        aliases.any(|alias| alias.as_str() == name)
    };
    stack.stack.containers.values().any(|entry| aliases(entry))
        || stack.stack.containers.contains_key(name)
        || stack
            .parts
            .keys()
            .any(|part| host.context.stem(part) == name)
}

/// The ports of the host that something of the stack listens on.
pub(super) fn listening(host: &Host<'_>) -> BTreeSet<u16> {
    let stack = &host.context.stack.stack;
    let services = stack.services.values();
    let services = services.flat_map(|service| service.listens.values());
    let services = services.map(|port| port.value.number());
    let containers = stack.containers.values();
    let published = containers.flat_map(|container| container.publish.values());
    services
        .chain(published.map(|publish| publish.host.number()))
        .collect()
}
