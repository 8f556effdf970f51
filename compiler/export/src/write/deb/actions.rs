//! What the scripts of a package act upon, as tables with a tab between the columns.
//!
//! No path, unit or account of a tree holds a tab or a line end, so the shell reads them back whole.
//!
//! ```text
//! files    MODE USER GROUP PATH            everything of the tree; MODE is `-` for a symlink
//! units    SCOPE UNIT START NETWORK        the units of the manifest; START is `yes` or `no`, NETWORK what podman calls
//!                                          the network that the unit makes, or `-`
//! actions  ACTION SCOPE SUBJECT PATH...    what to do when one of the paths has changed
//! ```
//!
//! A scope is `system` or the number of a user; `-` stands for what an action has not.

use super::Extras;
use super::network::network_of;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use store::{FileEntry, FileKind, Generation, Manifest, OnChange};
use tree::{Reader, Scope, TreePath, UnitRef};

/// The tables of a package, by path.
pub(super) fn tables(generation: &Generation, package: &str) -> Extras {
    let folder = format!("usr/share/{package}");
    let manifest = generation.manifest();
    Extras::from([
        (format!("{folder}/actions"), actions(manifest).into_bytes()),
        (format!("{folder}/files"), files(manifest).into_bytes()),
        (format!("{folder}/units"), units(generation).into_bytes()),
    ])
}

fn files(manifest: &Manifest) -> String {
    let mut table = String::new();
    for (path, entry) in &manifest.files {
        let mode = match entry.kind {
            FileKind::Symlink { .. } => "-".to_owned(),
            FileKind::File { .. } | FileKind::Manifest { .. } => entry.mode().to_string(),
        };
        let [user, group] = [&entry.owner.user, &entry.owner.group].map(|name| name.as_str());
        line(&mut table, &[&mode, user, group, path.as_str()]);
    }
    table
}

fn units(generation: &Generation) -> String {
    let manifest = generation.manifest();
    let networks: BTreeMap<&UnitRef, String> = generation
        .tree()
        .iter()
        .filter_map(|artifact| Some((own_unit(&artifact.readers)?, network_of(artifact)?)))
        .collect();
    let mut table = String::new();
    for (unit, policy) in &manifest.units {
        let start = if policy.start { "yes" } else { "no" };
        let network = networks.get(unit).map_or("-", String::as_str);
        line(
            &mut table,
            &[&scope(unit.scope), &unit.name, start, network],
        );
    }
    table
}

/// What is done when a file has changed. The order is that of the table; the scripts have their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Action {
    verb: &'static str,
    scope: String,
    subject: String,
}

fn actions(manifest: &Manifest) -> String {
    let mut paths: BTreeMap<Action, Vec<&str>> = BTreeMap::new();
    for (path, entry) in &manifest.files {
        for action in consequences(manifest, path, entry) {
            paths.entry(action).or_default().push(path.as_str());
        }
    }
    // Files of others may be all that a unit reads; it is started all the same.
    for (unit, policy) in &manifest.units {
        if policy.start {
            paths.entry(of_unit("start", unit)).or_default();
        }
    }
    let mut table = String::new();
    for (action, paths) in &paths {
        let columns = [action.verb, &action.scope, &action.subject];
        let columns: Vec<&str> = columns.into_iter().chain(paths.iter().copied()).collect();
        line(&mut table, &columns);
    }
    table
}

/// As the plan of `stackc diff` has it.
fn consequences(manifest: &Manifest, path: &TreePath, entry: &FileEntry) -> Vec<Action> {
    if entry.owned_keys.is_some() {
        // Nobody reads a file with keys, and a package sets none.
        return Vec::new();
    }
    let of = |verb, scope, subject: &str| Action {
        verb,
        scope,
        subject: subject.to_owned(),
    };
    let none = || "-".to_owned();
    let readers = entry.readers.iter().filter_map(|reader| match reader {
        Reader::Manager(at) => Some(of("daemon-reload", scope(*at), "-")),
        Reader::Sysusers => Some(of("sysusers", none(), "-")),
        Reader::Tmpfiles(at) => Some(of("tmpfiles", scope(*at), "-")),
        Reader::Nft => Some(of("load", none(), path.as_str())),
        Reader::Unit(unit) => {
            let is_own = own_unit(&entry.readers) == Some(unit);
            Some(of_unit(verb(manifest, path, unit, is_own)?, unit))
        }
    });
    readers.collect()
}

/// What is told the manager of a unit that reads a file; its own file is one that the manager reads, too.
fn verb(
    manifest: &Manifest,
    path: &TreePath,
    unit: &UnitRef,
    is_own: bool,
) -> Option<&'static str> {
    // Units of others that read our files: only their manager knows whether they can reload.
    let Some(policy) = manifest.units.get(unit) else {
        return Some("try-restart");
    };
    let is_network = is_own && path.as_str().ends_with(".network");
    Some(match (policy.on_change, policy.start) {
        (OnChange::Nothing, _) => return None,
        (OnChange::Restart, _) if is_network => "recreate",
        (OnChange::Reload, true) if !is_own => "reload-or-restart",
        (OnChange::Reload, false) if !is_own => "try-reload-or-restart",
        // What does not start by itself is started by others, when they want it.
        (OnChange::Restart | OnChange::Reload, true) => "restart",
        (OnChange::Restart | OnChange::Reload, false) => "try-restart",
    })
}

/// The unit that a file makes, if it is one that a manager reads. Drop-ins are read by a unit as well; they count as
/// its file.
fn own_unit(readers: &[Reader]) -> Option<&UnitRef> {
    readers.iter().find_map(|reader| match reader {
        Reader::Unit(unit) if readers.contains(&Reader::Manager(unit.scope)) => Some(unit),
        _ => None,
    })
}

fn of_unit(verb: &'static str, unit: &UnitRef) -> Action {
    Action {
        verb,
        scope: scope(unit.scope),
        subject: unit.name.clone(),
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
