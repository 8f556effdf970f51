//! Who serves a site, and reaches what it hands requests to.

use crate::check::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::Name;
use crate::{Route, Site, rules};
use source::{Diagnostic, Located, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for (name, site) in &expanded.stack.sites {
        if site.names.is_empty() {
            report.add(
                Diagnostic::error(
                    &rules::SERVER_NAME_CONFLICT,
                    format!("the site `{name}` has no name"),
                )
                .at(&site.key, "this site")
                .hint("list its server names under `names`"),
            );
        }
        server(expanded, site, report);
    }
}

fn server(expanded: &Expanded, site: &Entry<Site>, report: &mut Report) {
    let Some(server) = expanded.stack.program(site.served_by.as_str()) else {
        return;
    };
    if server.nginx.is_none() {
        report.add(
            Diagnostic::error(
                &rules::NOT_A_SERVER,
                format!(
                    "`{}` serves a site and is not known to be an nginx",
                    site.served_by
                ),
            )
            .at(&site.served_by.origin, "asked to serve")
            .and(server.key, "declared here")
            .hint("make it from `recipes.nginx`, or set its `nginx.version`"),
        );
        return;
    }
    let listeners = match site.certificate {
        Some(_) => &["http", "https"][..],
        None => &["http"][..],
    };
    for listener in listeners {
        if !server.listens.contains_key(*listener) {
            report.add(
                Diagnostic::error(
                    &rules::NOT_A_SERVER,
                    format!(
                        "`{}` serves a site and has no listener `{listener}`",
                        site.served_by
                    ),
                )
                .at(&site.served_by.origin, "asked to serve")
                .and(server.key, "declared here")
                .hint(format!("add `{listener}` to its `listens`")),
            );
        }
    }
    for route in site.routes() {
        reachable(expanded, site, &route, report);
    }
}

/// R19: an nginx of the host reaches services, and containers by what they publish; one in a container
/// resolves the names of others on a network that both are on.
fn reachable(expanded: &Expanded, site: &Site, route: &Route<'_>, report: &mut Report) {
    let stack = &expanded.stack;
    let to = route.to;
    let (Some(server), Some(target)) = (
        stack.program(site.served_by.as_str()),
        stack.program(to.as_str()),
    ) else {
        return;
    };
    let serves_on_host = stack.services.contains_key(site.served_by.as_str());
    let container = stack.containers.get(to.as_str());
    let publishes =
        container.is_none_or(|container| container.publish.contains_key(route.listener.as_str()));
    let trouble = match (serves_on_host, container) {
        (true, Some(_)) if !publishes => Diagnostic::error(
            &rules::UNREACHABLE_UPSTREAM,
            format!("`{to}` publishes no port `{}` that an nginx of the host could reach", route.listener),
        )
        .hint(format!(
            "publish it to the host itself: `publish.{} = {{ host = {}, address = \"127.0.0.1\" }}`",
            route.listener,
            target.listens.get(route.listener.as_str()).map_or(8080, |port| port.value.number()),
        )),
        (false, None) => Diagnostic::error(
            &rules::UNREACHABLE_UPSTREAM,
            format!("`{to}` listens on the host, which the container `{}` does not reach", site.served_by),
        )
        .hint("serve the site with an nginx of the host, or run both in containers"),
        _ => return shared_network(expanded, site, to, report),
    };
    report.add(
        trouble
            .at(&to.origin, "requests are handed to it")
            .and(server.key, "serves the site")
            .and(target.key, "should receive them"),
    );
}

fn shared_network(expanded: &Expanded, site: &Site, to: &Located<Name>, report: &mut Report) {
    let containers = &expanded.stack.containers;
    let server = containers.get(site.served_by.as_str());
    let target = containers.get(to.as_str());
    let (Some(server), Some(target)) = (server, target) else {
        return;
    };
    let shares = server
        .networks
        .keys()
        .any(|network| target.networks.contains_key(network));
    if shares {
        return;
    }
    report.add(
        Diagnostic::error(
            &rules::UNREACHABLE_UPSTREAM,
            format!(
                "`{}` and `{to}` share no network, so the name does not resolve",
                site.served_by
            ),
        )
        .at(&to.origin, "requests are handed to it")
        .and(&server.key, "serves the site")
        .and(&target.key, "should receive them")
        .hint("put both on one network"),
    );
}
