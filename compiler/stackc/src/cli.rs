//! The command line.

use crate::commands::Command;
use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, ValueEnum};
use eval::Limits;
use std::path::PathBuf;
use std::time::Duration;

/// Compile typed stacks to the files of a host, and compare them with it
///
/// A stack is a Nickel file that says what runs: containers, sites, certificates, secrets, firewall.
/// `stackc build` turns it into a content-addressed tree of podman quadlets, systemd units, nginx
/// sites and an nftables table; `stackc diff` compares that tree with a live host.
#[derive(Debug, Parser)]
#[command(name = "stackc", version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    /// How to show findings
    #[arg(long, global = true, value_enum, default_value_t = Findings::Human, value_name = "FORM")]
    pub(crate) findings: Findings,
    /// Show warnings that the stack accepts, with its reasons
    #[arg(long, global = true)]
    pub(crate) show_accepted: bool,
    /// Fail when there are warnings
    #[arg(long, global = true)]
    pub(crate) deny_warnings: bool,
    /// Compile anew, and remember nothing of it
    #[arg(long, global = true)]
    pub(crate) no_cache: bool,
    #[command(flatten)]
    pub(crate) sources: SourceOptions,
}

/// Where sources are read and how much they may ask for.
#[derive(Args, Debug)]
#[command(next_help_heading = "Evaluation")]
pub(crate) struct SourceOptions {
    /// Folder that imports may not leave [default: the folder of the stack]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) import_root: Option<PathBuf>,
    /// File of policies to ask about every stack; may be given several times
    #[arg(long = "policy", global = true, value_name = "FILE")]
    pub(crate) policies: Vec<PathBuf>,
    /// Most steps an evaluation may take
    #[arg(long, global = true, hide_short_help = true, value_name = "N", default_value_t = Limits::default().steps)]
    pub(crate) max_steps: u64,
    /// Most memory an evaluation may use, in MiB
    #[arg(long, global = true, hide_short_help = true, value_name = "MIB", default_value_t = Limits::default().memory >> 20)]
    pub(crate) max_memory: u64,
    /// Stack of the evaluating thread, in MiB, at least 64; a small one lowers the other limits
    /// [default: half of the memory]
    #[arg(long, global = true, hide_short_help = true, value_name = "MIB", value_parser = clap::value_parser!(u64).range(Limits::LEAST_STACK as u64 >> 20..))]
    pub(crate) max_stack: Option<u64>,
    /// Most nesting of the data, at most 4096
    #[arg(long, global = true, hide_short_help = true, value_name = "N", default_value_t = Limits::default().depth, value_parser = RangedU64ValueParser::<usize>::new().range(..=Limits::DEEPEST as u64))]
    pub(crate) max_depth: usize,
    /// Most bytes of one source file
    #[arg(long, global = true, hide_short_help = true, value_name = "N", default_value_t = Limits::default().source_size)]
    pub(crate) max_source: u64,
    /// Most tokens in one expression without a separator
    #[arg(long, global = true, hide_short_help = true, value_name = "N", default_value_t = Limits::default().expression)]
    pub(crate) max_expression: usize,
    /// Most seconds an evaluation may take; 0 for no limit
    #[arg(long, global = true, hide_short_help = true, value_name = "SECONDS", default_value_t = Limits::default().time.map_or(0, |time| time.as_secs()))]
    pub(crate) max_time: u64,
}

impl SourceOptions {
    /// The bounds of an evaluation.
    pub(crate) fn limits(&self) -> Limits {
        let bytes = |mebibytes: u64| mebibytes.saturating_mul(1 << 20);
        let memory = bytes(self.max_memory);
        let stack = self
            .max_stack
            .map(|stack| usize::try_from(bytes(stack)).unwrap_or(usize::MAX));
        Limits {
            steps: self.max_steps,
            memory,
            stack: stack.unwrap_or_else(|| Limits::stack_for(memory)),
            depth: self.max_depth,
            source_size: self.max_source,
            expression: self.max_expression,
            time: (self.max_time > 0).then(|| Duration::from_secs(self.max_time)),
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set and not empty
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How to show findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Findings {
    /// For people, with the lines they are about
    Human,
    /// One line each
    Short,
    /// A JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}
