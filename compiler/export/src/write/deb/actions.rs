//! What the scripts of a package act upon, as tables with a tab between the columns.
//!
//! No path, unit or account of a tree holds a tab or a line end, so the shell reads them back whole.
//!
//! ```text
//! files    MODE USER GROUP PATH            everything of the tree
//! units    SCOPE UNIT START                the units of the manifest; START is `yes` or `no`
//! actions  ACTION SCOPE SUBJECT PATH...    in the order of a plan: what to do when one of the paths has changed
//! ```
//!
//! A scope is `system` or the number of a user; `-` stands for what an action has not.

use super::Extras;
use host::{Action, FileState, Host, Ids, State, compare};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use store::Generation;
use tree::{Artifact, Content, Digest, Reader, Scope, TreePath, UnitRef};

/// The tables of a package, by path.
pub(super) fn tables(generation: &Generation, package: &str) -> Extras {
    let folder = format!("usr/share/{package}");
    Extras::from([
        (
            format!("{folder}/actions"),
            actions(generation).into_bytes(),
        ),
        (format!("{folder}/files"), files(generation).into_bytes()),
        (format!("{folder}/units"), units(generation).into_bytes()),
    ])
}

fn files(generation: &Generation) -> String {
    let mut table = String::new();
    for (path, entry) in &generation.manifest().files {
        let mode = match entry.kind {
            store::FileKind::Symlink { .. } => "-".to_owned(),
            store::FileKind::File { .. } | store::FileKind::Manifest { .. } => {
                entry.mode().to_string()
            }
        };
        let owner = &entry.owner;
        line(
            &mut table,
            &[
                &mode,
                owner.user.as_str(),
                owner.group.as_str(),
                path.as_str(),
            ],
        );
    }
    table
}

fn units(generation: &Generation) -> String {
    let mut table = String::new();
    for (unit, policy) in &generation.manifest().units {
        let start = if policy.start { "yes" } else { "no" };
        line(&mut table, &[&scope(unit.scope), &unit.name, start]);
    }
    table
}

/// All actions that any change can ask for, each with the paths that do.
///
/// They are those of three plans: one for a host that has nothing, which starts what is new; one for a host
/// on which every file that a manager reads has another content, and one on which all others have: a unit that can
/// reload restarts for the first and reloads for the second.
fn actions(generation: &Generation) -> String {
    let absent = host(generation, None, &|_| State::Absent);
    let previous = || Some(generation.manifest().clone());
    let of_manager = |artifact: &Artifact| {
        let mut readers = artifact.readers.iter();
        readers.any(|reader| matches!(reader, Reader::Manager(_)))
    };
    let differing = |of_managers: bool| {
        host(
            generation,
            previous(),
            &|artifact| match of_manager(artifact) == of_managers {
                true => different(artifact),
                false => same(artifact),
            },
        )
    };
    let mut actions: BTreeMap<Action, Vec<TreePath>> = BTreeMap::new();
    for host in [&absent, &differing(true), &differing(false)] {
        for planned in compare(generation, host).actions {
            let because = actions.entry(planned.action).or_default();
            because.extend(planned.because);
            because.sort();
            because.dedup();
        }
    }
    let mut table = String::new();
    for (action, because) in &actions {
        let Some((word, at, subject)) = words(action) else {
            continue;
        };
        let columns = [word, &at, &subject];
        let paths = because.iter().map(TreePath::as_str);
        line(
            &mut table,
            &columns.into_iter().chain(paths).collect::<Vec<_>>(),
        );
    }
    table
}

fn host(
    generation: &Generation,
    previous: Option<store::Manifest>,
    state: &dyn Fn(&Artifact) -> State,
) -> Host {
    let states = generation.tree().iter();
    Host {
        previous,
        states: states
            .map(|artifact| (artifact.path.clone(), state(artifact)))
            .collect(),
        ..Host::default()
    }
}

/// A file as it is.
fn same(artifact: &Artifact) -> State {
    state(artifact, &[])
}

/// The same file with another content.
fn different(artifact: &Artifact) -> State {
    state(artifact, b"\n")
}

/// A file with more at its end, or a symlink with another target.
fn state(artifact: &Artifact, more: &[u8]) -> State {
    match &artifact.content {
        Content::File(bytes) => {
            let bytes = [bytes, more].concat();
            State::File(FileState {
                mode: artifact.mode,
                ids: Ids::default(),
                size: bytes.len() as u64,
                digest: Some(Digest::of(&bytes)),
                bytes: None,
            })
        }
        Content::Symlink(target) => {
            let more = if more.is_empty() { "" } else { ".other" };
            State::Symlink {
                target: format!("{target}{more}").into_bytes(),
                ids: Ids::default(),
            }
        }
    }
}

/// The word for an action, whose manager it is for, and what it acts upon; `None` for what the files do by being
/// there.
fn words(action: &Action) -> Option<(&'static str, String, String)> {
    let none = || "-".to_owned();
    let of_unit = |word, unit: &UnitRef| (word, scope(unit.scope), unit.name.clone());
    Some(match action {
        Action::Enable(_) | Action::Disable(_) => return None,
        Action::MakeUsers => (action.verb(), none(), none()),
        Action::MakeDirectories(at) | Action::DaemonReload(at) => {
            (action.verb(), scope(*at), none())
        }
        Action::LoadTable(path) => (action.verb(), none(), path.to_string()),
        // An image is built by the start of its unit. A network stays as it was until somebody removes it.
        Action::Rebuild(unit) | Action::Recreate(unit) => of_unit("restart", unit),
        Action::Stop(unit) | Action::Start(unit) | Action::Restart(unit) | Action::Reload(unit) => {
            of_unit(action.verb(), unit)
        }
    })
}

fn scope(scope: Scope) -> String {
    match scope {
        Scope::System => "system".to_owned(),
        Scope::User(uid) => uid.to_string(),
    }
}

fn line(table: &mut String, columns: &[&str]) {
    writeln!(table, "{}", columns.join("\t")).expect("writing to memory succeeds");
}
