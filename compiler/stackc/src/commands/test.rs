//! `stackc test`

use super::{JSON_FORMAT, compile_and_report, show_json};
use crate::cli::Global;
use crate::compile::Build;
use crate::golden::{self, Comparison};
use crate::installable::Installable;
use crate::show::{self, Paging, Texts, Trouble, Verdict};
use std::fmt;
use std::path::PathBuf;

/// Compare stacks with their golden trees
///
/// A golden tree is a folder that holds what a stack must give, byte for byte, with a list of modes,
/// owners and the hash beside it. `--bless` writes them anew: read the change as you would read code.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folders or files, with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`)
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installables: Vec<Installable>,
    /// Folder of the golden trees
    #[arg(long, value_name = "DIR", default_value = "golden")]
    golden: PathBuf,
    /// Write the golden trees
    #[arg(long)]
    bless: bool,
    /// Print a JSON object for scripts: `ok`, `trees`, `diagnostics`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let mut verdict = Verdict::Fine;
    let mut n_broken = 0;
    let mut trees = Vec::new();
    let mut diagnostics = Vec::new();
    for installable in &arguments.installables {
        let reported = compile_and_report(global, installable)?;
        verdict = verdict.and(reported.verdict);
        n_broken += usize::from(reported.verdict == Verdict::Different);
        diagnostics.extend(reported.diagnostics_of(installable));
        for build in &reported.builds {
            let tested = test(arguments, build)?;
            if tested.result == Outcome::Different {
                verdict = Verdict::Different;
            }
            if !arguments.json {
                show::diff(global, Paging::Never, Texts::Exact, &tested.to_string())?;
            }
            trees.push(tested);
        }
    }
    if arguments.json {
        show_json(&JsonTests {
            format: JSON_FORMAT,
            ok: verdict == Verdict::Fine,
            trees,
            diagnostics,
        })?;
    } else if !arguments.bless {
        let is_same = |tree: &&Tested| tree.result == Outcome::Same;
        let n_passed = trees.iter().filter(is_same).count();
        let n_failed = trees.len() - n_passed + n_broken;
        show::result(&format!("{n_passed} passed, {n_failed} failed\n"))?;
    }
    Ok(verdict)
}

/// Compares one tree, or writes it.
fn test(arguments: &Arguments, build: &Build) -> Result<Tested, Trouble> {
    let (result, difference) = if arguments.bless {
        match golden::bless(&arguments.golden, build)? {
            true => (Outcome::Blessed, None),
            false => (Outcome::Same, None),
        }
    } else {
        match golden::compare(&arguments.golden, build)? {
            Comparison::Same => (Outcome::Same, None),
            Comparison::Different(difference) => (Outcome::Different, Some(difference)),
        }
    };
    Ok(Tested {
        name: build.name.to_string(),
        result,
        difference,
    })
}

#[derive(serde::Serialize)]
struct JsonTests {
    format: u32,
    ok: bool,
    trees: Vec<Tested>,
    diagnostics: Vec<serde_json::Value>,
}

/// What came of one tree.
#[derive(serde::Serialize)]
struct Tested {
    name: String,
    result: Outcome,
    /// What differs, as text.
    difference: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Same,
    Different,
    Blessed,
}

impl fmt::Display for Tested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match (self.result, &self.difference) {
            (Outcome::Same, _) => writeln!(f, "ok {name}"),
            (Outcome::Blessed, _) => writeln!(f, "blessed {name}"),
            (Outcome::Different, difference) => {
                let difference = difference.as_deref().unwrap_or_default();
                write!(f, "FAILED {name}\n{difference}")
            }
        }
    }
}
