//! What is compared with what.

use super::Arguments;
use crate::cli::Global;
use crate::commands::compile_and_report;
use crate::installable::Installable;
use crate::show::{Trouble, Verdict};
use host::{Archive, Disk, Host, HostError};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::Path;
use store::Generation;

/// Where a host is looked at when nothing else is said.
const ETC: &str = "/etc";

/// The two sides.
pub(super) struct Compared {
    /// What there is, and what is wanted.
    pub(super) pairs: Vec<(Host, Generation)>,
    /// The host, when all its stacks are asked for.
    pub(super) host: Option<String>,
    /// The findings about the stacks.
    pub(super) diagnostics: Vec<serde_json::Value>,
}

/// Both sides, or the findings that a stack has instead.
pub(super) enum Outcome {
    Compared(Compared),
    Errors(Vec<serde_json::Value>),
}

pub(super) fn compared(global: &Global, arguments: &Arguments) -> Result<Outcome, Trouble> {
    if let [old, new] = arguments.places.as_slice() {
        return two_stacks(global, &installable(old)?, &installable(new)?);
    }
    let wanted = match wanted(global, &arguments.stack)? {
        Ok(wanted) => wanted,
        Err(diagnostics) => return Ok(Outcome::Errors(diagnostics)),
    };
    let place = Place::of(arguments)?;
    let mut pairs = Vec::new();
    for generation in wanted.generations {
        pairs.push((place.observe(&generation)?, generation));
    }
    Ok(Outcome::Compared(Compared {
        pairs,
        host: wanted.host,
        diagnostics: wanted.diagnostics,
    }))
}

/// Where a host is looked at.
enum Place {
    Disk(Disk),
    Archive(Archive),
}

impl Place {
    fn of(arguments: &Arguments) -> Result<Self, Trouble> {
        let Arguments {
            tar, root, places, ..
        } = arguments;
        Ok(match (tar, root) {
            (Some(file), _) => Self::Archive(archive(file)?),
            (None, Some(root)) => Self::Disk(Disk::of_root(root)?),
            (None, None) => {
                let etc = places.first().map_or(Path::new(ETC), Path::new);
                Self::Disk(Disk::of_etc(etc)?)
            }
        })
    }

    fn observe(&self, generation: &Generation) -> Result<Host, HostError> {
        match self {
            Self::Disk(disk) => Host::observe(disk, generation),
            Self::Archive(archive) => Host::observe(archive, generation),
        }
    }
}

fn archive(file: &Path) -> Result<Archive, Trouble> {
    if file == Path::new("-") {
        return Ok(Archive::read(io::stdin().lock())?);
    }
    let stream = File::open(file)
        .map_err(|cause| Trouble::new(format!("cannot open `{}`: {cause}", file.display())))?;
    Ok(Archive::read(io::BufReader::new(stream))?)
}

fn installable(text: &OsString) -> Result<Installable, Trouble> {
    let named = || format!("`{}` names no stack", text.display());
    let text = text.to_str().ok_or_else(|| Trouble::new(named()))?;
    text.parse().map_err(Trouble::new)
}

/// Compares two stacks, or the stacks of two hosts by their names.
fn two_stacks(global: &Global, old: &Installable, new: &Installable) -> Result<Outcome, Trouble> {
    let (old, new) = match (wanted(global, old)?, wanted(global, new)?) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let findings = [old.err(), new.err()];
            return Ok(Outcome::Errors(
                findings.into_iter().flatten().flatten().collect(),
            ));
        }
    };
    let pairs = match (old.generations.as_slice(), new.generations.as_slice()) {
        ([one], [other]) => vec![(Host::applied(one, other), other.clone())],
        (old, new) => paired(old, new)?,
    };
    Ok(Outcome::Compared(Compared {
        pairs,
        host: new.host,
        diagnostics: old.diagnostics.into_iter().chain(new.diagnostics).collect(),
    }))
}

fn paired(old: &[Generation], new: &[Generation]) -> Result<Vec<(Host, Generation)>, Trouble> {
    let by_name = |generations: &[Generation]| -> BTreeMap<String, Generation> {
        let named = generations.iter().map(|generation| {
            let name = generation.manifest().stack.to_string();
            (name, generation.clone())
        });
        named.collect()
    };
    let (old, new) = (by_name(old), by_name(new));
    let in_one = old
        .keys()
        .chain(new.keys())
        .find(|name| !(old.contains_key(*name) && new.contains_key(*name)));
    if let Some(name) = in_one {
        let message = format!("only one of the hosts has the stack `{name}`");
        return Err(
            Trouble::new(message).hint("compare their stacks one by one: `PATH#HOST.STACK`")
        );
    }
    let pairs = old.values().zip(new.into_values());
    Ok(pairs
        .map(|(old, new)| (Host::applied(old, &new), new))
        .collect())
}

/// What one side wants.
struct Wanted {
    generations: Vec<Generation>,
    /// The host, when all its stacks are asked for.
    host: Option<String>,
    diagnostics: Vec<serde_json::Value>,
}

/// The generations of a stack; the findings when it has errors.
fn wanted(
    global: &Global,
    stack: &Installable,
) -> Result<Result<Wanted, Vec<serde_json::Value>>, Trouble> {
    if let Some(object) = stack.object() {
        return Ok(Ok(Wanted {
            generations: vec![object.load()?],
            host: None,
            diagnostics: Vec::new(),
        }));
    }
    let reported = compile_and_report(global, stack)?;
    if reported.verdict == Verdict::Different {
        return Ok(Err(reported.diagnostics()));
    }
    let diagnostics = reported.diagnostics();
    let builds = reported.builds;
    let hosts: BTreeSet<Option<&str>> = builds.iter().map(|build| build.of.host()).collect();
    // One stack is compared by itself, also when its host carries others.
    let host = match (builds.as_slice(), hosts.first()) {
        ([_], _) => None,
        (_, Some(Some(host))) if hosts.len() == 1 => Some((*host).to_owned()),
        _ => {
            let message = format!("`{stack}` has several environments or hosts");
            let choice = format!("choose one: `{}#NAME`", stack.path.display());
            return Err(Trouble::new(message).hint(choice));
        }
    };
    Ok(Ok(Wanted {
        generations: builds.into_iter().map(|build| build.generation).collect(),
        host,
        diagnostics,
    }))
}
