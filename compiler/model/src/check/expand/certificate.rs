//! A certificate, as the parts that obtain it.
//!
//! - A folder that nginx reads, the same before and after the first certificate: the volume
//!   `letsencrypt` or `certificates`, mounted read-only into every nginx that serves the names.
//! - A job before nginx that puts a pair there if there is none: a placeholder for Let's Encrypt
//!   (outside certbot's `live/`, which must be empty for a new name), the final one if self-signed.
//! - For Let's Encrypt a certbot job, the timer that runs it by the calendar, and one that runs it
//!   soon after the start and every hour until it has succeeded, so that the first certificate does
//!   not wait for a night.

use super::made::{entry, job, path, table, volume_mount, volume_table, word};
use super::{CertificateFiles, Expanded, Need, Part, Role, Timer, Trigger, add_part, add_volume};
use crate::decode::{Entry, Text};
use crate::leaf::{AbsolutePath, HostName, Name, Port};
use crate::{
    Certificate, CertificateSource, Challenge, Image, LetsEncrypt, Mount, Provided, Publish, rules,
};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::BTreeMap;

/// Where certbot keeps its files, in every container that mounts them.
pub const LETSENCRYPT: &str = "/etc/letsencrypt";
/// Where pairs are that do not come from certbot.
pub const CERTIFICATES: &str = "/etc/ssl/stackc";
/// The folder that nginx serves challenges from.
pub const WEBROOT: &str = "/var/www/acme";

/// Seconds between the start of a stack and its first question for a certificate.
const FIRST_RUN: u32 = 30;
/// Seconds until it asks again, as long as it gets none. Let's Encrypt forgives five failures in an hour
/// (<https://letsencrypt.org/docs/rate-limits/>).
const NEXT_RUN: u32 = 3600;

impl Expanded {
    /// Where the servers of a certificate find its pair.
    pub fn certificate_files(&self, certificate: &Certificate) -> Option<CertificateFiles> {
        let name = certificate.names.first()?;
        let folder = match &certificate.source.value {
            CertificateSource::LetsEncrypt(_) => format!("{LETSENCRYPT}/stackc/{name}"),
            CertificateSource::SelfSigned(_) | CertificateSource::Provided(_) => {
                format!("{CERTIFICATES}/{name}")
            }
        };
        Some(CertificateFiles {
            certificate: path(&format!("{folder}/fullchain.pem")),
            key: path(&format!("{folder}/privkey.pem")),
        })
    }

    /// The parts that read a certificate: each nginx that serves a site with it.
    pub fn readers_of<'a>(&'a self, certificate: &'a str) -> impl Iterator<Item = &'a Name> {
        let serves = move |part: &Part| {
            self.stack.sites.values().any(|site| {
                site.served_by.value == part.of
                    && site
                        .certificate
                        .as_ref()
                        .is_some_and(|name| name.as_str() == certificate)
            })
        };
        self.parts
            .iter()
            .filter(move |(_, part)| part.role == Role::Own && serves(part))
            .map(|(name, _)| name)
    }
}

