//! Certificates cover the sites that use them and can be had from where they are asked for.

use super::expand::Expanded;
use crate::{CertificateSource, Challenge, Holds, Provided, rules};
use source::{Diagnostic, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    for (name, certificate) in &stack.certificates {
        if certificate.names.is_empty() {
            report.add(
                Diagnostic::error(
                    &rules::CERTIFICATE_NAMES,
                    format!("the certificate `{name}` is valid for no name"),
                )
                .at(&certificate.key, "this certificate")
                .hint("list the names of its sites under `names`"),
            );
        }
        if let CertificateSource::Provided(provided) = &certificate.source.value {
            chain(provided, report);
        }
        if let CertificateSource::LetsEncrypt(lets_encrypt) = &certificate.source.value {
            for host in &certificate.names {
                let trouble = if host.is_wildcard() {
                    "is a wildcard, which needs a challenge by DNS"
                } else if host.is_address() {
                    "is an address, and certbot asks for names"
                } else if !host.contains_dot() {
                    "is no name of the public DNS"
                } else {
                    continue;
                };
                let how = match lets_encrypt.challenge.value {
                    Challenge::Webroot => "webroot",
                    Challenge::Standalone(_) => "standalone",
                };
                report.add(
                    Diagnostic::error(
                        &rules::CERTIFICATE_SOURCE,
                        format!("Let's Encrypt gives no certificate for `{host}` by {how}"),
                    )
                    .at(&host.origin, trouble)
                    .hint("use `'SelfSigned {}` or `'Provided { certificate, key }`"),
                );
            }
        }
    }
    for (name, site) in &stack.sites {
        let Some(certificate_name) = &site.certificate else {
            continue;
        };
        let Some(certificate) = stack.certificates.get(certificate_name.as_str()) else {
            continue;
        };
        for host in &site.names {
            if certificate
                .names
                .iter()
                .any(|covering| covering.covers(host))
            {
                continue;
            }
            let mut diagnostic = Diagnostic::error(
                &rules::CERTIFICATE_NAMES,
                format!("the certificate of the site `{name}` does not cover `{host}`"),
            )
            .at(&host.origin, "a name of the site");
            if let Some(first) = certificate.names.first() {
                diagnostic = diagnostic.and(&first.origin, "names of the certificate");
            }
            report
                .add(diagnostic.hint(format!("add it to `certificates.{certificate_name}.names`")));
        }
    }
}

/// Clients know the authorities at the end of a chain, and nobody between those and the leaf (R18).
fn chain(provided: &Provided, report: &mut Report) {
    if provided.holds.value == Holds::Leaf {
        report.add(
            Diagnostic::error(
                &rules::LEAF_CERTIFICATE,
                format!("`{}` holds no chain, so clients cannot verify it", provided.certificate),
            )
            .at(&provided.holds.origin, "the certificate alone")
            .and(&provided.certificate.origin, "this file")
            .hint("append the certificates of the authorities between it and the root to the file, in this order, and remove `holds`"),
        );
    }
}
