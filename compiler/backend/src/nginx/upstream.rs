//! Where requests are handed to, by names that the network of the containers resolves.

use super::{Host, push, refusable};
use crate::context::Output;
use formats::nginx::{Directive, Parameter};
use model::Upstream;
use std::collections::BTreeMap;

/// `upstream` groups for the containers that have replicas.
///
/// A name that resolves to several addresses would be resolved once, at the start of nginx, and be
/// stale after the restart of one of them; a group names each.
pub(super) fn lower(host: &Host<'_>, output: &mut Output<'_>) -> Vec<Directive> {
    let mut groups: BTreeMap<String, Directive> = BTreeMap::new();
    let locations = host.sites.iter().flat_map(|site| site.locations.values());
    for upstream in locations.filter_map(|location| location.uwsgi.as_ref()) {
        if !is_replicated(host, upstream) {
            continue;
        }
        let (Some(name), Some(port)) = (address(host, upstream), port(host, upstream)) else {
            continue;
        };
        let origin = &upstream.container.origin;
        let mut servers = Vec::new();
        for (part, _) in host.context.stack.parts_of(upstream.container.as_str()) {
            let server = format!("{}:{port}", host.context.stem(part));
            let server = refusable(Parameter::literal(&server), origin, output);
            let server = server.map(|server| Directive::simple("server", [server]));
            push(&mut servers, server, origin);
        }
        if let Some(parameter) = refusable(Parameter::literal(&name), origin, output) {
            let group = Directive::block("upstream", [parameter], servers).caused_by(origin);
            groups.insert(name, group);
        }
    }
    groups.into_values().collect()
}

/// What `uwsgi_pass` names: `NAME:PORT`, by the first alias on a network that both are on, else by
/// the container's own name; or the group of the replicas.
pub(super) fn address(host: &Host<'_>, upstream: &Upstream) -> Option<String> {
    if is_replicated(host, upstream) {
        return Some(format!("{}-{}", upstream.container, upstream.listener));
    }
    let port = port(host, upstream)?;
    let target = host
        .context
        .stack
        .stack
        .containers
        .get(upstream.container.as_str())?;
    let alias = target
        .networks
        .iter()
        .filter(|(network, _)| host.container.networks.contains_key(*network))
        .find_map(|(_, network)| network.aliases.first());
    let name = match alias {
        Some(alias) => alias.as_str().to_owned(),
        None => host.context.stem(&upstream.container.value),
    };
    Some(format!("{name}:{port}"))
}

fn is_replicated(host: &Host<'_>, upstream: &Upstream) -> bool {
    let containers = &host.context.stack.stack.containers;
    let target = containers.get(upstream.container.as_str());
    target.is_some_and(|target| target.replicas.value > 1)
}

fn port(host: &Host<'_>, upstream: &Upstream) -> Option<u16> {
    let containers = &host.context.stack.stack.containers;
    let target = containers.get(upstream.container.as_str())?;
    let port = target.listens.get(upstream.listener.as_str())?;
    Some(port.value.number())
}