pub(super) fn expand(
    name: &Name,
    entry: &Entry<Certificate>,
    expanded: &mut Expanded,
    report: &mut Report,
) {
    let certificate = &entry.value;
    let origin = &certificate.source.origin;
    let readers: Vec<Name> = expanded.readers_of(name.as_str()).cloned().collect();
    match &certificate.source.value {
        CertificateSource::LetsEncrypt(lets_encrypt) => {
            let volume = word("letsencrypt");
            let about = "Certificates of Let's Encrypt";
            add_volume(expanded, &volume, about, origin, report);
            give_to_readers(expanded, &readers, LETSENCRYPT, &volume, origin);
            if let Challenge::Webroot = lets_encrypt.challenge.value {
                let acme = word("acme");
                let about = "Answers to the challenges of Let's Encrypt";
                add_volume(expanded, &acme, about, origin, report);
                give_to_readers(expanded, &readers, WEBROOT, &acme, origin);
            }
            let image = Image::Pull(lets_encrypt.image.clone());
            let pair = pair_job(name, certificate, image, LETSENCRYPT, &volume, origin);
            add_pair_job(expanded, entry, name, pair, &readers, report);
            let (part, job_name) = match &lets_encrypt.container {
                Some(given) => (given.origin.clone(), Some(given.value.clone())),
                None => (origin.clone(), job_name("certbot", name, entry, report)),
            };
            if let Some(job_name) = job_name {
                let job = Located::new(job_name, part);
                add_certbot(expanded, name, entry, lets_encrypt, &job, &readers, report);
            }
        }
        CertificateSource::SelfSigned(self_signed) => {
            let volume = word("certificates");
            let about = "Self-signed certificates";
            add_volume(expanded, &volume, about, origin, report);
            give_to_readers(expanded, &readers, CERTIFICATES, &volume, origin);
            let image = match &self_signed.image {
                Some(image) => Some(Image::Pull(image.clone())),
                None => readers
                    .first()
                    .map(|reader| expanded.parts[reader].container.image.value.clone()),
            };
            if let Some(image) = image {
                let pair = pair_job(name, certificate, image, CERTIFICATES, &volume, origin);
                add_pair_job(expanded, entry, name, pair, &readers, report);
            }
        }
        CertificateSource::Provided(provided) => {
            give_pair(expanded, certificate, provided, &readers);
        }
    }
}

/// Mounts the pair of the host into every reader.
fn give_pair(
    expanded: &mut Expanded,
    certificate: &Certificate,
    provided: &Provided,
    readers: &[Name],
) {
    let Some(files) = expanded.certificate_files(certificate) else {
        return;
    };
    for (target, source) in [
        (&files.certificate, &provided.certificate),
        (&files.key, &provided.key),
    ] {
        let mount = Mount {
            volume: None,
            file: None,
            host: Some(source.clone()),
            tmpfs: None,
            read_only: Located::new(true, source.origin.clone()),
        };
        mount_into(expanded, readers, target, &mount, &source.origin);
    }
}

fn give_to_readers(
    expanded: &mut Expanded,
    readers: &[Name],
    target: &str,
    volume: &Name,
    origin: &Origin,
) {
    let mount = volume_mount(volume, true, origin);
    mount_into(expanded, readers, &path(target), &mount, origin);
}

fn mount_into(
    expanded: &mut Expanded,
    readers: &[Name],
    target: &AbsolutePath,
    mount: &Mount,
    origin: &Origin,
) {
    for reader in readers {
        let part = expanded
            .parts
            .get_mut(reader)
            .expect("readers are parts of the stack");
        part.container
            .volumes
            .entry(target.clone())
            .or_insert_with(|| entry(mount.clone(), origin));
    }
}

fn pair_job(
    name: &Name,
    certificate: &Certificate,
    image: Image,
    folder: &str,
    volume: &Name,
    origin: &Origin,
) -> Part {
    let names: Vec<&str> = certificate.names.iter().map(|name| name.as_str()).collect();
    let description = format!(
        "Key pair for {} until nginx has a better one",
        names.join(", ")
    );
    let mut container = job(image, description, &certificate.start_timeout, origin);
    container.volumes = volume_table(&[(folder, volume)], origin);
    Part {
        of: name.clone(),
        origin: origin.clone(),
        container,
        role: Role::CertificatePair(name.clone()),
        needs: Vec::new(),
    }
}

/// The name of a job of a certificate, `certbot-NAME`; one that is too long is reported.
fn job_name(
    job: &str,
    name: &Name,
    certificate: &Entry<Certificate>,
    report: &mut Report,
) -> Option<Name> {
    let job_name = Name::parse(&format!("{job}-{name}"));
    if job_name.is_none() {
        report.add(
            Diagnostic::error(
                &rules::NAME_CONFLICT,
                format!("the name `{name}` is too long for a certificate"),
            )
            .at(&certificate.key, "named here")
            .note(format!("one of its containers is called `{job}-{name}`")),
        );
    }
    job_name
}

