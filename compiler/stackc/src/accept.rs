//! Warnings that stacks know and accept.

use crate::policies::Judgement;
use crate::rules;
use model::Acceptance;
use model::decode::{Entry, Table};
use source::{
    Accepted, Diagnostic, Gravity, Report, RuleRef, Segment, Severity, Span, ValuePath,
    did_you_mean,
};
use std::collections::BTreeSet;

/// What all stacks of a file accept, and what of it was found.
///
/// Environments share a base: what one of them needs is not unused in another, so that this can be said
/// only at the end.
#[derive(Debug, Default)]
pub(crate) struct Acceptances {
    unused: Vec<Diagnostic>,
    /// The places of those that were found somewhere.
    used: BTreeSet<Option<Span>>,
    /// Whether all that could be found was looked for.
    is_partial: bool,
}

impl Acceptances {
    /// Sorts the findings of a stack into those that it accepts and those that are reported.
    pub(crate) fn accept(
        &mut self,
        accepts: &Table<String, Acceptance>,
        judgement: &Judgement,
        findings: Report,
        report: &mut Report,
    ) {
        self.is_partial |= findings.has_errors();
        for finding in findings.iter() {
            let mut matching = accepts
                .iter()
                .filter(|(key, acceptance)| is_meant(key, acceptance, finding));
            match matching.next() {
                Some((_, acceptance)) if finding.severity == Severity::Warning => {
                    self.used.insert(acceptance.key.span());
                    report.accept(Accepted {
                        finding: finding.clone(),
                        reason: acceptance.reason.value.clone(),
                    });
                }
                _ => report.add(finding.clone()),
            }
        }
        for (key, acceptance) in accepts {
            if self.is_valid(key, acceptance, judgement, report) {
                self.unused.push(unused(key, acceptance));
            }
        }
    }

    /// Whether an acceptance can mean something.
    fn is_valid(
        &self,
        key: &str,
        acceptance: &Entry<Acceptance>,
        judgement: &Judgement,
        report: &mut Report,
    ) -> bool {
        let all = rules::all();
        let names = || all.iter().map(|rule| rule.name).chain(judgement.names());
        if rules::find(key).is_none() && !names().any(|known| known == key) {
            report.add(unknown(key, acceptance, did_you_mean(key, names())));
            return false;
        }
        if acceptance.reason.value.trim().is_empty() {
            report.add(unexplained(acceptance));
            return false;
        }
        true
    }

    /// Reports what was never found, when everything was looked for.
    pub(crate) fn finish(self, report: &mut Report) {
        if self.is_partial || report.has_errors() {
            return;
        }
        for unused in self.unused {
            if !self.used.contains(&unused.place()) {
                report.add(unused);
            }
        }
    }

    /// Says that not every stack of the file is looked at.
    pub(crate) fn of_some_stacks(&mut self) {
        self.is_partial = true;
    }
}

/// Whether an acceptance is about a finding: by the name or the code of its rule, and by its place.
fn is_meant(key: &str, acceptance: &Acceptance, finding: &Diagnostic) -> bool {
    let is_rule = match &finding.rule {
        RuleRef::Rule(rule) => rules::find(key) == Some(*rule),
        RuleRef::Policy(policy) => policy.name == key,
    };
    is_rule && acceptance.covers(finding.path.as_ref().map(in_stack).as_ref())
}

/// The path of a value in its stack, whatever its environment or host.
fn in_stack(path: &ValuePath) -> ValuePath {
    let is = |segment: &Segment, name| *segment == Segment::Field(String::from(name));
    let segments = path.segments();
    let segments = match segments.as_slice() {
        [first, _, rest @ ..] if is(first, "environments") => rest,
        [first, _, third, _, rest @ ..] if is(first, "hosts") && is(third, "stacks") => rest,
        all => all,
    };
    segments.iter().fold(ValuePath::root(), |path, segment| {
        path.child((*segment).clone())
    })
}

fn unknown(key: &str, acceptance: &Entry<Acceptance>, near: Option<&str>) -> Diagnostic {
    let headline = format!("there is no rule `{key}`");
    Diagnostic::error(&model::rules::UNKNOWN_RULE, headline)
        .at(&acceptance.key, "accepted here")
        .note("of policies only those are known whose file is asked")
        .maybe_hint(near.map(|near| format!("did you mean `{near}`?")))
}

fn unexplained(acceptance: &Entry<Acceptance>) -> Diagnostic {
    let headline = "an acceptance without a reason";
    Diagnostic::error(&rules::UNEXPLAINED_ACCEPTANCE, headline)
        .at(&acceptance.reason.origin, "nobody will know why")
        .hint("say what is known here that stackc cannot know")
}

fn unused(key: &str, acceptance: &Entry<Acceptance>) -> Diagnostic {
    let rule = rules::find(key);
    let headline = match rule {
        Some(rule) if rule.gravity == Gravity::Error => {
            format!("`{key}` finds only errors, which cannot be accepted")
        }
        _ if acceptance.at.is_empty() => format!("`{key}` is accepted and finds nothing"),
        _ => format!("`{key}` is accepted at a place where it finds nothing"),
    };
    let mut diagnostic = Diagnostic::warning(&rules::UNUSED_ACCEPTANCE, headline)
        .at(&acceptance.key, "accepted here");
    for at in &acceptance.at {
        diagnostic = diagnostic.and(&at.origin, "nothing is found here");
    }
    diagnostic.hint("remove it, so that it does not hide what comes later")
}
