//! Hosts as they are found, and what `diff` tells their admins: a folder for each below `hosts`.
//!
//! The file `stack` names the stack that the host shall have, from the folder of the workspace. The folder `etc` is the
//! host's, and so are the other folders beside it; without one nothing is there. `modes` has what git does not keep.
//! `over` names the case whose host it is before something happens to it: then only what is another stands in the case,
//! and `gone` has the paths that are no longer there.
//!
//! `expected.txt` is all that is said, and `BLESS=1` rewrites it: read the difference as the admin of that host would.
//!
//! `*-upstream` are the hosts of those deployments that the stacks take the place of. Passwords on hosts begin with
//! `hunter2`, and nothing that begins so shall ever be shown.
//!
//! `same` has what `stackc build` gives for `notes.ncl`, and `older-generation` what it once gave for `notes_older.ncl`.
//! When stackc writes something else than it did, `same` is no longer the same and must be made anew.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod common;

#[path = "hosts/installed.rs"]
mod installed;

#[path = "hosts/running.rs"]
mod running;

use common::{Said, compare, stackc, workspace};
use installed::{Installed, below};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// What passwords on hosts begin with.
const PLANTED: &str = "hunter2";

/// All ways to ask for a comparison.
const FORMS: [&[&str]; 8] = [
    &[],
    &["--unified"],
    &["--patch"],
    &["--json"],
    &["--stat"],
    &["--name-only"],
    &["--reverse"],
    &["--patch", "--reverse"],
];

/// A folder of `hosts`.
struct Case {
    folder: PathBuf,
    /// Where the stack is, as it is said on the command line.
    stack: String,
    host: Installed,
}

impl Case {
    fn all() -> Vec<Self> {
        let entries = fs::read_dir(workspace().join("compiler/stackc/tests/hosts")).unwrap();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        folders.retain(|folder| folder.is_dir());
        folders.sort();
        assert!(!folders.is_empty(), "the hosts are there");
        folders.into_iter().map(Self::of).collect()
    }

    fn of(folder: PathBuf) -> Self {
        Self {
            stack: stack_of(&folder),
            host: Installed::of(&folder),
            folder,
        }
    }

    fn named(name: &str) -> Self {
        Self::of(workspace().join("compiler/stackc/tests/hosts").join(name))
    }

    fn name(&self) -> &str {
        self.folder.file_name().and_then(OsStr::to_str).unwrap()
    }

    /// Compares the host with its stack; what is said names no path of this machine.
    fn diff(&self, place: &[&OsStr], form: &[&str]) -> Said {
        let mut command = stackc();
        command.current_dir(workspace()).arg("diff").args(place);
        command.args(["--stack", &self.stack]).args(form);
        let said = Said::from(command.output().unwrap());
        let machine = |text: &str| {
            let root = self.host.root().to_str().unwrap();
            let text = text.replace(root, "");
            text.replace(workspace().to_str().unwrap(), "")
        };
        Said {
            stdout: machine(&said.stdout),
            stderr: machine(&said.stderr),
            code: said.code,
        }
    }

    fn diff_folder(&self, form: &[&str]) -> Said {
        self.diff(&[self.host.etc().as_os_str()], form)
    }

    /// Whether some file of the host holds a password.
    fn has_passwords(&self) -> bool {
        holds(self.host.root(), PLANTED)
    }
}

/// The stack of a case, or of the case that it goes over.
fn stack_of(case: &Path) -> String {
    match (fs::read_to_string(case.join("stack")), below(case)) {
        (Ok(stack), _) => stack.trim_end().to_owned(),
        (Err(_), Some(below)) => stack_of(&below),
        (Err(error), None) => panic!("{}/stack: {error}", case.display()),
    }
}

/// Whether a file below a folder holds a text; links are not followed.
fn holds(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        let has_it = || {
            let bytes = fs::read(entry.path()).unwrap();
            String::from_utf8_lossy(&bytes).contains(text)
        };
        match kind.is_dir() {
            true => holds(&entry.path(), text),
            false => kind.is_file() && has_it(),
        }
    })
}

/// All that the program said, as one text. What a plan is bound to has owners in it, and they are those of whoever
/// runs the tests.
fn transcript(said: &Said) -> String {
    let Said {
        code,
        stdout,
        stderr,
    } = said;
    let code = code.map_or("none".to_owned(), |code| code.to_string());
    let lines = stdout
        .lines()
        .map(|line| match line.strip_prefix("   plan sha256-") {
            Some(_) => "   plan …\n".to_owned(),
            None => format!("{line}\n"),
        });
    let stdout: String = lines.collect();
    format!("{stdout}{stderr}exit code {code}\n")
}

#[test]
fn every_admin_is_told_what_is_expected() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        let said = transcript(&case.diff_folder(&[]));
        wrong.extend(compare(&case.folder.join("expected.txt"), &said).err());
    }
    assert!(wrong.is_empty(), "unexpected:\n{}", wrong.join("\n"));
}

#[test]
fn a_host_that_has_everything_needs_nothing() {
    for form in FORMS.iter().filter(|form| **form != ["--json"]) {
        let said = Case::named("same").diff_folder(form);
        assert_eq!(transcript(&said), "exit code 0\n", "{form:?}");
    }
}

#[test]
fn no_form_shows_a_password_of_a_host() {
    let cases: Vec<Case> = Case::all();
    let cases: Vec<&Case> = cases.iter().filter(|case| case.has_passwords()).collect();
    assert!(cases.len() > 3, "the passwords are there");
    let mut shown = BTreeSet::new();
    for case in cases {
        for form in FORMS {
            let said = transcript(&case.diff_folder(form));
            shown.extend(passwords(&said).map(str::to_owned));
        }
    }
    assert_eq!(shown, BTreeSet::new());
}

/// The passwords in a text.
fn passwords(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(PLANTED).map(|(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Else a password would not be shown because nobody looked.
#[test]
fn files_with_passwords_are_compared() {
    let cases = [
        ("hand-edited", "etc/containers/systemd/notes-app.container"),
        ("dcor-manual", "etc/ssmtp/ssmtp.conf"),
    ];
    for (name, path) in cases {
        let case = Case::named(name);
        let text = fs::read_to_string(case.folder.join(path)).unwrap();
        assert!(text.contains(PLANTED), "{name}: {path}");
        let names = case.diff_folder(&["--name-only"]).stdout;
        assert!(names.lines().any(|line| line == path), "{name}: {names}");
    }
}

#[test]
fn an_archive_says_what_the_host_says() {
    for case in Case::all() {
        let archive = case.host.archive();
        let said = case.diff(&[OsStr::new("--tar"), archive.as_os_str()], &[]);
        let of_folder = case.diff_folder(&[]);
        let difference = (said.code, &said.stdout) != (of_folder.code, &of_folder.stdout);
        assert!(!difference, "{}:\n{}", case.name(), transcript(&said));
    }
}
