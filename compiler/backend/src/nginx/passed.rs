//! Servers and resolvers that the user's own directives name: they are there, and are waited for.
//!
//! What a location says with `proxy` and `uwsgi` is known to the model. Here are the names in texts.

mod names;
mod server;

use super::{Host, extra};
use crate::context::Output;
use crate::rules;
use formats::nginx::{Directive, Item};
use model::Container;
use model::leaf::Name;
use names::{is_of_stack, is_wired_by_hand, listening, neighbours};
use server::Server;
use source::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};

/// Directives that hand requests to the address after them.
const PASSES: [&str; 5] = [
    "proxy_pass",
    "uwsgi_pass",
    "fastcgi_pass",
    "scgi_pass",
    "grpc_pass",
];

pub(super) fn report(host: &Host<'_>, items: &[Item], output: &mut Output<'_>) {
    let mut named = Named::default();
    named.collect(items, false);
    let texts = extra::origins(host);
    let of_user = |directive: &&Directive| {
        let cause = directive.cause.0.as_ref();
        cause.is_some_and(|origin| texts.contains(origin))
    };
    let Some(container) = host.container else {
        let listening = listening(host);
        for directive in named.servers.iter().copied().filter(of_user) {
            report_on_host(&listening, directive, output);
        }
        return;
    };
    if container.networks.is_empty() || is_wired_by_hand(container) {
        return;
    }
    let neighbours = neighbours(host, container);
    let mut said = BTreeSet::new();
    for directive in named.servers.iter().copied().filter(of_user) {
        let server = directive.parameter(0).and_then(Server::parse);
        let Some(server) = server.filter(|server| !named.groups.contains(server.host)) else {
            continue;
        };
        if said.insert((server.host, server.port)) {
            report_in_container(host, &neighbours, &server, directive, output);
        }
    }
    for directive in named.resolvers.iter().copied().filter(of_user) {
        report_resolver(directive, output);
    }
}

/// What directives name.
#[derive(Default)]
struct Named<'a> {
    servers: Vec<&'a Directive>,
    groups: BTreeSet<&'a str>,
    resolvers: Vec<&'a Directive>,
}

impl<'a> Named<'a> {
    fn collect(&mut self, items: &'a [Item], is_in_group: bool) {
        for directive in items.iter().filter_map(Item::directive) {
            let name = directive.name.as_str();
            let is_group = name == "upstream";
            match name {
                "resolver" => self.resolvers.push(directive),
                "server" if is_in_group => self.servers.push(directive),
                "upstream" => self.groups.extend(directive.parameter(0)),
                name if PASSES.contains(&name) => self.servers.push(directive),
                _ => {}
            }
            self.collect(directive.block.as_deref().unwrap_or_default(), is_group);
        }
    }
}

fn report_in_container(
    host: &Host<'_>,
    neighbours: &BTreeMap<String, (&Name, &Container)>,
    server: &Server<'_>,
    directive: &Directive,
    output: &mut Output<'_>,
) {
    let Some(origin) = &directive.cause.0 else {
        return;
    };
    let (name, nginx) = (server.host, host.of);
    if !server.is_label() {
        return;
    }
    let place = format!("`{}` in this text", directive.name.as_str());
    let Some((of, container)) = neighbours.get(name) else {
        let headline = format!("nginx hands requests to `{name}`, which `{nginx}` cannot resolve");
        // Other names may stand in the `hosts` of the host, which podman copies into containers.
        let diagnostic = match is_of_stack(host, name) {
            true => Diagnostic::error(&rules::TEXT_UPSTREAM, headline),
            false => Diagnostic::warning(
                &rules::TEXT_UPSTREAM,
                format!("nginx hands requests to `{name}`, which is nothing of the stack"),
            ),
        };
        output.report.add(
            diagnostic
                .at(origin, place)
                .note("nginx does not start when a name does not resolve: `host not found in upstream`")
                .hint("write an alias that a container has on a network of this nginx"),
        );
        return;
    };
    let hint =
        "hand requests over with `proxy` or `uwsgi`: names, ports and the order are then known";
    let listens = &container.listens;
    if let Some(port) = server.port
        && !listens.is_empty()
        && !listens
            .values()
            .any(|listener| listener.value.number() == port)
    {
        output.report.add(
            Diagnostic::warning(
                &rules::TEXT_UPSTREAM,
                format!(
                    "nginx hands requests to port {port} of `{of}`, which does not listen there"
                ),
            )
            .at(
                origin,
                format!("`{}` in this text", directive.name.as_str()),
            )
            .hint(hint),
        );
    }
    let waits = |part: &Name| {
        let parts = host.context.stack.parts_of(part.as_str());
        parts.flat_map(|(_, part)| &part.needs).any(|need| {
            let needed = host.context.stack.parts.get(&need.part);
            needed.is_some_and(|needed| needed.of == **of)
        })
    };
    if !waits(nginx) {
        output.report.add(
            Diagnostic::warning(
                &rules::TEXT_UPSTREAM,
                format!("`{nginx}` names `{of}` in a text, and does not wait for it"),
            )
            .at(
                origin,
                format!("`{}` in this text", directive.name.as_str()),
            )
            .note("a container that is not up has no name: nginx does not start before it is")
            .hint(format!(
                "add `{of}` to `needs` of `{nginx}`, or hand requests over with `proxy`"
            )),
        );
    }
}

fn report_on_host(listening: &BTreeSet<u16>, directive: &Directive, output: &mut Output<'_>) {
    let server = directive.parameter(0).and_then(Server::parse);
    let server = server.filter(Server::is_loopback);
    let port = server.and_then(|server| server.port);
    let (Some(port), Some(origin)) = (port, &directive.cause.0) else {
        return;
    };
    if listening.contains(&port) {
        return;
    }
    output.report.add(
        Diagnostic::warning(
            &rules::TEXT_UPSTREAM,
            format!("nginx hands requests to port {port} of the host, where nothing of the stack listens"),
        )
        .at(origin, format!("`{}` in this text", directive.name.as_str()))
        .hint("declare who listens there: a service with this port under `listens`"),
    );
}

/// Podman's name server listens at the gateway of each network (podman-network(1)); the loopback of a
/// container is its own.
fn report_resolver(directive: &Directive, output: &mut Output<'_>) {
    let words = directive.parameters.iter().map(|word| word.as_str());
    let mut servers = words.filter_map(Server::parse);
    let (Some(server), Some(origin)) = (servers.find(Server::is_loopback), &directive.cause.0)
    else {
        return;
    };
    let name = server.host;
    output.report.add(
        Diagnostic::error(
            &rules::WRONG_RESOLVER,
            format!("no name server answers at `{name}` in a container"),
        )
        .at(origin, "`resolver` in this text")
        .note("that of podman is the gateway of the network, which stands in `/etc/resolv.conf` of the container")
        .hint("hand requests over with `proxy`, which needs no resolver; or give the network a `Subnet` and name its gateway"),
    );
}
