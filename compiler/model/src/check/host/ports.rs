//! A port of the host is taken once per address, and redirected once.

use super::super::expand::Expanded;
use super::super::ports::{Published, published};
use super::called;
use crate::leaf::{InterfaceName, Port};
use crate::rules;
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;
use std::net::IpAddr;

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    let all = all(stacks);
    conflicts(stacks, &all, report);
    redirects(stacks, report);
}

/// A listener, and whose it is.
#[derive(Clone, Copy)]
struct Listener<'a> {
    stack: &'a Expanded,
    published: Published<'a>,
}

/// Every listener of the host. A unit of a package listens once, however many stacks say so.
fn all(stacks: &[Expanded]) -> Vec<Listener<'_>> {
    let mut all = Vec::new();
    let mut provided: BTreeMap<(&str, Port), usize> = BTreeMap::new();
    for (index, stack) in stacks.iter().enumerate() {
        for published in published(stack) {
            if let Some(unit) = published.provided {
                let first = provided.entry((unit, published.port)).or_insert(index);
                if *first != index {
                    continue;
                }
            }
            all.push(Listener { stack, published });
        }
    }
    all
}

/// Two listeners meet when their port is the same and their addresses overlap.
fn conflicts(stacks: &[Expanded], all: &[Listener<'_>], report: &mut Report) {
    let mut ports: BTreeMap<Port, Taken<'_>> = BTreeMap::new();
    for listener in all {
        let address = listener.published.address;
        // `::ffff:192.0.2.1` is 192.0.2.1 (RFC 4291, 2.5.5.2).
        let address = address.map(|address| address.ip().to_canonical());
        let taken = ports.entry(listener.published.port).or_default();
        match taken.meets(address) {
            Some(other) => report.add(conflict(stacks, listener, other)),
            None => taken.take(address, listener),
        }
    }
}

/// Who has a port, by address; those in it do not meet.
#[derive(Default)]
struct Taken<'a> {
    /// `None` for all addresses of both families.
    by_address: BTreeMap<Option<IpAddr>, &'a Listener<'a>>,
    /// The first that takes some address of IPv4.
    v4: Option<&'a Listener<'a>>,
    /// The first that takes some address of IPv6.
    v6: Option<&'a Listener<'a>>,
}

impl<'a> Taken<'a> {
    /// Who has an address in common; `0.0.0.0` and `::` stand for all of a family, as podman binds them.
    fn meets(&self, address: Option<IpAddr>) -> Option<&'a Listener<'a>> {
        let of_family = |address: &IpAddr| match address.is_ipv4() {
            true => self.v4,
            false => self.v6,
        };
        match address {
            None => self.v4.or(self.v6),
            Some(ip) if ip.is_unspecified() => of_family(&ip),
            Some(ip) => {
                let all = match ip {
                    IpAddr::V4(_) => IpAddr::from([0; 4]),
                    IpAddr::V6(_) => IpAddr::from([0; 16]),
                };
                let mut wider = [Some(ip), Some(all), None].into_iter();
                wider.find_map(|address| self.by_address.get(&address).copied())
            }
        }
    }

    fn take(&mut self, address: Option<IpAddr>, listener: &'a Listener<'a>) {
        self.by_address.insert(address, listener);
        if address.is_none_or(|ip| ip.is_ipv4()) {
            self.v4.get_or_insert(listener);
        }
        if address.is_none_or(|ip| ip.is_ipv6()) {
            self.v6.get_or_insert(listener);
        }
    }
}

fn conflict(stacks: &[Expanded], one: &Listener<'_>, other: &Listener<'_>) -> Diagnostic {
    let who = |listener: &Listener<'_>| called(stacks, listener.stack, listener.published.part);
    let (first, second) = (&other.published, &one.published);
    let both = match (first.is_container, second.is_container) {
        (true, true) => "published",
        _ => "taken",
    };
    Diagnostic::error(
        &rules::PORT_CONFLICT,
        format!(
            "port {} of the host is {both} by both {} and {}",
            second.port,
            who(other),
            who(one)
        ),
    )
    .at(
        second.origin,
        format!("{} {} it here", who(one), second.verb()),
    )
    .and(
        first.origin,
        format!("{} {} it too", who(other), first.verb()),
    )
    .hint("give one of them another port of the host")
}

/// What comes in at a port goes one way. Whether somebody listens there is seen where packets are followed.
fn redirects(stacks: &[Expanded], report: &mut Report) {
    let mut from: BTreeMap<(Option<&InterfaceName>, Port), &Origin> = BTreeMap::new();
    for stack in stacks {
        let Some(firewall) = &stack.stack.firewall else {
            continue;
        };
        let interface = firewall
            .interface
            .as_ref()
            .map(|interface| &interface.value);
        for redirect in firewall.redirects.values() {
            let key = (interface, redirect.from.value);
            if let Some(other) = from.insert(key, &redirect.from.origin) {
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
}
