//! Containers: what they publish, and what they do not.

use super::{Bound, Endpoint, Process, Sites, Way, bound};
use model::check::expand::Part;
use model::decode::Entry;
use model::leaf::{Name, Port};
use model::{Account, CheckedStack, Network, Publish};
use std::net::IpAddr;

pub(super) fn add(stack: &CheckedStack, sites: &Sites<'_>, endpoints: &mut Vec<Endpoint>) {
    for (name, part) in &stack.parts {
        for (listener, port) in &part.container.listens {
            let nginx = part.container.nginx.as_ref().map(|nginx| &nginx.value);
            let is_open = sites.open(part.of.as_str(), nginx, listener);
            let publish = part.container.publish.get(listener);
            endpoints.push(match publish {
                None if !is_open => continue,
                Some(publish) if !is_open => {
                    let who = who(name, part, listener);
                    Endpoint::new(who, publish.host.number(), Way::Unheard, &publish.key)
                }
                Some(publish) => {
                    let stated = part.container.speaks.get(listener);
                    let stated = stated.map(|entry| (&entry.value, &entry.origin));
                    Endpoint {
                        private: sites.private(part.of.as_str(), listener, &port.value, stated),
                        ..published(stack, part, who(name, part, listener), port, publish)
                    }
                }
                None => unpublished(stack, part, who(name, part, listener), port),
            });
        }
    }
}

fn who(name: &Name, part: &Part, listener: &Name) -> String {
    match part.container.listens.len() {
        1 => name.to_string(),
        _ => format!("{name}.{listener}"),
    }
}

fn published(
    stack: &CheckedStack,
    part: &Part,
    who: String,
    port: &Entry<Port>,
    publish: &Entry<Publish>,
) -> Endpoint {
    let way = match stack.stack.account.value {
        Account::Rootless(_) => Way::Process(Process::Rootless),
        Account::Rootful => forwarded(stack, part, port.number()),
    };
    let address = publish.address.as_ref().map(|address| address.ip());
    // Podman translates what is for `::` over IPv6 only, however a process would hear it.
    let is_v6_only = address.is_some_and(|address| address.is_unspecified());
    let bound = match (&way, address) {
        (Way::Forwarded { .. }, Some(address)) if is_v6_only => Bound::One(address),
        _ => bound(address),
    };
    Endpoint {
        bound,
        public: publish.public.as_ref().map(|why| why.origin.clone()),
        is_offered: !address.is_some_and(|address| address.is_loopback()),
        ..Endpoint::new(who, publish.host.number(), way, &publish.key)
    }
}

/// Netavark translates to the addresses that a container has, and not into internal networks.
fn forwarded(stack: &CheckedStack, part: &Part, to: u16) -> Way {
    let networks = part.container.networks.keys();
    let networks: Vec<&Network> = networks
        .filter_map(|name| stack.stack.networks.get(name.as_str()))
        .map(|entry| &entry.value)
        .filter(|network| !network.internal.value)
        .collect();
    let families = match part.container.networks.is_empty() {
        // The network `podman`, which has addresses of IPv4 only.
        true => [true, false],
        false => networks.iter().fold([false, false], |[v4, v6], network| {
            let [also_v4, also_v6] = families(network);
            [v4 || also_v4, v6 || also_v6]
        }),
    };
    let bridge = networks
        .iter()
        .find_map(|network| network.settings("InterfaceName").last());
    Way::Forwarded {
        to,
        families,
        bridge: bridge.map(|name| name.value.clone()),
    }
}

/// The families of the addresses of a network (`podman-systemd.unit(5)`, `IPv6=`, `Subnet=`).
fn families(network: &Network) -> [bool; 2] {
    let is_true = |value: &str| ["1", "true", "yes", "on", "t", "y"].contains(&value);
    let v6 = network.settings("IPv6").last();
    let v6 = v6.is_some_and(|value| is_true(&value.to_lowercase()));
    let subnets: Vec<IpAddr> = network
        .settings("Subnet")
        .filter_map(|subnet| subnet.split('/').next()?.parse().ok())
        .collect();
    let has = |is: fn(&IpAddr) -> bool| subnets.iter().any(is);
    [
        subnets.is_empty() || has(IpAddr::is_ipv4),
        v6 || has(IpAddr::is_ipv6),
    ]
}

fn unpublished(stack: &CheckedStack, part: &Part, who: String, port: &Entry<Port>) -> Endpoint {
    let networks: Vec<String> = part
        .container
        .networks
        .keys()
        .map(Name::to_string)
        .collect();
    let is_alone = networks.is_empty() && matches!(stack.stack.account.value, Account::Rootless(_));
    let way = match is_alone {
        true => Way::Nothing,
        false => Way::Networks(networks),
    };
    Endpoint::new(who, port.number(), way, &port.key)
}
