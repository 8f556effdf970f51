//! A location does one thing.

use crate::decode::Entry;
use crate::{Location, Proxy, Site, rules};
use source::{Diagnostic, Origin, Report};

pub(super) fn check(site: &Site, pattern: &str, location: &Entry<Location>, report: &mut Report) {
    handler(site, pattern, location, report);
    if let Some(alias) = &location.alias {
        slashes(
            pattern,
            &location.key,
            "alias",
            alias,
            &alias.origin,
            report,
        );
    }
    if let Some(proxy) = &location.proxy {
        uri(pattern, &location.key, proxy, report);
        websocket(proxy, report);
    }
    if let (Some(cache), None) = (&location.cache, &location.proxy) {
        report.add(
            Diagnostic::error(
                &rules::LOCATION_HANDLER,
                format!("the location `{pattern}` keeps answers of a proxy and has none"),
            )
            .at(&cache.cache.origin, "kept here")
            .and(&location.key, "this location")
            .hint("set its `proxy`, or remove `cache`"),
        );
    }
}

/// What a location does; no more than one thing, or two that nginx does one after the other.
fn handler(site: &Site, pattern: &str, location: &Entry<Location>, report: &mut Report) {
    let Location {
        order: _,
        root,
        alias,
        try_files,
        r#return,
        proxy,
        uwsgi,
        extra,
        unchecked,
        cache: _,
        internal: _,
        headers: _,
    } = &location.value;
    let does = [
        ("root", root.is_some()),
        ("alias", alias.is_some()),
        ("try_files", try_files.is_some()),
        ("return", r#return.is_some()),
        ("proxy", proxy.is_some()),
        ("uwsgi", uwsgi.is_some()),
    ];
    let chosen = does.iter().filter(|(_, is_set)| *is_set);
    let chosen: Vec<&str> = chosen.map(|(name, _)| *name).collect();
    let has_other_ways = extra.is_some() || unchecked.is_some() || site.root.is_some();
    let trouble = match chosen.as_slice() {
        [] if has_other_ways => return,
        [] => "does nothing".to_owned(),
        [_] | ["root" | "alias", "try_files"] => return,
        several => format!("has both `{}`", several.join("` and `")),
    };
    report.add(
        Diagnostic::error(
            &rules::LOCATION_HANDLER,
            format!("the location `{pattern}` {trouble}"),
        )
        .at(&location.key, "this location")
        .hint("set one of `root`, `alias`, `try_files`, `return`, `proxy` and `uwsgi`"),
    );
}

/// R20: `location /static` with `alias …/static/` serves `/staticx` as well, and the other way
/// round glues the rest of the path to the last folder. The same holds for the `uri` of a proxy.
fn slashes(
    pattern: &str,
    key: &Origin,
    field: &str,
    stands_for_it: &str,
    origin: &Origin,
    report: &mut Report,
) {
    let is_regex = pattern.starts_with('~');
    if is_regex || pattern.ends_with('/') == stands_for_it.ends_with('/') {
        return;
    }
    let what = match field {
        "alias" => "the folder",
        _ => "what the application sees",
    };
    report.add(
        Diagnostic::error(
            &rules::ALIAS_SLASH,
            format!("the location `{pattern}` and its {field} differ in their last slash"),
        )
        .at(origin, what)
        .and(key, "the location")
        .hint("end both in `/`"),
    );
}

/// nginx refuses a URI where the location has no beginning that it could replace.
fn uri(pattern: &str, key: &Origin, proxy: &Proxy, report: &mut Report) {
    let Some(uri) = &proxy.uri else { return };
    if pattern.starts_with(['~', '@']) {
        let what = match pattern.starts_with('@') {
            true => "a name",
            false => "a regular expression",
        };
        report.add(
            Diagnostic::error(
                &rules::PROXY_URI,
                format!("the location `{pattern}` is {what}, so `uri` has nothing to replace"),
            )
            .at(&uri.origin, "should stand for the beginning of the path")
            .and(key, "the location")
            .hint("remove `uri`, and write `rewrite … break;` in `extra`"),
        );
        return;
    }
    // An exact location leaves nothing of the path behind it.
    if !pattern.starts_with('=') {
        slashes(pattern, key, "uri", uri.as_str(), &uri.origin, report);
    }
}

/// The headers that make a WebSocket are nginx's to set.
fn websocket(proxy: &Proxy, report: &mut Report) {
    if !proxy.websocket.value {
        return;
    }
    for (name, entry) in &proxy.headers {
        let is_ours = ["upgrade", "connection"]
            .iter()
            .any(|ours| name.as_str().eq_ignore_ascii_case(ours));
        if is_ours {
            report.add(
                Diagnostic::error(
                    &rules::REPEATED_ENTRY,
                    format!("the header `{name}` is set for WebSockets already"),
                )
                .at(&entry.key, "set here")
                .and(&proxy.websocket.origin, "sets it as well")
                .hint("remove one of these"),
            );
        }
    }
}
