//! The commands, one file each: its arguments and one function.

mod build;
mod check;
mod completions;
mod diff;
mod hash;
mod man;
mod test;

use crate::cli::{Arguments, Global};
use crate::compile::{Compiled, Request, compile};
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(build::Arguments),
    Check(check::Arguments),
    Diff(diff::Arguments),
    Test(test::Arguments),
    Hash(hash::Arguments),
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
        Command::Test(arguments) => test::run(global, arguments),
        Command::Hash(arguments) => hash::run(global, arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}

/// Compiles and shows the findings; `None` when they end the command.
fn compile_and_report(
    global: &Global,
    installable: &Installable,
) -> Result<Option<Compiled>, Trouble> {
    let request = Request {
        installable: installable.clone(),
        root: global.sources.root.clone(),
        limits: global.sources.limits(),
    };
    let compiled = compile(&request)?;
    match show::report(global, &compiled.report, &compiled.sources) {
        Verdict::Fine => Ok(Some(compiled)),
        Verdict::Different => Ok(None),
    }
}
