//! What the author of the stack says must hold.

use super::expand::Expanded;
use crate::{Mentioned, rules};
use source::{Diagnostic, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for (name, assertion) in &expanded.stack.assertions {
        if assertion.holds.value {
            continue;
        }
        let diagnostic = Diagnostic::error(&rules::ASSERTION, assertion.message.value.clone());
        let otherwise = (&assertion.key, "does not hold");
        let diagnostic = Mentioned::point_at(&assertion.about, otherwise, diagnostic)
            .note(format!("asserted by `assertions.{name}`"))
            .maybe_hint(assertion.hint.as_ref().map(|hint| hint.value.clone()));
        report.add(diagnostic);
    }
}
