//! A certificate, as the parts that obtain it.
//!
//! - A folder that nginx reads, the same before and after the first certificate: the volume
//!   `letsencrypt` or `certificates`, mounted read-only into every nginx that serves the names.
//! - A job before nginx that puts a pair there if there is none: a placeholder for Let's Encrypt
//!   (outside certbot's `live/`, which must be empty for a new name), the final one if self-signed.
//! - For Let's Encrypt a certbot job, the timer that runs it by the calendar, and one that runs it
//!   soon after the start and every hour until it has succeeded, so that the first certificate does
//!   not wait for a night.

mod on_host;

use super::made::{entry, job, path, table, volume_mount, volume_table, word};
use super::{
    CertificateFiles, Expanded, Need, Part, Role, Strength, Timer, TimerName, Trigger, add_part,
    add_volume,
};
use crate::decode::{Entry, Table, Text};
use crate::leaf::{AbsolutePath, Name, Port};
use crate::{
    Certificate, CertificateCopy, CertificateSource, Challenge, Image, LetsEncrypt, Mount,
    Provided, Publish, rules,
};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where certbot keeps its files, in every container that mounts them.
pub const LETSENCRYPT: &str = "/etc/letsencrypt";
/// Where pairs are that do not come from certbot.
pub const CERTIFICATES: &str = "/etc/ssl/stackc";

/// Seconds between the start of a stack and its first question for a certificate.
const FIRST_RUN: u32 = 30;
/// Seconds until it asks again, as long as it gets none. Let's Encrypt forgives five failures in an hour
/// (<https://letsencrypt.org/docs/rate-limits/>).
const NEXT_RUN: u32 = 3600;

impl Expanded {
    /// Where a server finds the pair of a certificate.
    pub fn certificate_files(
        &self,
        server: &Name,
        certificate: &Certificate,
    ) -> Option<CertificateFiles> {
        let name = certificate.names.first()?;
        if let CertificateSource::Provided(provided) = &certificate.source.value
            && self.services.contains_key(server)
        {
            return Some(CertificateFiles {
                certificate: provided.certificate.value.clone(),
                key: provided.key.value.clone(),
            });
        }
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
        let servers = self.servers_of(certificate);
        let parts = servers.flat_map(|server| self.parts_of(server.as_str()));
        let readers = parts.filter(|(_, part)| part.role == Role::Own);
        let readers: BTreeSet<&Name> = readers.map(|(name, _)| name).collect();
        readers.into_iter()
    }

    /// The containers of the stack that get a copy of a certificate, with what they want of it.
    pub fn copies_of<'a>(
        &'a self,
        certificate: &'a str,
    ) -> impl Iterator<Item = (&'a Name, &'a Entry<CertificateCopy>)> {
        let holders = self.index.holders.get(certificate).into_iter().flatten();
        holders.filter_map(move |name| {
            let container = self.stack.containers.get(name)?;
            Some((name, container.certificates.get(certificate)?))
        })
    }

    /// The parts that must be told of a new certificate: servers, and holders of copies.
    pub fn consumers_of<'a>(&'a self, certificate: &'a str) -> impl Iterator<Item = &'a Name> {
        let holders = self
            .copies_of(certificate)
            .flat_map(|(of, _)| self.parts_of(of.as_str()));
        self.readers_of(certificate)
            .chain(holders.map(|(name, _)| name))
    }

    /// The services that read a certificate.
    pub fn service_readers_of<'a>(
        &'a self,
        certificate: &'a str,
    ) -> impl Iterator<Item = &'a Name> {
        self.servers_of(certificate)
            .filter(|name| self.services.contains_key(*name))
    }

    /// Who serves the sites of a certificate.
    fn servers_of<'a>(&'a self, certificate: &str) -> impl Iterator<Item = &'a Name> {
        self.index.servers.get(certificate).into_iter().flatten()
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
    let services: Vec<Name> = expanded
        .service_readers_of(name.as_str())
        .cloned()
        .collect();
    if let Some(service) = services.first() {
        if let Some(container) = readers.first() {
            report.add(read_by_both(name, origin, container, service));
        }
        return on_host::expand(name, entry, &services, expanded, report);
    }
    let copies = make_copies(name, origin, expanded, report);
    match &certificate.source.value {
        CertificateSource::LetsEncrypt(lets_encrypt) => {
            let volume = word("letsencrypt");
            let about = "Certificates of Let's Encrypt";
            add_volume(expanded, &volume, about, origin, report);
            give_to_readers(expanded, &readers, LETSENCRYPT, &volume, origin);
            let given = volume_at_webroot(expanded, lets_encrypt, &readers);
            let acme = given.clone().unwrap_or_else(|| word("acme"));
            if let Challenge::Webroot = lets_encrypt.challenge.value {
                if given.is_none() {
                    let about = "Answers to the challenges of Let's Encrypt";
                    add_volume(expanded, &acme, about, origin, report);
                }
                give_to_readers(
                    expanded,
                    &readers,
                    lets_encrypt.webroot.as_str(),
                    &acme,
                    origin,
                );
            }
            let image = Image::Pull(lets_encrypt.image.clone());
            let mut pair = pair_job(name, certificate, image, LETSENCRYPT, &volume, origin);
            Arc::make_mut(&mut pair.container)
                .volumes
                .extend(copies.clone());
            add_pair_job(expanded, entry, name, pair, report);
            if let Some(job) = certbot_name(name, entry, lets_encrypt, report) {
                let mut certbot =
                    certbot_job(name, certificate, lets_encrypt, &job, &readers, &acme);
                Arc::make_mut(&mut certbot.container).volumes.extend(copies);
                add_part(expanded, job.value.clone(), certbot, report);
                add_timers(expanded, &job, certificate, lets_encrypt);
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
                let mut pair = pair_job(name, certificate, image, CERTIFICATES, &volume, origin);
                Arc::make_mut(&mut pair.container).volumes.extend(copies);
                add_pair_job(expanded, entry, name, pair, report);
            }
        }
        CertificateSource::Provided(provided) => {
            give_pair(expanded, certificate, provided, &readers);
            for (_, copy) in expanded.copies_of(name.as_str()) {
                report.add(copies_of_provided(name, &copy.key, origin));
            }
        }
    }
}

