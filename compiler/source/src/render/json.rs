//! Machine-readable findings. The structs here are the promise; inner types may change.

use crate::{Diagnostic, Party, Report, Severity, Sources, Span};
use serde::Serialize;

/// Raised when a field changes its meaning or goes away.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct JsonReport {
    format: u32,
    diagnostics: Vec<serde_json::Value>,
    accepted: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct JsonAccepted<'a> {
    #[serde(flatten)]
    finding: JsonDiagnostic<'a>,
    reason: &'a str,
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'a str,
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    path: Option<String>,
    labels: Vec<JsonLabel<'a>>,
    notes: &'a [String],
    hints: &'a [String],
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    primary: bool,
    file: &'a str,
    start: JsonPosition,
    end: JsonPosition,
    message: &'a str,
}

/// Line and column count from 1, the column in characters; the byte offset counts from 0.
#[derive(Serialize)]
struct JsonPosition {
    byte: u32,
    line: usize,
    column: usize,
}

/// Renders one JSON object, with all findings in source order.
pub fn json(report: &Report, sources: &Sources) -> serde_json::Value {
    let report = JsonReport {
        format: FORMAT,
        diagnostics: json_diagnostics(report, sources),
        accepted: json_accepted(report, sources),
    };
    serde_json::to_value(report).expect("the report has only string keys")
}

/// Renders a JSON object for each finding, in source order, for use in objects that hold more.
pub fn json_diagnostics(report: &Report, sources: &Sources) -> Vec<serde_json::Value> {
    let diagnostics = report.sorted();
    let values = diagnostics
        .iter()
        .map(|diagnostic| serde_json::to_value(convert(diagnostic, sources)));
    values
        .collect::<Result<_, _>>()
        .expect("a finding has only string keys")
}

/// Renders a JSON object for each accepted warning: a finding with its `reason`.
pub fn json_accepted(report: &Report, sources: &Sources) -> Vec<serde_json::Value> {
    let accepted = report.accepted();
    let values = accepted.iter().map(|accepted| {
        serde_json::to_value(JsonAccepted {
            finding: convert(&accepted.finding, sources),
            reason: &accepted.reason,
        })
    });
    values
        .collect::<Result<_, _>>()
        .expect("a finding has only string keys")
}

fn convert<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> JsonDiagnostic<'a> {
    JsonDiagnostic {
        code: diagnostic.rule.code(),
        rule: diagnostic.rule.name(),
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.headline,
        path: diagnostic.path.as_ref().map(ToString::to_string),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| JsonLabel {
                primary: label.party == Party::Primary,
                file: &sources.get(label.span.source).name,
                start: position(sources, label.span, label.span.start),
                end: position(sources, label.span, label.span.end),
                message: &label.message,
            })
            .collect(),
        notes: &diagnostic.notes,
        hints: &diagnostic.hints,
    }
}

fn position(sources: &Sources, span: Span, byte: u32) -> JsonPosition {
    let (line, column) = sources.line_column(Span {
        start: byte,
        end: byte,
        ..span
    });
    JsonPosition { byte, line, column }
}
