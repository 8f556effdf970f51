//! Findings, as they are kept.

use crate::rules;
use serde::{Deserialize, Serialize};
use source::{
    Accepted, Diagnostic, Gravity, Label, Party, Policy, RuleRef, Segment, Severity, SourceId,
    Span, ValuePath,
};
use std::sync::Arc;

/// A finding.
#[derive(Serialize, Deserialize)]
pub(super) struct JsonFinding {
    rule: JsonRule,
    is_error: bool,
    headline: String,
    path: Option<Vec<JsonSegment>>,
    labels: Vec<JsonLabel>,
    notes: Vec<String>,
    hints: Vec<String>,
}

/// A warning that is accepted.
#[derive(Serialize, Deserialize)]
pub(super) struct JsonAccepted {
    finding: JsonFinding,
    reason: String,
}

#[derive(Serialize, Deserialize)]
enum JsonRule {
    /// A rule of stackc, by its code.
    Rule(String),
    Policy {
        name: String,
        gravity: JsonGravity,
        summary: String,
        page: Option<String>,
    },
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum JsonGravity {
    Error,
    Warning,
    Either,
}

#[derive(Serialize, Deserialize)]
enum JsonSegment {
    Field(String),
    Index(usize),
    Variant(String),
}

#[derive(Serialize, Deserialize)]
struct JsonLabel {
    /// Which of the texts, in the order in which they are kept.
    text: usize,
    start: u32,
    end: u32,
    message: String,
    is_primary: bool,
}

impl JsonFinding {
    pub(super) fn of(finding: &Diagnostic) -> Self {
        let Diagnostic {
            rule,
            severity,
            headline,
            path,
            labels,
            notes,
            hints,
        } = finding;
        Self {
            rule: JsonRule::of(rule),
            is_error: *severity == Severity::Error,
            headline: headline.clone(),
            path: path.as_ref().map(segments),
            labels: labels.iter().map(JsonLabel::of).collect(),
            notes: notes.clone(),
            hints: hints.clone(),
        }
    }

    /// The finding; `sources` are the texts in the order in which they are kept.
    pub(super) fn restore(&self, sources: &[SourceId]) -> Option<Diagnostic> {
        let labels = self.labels.iter().map(|label| label.restore(sources));
        Some(Diagnostic {
            rule: self.rule.restore()?,
            severity: match self.is_error {
                true => Severity::Error,
                false => Severity::Warning,
            },
            headline: self.headline.clone(),
            path: self.path.as_deref().map(path),
            labels: labels.collect::<Option<_>>()?,
            notes: self.notes.clone(),
            hints: self.hints.clone(),
        })
    }
}

impl JsonAccepted {
    pub(super) fn of(accepted: &Accepted) -> Self {
        let Accepted { finding, reason } = accepted;
        Self {
            finding: JsonFinding::of(finding),
            reason: reason.clone(),
        }
    }

    pub(super) fn restore(&self, sources: &[SourceId]) -> Option<Accepted> {
        Some(Accepted {
            finding: self.finding.restore(sources)?,
            reason: self.reason.clone(),
        })
    }
}

impl JsonRule {
    fn of(rule: &RuleRef) -> Self {
        match rule {
            RuleRef::Rule(rule) => Self::Rule(rule.code.to_owned()),
            RuleRef::Policy(policy) => Self::Policy {
                name: policy.name.clone(),
                gravity: match policy.gravity {
                    Gravity::Error => JsonGravity::Error,
                    Gravity::Warning => JsonGravity::Warning,
                    Gravity::Either => JsonGravity::Either,
                },
                summary: policy.summary.clone(),
                page: policy.page.clone(),
            },
        }
    }

    fn restore(&self) -> Option<RuleRef> {
        match self {
            Self::Rule(code) => rules::find(code).map(RuleRef::Rule),
            Self::Policy {
                name,
                gravity,
                summary,
                page,
            } => Some(RuleRef::Policy(Arc::new(Policy {
                name: name.clone(),
                gravity: match gravity {
                    JsonGravity::Error => Gravity::Error,
                    JsonGravity::Warning => Gravity::Warning,
                    JsonGravity::Either => Gravity::Either,
                },
                summary: summary.clone(),
                page: page.clone(),
            }))),
        }
    }
}

impl JsonLabel {
    fn of(label: &Label) -> Self {
        let Label {
            span: Span { source, start, end },
            message,
            party,
        } = label;
        Self {
            text: source.index(),
            start: *start,
            end: *end,
            message: message.clone(),
            is_primary: *party == Party::Primary,
        }
    }

    fn restore(&self, sources: &[SourceId]) -> Option<Label> {
        Some(Label {
            span: Span {
                source: *sources.get(self.text)?,
                start: self.start,
                end: self.end,
            },
            message: self.message.clone(),
            party: match self.is_primary {
                true => Party::Primary,
                false => Party::Secondary,
            },
        })
    }
}

fn segments(path: &ValuePath) -> Vec<JsonSegment> {
    let segments = path.segments().into_iter();
    let converted = segments.map(|segment| match segment {
        Segment::Field(name) => JsonSegment::Field(name.clone()),
        Segment::Index(index) => JsonSegment::Index(*index),
        Segment::Variant(tag) => JsonSegment::Variant(tag.clone()),
    });
    converted.collect()
}

fn path(segments: &[JsonSegment]) -> ValuePath {
    segments.iter().fold(ValuePath::root(), |path, segment| {
        path.child(match segment {
            JsonSegment::Field(name) => Segment::Field(name.clone()),
            JsonSegment::Index(index) => Segment::Index(*index),
            JsonSegment::Variant(tag) => Segment::Variant(tag.clone()),
        })
    })
}
