//! From a generation and a host to plans for files that belong to others.

use super::format::{self, Values};
use super::{KeyKind, KeyPlan, KeysPlan, Texts};
use crate::compare::NOT_OBSERVED;
use crate::{FileState, Host, State};
use std::collections::{BTreeMap, BTreeSet};
use store::{Generation, Manifest};
use tree::{HostPath, KeyFormat, OwnedKey, OwnedKeys, TreePath};

/// Compares the keys that a stack owns, or owned, with those of a host; one plan for each file.
pub(crate) fn compare<'a>(generation: &'a Generation, host: &'a Host) -> Vec<KeysPlan<'a>> {
    let now = owned(generation.manifest());
    let before = host.previous.as_ref().map(owned).unwrap_or_default();
    let files: BTreeSet<&HostPath> = now.keys().chain(before.keys()).copied().collect();
    let plans = files.into_iter().map(|file| {
        let state = host.foreign.get(file).unwrap_or(&NOT_OBSERVED);
        plan(
            generation,
            file,
            state,
            now.get(file).copied(),
            before.get(file).copied(),
        )
    });
    // A file whose keys are gone from the stack and from the host is no longer of interest.
    plans
        .filter(|plan| plan.in_tree.is_some() || !plan.keys.is_empty())
        .collect()
}

type Owned<'a> = (&'a TreePath, &'a OwnedKeys);

/// The keys that a manifest says are ours, by file.
fn owned(manifest: &Manifest) -> BTreeMap<&HostPath, Owned<'_>> {
    let entries = manifest.files.iter();
    entries
        .filter_map(|(path, entry)| {
            entry
                .owned_keys
                .as_ref()
                .map(|keys| (&keys.file, (path, keys)))
        })
        .collect()
}

fn plan<'a>(
    generation: &'a Generation,
    file: &'a HostPath,
    state: &'a State,
    now: Option<Owned<'a>>,
    before: Option<Owned<'a>>,
) -> KeysPlan<'a> {
    let format = now
        .or(before)
        .map_or(KeyFormat::Tokens, |(_, keys)| keys.format);
    let of =
        |owned: Option<Owned<'a>>| owned.map(|(_, keys)| keys.keys.clone()).unwrap_or_default();
    let wanted = Wanted {
        format,
        text: now.map_or("", |(path, _)| text_of(generation, path)),
        keys: of(now),
        gone: &of(before) - &of(now),
    };
    let (keys, texts) = match judge(&wanted, state) {
        Ok(judged) => judged,
        Err(trouble) => {
            let unknown = wanted.keys.iter().map(|key| KeyPlan {
                key: key.clone(),
                kind: KeyKind::Unknown,
                host: None,
                stack: None,
            });
            (unknown.collect(), Texts::Trouble(trouble))
        }
    };
    KeysPlan {
        file,
        format,
        in_tree: now.map(|(path, _)| path),
        host: state,
        keys,
        texts,
    }
}

/// What a stack wants of a file.
struct Wanted<'a> {
    format: KeyFormat,
    /// The file of the tree with our keys; empty when none are ours any more.
    text: &'a str,
    keys: BTreeSet<OwnedKey>,
    /// Keys that were ours.
    gone: BTreeSet<OwnedKey>,
}

fn judge(wanted: &Wanted<'_>, state: &State) -> Result<(Vec<KeyPlan>, Texts), String> {
    let Wanted {
        format,
        text,
        keys,
        gone,
    } = wanted;
    let ours = format::read(*format, text, |_| true)
        .map_err(|error| format!("the keys in the tree cannot be read: {error}"))?;
    let ours: Values = ours
        .into_iter()
        .filter(|(key, _)| keys.contains(key))
        .collect();
    let Some(before) = text_on(state)? else {
        return Ok((compare_keys(&ours, &Values::new(), gone), Texts::Missing));
    };
    let is_ours = |key: &OwnedKey| keys.contains(key);
    let host = format::read(*format, before, is_ours)
        .map_err(|error| format!("the file cannot be read: {error}"))?;
    let plans = compare_keys(&ours, &host, gone);
    let same = plans.iter().filter(|plan| plan.kind == KeyKind::Unchanged);
    let same: BTreeSet<&OwnedKey> = same.map(|plan| &plan.key).collect();
    let differs = |key: &OwnedKey| !same.contains(key);
    let after = format::set(*format, before, text, differs)
        .map_err(|error| format!("the keys cannot be set: {error}"))?;
    let texts = Texts::Known {
        before: before.to_owned(),
        after,
    };
    Ok((plans, texts))
}

fn compare_keys(ours: &Values, host: &Values, gone: &BTreeSet<OwnedKey>) -> Vec<KeyPlan> {
    let wanted = ours.iter().map(|(key, value)| KeyPlan {
        key: key.clone(),
        kind: match host.get(key) {
            None => KeyKind::Create,
            Some(found) if found == value || is_same_truth(found, value) => KeyKind::Unchanged,
            Some(_) => KeyKind::Update,
        },
        host: host.get(key).cloned().flatten(),
        stack: value.clone(),
    });
    let orphans = gone.iter().filter_map(|key| {
        Some(KeyPlan {
            key: key.clone(),
            kind: KeyKind::Orphan,
            host: host.get(key)?.clone(),
            stack: None,
        })
    });
    wanted.chain(orphans).collect()
}

/// Whether two values are one truth, however Python writes it.
fn is_same_truth(one: &Option<String>, other: &Option<String>) -> bool {
    let truth = |value: &Option<String>| {
        let value = value.as_ref()?.to_ascii_lowercase();
        matches!(value.as_str(), "true" | "false").then_some(value)
    };
    truth(one).is_some_and(|one| truth(other) == Some(one))
}

/// The text of a file of the tree; it was printed by a format, so it is one.
fn text_of<'a>(generation: &'a Generation, path: &TreePath) -> &'a str {
    let bytes = generation
        .tree()
        .get(path)
        .and_then(|artifact| artifact.bytes());
    bytes
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// The text on the host; `None` when nothing is there.
fn text_on(state: &State) -> Result<Option<&str>, String> {
    match state {
        State::Absent => Ok(None),
        State::File(FileState {
            bytes: Some(bytes), ..
        }) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err("it is no text in UTF-8".to_owned()),
        },
        State::File(FileState { bytes: None, .. }) => Err("it is too long".to_owned()),
        State::Behind { ancestor, what } => Err(format!("`{ancestor}` is {what}")),
        State::Unreadable { cause } if cause.is_empty() => Err("nobody looked".to_owned()),
        State::Unreadable { cause } => Err(cause.clone()),
        State::Symlink { .. } | State::Directory | State::Special(_) => {
            Err(format!("it is {}", state.noun()))
        }
    }
}
