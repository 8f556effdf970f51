//! Requests for replicas: everyone balances them alike, and clients get back to whoever knows them.

use crate::check::expand::Expanded;
use crate::leaf::Name;
use crate::{Balance, Route, rules};
use source::{Diagnostic, Report};
use std::collections::BTreeMap;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let mut groups: BTreeMap<(&Name, &Name, &Name), Route<'_>> = BTreeMap::new();
    for site in expanded.stack.sites.values() {
        for route in site.routes() {
            if !expanded.is_replicated(&route) {
                continue;
            }
            sticky(expanded, &route, report);
            let group = (
                &site.served_by.value,
                &route.to.value,
                &route.listener.value,
            );
            match groups.get(&group) {
                None => {
                    groups.insert(group, route);
                }
                Some(first) => alike(&route, first, report),
            }
        }
    }
}

/// nginx balances in one group for a listener, whatever location the request comes from.
fn alike(route: &Route<'_>, first: &Route<'_>, report: &mut Report) {
    if is_same(&route.balance.value, &first.balance.value) {
        return;
    }
    report.add(
        Diagnostic::error(
            &rules::BALANCE_CONFLICT,
            format!(
                "requests for `{}` of `{}` are balanced in two ways",
                route.listener, route.to
            ),
        )
        .at(route.balanced_at(), described(&route.balance.value))
        .and(first.balanced_at(), described(&first.balance.value))
        .hint("set the same `balance` at both"),
    );
}

/// Whether two mean the same, wherever they are written.
fn is_same(one: &Balance, other: &Balance) -> bool {
    match (one, other) {
        (Balance::Hash(one), Balance::Hash(other)) => {
            one.key.value == other.key.value && one.consistent.value == other.consistent.value
        }
        (one, other) => one == other,
    }
}

fn described(balance: &Balance) -> &'static str {
    match balance {
        Balance::RoundRobin => "each replica in turn here",
        Balance::LeastConnections => "the least busy replica here",
        Balance::ClientAddress => "by the client's address here",
        Balance::Hash(_) => "by a hash here",
    }
}

fn sticky(expanded: &Expanded, route: &Route<'_>, report: &mut Report) {
    let containers = &expanded.stack.containers;
    let Some(container) = containers.get(route.to.as_str()) else {
        return;
    };
    let Some(reason) = &container.sticky else {
        return;
    };
    if route.balance.is_sticky() {
        return;
    }
    report.add(
        Diagnostic::error(
            &rules::STICKY_REPLICAS,
            format!(
                "a client of `{}` must always reach the same replica: {reason}",
                route.to
            ),
        )
        .at(route.balanced_at(), described(&route.balance.value))
        .and(&reason.origin, "declared here")
        .and(
            &container.replicas.origin,
            format!("{} of it", container.replicas),
        )
        .hint("set `balance = 'Hash { key = \"$binary_remote_addr\" }` or `'ClientAddress`"),
    );
}
