//! The variables that an application gets are those it reads (R3), and name hosts that it finds (R19).

mod host;
mod kind;
mod rule;
mod url;
mod value;

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::Name;
use crate::{EnvContract, EnvValue, Program, rules};
use source::{Diagnostic, Report, did_you_mean, list_of_names};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
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
                    host::check(expanded, program.name, given, expected, report);
                }
                None => unknown(program.name, variable.as_str(), entry, contract, report),
            }
        }
        for rule in &contract.rules {
            rule::check(&program, contract, rule, report);
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
