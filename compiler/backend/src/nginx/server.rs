//! `server` blocks.

use super::{Host, cache, extra, headers, location, push, security, texts, tls};
use crate::context::Output;
use crate::refusal::carried;
use formats::nginx::{
    self, Directive, Item, Listen, ListenAddress, Location, Modifier, Parameter, Piece, ServerName,
};
use model::leaf::AbsolutePath;
use model::{BodyLimit, Certificate, CertificateSource, Challenge, Site};
use source::{Located, Origin};

/// The servers that refuse unknown names (R14), so that no site is the default by accident; a site
/// that is it on purpose takes their place.
pub(super) fn reject(host: &Host<'_>, origin: &Origin) -> Vec<Directive> {
    let mut servers = Vec::new();
    if !host.server.refuses_unknown.value {
        return servers;
    }
    let plain = is_unclaimed(host, |site| host.context.stack.stack.has_plain_server(site));
    let tls = is_unclaimed(host, |site| site.certificate.is_some());
    let close = || Directive::simple("return", [Parameter::number(444)]);
    if plain && let Some(port) = port(host, "http") {
        let mut block = listen(host, port, false, true, origin);
        block.push(Directive::simple("server_name", [Parameter::keyword("_")]).caused_by(origin));
        block.push(close().caused_by(origin));
        servers.push(Directive::block("server", [], block).caused_by(origin));
    }
    if tls && let Some(port) = port(host, "https") {
        let mut block = listen(host, port, true, true, origin);
        block.push(Directive::simple("server_name", [Parameter::keyword("_")]).caused_by(origin));
        block.extend(security::protocols_of_all(host));
        match nginx::reject_handshake(host.version) {
            // Whoever has shaken hands for another name is told that this is not the place for it.
            Some(directive) => {
                block.push(directive.caused_by(origin));
                block.push(Directive::simple("return", [Parameter::number(421)]).caused_by(origin));
            }
            None => block.push(close().caused_by(origin)),
        }
        servers.push(Directive::block("server", [], block).caused_by(origin));
    }
    servers
}

/// Whether sites listen there, and none of them is the default.
fn is_unclaimed(host: &Host<'_>, listens: impl Fn(&Site) -> bool) -> bool {
    let mut listening = host.sites.iter().filter(|site| listens(site)).peekable();
    listening.peek().is_some() && !listening.any(|site| site.default.value)
}

/// The servers of one site.
pub(super) fn lower(host: &Host<'_>, site: &Site, output: &mut Output<'_>) -> Vec<Directive> {
    let Some(reference) = &site.certificate else {
        return plain_site(host, site, output).into_iter().collect();
    };
    let certificates = &host.context.stack.stack.certificates;
    let Some(certificate) = certificates.get(reference.as_str()) else {
        return Vec::new();
    };
    let plain = host
        .context
        .stack
        .stack
        .has_plain_server(site)
        .then(|| way_to_https(host, site, certificate, output))
        .flatten();
    let tls = tls_site(host, site, certificate, &reference.origin, output);
    plain.into_iter().chain(tls).collect()
}

/// A site without certificate.
fn plain_site(host: &Host<'_>, site: &Site, output: &mut Output<'_>) -> Option<Directive> {
    let origin = &site.served_by.origin;
    let mut block = listen(host, port(host, "http")?, false, site.default.value, origin);
    push(&mut block, server_names(site, output), origin);
    let items = block.into_iter().map(Item::from);
    let items = items.chain(body(host, site, output));
    Some(Directive::block("server", [], items).caused_by(origin))
}

/// The plain server of a site with certificate: challenges, and `301` for the rest (R15).
fn way_to_https(
    host: &Host<'_>,
    site: &Site,
    certificate: &Certificate,
    output: &mut Output<'_>,
) -> Option<Directive> {
    let origin = &certificate.source.origin;
    let mut block = listen(host, port(host, "http")?, false, site.default.value, origin);
    push(&mut block, server_names(site, output), origin);
    if let Some(webroot) = webroot(certificate) {
        let folder = carried(
            Parameter::text(webroot.as_str()),
            &webroot.origin,
            output.report,
        )?;
        let root = Directive::simple("root", [folder]).caused_by(origin);
        let place = Location::new(Modifier::PriorityPrefix, "/.well-known/acme-challenge/");
        let place = carried(place, origin, output.report)?;
        block.push(place.directive([root]).caused_by(origin));
    }
    let target = match external_https(host) {
        Some(port) if port != 443 => carried(
            Parameter::text_with_variables(&[
                Piece::Literal("https://"),
                Piece::Variable("host"),
                Piece::Literal(&format!(":{port}")),
                Piece::Variable("request_uri"),
            ]),
            origin,
            output.report,
        )?,
        _ => Parameter::keyword("https://$host$request_uri"),
    };
    let go = Directive::simple("return", [Parameter::number(301), target]).caused_by(origin);
    let rest = carried(Location::new(Modifier::Prefix, "/"), origin, output.report)?;
    block.push(rest.directive([go]).caused_by(origin));
    Some(Directive::block("server", [], block).caused_by(origin))
}

