//! From a generation and a host to a plan.

use crate::actions::{Needed, actions};
use crate::compare_texts;
use crate::facts::Facts;
use crate::keys;
use crate::units::Units;
use crate::{Column, Differences, Host, Kind, Mask, Meaning, PathPlan, Plan, State};
use std::collections::BTreeSet;
use store::{FileEntry, FileKind, Generation};
use tree::{Artifact, Digest, TreePath};

/// Compares what a stack wants with what a host has.
pub fn compare<'a>(generation: &'a Generation, host: &'a Host) -> Plan<'a> {
    let before = host
        .previous
        .iter()
        .flat_map(|manifest| manifest.files.keys());
    let now = generation.manifest().files.keys();
    let paths: BTreeSet<&TreePath> = before.chain(now).collect();
    let paths: Vec<PathPlan<'_>> = paths
        .into_iter()
        .map(|path| compare_path(generation, host, path))
        .collect();
    let keys = keys::compare(generation, host);
    let units = Units::of(generation);
    let Needed {
        actions,
        untouched,
        later,
    } = actions(generation.manifest(), host, &paths, &keys, &units);
    Plan {
        mask: Mask::new(host.previous.iter().chain([generation.manifest()])),
        generation,
        host,
        paths,
        keys,
        actions,
        untouched,
        later,
        live: None,
    }
}

/// What stands for a path that nobody looked at.
pub(crate) static NOT_OBSERVED: State = State::Unreadable {
    cause: String::new(),
};

fn compare_path<'a>(
    generation: &'a Generation,
    host: &'a Host,
    path: &'a TreePath,
) -> PathPlan<'a> {
    let state = host.states.get(path).unwrap_or(&NOT_OBSERVED);
    let base = host
        .previous
        .as_ref()
        .and_then(|manifest| manifest.files.get(path));
    let stack = generation.tree().get(path);
    let wanted = generation.manifest().files.get(path);

    // The manifest that was read from the host is the one that is there.
    let base_facts = base.map(|entry| Facts::new(path, entry, digest_on(state)));
    let wanted_facts = wanted.map(|entry| Facts::new(path, entry, digest_in(entry, stack)));

    let to_host = |facts: Option<Facts<'_>>| match (facts, state) {
        (None, State::Absent) => Differences::default(),
        (None, _) => Differences::OF_KIND,
        (Some(facts), state) => facts.differences_to_host(state, host.accounts.as_ref()),
    };
    let drift = to_host(base_facts);
    let change = to_host(wanted_facts);
    let since = match (base_facts, wanted_facts) {
        (Some(base), Some(wanted)) => base.differences_to(wanted),
        (None, None) => Differences::default(),
        (Some(_), None) | (None, Some(_)) => Differences::OF_KIND,
    };
    let sides = Sides {
        base: base.is_some(),
        stack: stack.is_some(),
        ours: base.is_some() || (host.previous.is_none() && same_kind(wanted, state)),
    };
    PathPlan {
        path,
        kind: kind(sides, state, drift, change, since.any()),
        drift: match host.previous {
            Some(_) => column(base.is_some(), state, drift, Column::Added, Column::Deleted),
            None => Column::Same,
        },
        change: column(
            stack.is_some(),
            state,
            change,
            Column::Deleted,
            Column::Added,
        ),
        differences: change,
        is_news: host.previous.is_some() && since.content,
        is_form: change.content && is_form(path, state, stack),
        base,
        host: state,
        stack,
    }
}

/// Whether two texts mean the same.
fn is_form(path: &TreePath, state: &State, stack: Option<&Artifact>) -> bool {
    let (State::File(file), Some(artifact)) = (state, stack) else {
        return false;
    };
    let host = file.bytes.as_deref().and_then(text_of);
    let stack = artifact.bytes().and_then(text_of);
    host.is_some()
        && stack.is_some()
        && matches!(compare_texts(path, host, stack), Some(Ok(Meaning::Same)))
}

fn text_of(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// Which sides know of a path.
#[derive(Clone, Copy)]
struct Sides {
    base: bool,
    stack: bool,
    /// What the host has may be replaced: a generation put it there, or this is the first one and
    /// takes over a file by a file, a symlink by a symlink.
    ours: bool,
}

fn kind(sides: Sides, state: &State, drift: Differences, change: Differences, moved: bool) -> Kind {
    let drifted = sides.base && drift.any();
    match state {
        State::Unreadable { .. } => Kind::Unreadable,
        _ if !change.any() => Kind::Unchanged,
        _ if drifted && moved => Kind::Conflict,
        _ if drifted => Kind::Drifted,
        State::Absent => Kind::Create,
        _ if !sides.stack => Kind::Orphan,
        _ if !sides.ours => Kind::Unowned,
        _ if change.content => Kind::Update,
        _ if change.mode => Kind::Mode,
        _ => Kind::Owner,
    }
}

/// One column, from a side that knows of the path or not to the host, or back.
fn column(
    known: bool,
    state: &State,
    differences: Differences,
    only_host: Column,
    only_other: Column,
) -> Column {
    match (known, state) {
        (_, State::Unreadable { .. }) => Column::Unknown,
        (false, State::Absent) => Column::Same,
        (false, _) => only_host,
        (true, State::Absent) => only_other,
        (true, _) if differences.any() => Column::Modified,
        (true, _) => Column::Same,
    }
}

fn same_kind(wanted: Option<&FileEntry>, state: &State) -> bool {
    match wanted.map(|entry| &entry.kind) {
        Some(FileKind::File { .. } | FileKind::Manifest { .. }) => matches!(state, State::File(_)),
        Some(FileKind::Symlink { .. }) => matches!(state, State::Symlink { .. }),
        None => false,
    }
}

fn digest_on(state: &State) -> Digest {
    match state {
        State::File(file) => file.digest,
        State::Absent
        | State::Symlink { .. }
        | State::Directory
        | State::Special(_)
        | State::Behind { .. }
        | State::Unreadable { .. } => None,
    }
    .unwrap_or_else(|| Digest::of(b""))
}

fn digest_in(entry: &FileEntry, stack: Option<&Artifact>) -> Digest {
    match &entry.kind {
        FileKind::Manifest { .. } => {
            Digest::of(stack.and_then(Artifact::bytes).unwrap_or_default())
        }
        FileKind::File { digest, .. } => *digest,
        FileKind::Symlink { .. } => Digest::of(b""),
    }
}
