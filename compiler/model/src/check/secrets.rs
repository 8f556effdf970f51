//! A secret is as strong as each of its consumers requires, and reaches them by a way that exists.

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{EnvName, Name};
use crate::{Container, EnvValue, Program, Variable, rules};
use source::{Diagnostic, Report};
use std::sync::Arc;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for container in expanded.stack.containers.values() {
        files_are_declared(container, report);
        file_modes(expanded, container, report);
    }
    for program in expanded.stack.programs() {
        let Some(contract) = program.contract else {
            continue;
        };
        for (variable, entry) in program.env {
            let Some(expected) = contract.variables.get(variable) else {
                continue;
            };
            published(&program, variable, entry, expected, report);
            if let EnvValue::Secret(secret) = &entry.value {
                strength(expanded, variable, &secret.value, expected, report);
            }
        }
    }
}

/// What everyone can read is no secret any more, wherever else it is one.
fn published(
    program: &Program<'_>,
    variable: &EnvName,
    entry: &Entry<EnvValue>,
    expected: &Variable,
    report: &mut Report,
) {
    let (true, Some(reason)) = (entry.is_secret(), &expected.public) else {
        return;
    };
    report.add(
        Diagnostic::warning(
            &rules::PUBLISHED_SECRET,
            format!(
                "`{}` shows the secret in `{variable}` to everyone",
                program.name
            ),
        )
        .at(&entry.origin, "a secret")
        .and(&reason.origin, "what the application does with it")
        .note(reason.value.clone())
        .hint("give it a value that opens nothing else, or make the application do without it"),
    );
}

/// The secret's own constraints must imply those of the variable that carries it.
fn strength(
    expanded: &Expanded,
    variable: &EnvName,
    name: &Name,
    expected: &Variable,
    report: &mut Report,
) {
    let Some(secret) = expanded.stack.secrets.get(name) else {
        return;
    };
    if secret.min_length.value < expected.min_length.value {
        report.add(
            Diagnostic::error(
                &rules::WEAK_SECRET,
                format!(
                    "`{variable}` needs at least {} characters, and the secret `{name}` may have {}",
                    expected.min_length, secret.min_length
                ),
            )
            .at(&secret.min_length.origin, "too short")
            .and(&expected.min_length.origin, "required by the application")
            .hint(format!("set `secrets.{name}.min_length = {}`", expected.min_length)),
        );
    }
    for forbidden in &expected.forbidden {
        let is_refused = secret
            .forbidden
            .iter()
            .any(|value| value.value == forbidden.value);
        if !is_refused {
            report.add(
                Diagnostic::error(
                    &rules::WEAK_SECRET,
                    format!(
                        "`{variable}` must not be {:?}, and the secret `{name}` may be",
                        forbidden.value
                    ),
                )
                .at(&secret.key, "this secret")
                .and(&forbidden.origin, "refused by the application")
                .hint(format!("add it to `secrets.{name}.forbidden`")),
            );
        }
    }
}

fn files_are_declared(container: &Entry<Arc<Container>>, report: &mut Report) {
    for entry in container.env.values() {
        let EnvValue::SecretFile(secret) = &entry.value else {
            continue;
        };
        if container.secret_files.contains_key(&secret.value) {
            continue;
        }
        report.add(
            Diagnostic::error(
                &rules::UNKNOWN_REFERENCE,
                format!("the secret `{secret}` is no file in this container"),
            )
            .at(&secret.origin, "used as a file here")
            .hint(format!("add `secret_files.{secret} = {{}}`")),
        );
    }
}

/// A program that refuses a key which others can read fails at night otherwise.
fn file_modes(expanded: &Expanded, container: &Entry<Arc<Container>>, report: &mut Report) {
    for (name, file) in &container.secret_files {
        let secret = expanded.stack.secrets.get(name);
        let Some(widest) = secret.and_then(|secret| secret.mode_at_most.as_ref()) else {
            continue;
        };
        if file.mode.bits() & !widest.bits() == 0 {
            continue;
        }
        report.add(
            Diagnostic::error(
                &rules::WEAK_SECRET,
                format!(
                    "the file of the secret `{name}` has mode {}, and may have at most {widest}",
                    file.mode
                ),
            )
            .at(&file.mode.origin, "too wide")
            .and(&widest.origin, "required here")
            .hint(format!("set `secret_files.{name}.mode = \"{widest}\"`")),
        );
    }
}
