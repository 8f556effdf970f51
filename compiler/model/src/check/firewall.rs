//! What the firewall allows, and to whom.

use super::expand::Expanded;
use super::references::resolve;
use crate::{InputPolicy, rules};
use source::{Diagnostic, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let host = &expanded.stack.host;
    for (name, network) in &host.networks {
        if network.interfaces.is_empty() && network.addresses.is_empty() {
            report.add(
                Diagnostic::error(
                    &rules::MISSING_FIELD,
                    format!("nothing tells the network `{name}` from the internet"),
                )
                .at(&network.key, "has neither interfaces nor addresses")
                .hint("say where its packets come in, or from which addresses"),
            );
        }
    }
    let Some(firewall) = &expanded.stack.firewall else {
        return;
    };
    for (name, allowed) in &firewall.allow {
        if let Some(from) = &allowed.from {
            resolve("network of the host", from, &host.networks, report);
        }
        if allowed.ports.is_empty() {
            report.add(
                Diagnostic::error(
                    &rules::MISSING_FIELD,
                    format!("`{name}` allows no port at all"),
                )
                .at(&allowed.key, "allowed here")
                .hint("name the `ports`, or remove it"),
            );
        }
    }
    if let (InputPolicy::Accept, Some(allowed)) =
        (&firewall.input.value, firewall.allow.values().next())
    {
        report.add(
            Diagnostic::warning(
                &rules::IDLE_ALLOWANCE,
                "the firewall allows ports and closes none",
            )
            .at(&allowed.key, "allowed here")
            .and(
                &firewall.input.origin,
                "everything else is accepted as well",
            )
            .hint("set `firewall.input = 'Drop`, so that nothing else is open"),
        );
    }
}
