//! What must hold between the parts of a stack.
//!
//! One rule, or a few that look at the same parts, per file. Each judges, reports and goes on; none
//! changes anything. [`expand`] comes first: it turns choices into ordinary parts, so that the rules
//! hold for what is really emitted.

pub mod expand;
pub use expand::{
    CERTIFICATES, CertificateFiles, Expanded, LETSENCRYPT, Need, Part, Role, ServicePart, Strength,
    Timer, TimerName, Trigger, copy_folder,
};

mod accounts;
mod assertions;
mod certificates;
mod challenges;
mod containers;
mod directories;
mod env;
mod files;
mod graph;
mod images;
mod limits;
mod passwords;
mod ports;
mod references;
mod rootless;
mod secrets;
mod services;
mod sides;
mod sites;
mod target;
mod uploads;
mod volumes;

use crate::Stack;
use source::Report;

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
    files::check,
    images::check,
    containers::check,
    limits::check,
    services::check,
    rootless::check,
    accounts::check,
    directories::check,
    env::check,
    secrets::check,
    sides::check,
    passwords::check,
    certificates::check,
    challenges::check,
    sites::check,
    uploads::check,
    assertions::check,
];

/// Applies every rule. `None` when one is broken.
pub fn check(stack: Stack, report: &mut Report) -> Option<CheckedStack> {
    let mut findings = Report::new();
    let expanded = expand::expand(stack, &mut findings);
    for check in CHECKS {
        check(&expanded, &mut findings);
    }
    let has_errors = findings.has_errors();
    report.append(findings);
    (!has_errors).then_some(CheckedStack(expanded))
}