fn add_pair_job(
    expanded: &mut Expanded,
    certificate: &Entry<Certificate>,
    certificate_name: &Name,
    mut part: Part,
    readers: &[Name],
    report: &mut Report,
) {
    let Some(name) = job_name("certificate", certificate_name, certificate, report) else {
        return;
    };
    let origin = &certificate.source.origin;
    part.of = name.clone();
    add_part(expanded, name.clone(), part, report);
    for reader in readers {
        let reader = expanded
            .parts
            .get_mut(reader)
            .expect("readers are parts of the stack");
        reader.needs.push(Need {
            part: name.clone(),
            origin: origin.clone(),
        });
    }
}

fn add_certbot(
    expanded: &mut Expanded,
    name: &Name,
    certificate: &Certificate,
    lets_encrypt: &LetsEncrypt,
    job_name: &Located<Name>,
    readers: &[Name],
    report: &mut Report,
) {
    let origin = &certificate.source.origin;
    let Some(domain) = certificate.names.first() else {
        return;
    };
    let description = format!("Certificate of Let's Encrypt for {domain}");
    let mut container = job(
        Image::Pull(lets_encrypt.image.clone()),
        description,
        &certificate.start_timeout,
        origin,
    );
    container.extra = lets_encrypt.extra.clone();
    container.unchecked = lets_encrypt.unchecked.clone();
    let mut command: Vec<&str> = vec![
        "certonly",
        "--non-interactive",
        "--agree-tos",
        "--keep-until-expiring",
        "--email",
        lets_encrypt.email.as_str(),
        "--cert-name",
        domain.as_str(),
    ];
    for name in certificate.names.iter().map(|name| name.value.as_str()) {
        command.extend(["-d", name]);
    }
    let mut needs = Vec::new();
    match &lets_encrypt.challenge.value {
        Challenge::Webroot => {
            command.extend(["--webroot", "--webroot-path", WEBROOT]);
            container.volumes = volume_table(
                &[
                    (LETSENCRYPT, &word("letsencrypt")),
                    (WEBROOT, &word("acme")),
                ],
                origin,
            );
            needs.extend(readers.iter().map(|reader| Need {
                part: reader.clone(),
                origin: origin.clone(),
            }));
        }
        Challenge::Standalone(standalone) => {
            command.push("--standalone");
            container.volumes = volume_table(&[(LETSENCRYPT, &word("letsencrypt"))], origin);
            let http = Port::new(80).expect("80 is a port");
            container.listens = table(word("http"), http, origin);
            let publish = Publish {
                host: standalone.host.clone(),
                address: None,
            };
            container.publish = table(word("http"), publish, &standalone.host.origin);
        }
    }
    container.command = Some(
        command
            .into_iter()
            .map(|argument| Located::new(argument.to_owned(), origin.clone()))
            .collect(),
    );
    let part = Part {
        of: job_name.value.clone(),
        origin: job_name.origin.clone(),
        container,
        role: Role::Certbot(name.clone()),
        needs,
    };
    add_part(expanded, job_name.value.clone(), part, report);
    add_timers(expanded, job_name, lets_encrypt, domain, origin);
}

fn add_timers(
    expanded: &mut Expanded,
    job_name: &Name,
    lets_encrypt: &LetsEncrypt,
    domain: &HostName,
    origin: &Origin,
) {
    let renewal = &lets_encrypt.renewal;
    expanded.timers.push(Timer {
        name: renewal
            .timer
            .as_ref()
            .map_or_else(|| job_name.clone(), |timer| timer.value.clone()),
        is_whole_name: renewal.timer.is_some(),
        description: format!("Renew the certificate for {domain}"),
        starts: job_name.clone(),
        trigger: Trigger::Calendar {
            schedule: renewal.schedule.clone(),
            random_delay: renewal.random_delay.clone(),
        },
        extra: renewal.extra.clone(),
        unchecked: renewal.unchecked.clone(),
        origin: renewal.schedule.origin.clone(),
    });
    if let Some(first) = Name::parse(&format!("{job_name}-first")) {
        expanded.timers.push(Timer {
            name: first,
            is_whole_name: false,
            description: format!("Ask for the certificate for {domain} soon after the start"),
            starts: job_name.clone(),
            trigger: Trigger::UntilItSucceeds {
                first: FIRST_RUN,
                again: NEXT_RUN,
            },
            extra: BTreeMap::new(),
            unchecked: BTreeMap::new(),
            origin: origin.clone(),
        });
    }
}
