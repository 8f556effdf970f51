//! Warnings that a stack knows and accepts.

use crate::policies::Judgement;
use model::decode::Table;
use source::{Diagnostic, Report, Rule, Severity, did_you_mean};

/// Every rule there is.
pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    let own = [
        &crate::compile::UNKNOWN_ENVIRONMENT,
        &crate::compile::PATH_CONFLICT,
        &crate::compile::NO_ENVIRONMENTS,
        &crate::policies::POLICY_CONFLICT,
        &crate::policies::POLICY_FILE,
    ];
    [eval::RULES, model::RULES, backend::RULES]
        .into_iter()
        .flatten()
        .copied()
        .chain(own)
}

/// Leaves the warnings out that the stack accepts, and says which acceptance means no rule.
pub(crate) fn accept(
    accepts: &Table<String, String>,
    judgement: &Judgement,
    findings: Report,
    report: &mut Report,
) {
    for finding in findings.iter() {
        let is_accepted =
            finding.severity == Severity::Warning && accepts.contains_key(finding.rule.name());
        if !is_accepted {
            report.add(finding.clone());
        }
    }
    let names = || rules().map(|rule| rule.name).chain(judgement.names());
    for (name, entry) in accepts {
        if names().any(|known| known == name) {
            continue;
        }
        let near = did_you_mean(name, names());
        report.add(
            Diagnostic::error(
                &model::rules::UNKNOWN_RULE,
                format!("there is no rule `{name}`"),
            )
            .at(&entry.key, "accepted here")
            .note("of policies only those are known whose file is asked")
            .maybe_hint(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_a_code_of_its_own() {
        let codes: Vec<&str> = rules().map(|rule| rule.code).collect();
        let distinct: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(codes.len(), distinct.len());
        for code in codes {
            assert!(code.len() == 6 && code.starts_with("SC"), "{code}");
        }
    }
}
