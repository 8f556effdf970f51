//! One line for each finding, for editors, scripts and `grep`.

use crate::{Report, Severity, Sources};
use std::fmt::Write as _;

/// Renders `file:line:column: severity[code] name: headline` lines in source order.
pub fn short(report: &Report, sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in report.sorted() {
        if let Some(span) = diagnostic.place() {
            let (line, column) = sources.line_column(span);
            let name = &sources.get(span.source).name;
            write!(out, "{name}:{line}:{column}: ").expect("writing to a string succeeds");
        }
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let headline = diagnostic.headline.replace('\n', " ");
        writeln!(
            out,
            "{severity}[{}] {}: {headline}",
            diagnostic.rule.code(),
            diagnostic.rule.name()
        )
        .expect("writing to a string succeeds");
    }
    out
}