fn tls_site(
    host: &Host<'_>,
    site: &Site,
    certificate: &Certificate,
    origin: &Origin,
    output: &mut Output<'_>,
) -> Option<Directive> {
    let mut block = listen(host, port(host, "https")?, true, site.default.value, origin);
    push(&mut block, nginx::http2(host.version).directive(), origin);
    push(&mut block, server_names(site, output), origin);
    let files = host.context.stack.certificate_files(host.of, certificate)?;
    for (name, path) in [
        ("ssl_certificate", &files.certificate),
        ("ssl_certificate_key", &files.key),
    ] {
        let path = carried(Parameter::text(path.as_str()), origin, output.report)?;
        block.push(Directive::simple(name, [path]).caused_by(origin));
    }
    if let Some(tls) = &site.tls {
        block.extend(tls::lower(host, tls, output));
    }
    let items = block.into_iter().map(Item::from);
    let items = items.chain(body(host, site, output));
    Some(Directive::block("server", [], items).caused_by(origin))
}

/// What a site says, whatever it listens on.
fn body(host: &Host<'_>, site: &Site, output: &mut Output<'_>) -> Vec<Item> {
    let mut block: Vec<Item> = Vec::new();
    let limit = match site.body_limit.value {
        BodyLimit::Unlimited => Some(Parameter::number(0)),
        BodyLimit::Bytes(size) => carried(
            Parameter::literal(&size.to_string()),
            &site.body_limit.origin,
            output.report,
        ),
    };
    if let Some(limit) = limit {
        let limit = Directive::simple("client_max_body_size", [limit]);
        block.push(limit.caused_by(&site.body_limit.origin).into());
    }
    let shared = shared_by_locations(host, site, output);
    block.extend(shared.into_iter().map(Item::from));
    // nginx takes the first regular expression that matches; the order of all others is no matter.
    let mut locations: Vec<_> = site.locations.iter().collect();
    locations.sort_by_key(|(_, location)| location.order.value);
    for (pattern, entry) in locations {
        let place = carried(pattern.parse::<Location>(), &entry.key, output.report);
        let Some(place) = place else { continue };
        let inside: Vec<Item> = location::lower(host, entry, output);
        block.push(place.directive(inside).caused_by(&entry.key).into());
    }
    let Site {
        extra, unchecked, ..
    } = site;
    block.extend(extra::lower(extra.as_ref(), unchecked.as_ref(), output));
    block
}

/// What locations inherit.
fn shared_by_locations(host: &Host<'_>, site: &Site, output: &mut Output<'_>) -> Vec<Directive> {
    let mut directives = cache::spools(site, output);
    if let Some(root) = &site.root {
        let folder = texts::with_variables(host, &root.value, &root.origin, output);
        let directive = folder.map(|folder| Directive::simple("root", [folder]));
        push(&mut directives, directive, &root.origin);
    }
    if let Some(index) = &site.index
        && let Some(first) = index.first()
    {
        let directive = location::list(host, "index", index, output);
        push(&mut directives, directive, &first.origin);
    }
    for (codes, page) in &site.error_pages {
        let codes = codes.numbers().map(|code| Parameter::number(code.into()));
        let target = texts::with_variables(host, &page.value, &page.origin, output);
        let directive = target.map(|page| Directive::simple("error_page", codes.chain([page])));
        push(&mut directives, directive, &page.origin);
    }
    directives.extend(headers::lower(host, &site.headers, output));
    directives
}

/// The two `listen`s of a server, for IPv4 and IPv6 (R16).
fn listen(
    host: &Host<'_>,
    port: u16,
    ssl: bool,
    default_server: bool,
    origin: &Origin,
) -> Vec<Directive> {
    let form = nginx::http2(host.version);
    [ListenAddress::any_v4(port), ListenAddress::any_v6(port)]
        .into_iter()
        .map(|address| {
            let listen = Listen {
                ssl,
                http2: ssl,
                default_server,
                ..Listen::new(address)
            };
            listen.directive(form).caused_by(origin)
        })
        .collect()
}

fn server_names(site: &Site, output: &mut Output<'_>) -> Option<Directive> {
    let mut names = Vec::new();
    for host in &site.names {
        let name = carried(
            ServerName::parse(host.as_str()),
            &host.origin,
            output.report,
        )?;
        names.push(Parameter::from(&name));
    }
    Some(Directive::simple("server_name", names))
}

fn port(host: &Host<'_>, listener: &str) -> Option<u16> {
    let port = host.listens.get(listener)?;
    Some(port.value.number())
}

/// The folder that challenges are served from, where nginx does that.
fn webroot(certificate: &Certificate) -> Option<&Located<AbsolutePath>> {
    match &certificate.source.value {
        CertificateSource::LetsEncrypt(lets_encrypt) => {
            let is_webroot = matches!(lets_encrypt.challenge.value, Challenge::Webroot);
            is_webroot.then_some(&lets_encrypt.webroot)
        }
        CertificateSource::SelfSigned(_) | CertificateSource::Provided(_) => None,
    }
}

/// The port that clients see for https: what the firewall redirects from, else what is published.
fn external_https(host: &Host<'_>) -> Option<u16> {
    let published = match host.container {
        Some(container) => container.publish.get("https")?.host.value,
        None => host.listens.get("https")?.value,
    };
    let firewall = host.context.stack.stack.firewall.as_ref();
    let redirect = firewall.and_then(|firewall| {
        let mut redirects = firewall.redirects.values();
        redirects.find(|redirect| redirect.to.value == published)
    });
    Some(
        redirect
            .map_or(published, |redirect| redirect.from.value)
            .number(),
    )
}
