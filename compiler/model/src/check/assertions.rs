//! What the author of the stack says must hold.

use super::expand::Expanded;
use crate::rules;
use source::{Diagnostic, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for (name, assertion) in &expanded.stack.assertions {
        if assertion.holds.value {
            continue;
        }
        let mut diagnostic = Diagnostic::error(&rules::ASSERTION, assertion.message.value.clone());
        let mut about = assertion.about.iter();
        diagnostic = match about.next() {
            Some(first) => diagnostic.at(&first.0, "this value"),
            None => diagnostic.at(&assertion.key, "does not hold"),
        };
        for other in about {
            diagnostic = diagnostic.and(&other.0, "and this one");
        }
        report.add(diagnostic.note(format!("asserted by `assertions.{name}`")));
    }
}
