//! The variables that an application gets are those it reads (R3), and name hosts that it finds (R19).

mod host;
mod value;

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::Name;
use crate::{EnvContract, EnvRule, EnvValue, Program, rules};
use source::{Diagnostic, Report, did_you_mean, list_of_names};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for program in expanded.stack.programs() {
        let Some(contract) = program.contract else {
            continue;
        };
        missing(&program, contract, report);
        for (variable, entry) in program.env {
            match contract.variables.get(variable) {
                Some(expected) => {
                    value::check(variable, entry, expected, report);
                    let given = (variable, entry);
                    host::check(expanded, program.name, given, expected, report);
                }
                None => unknown(program.name, variable.as_str(), entry, contract, report),
            }
        }
        for rule in &contract.rules {
            check_rule(&program, contract, rule, report);
        }
    }
}

/// All missing names are said at once.
fn missing(program: &Program<'_>, contract: &EnvContract, report: &mut Report) {
    let Program { name, noun, .. } = program;
    let missing: Vec<&str> = contract
        .variables
        .iter()
        .filter(|(variable, expected)| {
            expected.required.value
                && expected.image_default.is_none()
                && !program.env.contains_key(*variable)
        })
        .map(|(variable, _)| variable.as_str())
        .collect();
    if missing.is_empty() {
        return;
    }
    let mut diagnostic = Diagnostic::error(
        &rules::ENV_MISSING,
        format!(
            "`{name}` lacks the variable{} {}",
            if missing.len() == 1 { "" } else { "s" },
            list_of_names(missing.iter().copied())
        ),
    )
    .at(program.key, format!("this {noun}"));
    for variable in missing {
        diagnostic = diagnostic.and(
            &contract.variables[variable].key,
            "required by the application",
        );
    }
    report.add(diagnostic.hint("set them under `env`"));
}

fn unknown(
    name: &Name,
    variable: &str,
    entry: &Entry<EnvValue>,
    contract: &EnvContract,
    report: &mut Report,
) {
    let names = contract.variables.keys().map(|known| known.as_str());
    report.add(
        Diagnostic::error(
            &rules::ENV_CONTRACT,
            format!("`{name}` does not read the variable `{variable}`"),
        )
        .at(&entry.key, "not in its `env_contract`")
        .maybe_hint(did_you_mean(variable, names).map(|near| format!("did you mean `{near}`?"))),
    );
}

/// The text that the application sees, when it is known here.
fn text_of(program: &Program<'_>, contract: &EnvContract, variable: &str) -> Option<String> {
    let expected = contract.variables.get(variable);
    let Some(entry) = program.env.get(variable) else {
        return expected?
            .image_default
            .as_ref()
            .map(|text| text.value.clone());
    };
    match &entry.value {
        EnvValue::Text(text) => Some(text.clone()),
        EnvValue::Number(number) => Some(number.to_string()),
        EnvValue::Bool(boolean) => Some(boolean.to_string()),
        EnvValue::Secret(_) | EnvValue::SecretFile(_) | EnvValue::SecretTemplate(_) => None,
    }
}

fn check_rule(
    program: &Program<'_>,
    contract: &EnvContract,
    rule: &source::Located<EnvRule>,
    report: &mut Report,
) {
    let set = |variable: &str| program.env.get(variable);
    let is_true = |variable: &str| match set(variable).map(|entry| &entry.value) {
        Some(EnvValue::Bool(boolean)) => *boolean,
        Some(EnvValue::Text(text)) => contract
            .variables
            .get(variable)
            .is_some_and(|expected| *text == expected.true_as.value),
        _ => false,
    };
    match &rule.value {
        EnvRule::Equal(variables) => {
            let known: Vec<(&str, String)> = variables
                .iter()
                .filter_map(|name| {
                    Some((name.as_str(), text_of(program, contract, name.as_str())?))
                })
                .collect();
            let Some((first, text)) = known.first() else {
                return;
            };
            for (other, other_text) in &known[1..] {
                if other_text == text {
                    continue;
                }
                let mut diagnostic = Diagnostic::error(
                    &rules::ENV_RULE,
                    format!("`{first}` and `{other}` must be equal"),
                );
                if let Some(entry) = set(other) {
                    diagnostic = diagnostic.at(&entry.origin, format!("this is {other_text:?}"));
                }
                if let Some(entry) = set(first) {
                    diagnostic = diagnostic.and(&entry.origin, format!("this is {text:?}"));
                }
                report.add(diagnostic.and(&rule.origin, "the application relies on it"));
            }
        }
        EnvRule::NotBothTrue(variables) => {
            let on: Vec<&str> = variables
                .iter()
                .map(|name| name.as_str())
                .filter(|name| is_true(name))
                .collect();
            if on.len() < 2 {
                return;
            }
            let mut diagnostic = Diagnostic::error(
                &rules::ENV_RULE,
                format!(
                    "only one of {} can be true",
                    list_of_names(on.iter().copied())
                ),
            );
            for name in on {
                let entry = &program.env[name];
                diagnostic = diagnostic.at(&entry.origin, "true");
            }
            report.add(diagnostic.and(&rule.origin, "the application relies on it"));
        }
        EnvRule::TrueNeeds(needs) => {
            let variable = needs.variable.as_str();
            let absent: Vec<&str> = needs
                .needs
                .iter()
                .map(|name| name.as_str())
                .filter(|name| set(name).is_none())
                .collect();
            if !is_true(variable) || absent.is_empty() {
                return;
            }
            report.add(
                Diagnostic::error(
                    &rules::ENV_RULE,
                    format!(
                        "`{variable}` is true and needs {}",
                        list_of_names(absent.iter().copied())
                    ),
                )
                .at(&program.env[variable].origin, "true")
                .and(&rule.origin, "the application relies on it"),
            );
        }
    }
}
