//! What a site takes from its clients, the next in line takes as well.

use super::expand::Expanded;
use crate::leaf::Name;
use crate::{BodyLimit, Content, Protocol, Route, Setting, Site, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::{BTreeMap, BTreeSet};

/// The most that someone takes, and where it says so.
type Limits<'a> = BTreeMap<&'a Name, (u64, &'a Origin)>;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let (servers, applications) = (limits_of_servers(expanded), limits_of_uwsgi(expanded));
    for site in expanded.stack.sites.values() {
        let mut seen = BTreeSet::new();
        for route in site.routes() {
            let next = match route.protocol {
                Protocol::Http => servers.get(&route.to.value),
                Protocol::Uwsgi => applications.get(&route.to.value),
            };
            let Some((limit, origin)) = next else {
                continue;
            };
            if is_beyond(&site.body_limit.value, *limit) && seen.insert(&route.to.value) {
                report.add(finding(site, &route, (*limit, origin)));
            }
        }
    }
}

/// Whether a next limit refuses what this one lets through.
fn is_beyond(limit: &BodyLimit, next: u64) -> bool {
    match limit {
        BodyLimit::Unlimited => true,
        BodyLimit::Bytes(size) => size.bytes() > next,
    }
}

/// An nginx behind another one refuses with 413 what is larger than its own limits: the largest of its
/// sites is the one that counts here, since nobody knows which of them a request is for.
fn limits_of_servers(expanded: &Expanded) -> Limits<'_> {
    let mut limits = Limits::new();
    for site in expanded.stack.sites.values() {
        let own = match &site.body_limit.value {
            BodyLimit::Unlimited => u64::MAX,
            BodyLimit::Bytes(size) => size.bytes(),
        };
        let limit = limits
            .entry(&site.served_by.value)
            .or_insert((own, &site.body_limit.origin));
        if own > limit.0 {
            *limit = (own, &site.body_limit.origin);
        }
    }
    limits
}

/// uWSGI reads `limit-post` as bytes, and 0 as no limit (uWSGI options, "limit-post").
fn limits_of_uwsgi(expanded: &Expanded) -> Limits<'_> {
    let mut limits = Limits::new();
    for file in expanded.stack.files.values() {
        let Content::Uwsgi(options) = &file.content.value else {
            continue;
        };
        let Some(option) = options.get("limit-post") else {
            continue;
        };
        let bytes = match &option.value {
            Setting::Number(number) => number.to_integer(),
            Setting::Text(text) => text.parse().ok(),
            Setting::Bool(_) | Setting::List(_) => None,
        };
        if let Some(bytes) = bytes.filter(|bytes| *bytes > 0) {
            let readers = file.readers.iter();
            limits.extend(readers.map(|reader| (&reader.value, (bytes, &option.origin))));
        }
    }
    limits
}

fn finding(site: &Site, route: &Route<'_>, (next, origin): (u64, &Origin)) -> Diagnostic {
    let at = match site.body_limit.origin.is_default() {
        true => &route.to.origin,
        false => &site.body_limit.origin,
    };
    Diagnostic::warning(
        &rules::UPLOAD_LIMIT,
        format!(
            "`{}` refuses uploads that the nginx before it lets through",
            route.to
        ),
    )
    .at(at, "lets larger ones through")
    .and(origin, format!("takes {next} bytes at most"))
    .hint("set both to the same number of bytes")
}
