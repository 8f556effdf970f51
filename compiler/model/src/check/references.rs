//! Everything that is named exists, and everything that exists is used.

use super::expand::Expanded;
use crate::decode::{Entry, Table};
use crate::leaf::Name;
use crate::{Container, Enabled, Image, MountSource, Service, Stack, rules};
use source::{Diagnostic, Located, Report, did_you_mean, list_of_names};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let mut used = Used::default();
    for container in stack.containers.values() {
        container_references(expanded, container, &mut used, report);
    }
    for service in stack.services.values() {
        service_references(expanded, service, &mut used, report);
    }
    for service in stack
        .firewall
        .iter()
        .flat_map(|firewall| &firewall.local_only)
    {
        resolve("service", service, &stack.services, report);
    }
    for program in stack.programs() {
        for secret in program.secrets() {
            resolve("secret", &secret, &stack.secrets, report);
            used.secrets.insert(secret.value);
        }
    }
    for site in stack.sites.values() {
        resolve_part(stack, &site.served_by, report);
        if let Some(certificate) = &site.certificate {
            resolve("certificate", certificate, &stack.certificates, report);
            used.certificates.insert(certificate.value.clone());
        }
        for route in site.routes() {
            resolve_part(stack, route.to, report);
            if let Some(container) = stack.program(route.to.as_str()) {
                resolve("listener", route.listener, container.listens, report);
            }
        }
        let server = stack.program(site.served_by.as_str());
        let nginx = server.and_then(|server| server.nginx);
        let uses = site
            .locations
            .values()
            .filter_map(|location| location.cache.as_ref());
        for (nginx, cache) in uses.filter_map(|cache| Some((nginx?, cache))) {
            resolve("cache", &cache.cache, &nginx.caches, report);
        }
    }
    for (name, file) in &stack.files {
        for reader in &file.readers {
            resolve_part(stack, reader, report);
        }
        // A service reads what it names wherever that stands; a container only what it mounts.
        let mut readers = file.readers.iter();
        let has_service = readers.any(|reader| stack.services.contains_key(reader.as_str()));
        if has_service || !file.is_only_for_mounts() {
            used.files.insert(name.clone());
        }
    }
    report_unused("secret", &stack.secrets, &used.secrets, report);
    report_unused("network", &stack.networks, &used.networks, report);
    report_unused("volume", &stack.volumes, &used.volumes, report);
    report_unused("file", &stack.files, &used.files, report);
    report_unused("build", &stack.builds, &used.builds, report);
    report_unused(
        "certificate",
        &stack.certificates,
        &used.certificates,
        report,
    );
}

#[derive(Default)]
struct Used {
    secrets: BTreeSet<Name>,
    networks: BTreeSet<Name>,
    volumes: BTreeSet<Name>,
    files: BTreeSet<Name>,
    builds: BTreeSet<Name>,
    certificates: BTreeSet<Name>,
}

fn container_references(
    expanded: &Expanded,
    container: &Entry<Arc<Container>>,
    used: &mut Used,
    report: &mut Report,
) {
    let stack = &expanded.stack;
    if let Image::Build(build) = &container.image.value {
        resolve("build", build, &stack.builds, report);
        used.builds.insert(build.value.clone());
    }
    for need in &container.needs {
        resolve_part(stack, need, report);
    }
    for (name, entry) in &container.networks {
        let name = Located::new(name.clone(), entry.key.clone());
        resolve("network", &name, &stack.networks, report);
        used.networks.insert(name.value);
    }
    for (name, entry) in &container.certificates {
        let name = Located::new(name.clone(), entry.key.clone());
        resolve("certificate", &name, &stack.certificates, report);
        used.certificates.insert(name.value);
    }
    for (name, entry) in &container.publish {
        let name = Located::new(name.clone(), entry.key.clone());
        resolve("listener", &name, &container.listens, report);
    }
    for mount in container.volumes.values() {
        for source in mount.sources() {
            match source {
                MountSource::Volume(volume) => {
                    resolve("volume", volume, &expanded.volumes, report);
                    used.volumes.insert(volume.value.clone());
                }
                MountSource::File(file) => {
                    resolve("file", file, &stack.files, report);
                    used.files.insert(file.value.clone());
                }
                MountSource::Host(_) | MountSource::Tmpfs(_) => {}
            }
        }
    }
    for (name, entry) in &container.secret_files {
        let name = Located::new(name.clone(), entry.key.clone());
        resolve("secret", &name, &stack.secrets, report);
        used.secrets.insert(name.value);
    }
}

fn service_references(
    expanded: &Expanded,
    service: &Entry<Arc<Service>>,
    used: &mut Used,
    report: &mut Report,
) {
    let stack = &expanded.stack;
    for name in service.needs.iter().chain(&service.wants) {
        resolve_part(stack, name, report);
    }
    let mut services: Vec<&Located<Name>> = service.starts.iter().collect();
    services.extend(&service.part_of);
    if let Enabled::By(by) = &service.enabled.value {
        services.push(by);
    }
    for name in services {
        resolve("service", name, &stack.services, report);
    }
    for secret in &service.secret_files {
        resolve("secret", secret, &stack.secrets, report);
        used.secrets.insert(secret.value.clone());
    }
}

/// Finds a container or a service.
fn resolve_part(stack: &Stack, name: &Located<Name>, report: &mut Report) {
    if stack.program(name.as_str()).is_none() {
        report.add(missing(part_noun(stack), name, &part_names(stack)));
    }
}

/// What a need may name, in the words of this stack.
fn part_noun(stack: &Stack) -> &'static str {
    match stack.services.is_empty() {
        true => "container",
        false => "container or service",
    }
}

fn part_names(stack: &Stack) -> Vec<&str> {
    let containers = stack.containers.keys();
    containers
        .chain(stack.services.keys())
        .map(Name::as_str)
        .collect()
}

pub(super) fn resolve<'a, T>(
    what: &str,
    name: &Located<Name>,
    table: &'a Table<Name, T>,
    report: &mut Report,
) -> Option<&'a Entry<T>> {
    let found = table.get(name.as_str());
    if found.is_none() {
        let names: Vec<&str> = table.keys().map(Name::as_str).collect();
        report.add(missing(what, name, &names));
    }
    found
}

/// A name that is none of those declared.
fn missing(what: &str, name: &Located<Name>, declared: &[&str]) -> Diagnostic {
    let names = || declared.iter().copied();
    let known = list_of_names(names());
    let note = match known.as_str() {
        "" => format!("no {what} is declared"),
        known => format!("declared: {known}"),
    };
    Diagnostic::error(
        &rules::UNKNOWN_REFERENCE,
        format!("there is no {what} `{name}`"),
    )
    .at(&name.origin, format!("no such {what}"))
    .note(note)
    .maybe_hint(did_you_mean(name.as_str(), names()).map(|near| format!("did you mean `{near}`?")))
}

fn report_unused<T>(
    what: &str,
    table: &Table<Name, T>,
    used: &BTreeSet<Name>,
    report: &mut Report,
) {
    for (name, entry) in table.iter().filter(|(name, _)| !used.contains(*name)) {
        report.add(
            Diagnostic::warning(
                &rules::UNUSED,
                format!("the {what} `{name}` is used by nothing"),
            )
            .at(&entry.key, "declared here")
            .hint("remove it, or name it where it is needed"),
        );
    }
}
