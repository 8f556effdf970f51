//! What must hold between the parts of a stack.
//!
//! One rule, or a few that look at the same parts, per file. Each judges, reports and goes on; none
//! changes anything. [`expand`] comes first: it turns choices into ordinary parts, so that the rules
//! hold for what is really emitted.

pub mod expand;
pub use expand::{
    CERTIFICATES, CertificateFiles, Expanded, LETSENCRYPT, Need, Part, Role, Timer, Trigger,
    WEBROOT,
};

mod certificates;
mod containers;
mod env;
mod graph;
mod images;
mod ports;
mod references;
mod rootless;
mod secrets;
mod sites;
mod target;
mod volumes;

use crate::{Stack, rules};
use source::{Diagnostic, Report, Severity, did_you_mean};

/// A stack in which every rule holds, expanded into the parts that are emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedStack(Expanded);

impl std::ops::Deref for CheckedStack {
    type Target = Expanded;

    fn deref(&self) -> &Expanded {
        &self.0
    }
}

/// All checks, in reading order.
const CHECKS: &[fn(&Expanded, &mut Report)] = &[
    target::check,
    references::check,
    graph::check,
    ports::check,
    volumes::check,
    images::check,
    containers::check,
    rootless::check,
    env::check,
    secrets::check,
    certificates::check,
    sites::check,
];

/// Applies every rule. `None` when one is broken; warnings that the stack accepts are left out.
pub fn check(stack: Stack, report: &mut Report) -> Option<CheckedStack> {
    let mut findings = Report::new();
    let expanded = expand::expand(stack, &mut findings);
    for check in CHECKS {
        check(&expanded, &mut findings);
    }
    accepted_rules_exist(&expanded, &mut findings);
    let has_errors = findings.has_errors();
    for finding in findings.iter() {
        let is_accepted = finding.severity == Severity::Warning
            && expanded.stack.accepts.contains_key(finding.rule.name);
        if !is_accepted {
            report.add(finding.clone());
        }
    }
    (!has_errors).then_some(CheckedStack(expanded))
}

fn accepted_rules_exist(expanded: &Expanded, report: &mut Report) {
    let names = || rules::RULES.iter().map(|rule| rule.name);
    for (name, entry) in &expanded.stack.accepts {
        if names().any(|known| known == name) {
            continue;
        }
        report.add(
            Diagnostic::error(&rules::UNKNOWN_RULE, format!("there is no rule `{name}`"))
                .at(&entry.key, "accepted here")
                .maybe_hint(
                    did_you_mean(name, names()).map(|near| format!("did you mean `{near}`?")),
                ),
        );
    }
}
