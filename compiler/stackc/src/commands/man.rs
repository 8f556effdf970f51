//! `stackc man`

use crate::cli;
use crate::show::{self, Trouble, Verdict};
use clap::CommandFactory as _;
use clap_mangen::Man;
use std::path::{Path, PathBuf};
use store::{StoreError, place_file};

/// Print the manual page
///
/// `stackc man | man -l -` shows it; `stackc man build` prints the page of one command. Packages install all of them:
/// `stackc man --output DIR` writes `stackc.1`, `stackc-build.1` and so on.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A command
    command: Option<String>,
    /// Write the pages of all commands to a folder, which is made
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Verdict, Trouble> {
    let mut program = cli::Arguments::command();
    program.build();
    if let Some(folder) = &arguments.output {
        write_all(&program, folder)?;
        return Ok(Verdict::Fine);
    }
    let command = match &arguments.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Trouble::new(format!("there is no command `{name}`")))?,
    };
    show::result(&String::from_utf8_lossy(&page(command)))?;
    Ok(Verdict::Fine)
}

fn write_all(program: &clap::Command, folder: &Path) -> Result<(), Trouble> {
    std::fs::create_dir_all(folder).map_err(|cause| {
        Trouble::new(format!(
            "cannot make the folder `{}`: {cause}",
            folder.display()
        ))
    })?;
    let commands = program
        .get_subcommands()
        .filter(|it| it.get_name() != "help");
    for command in std::iter::once(program).chain(commands) {
        let man = Man::new(command.clone());
        let path = folder.join(man.get_filename());
        let bytes = page(command.clone());
        let written = place_file(&path, |out| {
            out.write_all(&bytes).map_err(|cause| StoreError::Io {
                action: "write",
                path: path.clone(),
                cause,
            })
        });
        written?;
    }
    Ok(())
}

fn page(command: clap::Command) -> Vec<u8> {
    let mut page = Vec::new();
    Man::new(command)
        .render(&mut page)
        .expect("writing to memory succeeds");
    page
}
