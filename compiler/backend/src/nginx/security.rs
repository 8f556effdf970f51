//! What nginx would accept and nobody should write, at the lines of the stack.
//!
//! The whole configuration is judged as it will stand in the files, so what the fields of a stack make and
//! what a further text says are one thing. Two holes are closed here for all servers: answers that name
//! the release, and a default server that decides on the TLS of all others.

use super::Host;
use crate::rules;
use formats::nginx::{self, Build, Context, Directive, Item, Parameter, Weakness, WeaknessKind};
use formats::{Cause, Version};
use model::{CertificateSource, Target};
use source::{Diagnostic, Origin, Rule, Severity};
use std::collections::BTreeSet;

/// What is known of an nginx and its certificates besides the text of its configuration.
#[derive(Clone, Debug)]
pub(super) struct Known {
    openssl: Option<Version>,
    /// Where sites name certificates that no browser trusts.
    self_signed: BTreeSet<Origin>,
}

impl Known {
    pub(super) fn of(host: &Host<'_>) -> Self {
        Self {
            openssl: openssl(host),
            self_signed: self_signed(host).cloned().collect(),
        }
    }
}

/// The weaknesses of a configuration, each with the place that it comes from.
pub(super) fn findings<'a>(
    items: &[Item],
    place: Context,
    nginx: Version,
    known: impl Iterator<Item = &'a Known> + Clone,
    fallback: &Origin,
) -> Vec<(Cause, Diagnostic)> {
    let openssl = known.clone().find_map(|known| known.openssl);
    let unheard: BTreeSet<&Origin> = known.flat_map(|known| &known.self_signed).collect();
    let mut findings = Vec::new();
    for weakness in nginx::weaknesses(items, place, Build { nginx, openssl }) {
        let cause = weakness.place.0.cause.clone();
        // Browsers take no such word from a server that they do not trust (RFC 6797, section 8.1).
        let is_unheard = weakness.kind == WeaknessKind::TransportSecurity
            && cause
                .0
                .as_ref()
                .is_some_and(|cause| unheard.contains(cause));
        if !is_unheard {
            findings.push((cause, finding(&weakness, fallback)));
        }
    }
    findings
}

fn finding(weakness: &Weakness, fallback: &Origin) -> Diagnostic {
    let rule = rule(weakness.kind);
    let diagnostic = match weakness.severity {
        Severity::Error => Diagnostic::error(rule, weakness.headline.clone()),
        Severity::Warning => Diagnostic::warning(rule, weakness.headline.clone()),
    };
    let (place, label) = &weakness.place;
    let origin = place.cause.0.as_ref().unwrap_or(fallback);
    // A text of several lines has one place in the stack.
    let label = match place.line.0 {
        Some(line) if line > 1 => format!("{label}, in line {line} of the text"),
        Some(_) | None => (*label).to_owned(),
    };
    let diagnostic = diagnostic.at(origin, label).hint(weakness.hint);
    let other = weakness.other.as_ref();
    let other = other.and_then(|(place, label)| Some((place.cause.0.as_ref()?, label)));
    match other.filter(|(other, _)| *other != origin) {
        Some((other, label)) => diagnostic.and(other, *label),
        None => diagnostic,
    }
}

/// The rule that a weakness breaks.
fn rule(kind: WeaknessKind) -> &'static Rule {
    match kind {
        WeaknessKind::AliasTraversal => &rules::ALIAS_TRAVERSAL,
        WeaknessKind::HostSpoofing => &rules::HOST_SPOOFING,
        WeaknessKind::HttpSplitting => &rules::HTTP_SPLITTING,
        WeaknessKind::RequestForgery => &rules::REQUEST_FORGERY,
        WeaknessKind::NameResolution => &rules::NAME_RESOLUTION,
        WeaknessKind::IfInLocation => &rules::IF_IN_LOCATION,
        WeaknessKind::WeakTls => &rules::WEAK_TLS,
        WeaknessKind::TransportSecurity => &rules::TRANSPORT_SECURITY,
        WeaknessKind::VersionShown => &rules::VERSION_SHOWN,
        WeaknessKind::LostInheritance => &rules::LOST_INHERITANCE,
        WeaknessKind::MalformedHeader => &rules::MALFORMED_HEADER,
        WeaknessKind::ExplosiveRegex => &rules::EXPLOSIVE_REGEX,
        WeaknessKind::LooseRegex => &rules::LOOSE_REGEX,
        WeaknessKind::OriginCheck => &rules::ORIGIN_CHECK,
        WeaknessKind::AccessBypassed => &rules::ACCESS_BYPASSED,
        WeaknessKind::ExposedInternals => &rules::EXPOSED_INTERNALS,
        WeaknessKind::DecodedPath => &rules::DECODED_PATH,
        WeaknessKind::Misreading => &rules::MISREADING,
        WeaknessKind::ServerLimits => &rules::SERVER_LIMITS,
        WeaknessKind::TlsSetting => &rules::TLS_SETTING,
    }
}

