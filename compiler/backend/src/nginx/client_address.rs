//! Directives of the user that decide by the address of a client which cannot be seen (R12).

use super::Host;
use crate::context::Output;
use formats::nginx::{Directive, Item};
use model::Account;
use model::rules;
use source::Diagnostic;
use std::collections::BTreeMap;

/// Reports what decides by client address behind the port forwarder of rootless networks, unless the
/// address is taken from elsewhere (`real_ip_header`, the PROXY protocol).
pub(super) fn report(host: &Host<'_>, items: &[Item], output: &mut Output<'_>) {
    let account = &host.context.stack.stack.account;
    let container = host.container;
    let publish = container.and_then(|container| container.publish.values().next());
    let (Account::Rootless(_), Some(container), Some(publish)) =
        (&account.value, container, publish)
    else {
        return;
    };
    let mut all = Vec::new();
    collect(items, &mut all);
    let has_other_source = all
        .iter()
        .any(|directive| directive.name.as_str() == "set_real_ip_from");
    if container.networks.is_empty() || has_other_source {
        return;
    }
    let zones = zones(&all);
    for directive in all.iter().filter(|directive| decides(directive, &zones)) {
        let Some(origin) = &directive.cause.0 else {
            continue;
        };
        output.report.add(
            Diagnostic::error(
                &rules::CLIENT_ADDRESS_DECIDES,
                format!(
                    "nginx directive `{}` decides by an address that it cannot see",
                    directive.name.as_str()
                ),
            )
            .at(origin, "in this text")
            .and(
                &publish.host.origin,
                "the port forwarder of rootless networks replaces the client's address",
            )
            .hint("set `account = 'Rootful`, or remove the directive"),
        );
    }
}

fn collect<'a>(items: &'a [Item], all: &mut Vec<&'a Directive>) {
    for directive in items.iter().filter_map(Item::directive) {
        all.push(directive);
        collect(directive.block.as_deref().unwrap_or_default(), all);
    }
}

/// The zones of limits, and what they count by.
fn zones<'a>(all: &[&'a Directive]) -> BTreeMap<&'a str, &'a str> {
    let is_zone = |directive: &&&Directive| {
        matches!(
            directive.name.as_str(),
            "limit_req_zone" | "limit_conn_zone"
        )
    };
    all.iter()
        .filter(is_zone)
        .filter_map(|directive| {
            let zone = directive
                .parameters
                .iter()
                .find_map(|word| zone(word.as_str()))?;
            Some((zone, directive.parameter(0)?))
        })
        .collect()
}

/// `name` of `zone=name:10m`.
fn zone(word: &str) -> Option<&str> {
    let zone = word.strip_prefix("zone=")?;
    Some(zone.split_once(':').map_or(zone, |(name, _)| name))
}

fn decides(directive: &Directive, zones: &BTreeMap<&str, &str>) -> bool {
    let words = || directive.parameters.iter().map(|word| word.as_str());
    let first = directive.parameter(0).unwrap_or_default();
    // A limit whose zone is not in sight may count by anything.
    let counts_address = |name: Option<&str>| {
        let key = name.and_then(|name| zones.get(name));
        key.is_none_or(|key| is_address(key))
    };
    match directive.name.as_str() {
        "allow" | "deny" => first != "all" && first != "unix:",
        "limit_req" => counts_address(words().find_map(zone)),
        "limit_conn" => counts_address(Some(first)),
        "geo" => directive.parameters.len() == 1 || is_address(first),
        "map" | "split_clients" | "hash" => is_address(first),
        "if" => words().any(is_address),
        "ip_hash" => true,
        _ => false,
    }
}

fn is_address(text: &str) -> bool {
    let names = text.split('$').skip(1);
    names
        .map(|name| name.strip_prefix('{').unwrap_or(name))
        .any(|name| name.starts_with("remote_addr") || name.starts_with("binary_remote_addr"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::nginx::File;

    #[test]
    fn what_looks_at_the_address_of_a_client_is_found() {
        let cases = [
            ("allow 10.0.0.0/8; deny all;", 1),
            ("allow all; deny unix:;", 0),
            ("limit_req zone=a burst=5;", 1),
            (
                "limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s; limit_req zone=a;",
                1,
            ),
            (
                "limit_req_zone $server_name zone=a:1m rate=1r/s; limit_req zone=a;",
                0,
            ),
            (
                "limit_conn_zone ${remote_addr} zone=b:1m; limit_conn b 1;",
                1,
            ),
            ("limit_conn_zone $host zone=b:1m; limit_conn b 1;", 0),
            ("limit_except GET { deny all; }", 0),
            ("limit_rate 10k;", 0),
            ("geo $near { default 0; }", 1),
            ("geo $http_x $near { default 0; }", 0),
            ("map $remote_addr $log { default 1; }", 1),
            ("map $http_cookie $bypass { default 1; }", 0),
            ("if ($remote_addr ~ ^10) { return 403; }", 1),
            ("upstream a { ip_hash; server b; }", 1),
            ("upstream a { hash $remote_addr; server b; }", 1),
            ("proxy_set_header X-Real-IP $remote_addr;", 0),
        ];
        for (text, expected) in cases {
            let file = File::parse(text).expect("nginx syntax");
            let mut all = Vec::new();
            collect(&file.items, &mut all);
            let zones = zones(&all);
            let found = all.iter().filter(|directive| decides(directive, &zones));
            assert_eq!(found.count(), expected, "{text}");
        }
    }
}
