//! Warnings that a stack knows and accepts.

use crate::policies::Judgement;
use crate::rules;
use model::decode::Table;
use source::{Diagnostic, Report, Severity, did_you_mean};

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
    let all = rules::all();
    let names = || all.iter().map(|rule| rule.name).chain(judgement.names());
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
