//! Requests that are handed to an application.

use super::{Host, headers, push, texts, upstream};
use crate::context::Output;
use crate::refusal::carried;
use formats::nginx::{Directive, Parameter};
use model::{Proxy, ProxyRedirect, Replace, Route, Scheme, Upstream};
use source::{Located, Origin};

/// What the application behind uwsgi learns of the request, as WSGI spells headers.
///
/// Only what nginx itself knows: a header that a client sends must not be taken for it.
const FORWARDED: [(&str, &str); 4] = [
    ("HTTP_HOST", "$host"),
    ("HTTP_X_REAL_IP", "$remote_addr"),
    ("HTTP_X_FORWARDED_FOR", "$proxy_add_x_forwarded_for"),
    ("HTTP_X_FORWARDED_PROTO", "$scheme"),
];

/// The variable of [`upgrade_map`].
const CONNECTION: &str = "$connection_upgrade";

/// `map $http_upgrade $connection_upgrade`, for the `http` block, where a proxy passes WebSockets on:
/// a connection is kept open or closed as the client asks
/// (<https://nginx.org/en/docs/http/websocket.html>).
pub(super) fn upgrade_map(host: &Host<'_>) -> Option<Directive> {
    let locations = host.sites.iter().flat_map(|site| site.locations.values());
    let mut proxies = locations.filter_map(|location| location.proxy.as_ref());
    let proxy = proxies.find(|proxy| proxy.websocket.value)?;
    let entries = [
        Directive::simple("default", [Parameter::keyword("upgrade")]),
        Directive::entry(Parameter::keyword(""), [Parameter::keyword("close")]),
    ];
    let variables = ["$http_upgrade", CONNECTION].map(Parameter::keyword);
    Some(Directive::block("map", variables, entries).caused_by(&proxy.websocket.origin))
}

pub(super) fn to_proxy(
    host: &Host<'_>,
    proxy: &Located<Proxy>,
    output: &mut Output<'_>,
) -> Vec<Directive> {
    let Proxy {
        to,
        listener,
        balance,
        scheme,
        uri,
        headers: passed,
        websocket,
        redirect,
    } = &proxy.value;
    let route = Route {
        to,
        listener,
        balance,
        protocol: model::Protocol::Http,
    };
    let scheme = match scheme.value {
        Scheme::Http => "http",
        Scheme::Https => "https",
    };
    let Some(address) = upstream::address(host, &route) else {
        return Vec::new();
    };
    let server = format!("{scheme}://{address}");
    let origin = &proxy.origin;
    let mut directives = Vec::new();
    let uri = uri.as_ref().map_or("", |uri| uri.as_str());
    let target = carried(
        Parameter::text(&format!("{server}{uri}")),
        origin,
        output.report,
    );
    let pass = target.map(|target| Directive::simple("proxy_pass", [target]));
    push(&mut directives, pass, origin);
    if let Some(redirect) = redirect {
        let directive = redirects(host, &redirect.value, &server, &redirect.origin, output);
        push(&mut directives, directive, &redirect.origin);
    }
    if websocket.value {
        directives.extend(upgrade(&websocket.origin));
    }
    for (name, value) in passed {
        let words = headers::words(host, name, value, output);
        let directive = words.map(|words| Directive::simple("proxy_set_header", words));
        push(&mut directives, directive, &value.origin);
    }
    directives
}

/// What lets a client turn its connection into a WebSocket; HTTP/1.0, which nginx speaks by default
/// before 1.29.7, has no such thing.
fn upgrade(origin: &Origin) -> impl Iterator<Item = Directive> {
    let version = Directive::simple("proxy_http_version", [Parameter::keyword("1.1")]);
    let headers = [("Upgrade", "$http_upgrade"), ("Connection", CONNECTION)];
    let headers = headers
        .map(|(name, value)| {
            let words = [Parameter::keyword(name), Parameter::keyword(value)];
            Directive::simple("proxy_set_header", words)
        })
        .into_iter();
    let all = std::iter::once(version).chain(headers);
    all.map(move |directive| directive.caused_by(origin))
}

fn redirects(
    host: &Host<'_>,
    redirect: &ProxyRedirect,
    server: &str,
    origin: &Origin,
    output: &mut Output<'_>,
) -> Option<Directive> {
    let words = match redirect {
        ProxyRedirect::Off => vec![Parameter::keyword("off")],
        ProxyRedirect::Replace(Replace { from, to }) => {
            let from = match from {
                Some(from) => texts::with_variables(host, &from.value, &from.origin, output),
                None => carried(Parameter::text(server), origin, output.report),
            };
            let to = texts::with_variables(host, &to.value, &to.origin, output);
            vec![from?, to?]
        }
    };
    Some(Directive::simple("proxy_redirect", words))
}

pub(super) fn to_uwsgi(
    host: &Host<'_>,
    upstream: &Located<Upstream>,
    output: &mut Output<'_>,
) -> Vec<Directive> {
    let Upstream {
        to,
        listener,
        balance,
    } = &upstream.value;
    let route = Route {
        to,
        listener,
        balance,
        protocol: model::Protocol::Uwsgi,
    };
    let origin: &Origin = &upstream.origin;
    let mut directives = Vec::new();
    let address = upstream::address(host, &route)
        .and_then(|address| carried(Parameter::text(&address), origin, output.report));
    let pass = address.map(|address| Directive::simple("uwsgi_pass", [address]));
    push(&mut directives, pass, origin);
    let include = Parameter::keyword("/etc/nginx/uwsgi_params");
    let include = Directive::simple("include", [include]);
    push(&mut directives, Some(include), origin);
    for (name, value) in FORWARDED {
        let parameters = [Parameter::keyword(name), Parameter::keyword(value)];
        let forwarded = Directive::simple("uwsgi_param", parameters);
        push(&mut directives, Some(forwarded), origin);
    }
    directives
}
