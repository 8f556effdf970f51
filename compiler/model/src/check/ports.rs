//! Ports of the host that a stack publishes: whether it may, and who can reach them. Two that want one port
//! are found over the whole host.

use super::expand::Expanded;
use crate::leaf::{Address, Name, Port};
use crate::{Account, InputPolicy, Protocol, Reach, Route, Stack, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeSet;

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

/// R7: what nginx proxies to is not offered beside the proxy.
fn internal(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let mut said = BTreeSet::new();
    for route in stack.sites.values().flat_map(|site| site.routes()) {
        if let Some(offered) = offered(stack, &route)
            && said.insert((route.to.as_str(), route.listener.as_str()))
        {
            beside_proxy(&route, &offered, report);
        }
    }
}

/// Where a listener is offered to the outside, and how not to.
struct Offered<'a> {
    origin: &'a Origin,
    remark: &'static str,
    is_loopback: bool,
    hint: &'static str,
}

fn offered<'a>(stack: &'a Stack, route: &Route<'_>) -> Option<Offered<'a>> {
    let (to, listener) = (route.to.as_str(), route.listener.as_str());
    if let Some(container) = stack.containers.get(to) {
        let publish = container.publish.get(listener)?;
        let address = publish.address.as_ref().map(|address| address.value.ip());
        return Some(Offered {
            origin: &publish.key,
            remark: "published here",
            is_loopback: address.is_some_and(|address| address.is_loopback()),
            hint: "remove it from `publish`; nginx reaches it over their network",
        });
    }
    let service = stack.services.get(to)?;
    let is_closed = stack.firewall.as_ref().is_some_and(|firewall| {
        let mut local = firewall.local_only.iter();
        firewall.input.value == InputPolicy::Drop || local.any(|name| name.as_str() == to)
    });
    (service.reach.value == Reach::Everyone && !is_closed).then(|| Offered {
        origin: &service.reach.origin,
        remark: "everyone can connect to it",
        is_loopback: false,
        hint: "let it listen on the loopback only, or name it under `firewall.local_only`",
    })
}

/// uwsgi must never face anyone but nginx; HTTP may be offered to the host itself.
fn beside_proxy(route: &Route<'_>, offered: &Offered<'_>, report: &mut Report) {
    let (diagnostic, note) = match route.protocol {
        Protocol::Uwsgi => (
            Diagnostic::error(
                &rules::INTERNAL_PORT_PUBLISHED,
                format!("the uwsgi port of `{}` is offered to the outside", route.to),
            ),
            "the uwsgi protocol lets a client set any variable of the application",
        ),
        Protocol::Http if offered.is_loopback => return,
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
            .at(offered.origin, offered.remark)
            .and(&route.listener.origin, "nginx is its only client")
            .note(note)
            .hint(offered.hint),
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
