//! Everything that is named exists, and everything that exists is used.

use super::expand::Expanded;
use crate::decode::{Entry, Table};
use crate::leaf::Name;
use crate::{Container, EnvValue, Image, MountSource, rules};
use source::{Diagnostic, Located, Report, did_you_mean, list_of_names};
use std::collections::BTreeSet;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let mut used = Used::default();
    for container in stack.containers.values() {
        container_references(expanded, container, &mut used, report);
    }
    for site in stack.sites.values() {
        resolve("container", &site.served_by, &stack.containers, report);
        if let Some(certificate) = &site.certificate {
            resolve("certificate", certificate, &stack.certificates, report);
            used.certificates.insert(certificate.value.clone());
        }
        for route in site.routes() {
            if let Some(container) = resolve("container", route.to, &stack.containers, report) {
                resolve("listener", route.listener, &container.listens, report);
            }
        }
        let server = stack.containers.get(site.served_by.as_str());
        let nginx = server.and_then(|server| server.nginx.as_ref());
        let uses = site
            .locations
            .values()
            .filter_map(|location| location.cache.as_ref());
        for (nginx, cache) in uses.filter_map(|cache| Some((nginx?, cache))) {
            resolve("cache", &cache.cache, &nginx.caches, report);
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
    container: &Entry<Container>,
    used: &mut Used,
    report: &mut Report,
) {
    let stack = &expanded.stack;
    if let Image::Build(build) = &container.image.value {
        resolve("build", build, &stack.builds, report);
        used.builds.insert(build.value.clone());
    }
    for need in &container.needs {
        resolve("container", need, &stack.containers, report);
    }
    for (name, entry) in &container.networks {
        let name = Located::new(name.clone(), entry.key.clone());
        resolve("network", &name, &stack.networks, report);
        used.networks.insert(name.value);
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
    for secret in secret_references(container) {
        resolve("secret", &secret, &stack.secrets, report);
        used.secrets.insert(secret.value);
    }
}

/// Every secret that a container names.
fn secret_references(container: &Entry<Container>) -> Vec<Located<Name>> {
    let mut found: Vec<Located<Name>> = Vec::new();
    for value in container.env.values() {
        match &value.value {
            EnvValue::Secret(name) | EnvValue::SecretFile(name) => found.push(name.clone()),
            EnvValue::SecretTemplate(template) => found.extend(
                template
                    .secrets()
                    .map(|name| Located::new(name.clone(), template.origin.clone())),
            ),
            EnvValue::Text(_) | EnvValue::Number(_) | EnvValue::Bool(_) => {}
        }
    }
    let files = container.secret_files.iter();
    found.extend(files.map(|(name, entry)| Located::new(name.clone(), entry.key.clone())));
    found
}

fn resolve<'a, T>(
    what: &str,
    name: &Located<Name>,
    table: &'a Table<Name, T>,
    report: &mut Report,
) -> Option<&'a Entry<T>> {
    let found = table.get(name.as_str());
    if found.is_none() {
        let names = || table.keys().map(Name::as_str);
        let known = list_of_names(names());
        let note = match known.as_str() {
            "" => format!("no {what} is declared"),
            known => format!("declared: {known}"),
        };
        report.add(
            Diagnostic::error(
                &rules::UNKNOWN_REFERENCE,
                format!("there is no {what} `{name}`"),
            )
            .at(&name.origin, format!("no such {what}"))
            .note(note)
            .maybe_hint(
                did_you_mean(name.as_str(), names()).map(|near| format!("did you mean `{near}`?")),
            ),
        );
    }
    found
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
