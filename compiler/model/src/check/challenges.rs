//! The questions of Let's Encrypt are answered.
//!
//! It asks for a file at port 80 of every name of a certificate (RFC 8555, 8.3); one name without the
//! answer, and there is no certificate for any of them.

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{AbsolutePath, HostName, Name, Port};
use crate::{Certificate, CertificateSource, Challenge, LetsEncrypt, Reach, Redirect, Site, rules};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Where Let's Encrypt asks.
const ASKED: u16 = 80;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let answering = answering(expanded);
    for sites in answering.values() {
        reached(expanded, sites, report);
    }
    for certificate in expanded.stack.certificates.values() {
        let CertificateSource::LetsEncrypt(lets_encrypt) = &certificate.source.value else {
            continue;
        };
        match &lets_encrypt.challenge.value {
            Challenge::Webroot => {
                let sites = answering.get(&lets_encrypt.webroot.value);
                served(sites, certificate, lets_encrypt, report);
            }
            Challenge::Standalone(standalone) => {
                let port = standalone.host.value;
                if !is_led_to(expanded, port) {
                    let at = (&standalone.host.origin, "certbot answers here");
                    report.add(unreached(expanded, "certbot", at, Some(port)));
                }
            }
        }
    }
}

/// The sites that answer from one folder: those whose certificate is asked for by it.
#[derive(Default)]
struct Answering<'a> {
    sites: Vec<&'a Site>,
    names: BTreeSet<String>,
    has_default: bool,
    wildcards: Vec<&'a HostName>,
}

impl Answering<'_> {
    fn answers(&self, name: &HostName) -> bool {
        self.has_default
            || self.names.contains(&name.as_str().to_ascii_lowercase())
            || self.wildcards.iter().any(|wildcard| wildcard.covers(name))
    }
}

/// Who answers, by the folder that challenges are served from.
fn answering(expanded: &Expanded) -> BTreeMap<&AbsolutePath, Answering<'_>> {
    let stack = &expanded.stack;
    let mut answering: BTreeMap<&AbsolutePath, Answering<'_>> = BTreeMap::new();
    for site in stack.sites.values() {
        let named = site.certificate.as_ref();
        let certificate = named.and_then(|name| stack.certificates.get(name.as_str()));
        let Some(CertificateSource::LetsEncrypt(lets_encrypt)) =
            certificate.map(|certificate| &certificate.source.value)
        else {
            continue;
        };
        if lets_encrypt.challenge.value != Challenge::Webroot {
            continue;
        }
        let folder = answering.entry(&lets_encrypt.webroot.value).or_default();
        folder.sites.push(site);
        folder.has_default |= site.default.value;
        for name in &site.names {
            folder.names.insert(name.as_str().to_ascii_lowercase());
            if name.is_wildcard() {
                folder.wildcards.push(&name.value);
            }
        }
    }
    answering
}

/// Each name leads to a server that has the answer.
fn served(
    answering: Option<&Answering<'_>>,
    certificate: &Entry<Certificate>,
    lets_encrypt: &LetsEncrypt,
    report: &mut Report,
) {
    let is_answered =
        |name: &&Located<HostName>| answering.is_some_and(|sites| sites.answers(&name.value));
    let names = certificate.names.iter();
    // Other names cannot be had from Let's Encrypt, which another rule says.
    let names =
        names.filter(|name| name.contains_dot() && !name.is_wildcard() && !name.is_address());
    for name in names.filter(|name| !is_answered(name)) {
        report.add(
            Diagnostic::error(
                &rules::CHALLENGE_UNREACHABLE,
                format!("no site answers the challenge of Let's Encrypt for `{name}`"),
            )
            .at(&name.origin, "a name of the certificate")
            .and(
                &lets_encrypt.challenge.origin,
                "answered by the sites that use it",
            )
            .note("without the answer for one name there is no certificate for any of them")
            .hint(format!(
                "add `{name}` to `names` of a site with this certificate, or remove it here"
            )),
        );
    }
}

/// Port 80 of the host leads to the servers, each of which is told once.
fn reached(expanded: &Expanded, answering: &Answering<'_>, report: &mut Report) {
    let mut seen: BTreeSet<&Name> = BTreeSet::new();
    for site in &answering.sites {
        let server = &site.served_by;
        if !seen.insert(&server.value) {
            continue;
        }
        let Some(ports) = ports_of(expanded, &server.value) else {
            continue;
        };
        if ports.iter().any(|port| is_led_to(expanded, *port)) {
            continue;
        }
        let at = (&server.origin, "answers the challenges");
        let mut diagnostic = unreached(expanded, server.as_str(), at, ports.first().copied());
        if let Some(certificate) = &site.certificate {
            diagnostic = diagnostic.and(&certificate.origin, "a certificate of Let's Encrypt");
        }
        report.add(diagnostic);
    }
}

/// Whoever stands before the host may lead the port there, so it is no error.
fn unreached(
    expanded: &Expanded,
    who: &str,
    (origin, remark): (&Origin, &str),
    port: Option<Port>,
) -> Diagnostic {
    let diagnostic = Diagnostic::warning(
        &rules::CHALLENGE_UNREACHABLE,
        format!("nothing leads port {ASKED} of the host to `{who}`"),
    )
    .at(origin, remark)
    .note("Let's Encrypt asks at port 80 of each name");
    match (redirect(expanded), port) {
        (Some(redirect), port) => diagnostic
            .and(&redirect.to.origin, "the port is led here")
            .maybe_hint(port.map(|port| format!("lead it to port {port}"))),
        (None, Some(port)) => diagnostic.hint(format!(
            "redirect it: `firewall.redirects.http = {{ from = {ASKED}, to = {port} }}`"
        )),
        (None, None) => {
            diagnostic.hint(format!("publish it: `publish.http = {{ host = {ASKED} }}`"))
        }
    }
}

/// The ports of the host at which others reach the plain server of an nginx; `None` when it is not known.
fn ports_of(expanded: &Expanded, server: &Name) -> Option<Vec<Port>> {
    let stack = &expanded.stack;
    if let Some(container) = stack.containers.get(server) {
        let publish = container.publish.get("http").into_iter();
        let outside = publish.filter(|publish| {
            let address = publish.address.as_ref();
            address.is_none_or(|address| !address.value.ip().is_loopback())
        });
        return Some(outside.map(|publish| publish.host.value).collect());
    }
    let service = stack.services.get(server)?;
    match service.reach.value {
        Reach::Host => Some(Vec::new()),
        Reach::Everyone => {
            let listener = service.listens.get("http").into_iter();
            Some(listener.map(|port| port.value).collect())
        }
    }
}

/// Whether requests to port 80 of the host arrive at this one: a redirect takes them before a listener.
fn is_led_to(expanded: &Expanded, port: Port) -> bool {
    match redirect(expanded) {
        Some(redirect) => redirect.to.value == port,
        None => port.number() == ASKED,
    }
}

/// What becomes of requests to port 80 of the host.
fn redirect(expanded: &Expanded) -> Option<&Redirect> {
    let firewall = expanded.stack.firewall.as_ref()?;
    let mut redirects = firewall.redirects.values().map(|entry| &entry.value);
    redirects.find(|redirect| redirect.from.number() == ASKED)
}
