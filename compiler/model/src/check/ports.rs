//! Ports of the host: who publishes which, and who can reach them.

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{Address, Name, Port};
use crate::{Account, Protocol, Publish, Reach, Route, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let published = published(expanded);
    conflicts(&published, report);
    privileged(expanded, &published, report);
    internal(expanded, report);
    redirects(expanded, &published, report);
}

/// A port of the host that a container publishes or a service listens on.
struct Published<'a> {
    part: &'a Name,
    is_container: bool,
    port: Port,
    /// `None` for all addresses.
    address: Option<Address>,
    origin: &'a Origin,
}

impl Published<'_> {
    fn verb(&self) -> &'static str {
        match self.is_container {
            true => "publishes",
            false => "listens on",
        }
    }
}

fn published(expanded: &Expanded) -> Vec<Published<'_>> {
    let mut all = Vec::new();
    for (part, value) in &expanded.parts {
        for publish in value.container.publish.values() {
            all.push(Published {
                part,
                is_container: true,
                port: publish.host.value,
                address: publish.address.as_ref().map(|address| address.value),
                origin: &publish.host.origin,
            });
        }
    }
    for (part, value) in &expanded.services {
        let address = match value.service.reach.value {
            Reach::Host => Some(Address::LOOPBACK),
            Reach::Everyone => None,
        };
        for listener in value.service.listens.values() {
            all.push(Published {
                part,
                is_container: false,
                port: listener.value,
                address,
                origin: &listener.origin,
            });
        }
    }
    all
}

/// Two listeners meet when their port is the same and their addresses overlap.
fn conflicts(published: &[Published<'_>], report: &mut Report) {
    for (index, one) in published.iter().enumerate() {
        for other in &published[..index] {
            if one.port != other.port || !overlap(one.address, other.address) {
                continue;
            }
            let both = match (one.is_container, other.is_container) {
                (true, true) => "published",
                _ => "taken",
            };
            report.add(
                Diagnostic::error(
                    &rules::PORT_CONFLICT,
                    format!(
                        "port {} of the host is {both} by both `{}` and `{}`",
                        one.port, other.part, one.part
                    ),
                )
                .at(one.origin, format!("`{}` {} it here", one.part, one.verb()))
                .and(
                    other.origin,
                    format!("`{}` {} it too", other.part, other.verb()),
                )
                .hint("give one of them another port of the host"),
            );
        }
    }
}

/// Whether two addresses have one in common; none stands for all, `0.0.0.0` and `::` for all of a family.
fn overlap(one: Option<Address>, other: Option<Address>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return true;
    };
    let (one, other) = (one.ip(), other.ip());
    let is_wildcard = one.is_unspecified() || other.is_unspecified();
    one == other || (is_wildcard && one.is_ipv4() == other.is_ipv4())
}

fn privileged(expanded: &Expanded, published: &[Published<'_>], report: &mut Report) {
    let Account::Rootless(rootless) = &expanded.stack.account.value else {
        return;
    };
    for publish in published.iter().filter(|publish| publish.is_container) {
        if publish.port.number() >= Port::FIRST_UNPRIVILEGED {
            continue;
        }
        report.add(
            Diagnostic::error(
                &rules::PRIVILEGED_PORT,
                format!(
                    "`{}` publishes port {}, which an account without privileges may not open",
                    publish.part, publish.port
                ),
            )
            .at(publish.origin, "below 1024")
            .and(&rootless.user.origin, "runs the containers")
            .hint("publish a port from 1024 and let `firewall.redirects` lead to it"),
        );
    }
}

/// R7: what other containers proxy to is not offered beside the proxy.
fn internal(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    for site in stack.sites.values() {
        for route in site.routes() {
            let container = stack.containers.get(route.to.as_str());
            let publish =
                container.and_then(|container| container.publish.get(route.listener.as_str()));
            if let Some(publish) = publish {
                beside_proxy(&route, publish, report);
            }
        }
    }
}

/// uwsgi must never face anyone but nginx; HTTP may be offered to the host itself.
fn beside_proxy(route: &Route<'_>, publish: &Entry<Publish>, report: &mut Report) {
    let address = publish.address.as_ref().map(|address| address.value.ip());
    let (diagnostic, note) = match route.protocol {
        Protocol::Uwsgi => (
            Diagnostic::error(
                &rules::INTERNAL_PORT_PUBLISHED,
                format!("the uwsgi port of `{}` is offered to the outside", route.to),
            ),
            "the uwsgi protocol lets a client set any variable of the application",
        ),
        Protocol::Http if address.is_some_and(|address| address.is_loopback()) => return,
        Protocol::Http => (
            Diagnostic::warning(
                &rules::INTERNAL_PORT_PUBLISHED,
                format!("`{}` is offered to the outside beside nginx", route.to),
            ),
            "who comes past nginx can set the headers that the application takes from it",
        ),
    };
    report.add(
        diagnostic
            .at(&publish.key, "published here")
            .and(&route.listener.origin, "nginx is its only client")
            .note(note)
            .hint("remove it from `publish`; nginx reaches it over their network"),
    );
}

fn redirects(expanded: &Expanded, published: &[Published<'_>], report: &mut Report) {
    let Some(firewall) = &expanded.stack.firewall else {
        return;
    };
    if let (None, Some(redirect)) = (&firewall.interface, firewall.redirects.values().next()) {
        report.add(
            Diagnostic::error(
                &rules::MISSING_FIELD,
                "the firewall redirects ports of an interface that it does not name",
            )
            .at(&redirect.key, "redirected here")
            .hint("set `firewall.interface` to the one that faces the outside"),
        );
    }
    let mut from: BTreeMap<Port, &Origin> = BTreeMap::new();
    for (name, redirect) in &firewall.redirects {
        let to = redirect.to.value;
        if !published.iter().any(|publish| publish.port == to) {
            report.add(
                Diagnostic::error(
                    &rules::REDIRECT_WITHOUT_LISTENER,
                    format!("`{name}` redirects to port {to}, which nothing publishes"),
                )
                .at(&redirect.to.origin, "no container publishes this port")
                .hint("publish it, or remove the redirect"),
            );
        }
        if let Some(other) = from.insert(redirect.from.value, &redirect.from.origin) {
            report.add(
                Diagnostic::error(
                    &rules::PORT_CONFLICT,
                    format!("port {} is redirected twice", redirect.from),
                )
                .at(&redirect.from.origin, "redirected here")
                .and(other, "and here"),
            );
        }
    }
}
