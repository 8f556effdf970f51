//! `stackc check`

use super::compile_and_report;
use crate::cli::Global;
use crate::installable::Installable;
use crate::show::{Trouble, Verdict};

/// Compile without writing anything, and show what is found
///
/// Exits with 0 when there are no errors, 1 when there are, 2 when the sources cannot be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#ENVIRONMENT` for one of several
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installable: Vec<Installable>,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let mut verdict = Verdict::Fine;
    for installable in &arguments.installable {
        if compile_and_report(global, installable)?.is_none() {
            verdict = Verdict::Different;
        }
    }
    Ok(verdict)
}
