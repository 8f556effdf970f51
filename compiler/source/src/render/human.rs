//! For people: a headline, the lines of text with labels below them, notes and hints.

use super::excerpt::Excerpts;
use crate::{Diagnostic, Party, Report, Severity, SourceId, Sources};
use codespan_reporting::diagnostic as codespan;
use codespan_reporting::term;

/// Whether to use terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// ANSI escape sequences.
    Ansi,
    /// Plain text.
    Never,
}

/// Renders all findings in source order, with a blank line after each.
pub fn human(report: &Report, sources: &Sources, color: Color) -> String {
    let findings = report.sorted().into_iter();
    findings
        .map(|finding| emit(finding, None, sources, color))
        .collect()
}

/// Renders the accepted warnings as notes, each with the reason for which it is fine.
pub fn human_accepted(report: &Report, sources: &Sources, color: Color) -> String {
    let accepted = report.accepted().into_iter();
    accepted
        .map(|accepted| emit(&accepted.finding, Some(&accepted.reason), sources, color))
        .collect()
}

fn emit(finding: &Diagnostic, accepted: Option<&str>, sources: &Sources, color: Color) -> String {
    let config = term::Config {
        before_label_lines: 0,
        after_label_lines: 0,
        ..term::Config::default()
    };
    let mut buffer = match color {
        Color::Ansi => term::termcolor::Buffer::ansi(),
        Color::Never => term::termcolor::Buffer::no_color(),
    };
    let excerpts = Excerpts::new(sources, finding);
    let mut converted = convert(finding, &excerpts);
    if let Some(reason) = accepted {
        converted.severity = codespan::Severity::Note;
        converted.notes = vec![format!("accepted: {reason}")];
    }
    term::emit_to_write_style(&mut buffer, &config, &excerpts, &converted)
        .expect("writing to memory succeeds and spans lie in their files");
    let mut out = String::from_utf8_lossy(buffer.as_slice()).into_owned();
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
    out
}

fn convert(diagnostic: &Diagnostic, excerpts: &Excerpts<'_>) -> codespan::Diagnostic<SourceId> {
    let Diagnostic {
        rule,
        severity,
        headline,
        path,
        labels,
        notes,
        hints,
    } = diagnostic;
    let severity = match severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
    };
    let labels = labels.iter().map(|label| {
        let range = excerpts.range(label.span);
        let converted = match label.party {
            Party::Primary => codespan::Label::primary(label.span.source, range),
            Party::Secondary => codespan::Label::secondary(label.span.source, range),
        };
        converted.with_message(&label.message)
    });
    let path = path.iter().map(|path| format!("at `{path}`"));
    let hints = hints.iter().map(|hint| format!("hint: {hint}"));
    codespan::Diagnostic::new(severity)
        .with_code(rule.code())
        .with_message(headline)
        .with_labels(labels.collect())
        .with_notes(path.chain(notes.iter().cloned()).chain(hints).collect())
}
