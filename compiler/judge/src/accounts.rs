//! `systemd-sysusers(8)` and `systemd-tmpfiles(8)`, really applied.

use crate::case::Case;
use crate::root::is_root;
use crate::sections::{SECTION, Section, sections};
use crate::{Options, Outcome, Verdict};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

const SCRIPT: &str = include_str!("accounts.sh");

/// What became of a host to which the accounts and paths of a tree were applied.
#[derive(Clone, Debug)]
pub struct Applied {
    /// What systemd-sysusers and systemd-tmpfiles say.
    pub verdicts: Vec<Verdict>,
    /// Paths outside `/usr` that were made or changed.
    pub facts: BTreeMap<String, Fact>,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `f` a file, `d` a directory, `l` a link, as in `find(1)`, `-type`.
    pub kind: char,
    /// Permission bits.
    pub mode: u16,
    /// Name of the owner, or its number.
    pub owner: String,
    /// Name of the group, or its number.
    pub group: String,
}

/// Applies the sysusers.d and then the tmpfiles.d lines of the tree in `folder` to a throw-away host.
///
/// # Errors
///
/// When the caller is not root, for whom there are no other users and systemd-tmpfiles only pretends; when
/// the tree cannot be read or a stub cannot be made.
///
/// # Panics
///
/// Without a root, as [`Root::find`](crate::Root::find) does.
pub fn apply_accounts(folder: &Path, options: &Options) -> io::Result<Applied> {
    if !is_root() {
        let message = "real modes and owners need root: run the tests as root";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    apply(&Case::open(folder, options)?)
}

pub(crate) fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let concerned = ["etc/sysusers.d/", "etc/tmpfiles.d/"];
    if !concerned
        .iter()
        .any(|folder| case.below(folder).next().is_some())
    {
        return Vec::new();
    }
    match apply(case) {
        Ok(applied) => applied.verdicts,
        Err(error) => vec![Verdict::new("accounts", "/etc", false, &error.to_string())],
    }
}

fn apply(case: &Case<'_>) -> io::Result<Applied> {
    let ids = if is_root() { "yes" } else { "no" };
    let script = format!("ids={ids}\n{SECTION}{SCRIPT}");
    let files: Vec<_> = tmpfiles(case)
        .map(|name| format!("/etc/tmpfiles.d/{name}"))
        .collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let outcome = case.view().script(&script, &files);
    if !outcome.succeeded() {
        return Err(io::Error::other(outcome.transcript()));
    }
    let (facts, answers): (Vec<_>, Vec<_>) = sections(&outcome.stdout)
        .into_iter()
        .partition(|section| section.name == "facts");
    let facts = facts.iter().flat_map(|section| section.body.lines());
    Ok(Applied {
        verdicts: answers.into_iter().map(verdict).collect(),
        facts: facts.filter_map(fact).collect(),
    })
}

fn tmpfiles<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a str> {
    case.below("etc/tmpfiles.d/")
        .filter(|name| name.ends_with(".conf"))
}

/// Both programs are silent about good lines.
fn verdict(section: Section<'_>) -> Verdict {
    let Section { name, status, body } = section;
    let judge = if name == "sysusers" {
        "sysusers"
    } else {
        "tmpfiles"
    };
    let outcome = Outcome {
        status,
        stdout: String::new(),
        stderr: body.to_owned(),
    };
    Verdict::silent(judge, &format!("/etc/{judge}.d"), &outcome)
}

/// `KIND MODE OWNER GROUP PATH`.
fn fact(line: &str) -> Option<(String, Fact)> {
    let mut words = line.splitn(5, ' ');
    let fact = Fact {
        kind: words.next()?.chars().next()?,
        mode: u16::from_str_radix(words.next()?, 8).ok()?,
        owner: words.next()?.to_owned(),
        group: words.next()?.to_owned(),
    };
    Some((words.next()?.to_owned(), fact))
}
