//! What the manifest says of secrets: which there must be, how strong, and how they reach whom (R1).

use crate::context::{Context, Output};
use crate::{credentials, values};
use model::EnvValue;
use model::check::Part;
use model::leaf::Name;
use std::collections::BTreeMap;
use tree::{Constraint, Delivery, SecretNeed, UnitRef, Via};

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let mut needs: BTreeMap<String, SecretNeed> = BTreeMap::new();
    for (name, secret) in &context.stack.stack.secrets {
        let forbidden = secret.forbidden.iter();
        let need = SecretNeed {
            description: secret.description.as_ref().map(|text| text.value.clone()),
            constraint: Constraint {
                min_length: secret.min_length.value,
                forbidden: forbidden.map(|value| value.value.clone()).collect(),
            },
            template: None,
            deliveries: Vec::new(),
        };
        needs.insert(name.to_string(), need);
    }
    for (name, part) in &context.stack.parts {
        let unit = context.part_unit(name);
        for (secret, template, via) in deliveries(context, part) {
            let need = needs.entry(secret).or_default();
            if template.is_some() {
                need.template = template;
            }
            deliver(need, via, &unit);
        }
    }
    for (secret, template, via, unit) in credentials::deliveries(context) {
        let need = needs.entry(secret).or_default();
        if template.is_some() {
            need.template = template;
        }
        deliver(need, via, &unit);
    }
    for (name, need) in needs {
        output.add_secret(name, need);
    }
}

/// Parts that get a secret in the same way share a delivery.
fn deliver(need: &mut SecretNeed, via: Via, unit: &UnitRef) {
    match need.deliveries.iter_mut().find(|known| known.via == via) {
        Some(delivery) => delivery.consumers.push(unit.clone()),
        None => need.deliveries.push(Delivery {
            via,
            consumers: vec![unit.clone()],
        }),
    }
}

/// The secrets a part gets: name, template when it is made from others, and way.
fn deliveries(context: &Context<'_>, part: &Part) -> Vec<(String, Option<String>, Via)> {
    let scope = context.scope();
    let variable = |variable: &str, secret| Via::PodmanVariable {
        scope,
        secret,
        variable: variable.to_owned(),
    };
    let mut all = Vec::new();
    for (name, value) in &part.container.env {
        match &value.value {
            EnvValue::Secret(secret) => {
                let via = variable(name.as_str(), context.secret(&secret.value));
                all.push((secret.to_string(), None, via));
            }
            EnvValue::SecretTemplate(template) => {
                let derived = context.derived_secret(&part.of, name.as_str());
                let via = variable(name.as_str(), derived);
                let own_name = format!("{}-{name}", part.of);
                all.push((own_name, Some(template.value.to_string()), via));
            }
            EnvValue::SecretFile(_)
            | EnvValue::Text(_)
            | EnvValue::Number(_)
            | EnvValue::Bool(_)
            | EnvValue::List(_) => {}
        }
    }
    for (name, file) in &part.container.secret_files {
        let via = file_via(context, name, file);
        all.push((name.to_string(), None, via));
    }
    all
}

fn file_via(context: &Context<'_>, name: &Name, file: &model::SecretFile) -> Via {
    Via::PodmanFile {
        scope: context.scope(),
        secret: context.secret(name),
        path: values::secret_file_path(name, file),
        uid: file.uid.number(),
        gid: file.gid.number(),
        mode: values::file_mode(file.mode.value),
    }
}
