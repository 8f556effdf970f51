//! One line for each finding, for editors, scripts and `grep`.

use crate::{Diagnostic, Report, Severity, Sources};

/// Renders `file:line:column: severity[code] name: headline` lines in source order.
pub fn short(report: &Report, sources: &Sources) -> String {
    let findings = report.sorted().into_iter();
    findings
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            line(finding, severity, "", sources)
        })
        .collect()
}

/// Renders the accepted warnings as such lines, each with the reason for which it is fine.
pub fn short_accepted(report: &Report, sources: &Sources) -> String {
    let accepted = report.accepted().into_iter();
    accepted
        .map(|accepted| {
            let reason = format!(" ({})", accepted.reason);
            line(&accepted.finding, "accepted", &reason, sources)
        })
        .collect()
}

fn line(finding: &Diagnostic, severity: &str, reason: &str, sources: &Sources) -> String {
    let place = finding.place().map_or_else(String::new, |span| {
        let (line, column) = sources.line_column(span);
        format!("{}:{line}:{column}: ", sources.get(span.source).name)
    });
    let said = format!("{}{reason}", finding.headline).replace('\n', " ");
    let (code, name) = (finding.rule.code(), finding.rule.name());
    format!("{place}{severity}[{code}] {name}: {said}\n")
}
