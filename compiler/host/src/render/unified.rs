//! Unified diffs, as `diff -u` and git write them.

use super::sides::{Side, sides};
use crate::{Contents, Differing, PathPlan, Plan};
use similar::TextDiff;
use std::fmt::Write as _;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Which side is the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// What would happen to the host.
    HostToStack,
    /// What the host has instead.
    StackToHost,
}

/// Which texts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those of all paths where something would happen.
    All,
    /// Those that are on both sides and cannot be compared by meaning.
    ByLines,
}

/// The diffs of paths where something would happen.
///
/// With [`Which::All`] and [`Direction::HostToStack`] the texts can be given to `patch -p1 -d /`, but for
/// those from which a secret was hidden.
pub fn unified(plan: &Plan<'_>, which: Which, direction: Direction) -> String {
    let is_shown = |path: &&PathPlan<'_>| match which {
        Which::All => true,
        Which::ByLines => matches!(Contents::of(plan, path).differing, Differing::Lines(_)),
    };
    let diffs = plan
        .changes()
        .filter(is_shown)
        .map(|path| unified_path(plan, path, direction));
    let keys = plan
        .changed_keys()
        .filter(|_| which == Which::All)
        .map(|keys| super::unified_keys(plan, keys, direction));
    diffs.chain(keys).collect()
}

/// The diff of one path.
///
/// Modes and owners stand in lines before the texts, which `patch` skips.
pub fn unified_path<'a>(plan: &Plan<'a>, path: &PathPlan<'a>, direction: Direction) -> String {
    let (host, stack) = sides(plan, path);
    let names = plan.host.names.words();
    let names = names.map(|name| format!("{name}/{}", path.path));
    let attributes = attributes(plan, path);
    let ([old_name, new_name], [old, new], attributes) = match direction {
        Direction::HostToStack => (names, [host, stack], attributes),
        Direction::StackToHost => {
            let [host_name, stack_name] = names;
            let swapped = attributes.into_iter().map(|(what, [a, b])| (what, [b, a]));
            ([stack_name, host_name], [stack, host], swapped.collect())
        }
    };
    let mut out = format!("diff {old_name} {new_name}\n");
    for (what, [old, new]) in attributes {
        writeln!(out, "old {what} {old}\nnew {what} {new}").expect("writing to a string succeeds");
    }
    out.push_str(&body(&old_name, &new_name, &old, &new));
    out
}

/// Mode and owner, where they differ, of host and stack.
fn attributes<'a>(plan: &Plan<'a>, path: &PathPlan<'a>) -> Vec<(&'static str, [String; 2])> {
    let mut attributes = Vec::new();
    let Some(artifact) = path.stack else {
        return attributes;
    };
    if let (true, crate::State::File(file)) = (path.differences.mode, path.host) {
        attributes.push(("mode", [file.mode.to_string(), artifact.mode.to_string()]));
    }
    if let (true, Some(accounts), Some(ids)) =
        (path.differences.owner, &plan.host.accounts, path.host.ids())
    {
        let owners = [accounts.describe(ids), artifact.owner.to_string()];
        attributes.push(("owner", owners));
    }
    attributes
}

fn body(old_name: &str, new_name: &str, old: &Side<'_>, new: &Side<'_>) -> String {
    match (old, new) {
        (Side::Text(old), Side::Text(new)) => unified_texts(old_name, new_name, old, new),
        (Side::Absent, Side::Text(new)) => unified_texts("/dev/null", new_name, "", new),
        (Side::Text(old), Side::Absent) => unified_texts(old_name, "/dev/null", old, ""),
        (Side::Absent, Side::Absent) => String::new(),
        (old, new) if old == new => match old {
            Side::Binary { .. } => format!("{}\n{}\n", phrase("-", old), phrase("+", new)),
            Side::Absent | Side::Text(_) | Side::Phrase(_) => String::new(),
        },
        (old, new) => format!("{}\n{}\n", phrase("-", old), phrase("+", new)),
    }
}

/// One side in a line.
fn phrase(sign: &str, side: &Side<'_>) -> String {
    match side {
        Side::Absent => format!("{sign} nothing"),
        Side::Text(text) => format!("{sign} a file with {} lines", text.lines().count()),
        Side::Binary { size } => format!("{sign} a file with {size} bytes that are no text"),
        Side::Phrase(phrase) => format!("{sign} {phrase}"),
    }
}

/// The diff of two texts; empty when they are equal.
pub fn unified_texts(old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    unified_with(CONTEXT, old_name, new_name, old, new)
}

/// The diff of two texts, of which only changed lines may be seen.
pub(super) fn texts_without_context(
    old_name: &str,
    new_name: &str,
    old: &str,
    new: &str,
) -> String {
    unified_with(0, old_name, new_name, old, new)
}

fn unified_with(context: usize, old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    // Only a line feed ends a line: a carriage return is one of its characters.
    let [old, new] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let diff = TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&old, &new);
    diff.unified_diff()
        .context_radius(context)
        .header(&file_name(old_name), &file_name(new_name))
        .to_string()
}

/// A name with a space in it ends in a tab, so that `patch` does not cut it there.
fn file_name(name: &str) -> String {
    if name.contains(' ') {
        format!("{name}\t")
    } else {
        name.to_owned()
    }
}
