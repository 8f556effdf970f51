//! `stackc test`

use super::compile_and_report;
use crate::cli::Global;
use crate::golden::{self, Comparison};
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use std::path::PathBuf;

/// Compare stacks with their golden trees
///
/// A golden tree is a folder that holds what a stack must give, byte for byte, with a list of modes,
/// owners and the hash beside it. `--bless` writes them anew: read the change as you would read code.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folders or files, with `#ENVIRONMENT` for one of several
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installables: Vec<Installable>,
    /// Folder of the golden trees
    #[arg(long, value_name = "DIR", default_value = "golden")]
    golden: PathBuf,
    /// Write the golden trees
    #[arg(long)]
    bless: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let mut verdict = Verdict::Fine;
    let (mut n_passed, mut n_failed) = (0, 0);
    for installable in &arguments.installables {
        let Some(compiled) = compile_and_report(global, installable)? else {
            verdict = Verdict::Different;
            n_failed += 1;
            continue;
        };
        for build in &compiled.builds {
            if arguments.bless {
                let changed = golden::bless(&arguments.golden, build)?;
                let word = if changed { "blessed" } else { "same" };
                show::result(&format!("{word} {}\n", build.name))?;
                continue;
            }
            match golden::compare(&arguments.golden, build)? {
                Comparison::Same => {
                    n_passed += 1;
                    show::result(&format!("ok {}\n", build.name))?;
                }
                Comparison::Different(difference) => {
                    n_failed += 1;
                    verdict = Verdict::Different;
                    show::diff(global, &format!("FAILED {}\n{difference}", build.name))?;
                }
            }
        }
    }
    if !arguments.bless {
        show::result(&format!("{n_passed} passed, {n_failed} failed\n"))?;
    }
    Ok(verdict)
}
