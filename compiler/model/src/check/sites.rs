//! Sites are served, their locations do one thing, and what they hand requests to can be reached.

mod balance;
mod caches;
mod locations;
mod order;
mod servers;

use super::expand::Expanded;
use crate::decode::Table;
use crate::leaf::HeaderName;
use crate::rules;
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    servers::check(expanded, report);
    balance::check(expanded, report);
    caches::check(expanded, report);
    for site in expanded.stack.sites.values() {
        headers(&site.headers, report);
        error_pages(site, report);
        order::check(site, report);
        for (pattern, location) in &site.locations {
            locations::check(site, pattern, location, report);
            headers(&location.headers, report);
            if let Some(proxy) = &location.proxy {
                headers(&proxy.headers, report);
            }
        }
    }
}

/// Nobody who reads headers tells `host` and `Host` apart.
fn headers(table: &Table<HeaderName, String>, report: &mut Report) {
    let mut seen: BTreeMap<String, &Origin> = BTreeMap::new();
    for (name, entry) in table {
        if let Some(other) = seen.insert(name.as_str().to_ascii_lowercase(), &entry.key) {
            repeated(&format!("the header `{name}`"), &entry.key, other, report);
        }
    }
}

fn error_pages(site: &crate::Site, report: &mut Report) {
    let mut seen: BTreeMap<u16, &Origin> = BTreeMap::new();
    for (codes, entry) in &site.error_pages {
        for code in codes.numbers() {
            if let Some(other) = seen.insert(code, &entry.key) {
                repeated(&format!("the status {code}"), &entry.key, other, report);
            }
        }
    }
}

fn repeated(what: &str, one: &Origin, other: &Origin, report: &mut Report) {
    report.add(
        Diagnostic::error(&rules::REPEATED_ENTRY, format!("{what} is listed twice"))
            .at(one, "listed here")
            .and(other, "and here")
            .hint("remove one of these"),
    );
}
