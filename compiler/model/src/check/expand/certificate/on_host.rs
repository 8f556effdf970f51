//! A certificate that an nginx of the host reads: the same jobs as for containers, as services.
//!
//! Programs and paths are those of the host: certbot's `/etc/letsencrypt`, `openssl` for pairs made
//! here. A pair that is provided is read where it is.

use super::super::service::add_service;
use super::super::{Expanded, Need, Role, ServicePart, Strength};
use super::{add_timers, certbot_arguments, certbot_name, job_name};
use crate::decode::{Entry, Text};
use crate::leaf::{AbsolutePath, FileMode, LoginName, Name, Port};
use crate::{
    Certificate, CertificateSource, Challenge, Directory, Enabled, Kind, LetsEncrypt, Reach,
    Readiness, Restart, Runs, Service,
};
use source::{Located, Origin, Report};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The program of the package `certbot`.
const CERTBOT: &str = "/usr/bin/certbot";

pub(super) fn expand(
    name: &Name,
    certificate: &Entry<Certificate>,
    readers: &[Name],
    expanded: &mut Expanded,
    report: &mut Report,
) {
    match &certificate.source.value {
        CertificateSource::LetsEncrypt(lets_encrypt) => {
            add_pair(name, certificate, readers, expanded, report);
            if let Challenge::Webroot = lets_encrypt.challenge.value {
                add_webroot(expanded, &lets_encrypt.webroot);
            }
            if let Some(job) = certbot_name(name, certificate, lets_encrypt, report) {
                let part = certbot(name, certificate, lets_encrypt, readers, &job.origin);
                add_service(expanded, job.value.clone(), part, report);
                add_timers(expanded, &job, certificate, lets_encrypt);
            }
        }
        CertificateSource::SelfSigned(_) => {
            add_pair(name, certificate, readers, expanded, report);
        }
        CertificateSource::Provided(_) => {}
    }
}

/// The job that puts a pair where nginx looks, before it starts. A host's nginx that serves others
/// goes on without it.
fn add_pair(
    certificate_name: &Name,
    certificate: &Entry<Certificate>,
    readers: &[Name],
    expanded: &mut Expanded,
    report: &mut Report,
) {
    let Some(name) = job_name("certificate", certificate_name, certificate, report) else {
        return;
    };
    let origin = &certificate.source.origin;
    let names: Vec<&str> = certificate.names.iter().map(|name| name.as_str()).collect();
    let description = format!(
        "Key pair for {} until nginx has a better one",
        names.join(", ")
    );
    let mut service = job(description, Vec::new(), certificate, origin);
    service.extra = certificate.extra.clone();
    service.unchecked = certificate.unchecked.clone();
    let part = ServicePart {
        origin: origin.clone(),
        service: Arc::new(service),
        role: Role::CertificatePair(certificate_name.clone()),
        needs: Vec::new(),
    };
    add_service(expanded, name.clone(), part, report);
    for reader in readers {
        let reader = expanded.services.get_mut(reader);
        reader.expect("readers are services").needs.push(Need {
            part: name.clone(),
            strength: Strength::Wanted,
            origin: origin.clone(),
        });
    }
}

fn certbot(
    name: &Name,
    certificate: &Certificate,
    lets_encrypt: &LetsEncrypt,
    readers: &[Name],
    asked: &Origin,
) -> ServicePart {
    let origin = &certificate.source.origin;
    let domain = certificate.names.first().map_or("", |name| name.as_str());
    let description = format!("Certificate of Let's Encrypt for {domain}");
    let mut command = vec![Located::new(CERTBOT.to_owned(), origin.clone())];
    command.extend(certbot_arguments(certificate, lets_encrypt, origin));
    let mut service = job(description, command, certificate, origin);
    service.extra = lets_encrypt.extra.clone();
    service.unchecked = lets_encrypt.unchecked.clone();
    let needs = match &lets_encrypt.challenge.value {
        Challenge::Webroot => readers
            .iter()
            .map(|reader| Need {
                part: reader.clone(),
                strength: Strength::Required,
                origin: origin.clone(),
            })
            .collect(),
        Challenge::Standalone(standalone) => {
            let http = Entry {
                key: standalone.host.origin.clone(),
                origin: standalone.host.origin.clone(),
                value: standalone.host.value,
            };
            service.listens = BTreeMap::from([(super::word("http"), http)]);
            service.reach = Located::new(Reach::Everyone, origin.clone());
            Vec::new()
        }
    };
    ServicePart {
        origin: asked.clone(),
        service: Arc::new(service),
        role: Role::Certbot(name.clone()),
        needs,
    }
}

/// The folder that nginx serves challenges from; the stack may say better who owns it.
fn add_webroot(expanded: &mut Expanded, webroot: &Located<AbsolutePath>) {
    let origin = &webroot.origin;
    let located = |name: &str| {
        let root = LoginName::parse(name).expect("a login name");
        Located::new(root, origin.clone())
    };
    let directory = Directory {
        description: None,
        owner: located("root"),
        group: located("root"),
        mode: Located::new(
            FileMode::parse("0755").expect("permission bits"),
            origin.clone(),
        ),
    };
    let directories = &mut expanded.directories;
    directories.entry(webroot.value.clone()).or_insert(Entry {
        key: origin.clone(),
        origin: origin.clone(),
        value: directory,
    });
}

/// A service that runs to its end and is nothing else.
fn job(
    description: String,
    command: Vec<Located<String>>,
    certificate: &Certificate,
    origin: &Origin,
) -> Service {
    fn located<T>(value: T, origin: &Origin) -> Located<T> {
        Located::new(value, origin.clone())
    }
    Service {
        description: Some(located(description, origin)),
        runs: located(Runs::Command(command), origin),
        unit: None,
        kind: located(Kind::Oneshot, origin),
        setup: Vec::new(),
        user: None,
        group: None,
        groups: Vec::new(),
        folder: None,
        env: BTreeMap::new(),
        env_file: None,
        env_contract: None,
        secret_files: Vec::new(),
        listens: BTreeMap::<Name, Entry<Port>>::new(),
        speaks: BTreeMap::new(),
        reach: located(Reach::Host, origin),
        public: None,
        shares_tmp: None,
        reads: Vec::new(),
        writes: Vec::new(),
        needs: Vec::new(),
        wants: Vec::new(),
        starts: Vec::new(),
        part_of: Vec::new(),
        enabled: located(Enabled::Others, origin),
        timer: None,
        ready: located(Readiness::Started, origin),
        restart: located(Restart::Never, origin),
        restart_limit: None,
        start_timeout: Some(certificate.start_timeout.clone()),
        stop_timeout: None,
        stop_signal: None,
        reload: None,
        nginx: None,
        extra: BTreeMap::new(),
        unchecked: BTreeMap::new(),
    }
}
