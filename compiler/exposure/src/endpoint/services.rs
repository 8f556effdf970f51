//! Services of the host, units of packages included.

use super::{Bound, Endpoint, Process, Sites, Way};
use model::{CheckedStack, Reach};
use std::collections::BTreeSet;

pub(super) fn add(stack: &CheckedStack, sites: &Sites<'_>, endpoints: &mut Vec<Endpoint>) {
    // These listen on every address, and the firewall keeps others away.
    let firewall = stack.stack.firewall.iter();
    let filtered: BTreeSet<&str> = firewall
        .flat_map(|firewall| &firewall.local_only)
        .map(|name| name.as_str())
        .collect();
    for (name, part) in &stack.services {
        let service = &part.service;
        let is_filtered = filtered.contains(name.as_str());
        let is_offered = service.reach.value == Reach::Everyone;
        let process = match service.provided() {
            Some(_) => Process::Provided,
            None => Process::Service,
        };
        for (listener, port) in &service.listens {
            let nginx = service.nginx.as_ref().map(|nginx| &nginx.value);
            if !sites.open(name.as_str(), nginx, listener) {
                continue;
            }
            let who = match service.listens.len() {
                1 => name.to_string(),
                _ => format!("{name}.{listener}"),
            };
            let stated = service.speaks.get(listener);
            let stated = stated.map(|entry| (&entry.value, &entry.origin));
            endpoints.push(Endpoint {
                bound: match is_offered || is_filtered {
                    true => Bound::Any,
                    false => Bound::Loopback,
                },
                private: sites.private(name.as_str(), listener, &port.value, stated),
                public: service.public.as_ref().map(|why| why.origin.clone()),
                is_offered: is_offered && !is_filtered,
                ..Endpoint::new(who, port.number(), Way::Process(process), &port.origin)
            });
        }
    }
}
