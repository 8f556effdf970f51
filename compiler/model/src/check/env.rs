//! The variables that an application gets are those it reads (R3), and name hosts that it finds (R19).

mod host;
mod kind;
mod rule;
mod site;
mod url;
mod value;

use super::expand::Expanded;
use crate::decode::Entry;
use crate::{EnvContract, EnvValue, Program, rules};
use source::{Diagnostic, Report, did_you_mean, list_of_names};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let sites = site::Sites::of(&expanded.stack);
    let hosts = host::Hosts::of(expanded);
    for program in expanded.stack.programs() {
        let Some(contract) = program.contract else {
            lists_without_contract(&program, report);
            continue;
        };
        missing(&program, contract, report);
        for (variable, entry) in program.env {
            match contract.variables.get(variable) {
                Some(expected) => {
                    value::check(variable, entry, expected, report);
                    let given = (variable, entry);
                    host::check((expanded, &hosts), program.name, given, expected, report);
                }
                None => unknown(&program, variable.as_str(), entry, contract, report),
            }
        }
        for rule in &contract.rules {
            rule::check(&sites, &program, contract, rule, report);
        }
    }
}

/// Only a contract says how the entries of a list become one text.
fn lists_without_contract(program: &Program<'_>, report: &mut Report) {
    for (variable, entry) in program.env {
        if let EnvValue::List(_) = entry.value {
            report.add(
                Diagnostic::error(
                    &rules::ENV_CONTRACT,
                    format!("nothing says how the entries of `{variable}` are joined"),
                )
                .at(&entry.origin, "a list")
                .hint(format!(
                    "declare it: `env_contract.variables.{variable}.kind = 'List {{ of = 'String }}`"
                )),
            );
        }
    }
}

/// All missing names are said at once, for all services that share a file.
fn missing(program: &Program<'_>, contract: &EnvContract, report: &mut Report) {
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
    let (who, origin, label) = match program.env_file {
        Some(file) => {
            let file = &file.path;
            (file.to_string(), &file.origin, "this file".to_owned())
        }
        None => {
            let Program { name, noun, .. } = program;
            (name.to_string(), program.key, format!("this {noun}"))
        }
    };
    let plural = if missing.len() == 1 { "" } else { "s" };
    let names = list_of_names(missing.iter().copied());
    let mut diagnostic = Diagnostic::error(
        &rules::ENV_MISSING,
        format!("`{who}` lacks the variable{plural} {names}"),
    )
    .at(origin, label);
    for variable in missing {
        diagnostic = diagnostic.and(
            &contract.variables[variable].key,
            "required by the application",
        );
    }
    report.add(diagnostic.hint("set them under `env`"));
}

fn unknown(
    program: &Program<'_>,
    variable: &str,
    entry: &Entry<EnvValue>,
    contract: &EnvContract,
    report: &mut Report,
) {
    let names = contract.variables.keys().map(|known| known.as_str());
    let who = match program.env_file {
        Some(file) => format!("who reads `{}`", file.path),
        None => format!("`{}`", program.name),
    };
    report.add(
        Diagnostic::error(
            &rules::ENV_CONTRACT,
            format!("{who} does not read the variable `{variable}`"),
        )
        .at(&entry.key, "not in its `env_contract`")
        .maybe_hint(did_you_mean(variable, names).map(|near| format!("did you mean `{near}`?"))),
    );
}
