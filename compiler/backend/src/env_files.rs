//! Variables of services as files, for people and other programs to read as well. What is secret is
//! in none of them.

use crate::context::{Context, Output};
use crate::{credentials, refusal, values};
use formats::env;
use formats::{Cause, Printed, Refused};
use model::leaf::{AbsolutePath, Name};
use model::{EnvFile, EnvValue, Service};
use source::Origin;
use std::collections::BTreeMap;
use tree::{Artifact, Owner, Reader};

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    // Services that share a file have the same variables: those of the first are written.
    let mut files: BTreeMap<&AbsolutePath, Vec<(&Name, &Service)>> = BTreeMap::new();
    let mut order = Vec::new();
    for (name, service) in &context.stack.stack.services {
        if let Some(file) = &service.env_file {
            let services = files.entry(&file.path.value).or_default();
            if services.is_empty() {
                order.push(file);
            }
            services.push((name, service));
        }
    }
    for file in order {
        let services = &files[&file.path.value];
        let Some((name, service)) = services.first() else {
            continue;
        };
        match print(context, name, service) {
            Ok(printed) => add(context, file, printed, services, output),
            Err((refused, origin)) => output.report.add(refusal::refused(&refused, &origin)),
        }
    }
}

fn add(
    context: &Context<'_>,
    file: &EnvFile,
    printed: Printed,
    services: &[(&Name, &Service)],
    output: &mut Output<'_>,
) {
    let origin = &file.path.origin;
    let Some(path) = output.path(file.path.as_str().trim_start_matches('/'), origin) else {
        return;
    };
    let owner =
        Owner::parse("root", file.group.as_str()).expect("a login name is a name of an owner");
    let mut artifact = Artifact::file(path, printed.text)
        .owned_by(owner)
        .with_mode(values::file_mode(file.mode.value))
        .because_of(origin)
        .with_causes(printed.causes);
    for (name, _) in services {
        artifact = artifact.read_by(Reader::Unit(context.part_unit(name)));
    }
    output.add(artifact);
}

fn print(
    context: &Context<'_>,
    name: &Name,
    service: &Service,
) -> Result<Printed, (Refused, Origin)> {
    let mut file = env::File::new(env::Dialect::Systemd, context.head());
    for (variable, text, origin) in plain(context, name, service) {
        let cause = Cause::from(&origin);
        file.set(&variable, &text, cause)
            .map_err(|refused| (refused, origin))?;
    }
    Ok(env::print(&file))
}

/// The variables of a service that are no secrets: name, text and place.
pub(crate) fn plain(
    context: &Context<'_>,
    name: &Name,
    service: &Service,
) -> Vec<(String, String, Origin)> {
    let contract = service.env_contract.as_ref();
    let text = |variable, value: &EnvValue| match value {
        EnvValue::SecretFile(secret) => {
            Some(credentials::path_in_service(context, name, &secret.value))
        }
        other => {
            let expected = contract.and_then(|contract| contract.variables.get(variable));
            other.text(expected.map(|expected| &expected.value))
        }
    };
    let env = service.env.iter();
    env.filter_map(|(variable, entry)| {
        let text = text(variable, &entry.value)?;
        Some((variable.to_string(), text, entry.origin.clone()))
    })
    .collect()
}
