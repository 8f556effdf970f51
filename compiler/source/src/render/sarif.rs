//! SARIF 2.1.0, for code scanning and the viewers of editors.
//!
//! [The standard](https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html);
//! sections are named where they decide something.

use crate::{
    Diagnostic, Gravity, Label, Party, Report, RuleRef, Severity, SourceKind, Sources, Span,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The schema of the format.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What names of the user's files are relative to.
const PROJECT: &str = "PROJECT";

/// What names of the library's files are relative to; they are in the program.
const LIBRARY: &str = "LIBRARY";

/// The key of our fingerprints; the number grows when they are made in another way (3.27.17).
const FINGERPRINT: &str = "stackcFinding/v1";

/// Renders one log with one run: the findings in source order, then what is accepted.
pub fn sarif(report: &Report, sources: &Sources, version: &str) -> Value {
    let findings = report.sorted().into_iter().map(|finding| (finding, None));
    let accepted = report.accepted().into_iter();
    let accepted = accepted.map(|accepted| (&accepted.finding, Some(&*accepted.reason)));
    let findings: Vec<(&Diagnostic, Option<&str>)> = findings.chain(accepted).collect();
    let rules = rules(&findings);
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = findings
        .iter()
        .map(|(finding, reason)| {
            let mut result = result(finding, &rules, sources);
            let fingerprint = fingerprints.of(finding, sources);
            result.insert(
                "partialFingerprints".into(),
                json!({ FINGERPRINT: fingerprint }),
            );
            if let Some(reason) = reason {
                let suppression = json!({ "kind": "inSource", "justification": reason });
                result.insert("suppressions".into(), json!([suppression]));
            }
            result.into()
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "stackc",
                "semanticVersion": version,
                "rules": rules.keys().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "originalUriBaseIds": {
                PROJECT: { "description": { "text": "The folder that the stack was compiled in." } },
                LIBRARY: { "description": { "text": "The library in the program." } },
            },
            // Columns count characters (3.14.17).
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// The rules that something was found about, each with its place in the list.
fn rules<'a>(findings: &[(&'a Diagnostic, Option<&str>)]) -> BTreeMap<&'a RuleRef, usize> {
    let mut rules: BTreeMap<&RuleRef, usize> = findings
        .iter()
        .map(|(finding, _)| (&finding.rule, 0))
        .collect();
    for (index, position) in rules.values_mut().enumerate() {
        *position = index;
    }
    rules
}

fn descriptor(rule: &RuleRef) -> Value {
    let (page, level) = match rule {
        RuleRef::Rule(rule) => (Some(rule.page), level_of(rule.gravity)),
        RuleRef::Policy(policy) => (policy.page.as_deref(), level_of(policy.gravity)),
    };
    let mut descriptor = json!({
        "id": rule.code(),
        "name": rule.name(),
        "shortDescription": { "text": rule.summary() },
        "defaultConfiguration": { "level": level },
    });
    if let Some(page) = page {
        descriptor["help"] = json!({ "text": page, "markdown": page });
    }
    descriptor
}

/// What most findings of a rule are.
fn level_of(gravity: Gravity) -> &'static str {
    match gravity {
        Gravity::Error | Gravity::Either => "error",
        Gravity::Warning => "warning",
    }
}

fn result(
    finding: &Diagnostic,
    rules: &BTreeMap<&RuleRef, usize>,
    sources: &Sources,
) -> Map<String, Value> {
    let mut result = Map::new();
    let mut set = |key: &str, value: Value| result.insert(key.to_owned(), value);
    set("ruleId", finding.rule.code().into());
    set("ruleIndex", rules[&finding.rule].into());
    set(
        "level",
        match finding.severity {
            Severity::Error => "error".into(),
            Severity::Warning => "warning".into(),
        },
    );
    set("message", json!({ "text": escape(&words(finding)) }));
    set("locations", locations(finding, sources).into());
    let related: Vec<Value> = finding
        .labels
        .iter()
        .filter(|label| Some(label.span) != finding.place())
        .map(|label| related(label, sources))
        .collect();
    if !related.is_empty() {
        set("relatedLocations", related.into());
    }
    result
}

