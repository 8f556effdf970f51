//! Ports of the host that a stack publishes: whether it may, and who can reach them. Two that want one port
//! are found over the whole host.

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{Address, Name, Port};
use crate::{Account, Protocol, Publish, Reach, Route, rules};
use source::{Diagnostic, Origin, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    privileged(expanded, report);
    internal(expanded, report);
    outside(expanded, report);
}

/// A port of the host that a container publishes or a service listens on.
#[derive(Clone, Copy)]
pub(super) struct Published<'a> {
    pub(super) part: &'a Name,
    pub(super) is_container: bool,
    /// The unit of a package that listens, which several stacks may name.
    pub(super) provided: Option<&'a str>,
    pub(super) port: Port,
    /// `None` for all addresses.
    pub(super) address: Option<Address>,
    pub(super) origin: &'a Origin,
}

impl Published<'_> {
    pub(super) fn verb(&self) -> &'static str {
        match self.is_container {
            true => "publishes",
            false => "listens on",
        }
    }
}

/// Every listener of a stack on the host.
pub(super) fn published(expanded: &Expanded) -> Vec<Published<'_>> {
    let mut all = Vec::new();
    for (part, value) in &expanded.parts {
        for publish in value.container.publish.values() {
            all.push(Published {
                part,
                is_container: true,
                provided: None,
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
        let provided = value.service.provided().map(|unit| unit.as_str());
        for listener in value.service.listens.values() {
            all.push(Published {
                part,
                is_container: false,
                provided,
                port: listener.value,
                address,
                origin: &listener.origin,
            });
        }
    }
    all
}

fn privileged(expanded: &Expanded, report: &mut Report) {
    let Account::Rootless(rootless) = &expanded.stack.account.value else {
        return;
    };
    let published = published(expanded).into_iter();
    for publish in published.filter(|publish| publish.is_container) {
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

/// Redirects are of an interface.
fn outside(expanded: &Expanded, report: &mut Report) {
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
}
