//! Secrets of services. A host keeps each in `/etc/credstore`, from where systemd hands it on
//! (`systemd.exec(5)`, "Credentials"). What is a file for the program is a credential of its unit; what
//! is a variable, or made from several, is put by a job into a file below `/run` that only root reads.

use crate::context::{Context, Output};
use crate::scripts;
use crate::systemd::{hardening, secret_files};
use crate::writer::Writer;
use formats::systemd::Section::{Service as Main, Unit};
use formats::unit::Command;
use model::leaf::Name;
use model::{EnvValue, Service};
use source::Origin;
use std::collections::BTreeMap;
use tree::{FileMode, Owner, Scope, UnitRef, Via};

/// Where the secret of a stack stands on the host.
pub(crate) fn path(context: &Context<'_>, secret: &Name) -> String {
    format!("/etc/credstore/{}", context.secret(secret))
}

/// Where a service finds a secret that is a file (`$CREDENTIALS_DIRECTORY`).
pub(crate) fn path_in_service(context: &Context<'_>, service: &Name, secret: &Name) -> String {
    format!("/run/credentials/{}/{secret}", context.service(service))
}

/// The folder of the files that the job makes.
fn folder(context: &Context<'_>) -> String {
    format!("stackc/{}", context.name())
}

/// The file of the secret variables of a service.
pub(crate) fn env_file(context: &Context<'_>, service: &Name) -> String {
    format!("/run/{}/{service}.env", folder(context))
}

/// The job that makes them.
pub(crate) fn unit(context: &Context<'_>) -> String {
    format!("{}-credentials.service", context.name())
}

/// The variables of a service that hold secrets.
pub(crate) fn variables(service: &Service) -> impl Iterator<Item = (&str, &EnvValue, &Origin)> {
    service
        .env
        .iter()
        .filter(|(_, value)| {
            matches!(
                value.value,
                EnvValue::Secret(_) | EnvValue::SecretTemplate(_)
            )
        })
        .map(|(name, entry)| (name.as_str(), &entry.value, &entry.origin))
}

/// Whether the job makes a file for a service.
pub(crate) fn are_made_for(context: &Context<'_>, service: &Name) -> bool {
    let part = context.stack.services.get(service);
    part.is_some_and(|part| variables(&part.service).next().is_some())
}

/// The secrets that the job reads: each, and where it is asked for first.
pub(crate) fn read_by_job<'a>(context: &Context<'a>) -> BTreeMap<&'a Name, &'a Origin> {
    let mut all = BTreeMap::new();
    for part in context.stack.services.values() {
        for (_, value, origin) in variables(&part.service) {
            match value {
                EnvValue::Secret(name) => {
                    all.entry(&name.value).or_insert(&name.origin);
                }
                EnvValue::SecretTemplate(template) => {
                    for name in template.secrets() {
                        all.entry(name).or_insert(origin);
                    }
                }
                _ => {}
            }
        }
    }
    all
}

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let secrets = read_by_job(context);
    if secrets.is_empty() {
        return;
    }
    let origin = &context.stack.stack.name.origin;
    let script = format!("/{}", scripts::credentials_path(context));
    let mut writer = Writer::unit(context, output);
    let description = format!("Secret variables of {}", context.name());
    writer.set(Unit, "Description", description, origin);
    writer.set(Main, "Type", "oneshot", origin);
    writer.set(Main, "RemainAfterExit", true, origin);
    for (secret, origin) in secrets {
        let value = format!("{secret}:{}", path(context, secret));
        writer.set(Main, "LoadCredential", value, origin);
    }
    writer.set(Main, "RuntimeDirectory", [folder(context).as_str()], origin);
    writer.set(Main, "RuntimeDirectoryMode", "0700", origin);
    let command = Command::new("/bin/sh", [script]);
    writer.set(Main, "ExecStart", command, origin);
    hardening::CREDENTIALS.write(&mut writer, None, origin);
    let printed = writer.print();
    crate::systemd::add_job(unit(context), printed, origin, output);
}

/// How the secrets of services reach them, for the manifest: secret, template, way and unit.
pub(crate) fn deliveries(context: &Context<'_>) -> Vec<(String, Option<String>, Via, UnitRef)> {
    let mut all = Vec::new();
    let job = UnitRef::new(Scope::System, unit(context));
    let credential = |secret: &Name| Via::Credential {
        scope: Scope::System,
        name: secret.to_string(),
        path: path(context, secret),
    };
    for secret in read_by_job(context).into_keys() {
        all.push((secret.to_string(), None, credential(secret), job.clone()));
    }
    for (name, part) in &context.stack.services {
        let unit = context.part_unit(name);
        for (secret, _) in secret_files(&part.service) {
            all.push((secret.to_string(), None, credential(&secret), unit.clone()));
        }
        for (variable, value, _) in variables(&part.service) {
            let via = Via::HostFile {
                path: env_file(context, name),
                variable: Some(variable.to_owned()),
                owner: Owner::root(),
                mode: FileMode::new(0o600).expect("permission bits"),
            };
            match value {
                EnvValue::Secret(secret) => {
                    all.push((secret.to_string(), None, via, unit.clone()));
                }
                EnvValue::SecretTemplate(template) => {
                    let own_name = format!("{name}-{variable}");
                    let text = Some(template.value.to_string());
                    all.push((own_name, text, via, unit.clone()));
                }
                _ => {}
            }
        }
    }
    all
}
