//! Sites are served, their locations do one thing, and what they hand requests to can be reached.

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::Name;
use crate::{Location, Site, Upstream, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let mut names: BTreeMap<(&Name, String), &Origin> = BTreeMap::new();
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
        for host in &site.names {
            let key = (&site.served_by.value, host.as_str().to_lowercase());
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
        for (pattern, location) in &site.locations {
            handler(pattern, location, report);
            if let Some(alias) = &location.alias {
                slashes(pattern, &location.key, alias, report);
            }
            if let Some(upstream) = &location.uwsgi {
                reachable(expanded, site, upstream, report);
            }
        }
    }
}

fn server(expanded: &Expanded, site: &Site, report: &mut Report) {
    let Some(container) = expanded.stack.containers.get(site.served_by.as_str()) else {
        return;
    };
    if container.nginx.is_none() {
        report.add(
            Diagnostic::error(
                &rules::NOT_A_SERVER,
                format!(
                    "`{}` serves a site and is not known to be an nginx",
                    site.served_by
                ),
            )
            .at(&site.served_by.origin, "asked to serve")
            .and(&container.key, "declared here")
            .hint("make it from `recipes.nginx`, or set its `nginx.version`"),
        );
        return;
    }
    let listeners = match site.certificate {
        Some(_) => &["http", "https"][..],
        None => &["http"][..],
    };
    for listener in listeners {
        if !container.listens.contains_key(*listener) {
            report.add(
                Diagnostic::error(
                    &rules::NOT_A_SERVER,
                    format!(
                        "`{}` serves a site and has no listener `{listener}`",
                        site.served_by
                    ),
                )
                .at(&site.served_by.origin, "asked to serve")
                .and(&container.key, "declared here")
                .hint(format!("add `{listener}` to its `listens`")),
            );
        }
    }
}

fn handler(pattern: &str, location: &Entry<Location>, report: &mut Report) {
    let Location {
        try_files,
        alias,
        uwsgi,
        extra,
        unchecked,
    } = &location.value;
    let does = [
        ("try_files", try_files.is_some()),
        ("alias", alias.is_some()),
        ("uwsgi", uwsgi.is_some()),
    ];
    let chosen: Vec<&str> = does
        .iter()
        .filter(|(_, is_set)| *is_set)
        .map(|(name, _)| *name)
        .collect();
    let trouble = match chosen.as_slice() {
        [] if extra.is_some() || unchecked.is_some() => return,
        [] => "does nothing".to_owned(),
        [_] | ["try_files", "alias"] => return,
        several => format!("has both `{}`", several.join("` and `")),
    };
    report.add(
        Diagnostic::error(
            &rules::LOCATION_HANDLER,
            format!("the location `{pattern}` {trouble}"),
        )
        .at(&location.key, "this location")
        .hint("set one of `try_files`, `alias` and `uwsgi`"),
    );
}

/// R20: `location /static` with `alias …/static/` serves `/staticx` as well, and the other way
/// round glues the rest of the path to the last folder.
fn slashes(pattern: &str, key: &Origin, alias: &source::Located<String>, report: &mut Report) {
    let is_regex = pattern.starts_with('~');
    if is_regex || pattern.ends_with('/') == alias.ends_with('/') {
        return;
    }
    report.add(
        Diagnostic::error(
            &rules::ALIAS_SLASH,
            format!("the location `{pattern}` and its alias differ in their last slash"),
        )
        .at(&alias.origin, "the folder")
        .and(key, "the location")
        .hint("end both in `/`"),
    );
}

/// R19: nginx resolves the name of an upstream on a network that both are on.
fn reachable(expanded: &Expanded, site: &Site, upstream: &Upstream, report: &mut Report) {
    let containers = &expanded.stack.containers;
    let server = containers.get(site.served_by.as_str());
    let target = containers.get(upstream.container.as_str());
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
                "`{}` and `{}` share no network, so the name does not resolve",
                site.served_by, upstream.container
            ),
        )
        .at(&upstream.container.origin, "requests are handed to it")
        .and(&server.key, "serves the site")
        .and(&target.key, "should receive them")
        .hint("put both on one network"),
    );
}
