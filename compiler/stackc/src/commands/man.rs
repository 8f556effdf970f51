//! `stackc man`

use crate::cli;
use crate::show::{self, Trouble, Verdict};
use clap::CommandFactory as _;

/// Print the manual page
///
/// `stackc man | man -l -` shows it; `stackc man build` prints the page of one command.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A command
    command: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Verdict, Trouble> {
    let mut program = cli::Arguments::command();
    program.build();
    let command = match &arguments.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Trouble::new(format!("there is no command `{name}`")))?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .expect("writing to memory succeeds");
    show::result(&String::from_utf8_lossy(&page))?;
    Ok(Verdict::Fine)
}
