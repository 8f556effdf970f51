//! What holds for containers of an account without privileges.

use super::expand::Expanded;
use crate::{Account, Rootless, rules};
use source::{Diagnostic, Report};

/// Containers map ids up to `nobody`, 65534 (`podman(1)`, rootless mode).
const LEAST_SUBORDINATE_IDS: u32 = 65536;

/// Ids below are logins and dynamic users (`systemd` uid ranges, up to 65535).
const FIRST_SUBORDINATE_ID: u32 = 65536;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let Account::Rootless(rootless) = &expanded.stack.account.value else {
        return;
    };
    not_root(rootless, report);
    subordinate_ids(rootless, report);
    client_addresses(expanded, report);
}

fn not_root(rootless: &Rootless, report: &mut Report) {
    if rootless.uid.number() == 0 {
        report.add(
            Diagnostic::error(
                &rules::MALFORMED_VALUE,
                "a rootless account cannot have the id 0",
            )
            .at(&rootless.uid.origin, "this is root")
            .hint("set `account = 'Rootful`, or give the account an id of its own"),
        );
    }
}

/// R11.
fn subordinate_ids(rootless: &Rootless, report: &mut Report) {
    let ids = &rootless.subordinate_ids;
    if ids.count.number() < LEAST_SUBORDINATE_IDS {
        report.add(
            Diagnostic::error(
                &rules::SUBORDINATE_IDS,
                format!("{} subordinate ids are too few for containers", ids.count),
            )
            .at(
                &ids.count.origin,
                format!("at least {LEAST_SUBORDINATE_IDS}"),
            ),
        );
    }
    let last = u64::from(ids.first.number()) + u64::from(ids.count.number());
    if ids.first.number() < FIRST_SUBORDINATE_ID || last > u64::from(u32::MAX) {
        report.add(
            Diagnostic::error(
                &rules::SUBORDINATE_IDS,
                format!(
                    "the subordinate ids from {} on meet ids of logins",
                    ids.first
                ),
            )
            .at(
                &ids.first.origin,
                format!("must lie between {FIRST_SUBORDINATE_ID} and {}", u32::MAX),
            ),
        );
    }
}

/// R12. Where a location decides by client address, the site cannot work; the others log or forward it.
fn client_addresses(expanded: &Expanded, report: &mut Report) {
    for (name, site) in &expanded.stack.sites {
        let server = expanded.stack.containers.get(site.served_by.as_str());
        let Some(server) = server.filter(|server| !server.networks.is_empty()) else {
            continue;
        };
        let Some(publish) = server.publish.values().next() else {
            continue;
        };
        let forwarder = "the port forwarder of rootless networks replaces the client's address";
        let mut decides = site.routes().filter(|route| {
            expanded.is_replicated(route) && route.balance.looks_at_client_address()
        });
        if let Some(route) = decides.next() {
            report.add(
                Diagnostic::error(
                    &rules::CLIENT_ADDRESS_DECIDES,
                    format!("the site `{name}` chooses replicas by an address that it cannot see"),
                )
                .at(route.balanced_at(), "chosen by the client's address")
                .and(&site.served_by.origin, "served by a rootless container")
                .and(&publish.host.origin, forwarder)
                .hint("balance by a cookie, or set `account = 'Rootful`"),
            );
            continue;
        }
        report.add(
            Diagnostic::warning(
                &rules::CLIENT_ADDRESS_LOST,
                format!("the site `{name}` sees every client under the same address"),
            )
            .at(&site.served_by.origin, "served by a rootless container")
            .and(&publish.host.origin, forwarder)
            .note("logs and `X-Forwarded-For` carry that address")
            .hint("accept it with `accepts.client-address-lost = \"…why…\"`"),
        );
    }
}
