//! What must hold between the parts of a stack.
//!
//! One rule, or a few that look at the same parts, per file; what must hold over all stacks of a host is in
//! `host`. Each judges, reports and goes on; none
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
mod firewall;
mod graph;
mod host;
mod images;
mod listeners;
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
use std::sync::Arc;

/// A stack in which every rule holds, expanded into the parts that are emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedStack(Expanded);

impl std::ops::Deref for CheckedStack {
    type Target = Expanded;

    fn deref(&self) -> &Expanded {
        &self.0
    }
}

/// All checks of a stack by itself, in reading order; those of a host are in [`host`].
const CHECKS: &[fn(&Expanded, &mut Report)] = &[
    target::check,
    references::check,
    graph::check,
    ports::check,
    listeners::check,
    firewall::check,
    volumes::check,
    files::check,
    images::check,
    containers::check,
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

/// Applies every rule to a stack that is alone on its host. `None` when one is broken.
pub fn check(stack: Stack, report: &mut Report) -> Option<CheckedStack> {
    let of_host = check_host([Arc::new(stack)]);
    let mut checked = None;
    for own in of_host.stacks {
        report.append(own.report);
        checked = own.stack;
    }
    report.append(of_host.report);
    checked
}

/// What came of the checks of a host.
#[derive(Debug)]
pub struct CheckedHost {
    /// Of each stack, in the order in which they were given.
    pub stacks: Vec<CheckedOnHost>,
    /// What is found between them.
    pub report: Report,
}

/// What came of the checks of one of its stacks.
#[derive(Debug)]
pub struct CheckedOnHost {
    /// `None` when a rule is broken, in the stack or between it and the others.
    pub stack: Option<CheckedStack>,
    /// What is found in the stack by itself.
    pub report: Report,
}

/// Applies every rule to the stacks of a host, and between them.
pub fn check_host(stacks: impl IntoIterator<Item = Arc<Stack>>) -> CheckedHost {
    let mut expanded = Vec::new();
    let mut reports = Vec::new();
    for stack in stacks {
        let mut report = Report::new();
        expanded.push(expand::expand(stack, &mut report));
        reports.push(report);
    }
    for (expanded, report) in expanded.iter().zip(&mut reports) {
        for check in CHECKS {
            check(expanded, report);
        }
    }
    let mut report = Report::new();
    for check in host::CHECKS {
        check(&expanded, &mut report);
    }
    let is_good = !report.has_errors();
    let stacks = expanded.into_iter().zip(reports);
    let stacks = stacks.map(|(expanded, report)| CheckedOnHost {
        stack: (is_good && !report.has_errors()).then_some(CheckedStack(expanded)),
        report,
    });
    CheckedHost {
        stacks: stacks.collect(),
        report,
    }
}
