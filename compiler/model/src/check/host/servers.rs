//! The nginx of the host is one, whoever brings sites to it: a name belongs to one site, one answers to
//! unknown names.

use super::super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{Name, Port};
use crate::{Site, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    names(stacks, report);
    defaults(stacks, report);
    unknown_names(stacks, report);
}

/// An nginx: that of the host, which all stacks share, or a container of one of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Server<'a> {
    OfHost,
    Container(&'a Name, &'a Name),
}

impl<'a> Server<'a> {
    pub(super) fn of(stack: &'a Expanded, name: &'a Name) -> Self {
        match stack.stack.services.contains_key(name) {
            true => Self::OfHost,
            false => Self::Container(&stack.stack.name, name),
        }
    }
}

/// Every site of the host, with its stack and its server.
fn sites(stacks: &[Expanded]) -> impl Iterator<Item = (&Expanded, Server<'_>, &Entry<Site>)> {
    stacks.iter().flat_map(|stack| {
        let sites = stack.stack.sites.values();
        sites.map(move |site| (stack, Server::of(stack, &site.served_by.value), site))
    })
}

/// A name belongs to one site of a server.
fn names(stacks: &[Expanded], report: &mut Report) {
    let mut names: BTreeMap<(Server<'_>, String), &Origin> = BTreeMap::new();
    for (_, server, site) in sites(stacks) {
        for host in &site.names {
            let key = (server, host.as_str().to_lowercase());
            if let Some(other) = names.insert(key, &host.origin) {
                report.add(
                    Diagnostic::error(
                        &rules::SERVER_NAME_CONFLICT,
                        format!("`{host}` names two sites of `{}`", site.served_by),
                    )
                    .at(&host.origin, "named here")
                    .and(other, "and here"),
                );
            }
        }
    }
}

/// One site of a server at most answers to names that no site has.
fn defaults(stacks: &[Expanded], report: &mut Report) {
    let mut first: BTreeMap<Server<'_>, &Origin> = BTreeMap::new();
    for (_, server, site) in sites(stacks).filter(|(_, _, site)| site.default.value) {
        let origin = &site.default.origin;
        if let Some(other) = first.insert(server, origin) {
            report.add(
                Diagnostic::error(
                    &rules::DEFAULT_SITE,
                    format!("`{}` has two default sites", site.served_by),
                )
                .at(origin, "this site answers to unknown names")
                .and(other, "so does this")
                .hint("keep `default = true` at one of them"),
            );
        }
    }
}

/// Who answers to unknown names on a port of the host's nginx.
#[derive(Clone, Copy)]
struct Answer<'a> {
    stack: &'a Name,
    origin: &'a Origin,
    /// A site that is the default, as opposed to the servers that refuse.
    is_site: bool,
}

impl Answer<'_> {
    fn label(&self) -> String {
        match self.is_site {
            true => format!("this site of `{}` takes them", self.stack),
            false => format!("`{}` refuses them here", self.stack),
        }
    }
}

/// Each stack refuses unknown names on the ports of its sites, unless it says that another does: nginx does
/// not start with two default servers.
fn unknown_names(stacks: &[Expanded], report: &mut Report) {
    let mut ports: BTreeMap<Port, Answer<'_>> = BTreeMap::new();
    for stack in stacks {
        let mut said = false;
        for (port, answer) in answers(stack) {
            let Some(other) = ports.get(&port) else {
                ports.insert(port, answer);
                continue;
            };
            let is_new = other.stack != answer.stack && !(other.is_site && answer.is_site);
            if is_new && !said {
                report.add(answered_twice(answer, *other));
                said = true;
            }
        }
    }
}

fn answered_twice(one: Answer<'_>, other: Answer<'_>) -> Diagnostic {
    // What can be taken back without changing what a site does comes first.
    let (one, other) = match one.is_site {
        true => (other, one),
        false => (one, other),
    };
    Diagnostic::error(
        &rules::DEFAULT_SITE,
        "two stacks answer to unknown names at the nginx of the host",
    )
    .at(one.origin, one.label())
    .and(other.origin, other.label())
    .hint(format!(
        "let one do it for all: set `nginx.refuses_unknown = false` at the nginx of `{}`",
        one.stack
    ))
}

/// Who answers to unknown names for a stack, by port.
fn answers(stack: &Expanded) -> BTreeMap<Port, Answer<'_>> {
    let mut answers = BTreeMap::new();
    let of_host = stack.stack.sites.values();
    let of_host = of_host.filter(|site| Server::of(stack, &site.served_by.value) == Server::OfHost);
    for site in of_host {
        let Some(server) = stack.stack.program(site.served_by.as_str()) else {
            continue;
        };
        let Some(nginx) = server.nginx else { continue };
        let plain = stack.stack.has_plain_server(site).then_some("http");
        let tls = site.certificate.as_ref().map(|_| "https");
        for listener in plain.into_iter().chain(tls) {
            let Some(port) = server.listens.get(listener) else {
                continue;
            };
            let name = &stack.stack.name.value;
            if site.default.value {
                let origin = &site.default.origin;
                let answer = Answer {
                    stack: name,
                    origin,
                    is_site: true,
                };
                answers.insert(port.value, answer);
            } else if nginx.refuses_unknown.value {
                let origin = &nginx.refuses_unknown.origin;
                let answer = Answer {
                    stack: name,
                    origin,
                    is_site: false,
                };
                answers.entry(port.value).or_insert(answer);
            }
        }
    }
    answers
}