/// The OpenSSL of the host's release; that of an image is not known.
fn openssl(host: &Host<'_>) -> Option<Version> {
    if host.container.is_some() {
        return None;
    }
    match host.context.stack.stack.target.value {
        Target::Debian12 | Target::Ubuntu2404 => Some(Version::new(3, 0, 0)),
        Target::Debian13 => Some(Version::new(3, 5, 0)),
        Target::Upstream => None,
    }
}

/// Where sites name certificates that no browser trusts.
fn self_signed<'a>(host: &'a Host<'_>) -> impl Iterator<Item = &'a Origin> {
    let certificates = &host.context.stack.stack.certificates;
    let named = host
        .sites
        .iter()
        .filter_map(|site| site.certificate.as_ref());
    let named = named.filter(|name| {
        let certificate = certificates.get(name.as_str());
        certificate.is_some_and(|it| matches!(it.source.value, CertificateSource::SelfSigned(_)))
    });
    named.map(|name| &name.origin)
}

/// Makes every server keep the release of nginx to itself, unless something says otherwise.
///
/// It stands in each server: beside them it would be a second one where the main file has one, as that of
/// Debian 13 does.
pub(super) fn hide_version(host: &Host<'_>, items: &mut [Item], main: Option<&[Item]>) {
    const NAME: &str = "server_tokens";
    let shown = &host.server.version_shown;
    let says = |items: &[Item]| {
        let mut directives = items.iter().filter_map(Item::directive);
        directives.any(|directive| directive.name.as_str() == NAME)
    };
    let mut of_http = main.into_iter().flatten().filter_map(Item::directive);
    let is_said = of_http.any(|http| says(http.block.as_deref().unwrap_or_default()));
    if shown.value || is_said || says(items) {
        return;
    }
    for item in items {
        let Item::Directive(server) = item else {
            continue;
        };
        let Some(block) = server
            .block
            .as_mut()
            .filter(|_| server.name.as_str() == "server")
        else {
            continue;
        };
        if !says(block) {
            let is_head = |item: &Item| {
                let name = item.directive().map(|directive| directive.name.as_str());
                matches!(name, Some("listen" | "http2" | "server_name"))
            };
            let place = block
                .iter()
                .position(|item| !is_head(item))
                .unwrap_or(block.len());
            let off = Directive::simple(NAME, [Parameter::keyword("off")]);
            block.insert(place, off.caused_by(&shown.origin).into());
        }
    }
}

/// The versions of TLS that the default server of the port must know: it answers before the client has said
/// which name it wants, so its versions are those of all sites.
pub(super) fn protocols_of_all(host: &Host<'_>) -> Option<Directive> {
    let with_tls = || host.sites.iter().filter(|site| site.certificate.is_some());
    let lists: Option<Vec<_>> = with_tls()
        .map(|site| site.tls.as_ref()?.protocols.as_ref())
        .collect();
    let lists = lists?;
    let first = lists.first()?.first()?;
    let all: BTreeSet<&str> = lists
        .iter()
        .flat_map(|list| list.iter().map(|word| word.as_str()))
        .collect();
    let words: Result<Vec<_>, _> = all.into_iter().map(Parameter::literal).collect();
    // What cannot be written is reported with the site.
    Some(Directive::simple("ssl_protocols", words.ok()?).caused_by(&first.origin))
}