fn read_by_both(name: &Name, origin: &Origin, container: &Name, service: &Name) -> Diagnostic {
    Diagnostic::error(
        &rules::CERTIFICATE_SOURCE,
        format!("the certificate `{name}` is read by a container and by the host"),
    )
    .at(origin, "would be obtained twice")
    .note(format!(
        "`{container}` is a container, `{service}` a service"
    ))
    .hint("declare two certificates, or provide the pair")
}

/// A copy needs a job that makes it, and a pair of the host has none.
fn copies_of_provided(name: &Name, copy: &Origin, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        &rules::CERTIFICATE_SOURCE,
        format!("the certificate `{name}` is on the host already, and cannot be copied"),
    )
    .at(copy, "asks for a copy")
    .and(origin, "on the host already")
    .hint("mount the files with `volumes.\"…\".host`, as their owner on the host permits")
}

/// Mounts the pair of the host into every reader.
fn give_pair(
    expanded: &mut Expanded,
    certificate: &Certificate,
    provided: &Provided,
    readers: &[Name],
) {
    let Some(files) = readers
        .first()
        .and_then(|reader| expanded.certificate_files(reader, certificate))
    else {
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

/// The volume of the stack that a reader mounts where challenges are served from, when it does.
fn volume_at_webroot(
    expanded: &Expanded,
    lets_encrypt: &LetsEncrypt,
    readers: &[Name],
) -> Option<Name> {
    let mut mounts = readers.iter().filter_map(|reader| {
        let volumes = &expanded.parts[reader].container.volumes;
        volumes.get(lets_encrypt.webroot.as_str())
    });
    mounts.find_map(|mount| Some(mount.volume.as_ref()?.value.clone()))
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
        Arc::make_mut(&mut part.container)
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
    container.extra = certificate.extra.clone();
    container.unchecked = certificate.unchecked.clone();
    Part {
        of: name.clone(),
        origin: origin.clone(),
        container: Arc::new(container),
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
    report: &mut Report,
) {
    let Some(name) = job_name("certificate", certificate_name, certificate, report) else {
        return;
    };
    let origin = &certificate.source.origin;
    part.of = name.clone();
    add_part(expanded, name.clone(), part, report);
    let consumers: Vec<Name> = expanded
        .consumers_of(certificate_name.as_str())
        .cloned()
        .collect();
    for consumer in consumers {
        let consumer = expanded
            .parts
            .get_mut(&consumer)
            .expect("consumers are parts of the stack");
        consumer.needs.push(Need {
            part: name.clone(),
            strength: Strength::Required,
            origin: origin.clone(),
        });
    }
}

/// What certbot is called with, but for its hook.
fn certbot_arguments(
    certificate: &Certificate,
    lets_encrypt: &LetsEncrypt,
    origin: &Origin,
) -> Vec<Located<String>> {
    let mut words = vec![
        "certonly",
        "--non-interactive",
        "--agree-tos",
        "--keep-until-expiring",
        "--email",
        lets_encrypt.email.as_str(),
        "--cert-name",
    ];
    words.extend(certificate.names.first().map(|name| name.as_str()));
    for name in &certificate.names {
        words.extend(["-d", name.as_str()]);
    }
    match &lets_encrypt.challenge.value {
        Challenge::Webroot => {
            words.extend(["--webroot", "--webroot-path", lets_encrypt.webroot.as_str()])
        }
        Challenge::Standalone(_) => words.push("--standalone"),
    }
    words
        .into_iter()
        .map(|word| Located::new(word.to_owned(), origin.clone()))
        .collect()
}

/// What the job that runs certbot is called.
fn certbot_name(
    name: &Name,
    certificate: &Entry<Certificate>,
    lets_encrypt: &LetsEncrypt,
    report: &mut Report,
) -> Option<Located<Name>> {
    if let Some(given) = &lets_encrypt.container {
        return Some(given.clone());
    }
    let made = job_name("certbot", name, certificate, report)?;
    Some(Located::new(made, certificate.source.origin.clone()))
}

fn certbot_job(
    name: &Name,
    certificate: &Certificate,
    lets_encrypt: &LetsEncrypt,
    job_name: &Located<Name>,
    readers: &[Name],
    acme: &Name,
) -> Part {
    let origin = &certificate.source.origin;
    let domain = certificate.names.first().map_or("", |name| name.as_str());
    let description = format!("Certificate of Let's Encrypt for {domain}");
    let mut container = job(
        Image::Pull(lets_encrypt.image.clone()),
        description,
        &certificate.start_timeout,
        origin,
    );
    container.extra = lets_encrypt.extra.clone();
    container.unchecked = lets_encrypt.unchecked.clone();
    let mut needs = Vec::new();
    match &lets_encrypt.challenge.value {
        Challenge::Webroot => {
            container.volumes = volume_table(
                &[
                    (LETSENCRYPT, &word("letsencrypt")),
                    (lets_encrypt.webroot.as_str(), acme),
                ],
                origin,
            );
            needs.extend(readers.iter().map(|reader| Need {
                part: reader.clone(),
                strength: Strength::Required,
                origin: origin.clone(),
            }));
        }
        Challenge::Standalone(standalone) => {
            container.volumes = volume_table(&[(LETSENCRYPT, &word("letsencrypt"))], origin);
            let http = Port::new(80).expect("80 is a port");
            container.listens = table(word("http"), http, origin);
            let publish = Publish {
                host: standalone.host.clone(),
                address: None,
                public: None,
            };
            container.publish = table(word("http"), publish, &standalone.host.origin);
        }
    }
    container.command = Some(certbot_arguments(certificate, lets_encrypt, origin));
    Part {
        of: job_name.value.clone(),
        origin: job_name.origin.clone(),
        container: Arc::new(container),
        role: Role::Certbot(name.clone()),
        needs,
    }
}

/// Where a job finds the folder that a container gets its copy in.
pub fn copy_folder(of: &Name) -> String {
    format!("/stackc/copies/{of}")
}

/// The volumes of the copies: mounted where each container wants them, and returned as mounts of the
/// jobs that make them.
fn make_copies(
    name: &Name,
    origin: &Origin,
    expanded: &mut Expanded,
    report: &mut Report,
) -> Table<AbsolutePath, Mount> {
    let wanted: Vec<(Name, AbsolutePath, Origin)> = expanded
        .copies_of(name.as_str())
        .map(|(of, copy)| (of.clone(), copy.folder.value.clone(), copy.key.clone()))
        .collect();
    let mut mounts = BTreeMap::new();
    for (of, folder, at) in wanted {
        let Some(volume) = Name::parse(&format!("certificate-{name}-{of}")) else {
            let conflict = Diagnostic::error(
                &rules::NAME_CONFLICT,
                format!("the names `{name}` and `{of}` are too long for one volume"),
            );
            report.add(conflict.at(&at, "would have a volume named after both"));
            continue;
        };
        let about = format!("The certificate `{name}` for `{of}`");
        add_volume(expanded, &volume, &about, &at, report);
        let holders: Vec<Name> = expanded
            .parts_of(of.as_str())
            .map(|(name, _)| name.clone())
            .collect();
        mount_into(
            expanded,
            &holders,
            &folder,
            &volume_mount(&volume, true, &at),
            &at,
        );
        let in_job = entry(volume_mount(&volume, false, origin), &at);
        mounts.insert(path(&copy_folder(&of)), in_job);
    }
    mounts
}

fn add_timers(
    expanded: &mut Expanded,
    job_name: &Name,
    certificate: &Certificate,
    lets_encrypt: &LetsEncrypt,
) {
    let origin = &certificate.source.origin;
    let domain = certificate.names.first().map_or("", |name| name.as_str());
    let renewal = &lets_encrypt.renewal;
    expanded.timers.push(Timer {
        name: match &renewal.timer {
            Some(timer) => TimerName::Given(timer.value.clone()),
            None => TimerName::Of(job_name.clone()),
        },
        description: format!("Renew the certificate for {domain}"),
        starts: job_name.clone(),
        trigger: Trigger::Calendar {
            schedule: renewal.schedule.clone(),
            random_delay: renewal.random_delay.clone(),
            catch_up: true,
        },
        extra: renewal.extra.clone(),
        unchecked: renewal.unchecked.clone(),
        origin: renewal.schedule.origin.clone(),
    });
    if let Some(first) = Name::parse(&format!("{job_name}-first")) {
        expanded.timers.push(Timer {
            name: TimerName::Of(first),
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
