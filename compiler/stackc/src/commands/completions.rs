//! `stackc completions`

use crate::cli;
use crate::show::{self, Trouble, Verdict};
use clap::CommandFactory as _;
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<Verdict, Trouble> {
    let mut command = cli::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "stackc", &mut script);
    show::result(&String::from_utf8_lossy(&script))?;
    Ok(Verdict::Fine)
}
