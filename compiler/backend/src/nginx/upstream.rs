//! Where requests are handed to, by names that the network of the containers resolves.
//!
//! [`endpoint`] is the one place that knows what a part and its listener are to nginx.

use super::{Host, push, texts};
use crate::context::Output;
use crate::refusal::carried;
use formats::nginx::{Directive, Parameter};
use model::{Balance, Container, Route};
use source::Origin;
use std::collections::BTreeMap;

/// What listens: `name:port` of each of the parts that answer.
struct Endpoint {
    servers: Vec<String>,
    /// The name of their group; `None` for a single server, which needs none.
    group: Option<String>,
}

/// What a listener of a part is to nginx.
///
/// A single container is called by its first alias on a network that both are on, else by its own
/// name. Replicas are called by their own names and form a group: a name that resolves to several
/// addresses would be resolved once, at the start of nginx, and be stale after the restart of one.
fn endpoint(host: &Host<'_>, route: &Route<'_>) -> Option<Endpoint> {
    let stack = host.context.stack;
    let Some(server) = host.container else {
        return on_host(host, route);
    };
    let target = stack.stack.containers.get(route.to.as_str())?;
    let port = target.listens.get(route.listener.as_str())?.value.number();
    if stack.is_replicated(route) {
        let parts = stack.parts_of(route.to.as_str());
        return Some(Endpoint {
            servers: parts
                .map(|(part, _)| format!("{}:{port}", host.context.stem(part)))
                .collect(),
            group: Some(group(host, route, target)),
        });
    }
    let shared = target
        .networks
        .iter()
        .filter(|(network, _)| server.networks.contains_key(*network));
    let alias = shared
        .filter_map(|(_, network)| network.aliases.first())
        .next();
    let name = match alias {
        Some(alias) => alias.as_str().to_owned(),
        None => host.context.stem(&route.to.value),
    };
    Some(Endpoint {
        servers: vec![format!("{name}:{port}")],
        group: None,
    })
}

/// What replicas are called together: as their container, unless that says too little or is taken by
/// another on a network.
fn group(host: &Host<'_>, route: &Route<'_>, target: &Container) -> String {
    let containers = &host.context.stack.stack.containers;
    let networks = containers
        .values()
        .flat_map(|other| other.networks.values());
    let mut aliases = networks.flat_map(|network| &network.aliases);
    if target.listens.len() == 1 && !aliases.any(|alias| alias.value == route.to.value) {
        route.to.to_string()
    } else {
        format!("{}-{}", route.to, route.listener)
    }
}

/// What a listener is to an nginx of the host: the port of a service, or the one that a container
/// publishes.
fn on_host(host: &Host<'_>, route: &Route<'_>) -> Option<Endpoint> {
    let stack = &host.context.stack.stack;
    let listener = route.listener.as_str();
    let port = match stack.containers.get(route.to.as_str()) {
        Some(container) => container.publish.get(listener)?.host.value,
        None => {
            let service = stack.services.get(route.to.as_str())?;
            service.listens.get(listener)?.value
        }
    };
    Some(Endpoint {
        servers: vec![format!("127.0.0.1:{port}")],
        group: None,
    })
}

/// What `proxy_pass` and `uwsgi_pass` name: a group, or the only server.
pub(super) fn address(host: &Host<'_>, route: &Route<'_>) -> Option<String> {
    let Endpoint { servers, group } = endpoint(host, route)?;
    group.or_else(|| servers.into_iter().next())
}

/// `upstream` groups, one for each listener that has several servers.
pub(super) fn groups(host: &Host<'_>, output: &mut Output<'_>) -> Vec<Directive> {
    let mut groups: BTreeMap<String, Directive> = BTreeMap::new();
    for route in host.sites.iter().flat_map(|site| site.routes()) {
        let Some(Endpoint { servers, group }) = endpoint(host, &route) else {
            continue;
        };
        let Some(name) = group.filter(|name| !groups.contains_key(name)) else {
            continue;
        };
        let origin = &route.to.origin;
        let mut block = Vec::new();
        push(
            &mut block,
            balance(host, &route.balance.value, output),
            &route.balance.origin,
        );
        for server in &servers {
            let server = carried(Parameter::literal(server), origin, output.report);
            let server = server.map(|server| Directive::simple("server", [server]));
            push(&mut block, server, origin);
        }
        if let Some(parameter) = carried(Parameter::literal(&name), origin, output.report) {
            let group = Directive::block("upstream", [parameter], block).caused_by(origin);
            groups.insert(name, group);
        }
    }
    groups.into_values().collect()
}

/// How a group balances; nginx gives each server its turn when nothing is said.
fn balance(host: &Host<'_>, balance: &Balance, output: &mut Output<'_>) -> Option<Directive> {
    match balance {
        Balance::RoundRobin => None,
        Balance::LeastConnections => Some(Directive::simple("least_conn", [])),
        Balance::ClientAddress => Some(Directive::simple("ip_hash", [])),
        Balance::Hash(hash) => {
            let origin: &Origin = &hash.key.origin;
            let key = texts::with_variables(host, &hash.key.value, origin, output)?;
            let consistent = hash.consistent.value;
            let consistent = consistent.then(|| Parameter::keyword("consistent"));
            Some(Directive::simple(
                "hash",
                [key].into_iter().chain(consistent),
            ))
        }
    }
}
