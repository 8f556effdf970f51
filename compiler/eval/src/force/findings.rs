//! The findings of one evaluation: each said once, and not too many.

use crate::explain;
use crate::explain::MOST_FINDINGS;
use crate::rules;
use source::{Diagnostic, Report, Span};
use std::collections::BTreeMap;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    diagnostics: Vec<Diagnostic>,
    /// Findings by what they say and where. An error in a value that others are made of is met at
    /// each of them, but is one error.
    known: BTreeMap<(String, Vec<Span>), usize>,
    stopped: Option<Diagnostic>,
    is_over: bool,
}

impl Findings {
    /// Adds a finding, unless the same was said about the same place.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        let spans: Vec<Span> = diagnostic.labels.iter().map(|label| label.span).collect();
        // Findings without any place differ by their path only.
        let is_placed = !spans.is_empty();
        // A conflict is known by its two places, whatever the value is called that it is met at.
        let says = match is_placed && diagnostic.rule.is(&rules::MERGE_CONFLICT) {
            true => String::new(),
            false => diagnostic.headline.clone(),
        };
        let key = (says, spans);
        match self.known.get(&key) {
            Some(index) if is_placed => {
                let before = &mut self.diagnostics[*index];
                if is_better(&diagnostic, before) {
                    *before = diagnostic;
                }
            }
            _ if self.diagnostics.len() == MOST_FINDINGS => self.is_over = true,
            _ => {
                self.known.insert(key, self.diagnostics.len());
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Adds the finding that ends the evaluation.
    pub(super) fn stop(&mut self, diagnostic: Diagnostic) {
        self.stopped.get_or_insert(diagnostic);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    pub(super) fn are_too_many(&self) -> bool {
        self.is_over
    }

    pub(super) fn into_report(self) -> Report {
        let mut report = Report::new();
        let last = self.is_over.then(explain::too_many_findings);
        let all = self.diagnostics.into_iter().chain(self.stopped).chain(last);
        all.for_each(|diagnostic| report.add(diagnostic));
        report
    }
}

/// Whether a finding tells more about the same: the one met at the value itself, not at a value that
/// is made of it.
fn is_better(new: &Diagnostic, old: &Diagnostic) -> bool {
    old.path.is_none() && new.path.is_some()
}
