//! The commands, one file each: its arguments and one function.

mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod export;
mod expose;
mod hash;
mod man;
mod rules;
mod test;
mod verify;

use crate::cache::{Asked, Known};
use crate::cli::{Arguments, Global};
use crate::compile::{Build, CompileError, Compiled, Inputs, Request, compile};
use crate::installable::Installable;
use crate::progress::Progress;
use crate::show::{self, Trouble, Verdict};
use clap::Subcommand;
use exposure::Exposure;
use serde::Serialize;
use source::render::{json_accepted, json_diagnostics};
use source::{Policy, Report, Sources};
use std::sync::Arc;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(build::Arguments),
    Check(check::Arguments),
    Diff(diff::Arguments),
    Expose(expose::Arguments),
    Test(test::Arguments),
    Hash(hash::Arguments),
    Verify(verify::Arguments),
    Export(export::Arguments),
    Explain(explain::Arguments),
    Rules(rules::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Runs the command that was asked for.
pub(crate) fn run(arguments: &Arguments) -> Result<Verdict, Trouble> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Build(arguments) => build::run(global, arguments),
        Command::Check(arguments) => check::run(global, arguments),
        Command::Diff(arguments) => diff::run(global, arguments),
        Command::Expose(arguments) => expose::run(global, arguments),
        Command::Test(arguments) => test::run(global, arguments),
        Command::Hash(arguments) => hash::run(global, arguments),
        Command::Verify(arguments) => verify::run(global, arguments),
        Command::Export(arguments) => export::run(global, arguments),
        Command::Explain(arguments) => explain::run(global, arguments),
        Command::Rules(arguments) => rules::run(global, arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}

/// What to compile, as the arguments say.
fn request(global: &Global, installable: &Installable) -> Request {
    Request {
        installable: installable.clone(),
        root: global.sources.import_root.clone(),
        limits: global.sources.limits(),
        policies: global.sources.policies.clone(),
        keeps_value: false,
    }
}

/// Compiles and shows the findings. When they end the command, there are no builds.
fn compile_and_report(global: &Global, installable: &Installable) -> Result<Reported, Trouble> {
    Ok(reported(
        global,
        compiled(global, &request(global, installable))?,
    ))
}

/// Compiles, and tells people who wait for it.
fn compiled(global: &Global, request: &Request) -> Result<Compiled, CompileError> {
    let _progress = Progress::of(global, format!("compiling `{}`", request.installable));
    compile(request)
}

/// Shows the findings of a compilation.
fn reported(global: &Global, compiled: Compiled) -> Reported {
    let Compiled {
        sources,
        report,
        builds,
        exposures,
        inputs,
        value: _,
    } = compiled;
    let verdict = show::report(global, &report, &sources);
    Reported {
        report,
        sources,
        builds: match verdict {
            Verdict::Fine => builds,
            Verdict::Different => Vec::new(),
        },
        exposures,
        inputs,
        verdict,
    }
}

/// The question that a command asks the cache; `None` when it is not to be asked.
fn question(global: &Global, request: &Request) -> Option<Asked> {
    match global.no_cache {
        true => None,
        false => Asked::of(request),
    }
}

/// The policies that the command line names; `None` when something is wrong with them, which is shown.
fn policies_and_report(global: &Global) -> Result<Option<Vec<Arc<Policy>>>, Trouble> {
    let (mut sources, mut report) = (Sources::default(), Report::new());
    let files = &global.sources.policies;
    let limits = global.sources.limits();
    let policies = crate::policies::list(files, &limits, &mut sources, &mut report)?;
    if report.is_empty() {
        return Ok(Some(policies));
    }
    Ok(match show::report(global, &report, &sources) {
        Verdict::Fine => Some(policies),
        Verdict::Different => None,
    })
}

/// A compilation whose findings were shown.
struct Reported {
    report: Report,
    sources: Sources,
    builds: Vec<Build>,
    /// Who can reach what, by host.
    exposures: Vec<(String, Exposure)>,
    /// What was read for it.
    inputs: Inputs,
    verdict: Verdict,
}

impl Reported {
    /// Shows the findings of a compilation that was done before.
    fn of_known(global: &Global, known: Known) -> Self {
        let Known {
            sources,
            inputs,
            report,
            builds: _,
        } = known;
        Self {
            verdict: show::report(global, &report, &sources),
            report,
            sources,
            builds: Vec::new(),
            exposures: Vec::new(),
            inputs,
        }
    }

    /// The findings, for objects of JSON.
    fn diagnostics(&self) -> Vec<serde_json::Value> {
        json_diagnostics(&self.report, &self.sources)
    }

    /// The findings of one of several installables, each with its name.
    fn diagnostics_of(&self, installable: &Installable) -> Vec<serde_json::Value> {
        of_installable(self.diagnostics(), installable)
    }

    /// Its accepted warnings, in the same form.
    fn accepted_of(&self, installable: &Installable) -> Vec<serde_json::Value> {
        of_installable(json_accepted(&self.report, &self.sources), installable)
    }
}

fn of_installable(
    mut findings: Vec<serde_json::Value>,
    installable: &Installable,
) -> Vec<serde_json::Value> {
    for finding in &mut findings {
        finding["installable"] = installable.to_string().into();
    }
    findings
}

/// The number of the format of all objects of JSON: raised when a field of one changes its meaning or
/// goes away.
const JSON_FORMAT: u32 = 1;

/// Writes an object of JSON.
fn show_json(object: &impl Serialize) -> Result<(), Trouble> {
    let text = serde_json::to_string_pretty(object).expect("all keys are strings");
    show::result(&format!("{text}\n"))
}
