//! What is said about the user's text: findings, and the report that collects them.

use crate::{Origin, RuleRef, Span, ValuePath};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Would fail, or be unsafe, on the host. There is no output.
    Error,
    /// Worth knowing; never changes the output.
    Warning,
}

/// Which side of a finding a label stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// What the user can change.
    Primary,
    /// The other side, or where it was declared.
    Secondary,
}

/// A remark at a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark; may be empty.
    pub message: String,
    /// Which side.
    pub party: Party,
}

/// One finding about the user's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule or policy it belongs to.
    pub rule: RuleRef,
    /// How bad it is.
    pub severity: Severity,
    /// Stands alone in one line: lower case, no final period, literals in backticks.
    pub headline: String,
    /// The value it is about.
    pub path: Option<ValuePath>,
    /// Places; the first primary one is where the finding is sorted and shown.
    pub labels: Vec<Label>,
    /// Facts that help to understand.
    pub notes: Vec<String>,
    /// Things to do.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A finding that prevents output.
    pub fn error(rule: impl Into<RuleRef>, headline: impl Into<String>) -> Self {
        Self::new(Severity::Error, rule.into(), headline.into())
    }

    /// A finding that does not.
    pub fn warning(rule: impl Into<RuleRef>, headline: impl Into<String>) -> Self {
        Self::new(Severity::Warning, rule.into(), headline.into())
    }

    fn new(severity: Severity, rule: RuleRef, headline: String) -> Self {
        Self {
            rule,
            severity,
            headline,
            path: None,
            labels: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Says which value it is about, and labels it when its place is known.
    #[must_use]
    pub fn at(mut self, origin: &Origin, message: impl Into<String>) -> Self {
        if self.path.is_none() && !origin.path().is_root() {
            self.path = Some(origin.path().clone());
        }
        match origin.span() {
            Some(span) => self.label(Party::Primary, span, message),
            None => self,
        }
    }

    /// Labels the other side.
    #[must_use]
    pub fn and(self, origin: &Origin, message: impl Into<String>) -> Self {
        match origin.span() {
            Some(span) => self.label(Party::Secondary, span, message),
            None => self,
        }
    }

    /// Labels a place that has no origin.
    #[must_use]
    pub fn label(mut self, party: Party, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            message: message.into(),
            party,
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds something to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds something to do, when there is something.
    #[must_use]
    pub fn maybe_hint(self, hint: Option<String>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    /// Whether both say the same about the same text, which may have become values at several paths.
    fn repeats(&self, other: &Self) -> bool {
        let Self {
            rule,
            severity,
            headline,
            path,
            labels,
            notes,
            hints,
        } = self;
        (path == &other.path || !labels.is_empty())
            && rule == &other.rule
            && severity == &other.severity
            && headline == &other.headline
            && labels == &other.labels
            && notes == &other.notes
            && hints == &other.hints
    }

    /// The place it is shown at: the first primary label, else the first label.
    pub fn place(&self) -> Option<Span> {
        let primary = self
            .labels
            .iter()
            .find(|label| label.party == Party::Primary);
        primary.or(self.labels.first()).map(|label| label.span)
    }
}

/// A warning that the stack says is fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The warning.
    pub finding: Diagnostic,
    /// Why it is fine, in the words of the stack.
    pub reason: String,
}

/// The findings of a compilation. Phases add to it and go on; it is shown once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    accepted: Vec<Accepted>,
}

impl Report {
    /// An empty report.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds a warning that the stack says is fine. It counts for nothing, and is shown on request.
    pub fn accept(&mut self, accepted: Accepted) {
        self.accepted.push(accepted);
    }

    /// Takes over the findings of another report.
    pub fn append(&mut self, other: Report) {
        self.diagnostics.extend(other.diagnostics);
        self.accepted.extend(other.accepted);
    }

    /// Whether anything prevents output.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// How many findings there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// The findings as they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// The findings in source order, each said once; those without a place come last.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        in_order(self.diagnostics.iter(), |diagnostic| diagnostic)
    }

    /// The accepted warnings in source order, each once.
    pub fn accepted(&self) -> Vec<&Accepted> {
        in_order(self.accepted.iter(), |accepted| &accepted.finding)
    }
}

/// Findings in source order, each said once; those without a place come last.
fn in_order<'a, T>(all: impl Iterator<Item = &'a T>, of: fn(&T) -> &Diagnostic) -> Vec<&'a T> {
    let mut sorted: Vec<&T> = all.collect();
    sorted.sort_by_key(|one| (of(one).place().is_none(), of(one).place()));
    let mut once: Vec<&T> = Vec::with_capacity(sorted.len());
    for one in sorted {
        // What repeats another stands at its place.
        let is_here = |said: &&&T| of(said).place() == of(one).place();
        let mut here = once.iter().rev().take_while(is_here);
        if !here.any(|said| of(said).repeats(of(one))) {
            once.push(one);
        }
    }
    once
}