/// The headline, and below it what else is known.
fn words(finding: &Diagnostic) -> String {
    let notes = finding.notes.iter().map(|note| format!("\n{note}"));
    let hints = finding.hints.iter().map(|hint| format!("\nhint: {hint}"));
    let rest: String = notes.chain(hints).collect();
    format!("{}{rest}", finding.headline)
}

/// Braces stand for placeholders unless they are doubled (3.11.5).
fn escape(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The place that it is shown at, and the value that it is about.
fn locations(finding: &Diagnostic, sources: &Sources) -> Vec<Value> {
    let mut location = Map::new();
    if let Some(span) = finding.place() {
        location.insert("physicalLocation".into(), physical(span, sources));
    }
    let is_there =
        |label: &&Label| Some(label.span) == finding.place() && !label.message.is_empty();
    if let Some(label) = finding.labels.iter().find(is_there) {
        location.insert("message".into(), json!({ "text": escape(&label.message) }));
    }
    if let Some(path) = &finding.path {
        let value = json!({ "fullyQualifiedName": path.to_string(), "kind": "member" });
        location.insert("logicalLocations".into(), json!([value]));
    }
    match location.is_empty() {
        true => Vec::new(),
        false => vec![location.into()],
    }
}

fn related(label: &Label, sources: &Sources) -> Value {
    let mut location = json!({ "physicalLocation": physical(label.span, sources) });
    let message = match (&*label.message, label.party) {
        ("", Party::Primary) => "here as well",
        ("", Party::Secondary) => "the other side",
        (message, _) => message,
    };
    location["message"] = json!({ "text": escape(message) });
    location
}

fn physical(span: Span, sources: &Sources) -> Value {
    let file = sources.get(span.source);
    let (base, name) = match file.kind {
        SourceKind::User => (PROJECT, file.name.as_str()),
        SourceKind::Library | SourceKind::Language => (LIBRARY, file.name.trim_matches(['<', '>'])),
    };
    let at = |byte: u32| {
        sources.line_column(Span {
            start: byte,
            end: byte,
            ..span
        })
    };
    let (start_line, start_column) = at(span.start);
    let (end_line, end_column) = at(span.end);
    json!({
        "artifactLocation": { "uri": encode(name), "uriBaseId": base },
        "region": {
            "startLine": start_line,
            "startColumn": start_column,
            "endLine": end_line,
            "endColumn": end_column,
        },
    })
}

/// A relative path as a relative reference (RFC 3986, 2.1 and 4.2).
fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// What a finding is, wherever its line has moved: its rule and value, else the text that it is about.
#[derive(Default)]
struct Fingerprints {
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    fn of(&mut self, finding: &Diagnostic, sources: &Sources) -> String {
        let about = match (&finding.path, finding.place()) {
            (Some(path), _) => path.to_string(),
            (None, Some(span)) => {
                let file = sources.get(span.source);
                let text = file.text.get(span.start as usize..span.end as usize);
                format!("{} {}", file.name, text.unwrap_or_default())
            }
            (None, None) => finding.headline.clone(),
        };
        let fingerprint = format!("{} {about}", finding.rule.code());
        let n_before = self.seen.entry(fingerprint.clone()).or_default();
        *n_before += 1;
        match *n_before {
            1 => fingerprint,
            n => format!("{fingerprint} {n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_become_references() {
        for (path, uri) in [
            ("sites/web.ncl", "sites/web.ncl"),
            ("a b#c?.ncl", "a%20b%23c%3F.ncl"),
            ("c:é.ncl", "c%3A%C3%A9.ncl"),
        ] {
            assert_eq!(encode(path), uri);
        }
    }
}
