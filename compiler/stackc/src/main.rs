//! `stackc`: a compiler of typed stacks to the files of a host.
//!
//! The program parses arguments, runs one command, shows what it reports and chooses the exit code:
//! 0 when all is well, 1 when there are findings or differences, 2 when it could not be done.

mod accept;
mod cache;
mod cli;
mod commands;
mod compile;
mod explain;
mod golden;
mod installable;
mod library;
mod opened;
mod pager;
mod policies;
mod progress;
mod rules;
mod show;
mod stores;
mod watch;

use clap::Parser as _;
use std::process::ExitCode;

/// Evaluation counts its memory, so that a runaway program ends in a finding.
#[global_allocator]
static ALLOCATOR: eval::CappedAllocator = eval::CappedAllocator;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let outcome = commands::run(&arguments);
    show::finish(&arguments.global, outcome)
}
