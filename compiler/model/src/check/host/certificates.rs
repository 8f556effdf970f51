//! Certificates of a host: each in a folder of its own, asked for one after the other.

use super::super::expand::{Expanded, Role, Timer, Trigger};
use crate::leaf::Name;
use crate::{CertificateSource, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    folders(stacks, report);
    renewals(stacks, report);
}

/// Where pairs are kept: on the host, or in a volume of a stack.
type Place<'a> = Option<&'a Name>;

/// The folder of a certificate is called after its first name.
fn folders(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<(Place<'_>, bool, &str), (&Name, &Origin)> = BTreeMap::new();
    for stack in stacks {
        for (name, certificate) in &stack.stack.certificates {
            let is_made_by_certbot = match &certificate.source.value {
                CertificateSource::LetsEncrypt(_) => true,
                CertificateSource::SelfSigned(_) => false,
                CertificateSource::Provided(_) => continue,
            };
            let Some(first) = certificate.names.first() else {
                continue;
            };
            let is_on_host = stack.service_readers_of(name.as_str()).next().is_some();
            let place = (!is_on_host).then_some(&stack.stack.name.value);
            let key = (place, is_made_by_certbot, first.value.as_str());
            let Some((other_name, other)) = known.get(&key) else {
                known.insert(key, (name, &first.origin));
                continue;
            };
            report.add(
                Diagnostic::error(
                    &rules::NAME_CONFLICT,
                    format!(
                        "the certificates `{other_name}` and `{name}` would stand in one folder"
                    ),
                )
                .at(&first.origin, "its first name calls the folder")
                .and(other, "so does this")
                .hint("keep one of them, with all names, or begin the other with another name"),
            );
        }
    }
}

/// Certbot locks `/etc/letsencrypt` and does not wait: of two that start together, one fails.
fn renewals(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<&str, &Origin> = BTreeMap::new();
    for timer in stacks.iter().flat_map(renewals_of_host) {
        let Trigger::Calendar {
            schedule,
            random_delay,
            ..
        } = &timer.trigger
        else {
            continue;
        };
        if random_delay.microseconds() > 0 {
            continue;
        }
        let Some(other) = known.insert(schedule.as_str(), &schedule.origin) else {
            continue;
        };
        if super::is_same_place(other, &schedule.origin) {
            continue;
        }
        report.add(
            Diagnostic::warning(
                &rules::TIMERS_TOGETHER,
                "two certbots of the host start at the same moment",
            )
            .at(&schedule.origin, "one of them fails")
            .and(other, "the other is started here")
            .note("certbot locks its folder and does not wait for another")
            .hint("give one another `renewal.schedule`, or a `renewal.random_delay`"),
        );
    }
}

/// The timers that start certbot on the host itself.
fn renewals_of_host(stack: &Expanded) -> impl Iterator<Item = &Timer> {
    let is_certbot = |timer: &&Timer| {
        let part = stack.services.get(&timer.starts);
        part.is_some_and(|part| matches!(part.role, Role::Certbot(_)))
    };
    stack.timers.iter().filter(is_certbot)
}
