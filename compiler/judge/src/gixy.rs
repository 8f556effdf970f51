//! gixy (<https://gixy.getpagespeed.com>): what an analyser of nginx configurations has to say.

use crate::case::Case;
use crate::{Options, Outcome, Root, nginx};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What gixy says of one nginx of a tree.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The nginx: `/etc/nginx` of the host, or the unit of a container.
    pub subject: String,
    /// Its findings, a list in JSON. Status 0 means that there are none, 1 that there are some.
    pub outcome: Outcome,
}

/// Lets gixy read the whole configuration of each nginx of the tree, as nginx itself assembles it.
///
/// # Panics
///
/// Without a root and the analyser beside it, as [`Root::find`](crate::Root::find) does.
pub fn gixy(folder: &Path, options: &Options) -> io::Result<Vec<Analysis>> {
    let program = program(&Root::find());
    let case = Case::open(folder, options)?;
    let analyse = |(subject, dump): (String, Outcome)| Analysis {
        outcome: match dump.succeeded() {
            true => analyse(&program, &dump.stdout),
            false => dump,
        },
        subject,
    };
    Ok(nginx::dumps(&case).into_iter().map(analyse).collect())
}

/// The names of all checks that gixy has.
///
/// # Panics
///
/// As [`gixy`] does.
pub fn gixy_checks() -> io::Result<BTreeSet<String>> {
    let folder = program(&Root::find()).join("gixy/plugins");
    let mut checks = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let check = name
            .strip_suffix(".py")
            .filter(|name| !name.starts_with('_'));
        checks.extend(check.filter(|name| *name != "plugin").map(str::to_owned));
    }
    Ok(checks)
}

/// Where `compiler/judge/bootstrap` puts the analyser: `ROOT.gixy`, complete when `ROOT.gixy.done` exists.
fn program(root: &Root) -> PathBuf {
    let beside = |ending: &str| {
        let mut path: OsString = root.folder().as_os_str().to_owned();
        path.push(ending);
        PathBuf::from(path)
    };
    assert!(
        beside(".gixy.done").is_file(),
        "no analyser of nginx configurations beside the Debian root: run `./test`, or `compiler/judge/bootstrap {}`",
        root.folder().display()
    );
    beside(".gixy")
}

/// With the Python of this machine, and a home without settings.
const ANALYSE: &str = "import os, sys
os.environ['HOME'] = sys.argv.pop(1)
from gixy.cli.main import main
main()";

fn analyse(program: &Path, configuration: &str) -> Outcome {
    let run = || {
        let home = tempfile::tempdir()?;
        let file = home.path().join("nginx.conf");
        std::fs::write(&file, configuration)?;
        let mut python = Command::new("python3");
        python.args(["-B", "-s", "-c", ANALYSE]).arg(home.path());
        python.args(["--format", "json"]).arg(file);
        python.env("PYTHONPATH", program).output()
    };
    match run() {
        Ok(output) => Outcome::of(&output),
        Err(error) => Outcome::not_run(&format!("cannot run `python3`: {error}")),
    }
}
