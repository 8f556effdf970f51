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
use tree::{Artifact, Content, Digest, Scope, TreePath, UnitRef};

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
/// They are those of two plans: one for a host that has nothing, which starts what is new, and one for a host on
/// which every file of this generation has another content.
fn actions(generation: &Generation) -> String {
    let absent = host(generation, None, &|_| State::Absent);
    let previous = Some(generation.manifest().clone());
    let different = host(generation, previous, &different);
    let mut actions: BTreeMap<Action, Vec<TreePath>> = BTreeMap::new();
    for host in [&absent, &different] {
        for planned in compare(generation, host).actions {
            actions.insert(planned.action, planned.because);
        }
    }
    let mut table = String::new();
    for (action, because) in &actions {
        let (word, at, subject) = words(action);
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

/// The same file with another content.
fn different(artifact: &Artifact) -> State {
    match &artifact.content {
        Content::File(bytes) => {
            let mut other = bytes.clone();
            other.push(b'\n');
            State::File(FileState {
                mode: artifact.mode,
                ids: Ids::default(),
                size: other.len() as u64,
                digest: Digest::of(&other),
                bytes: None,
            })
        }
        Content::Symlink(target) => State::Symlink {
            target: format!("{target}.other").into_bytes(),
            ids: Ids::default(),
        },
    }
}

/// The word for an action, whose manager it is for, and what it acts upon.
fn words(action: &Action) -> (&'static str, String, String) {
    let none = || "-".to_owned();
    let unit = |word, unit: &UnitRef| (word, scope(unit.scope), unit.name.clone());
    match action {
        Action::Stop(stopped) => unit("stop", stopped),
        Action::MakeUsers => ("sysusers", none(), none()),
        Action::MakeDirectories(at) => ("tmpfiles", scope(*at), none()),
        Action::DaemonReload(at) => ("daemon-reload", scope(*at), none()),
        Action::LoadTable(path) => ("load", none(), path.to_string()),
        Action::Start(started) => unit("start", started),
        Action::Restart(restarted) => unit("restart", restarted),
        Action::Reload(reloaded) => unit("reload", reloaded),
    }
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
