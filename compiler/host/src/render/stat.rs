//! How much changes at each path.

use super::sides::{Side, sides};
use crate::{PathPlan, Plan, Texts};
use similar::{ChangeTag, TextDiff};

/// Widest bar of `+` and `-` where the width is not known.
const WIDEST: usize = 40;

/// Narrowest bar, however long the paths are.
const NARROWEST: usize = 10;

/// The lines that come and go at a path, from host to stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat<'a> {
    /// The path, relative to the root.
    pub path: &'a str,
    /// Lines that come.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
    /// Whether both sides are text. Otherwise nothing was counted.
    pub is_text: bool,
}

/// The numbers of all paths where something would happen, then of files that belong to others.
pub fn stats<'a>(plan: &'a Plan<'a>) -> Vec<Stat<'a>> {
    let paths = plan.changes().map(|path| stat_of(plan, path));
    let keys = plan.changed_keys().map(|keys| {
        let path = keys.file.below_root();
        match &keys.texts {
            Texts::Known { before, after } => counted(path, before, after),
            Texts::Missing | Texts::Trouble(_) => uncounted(path),
        }
    });
    paths.chain(keys).collect()
}

fn stat_of<'a>(plan: &Plan<'a>, path: &PathPlan<'a>) -> Stat<'a> {
    let (host, stack) = sides(plan, path);
    let text = |side: &Side<'a>| match side {
        Side::Text(text) => Some(text.to_string()),
        Side::Absent => Some(String::new()),
        Side::Binary { .. } | Side::Phrase(_) => None,
    };
    let path = path.path.as_str();
    match (text(&host), text(&stack)) {
        (Some(old), Some(new)) => counted(path, &old, &new),
        _ => uncounted(path),
    }
}

fn counted<'a>(path: &'a str, old: &str, new: &str) -> Stat<'a> {
    let mut stat = Stat {
        is_text: true,
        ..uncounted(path)
    };
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    for change in TextDiff::from_slices(&old, &new).iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => stat.added += 1,
            ChangeTag::Delete => stat.removed += 1,
            ChangeTag::Equal => {}
        }
    }
    stat
}

fn uncounted(path: &str) -> Stat<'_> {
    Stat {
        path,
        added: 0,
        removed: 0,
        is_text: false,
    }
}

/// The numbers as a table, as `diffstat` and git write them, with a sum; not wider than a terminal with
/// so many columns, if the paths let it.
pub fn stat(plan: &Plan<'_>, columns: Option<usize>) -> String {
    let stats = stats(plan);
    if stats.is_empty() {
        return String::new();
    }
    let path_width = stats.iter().map(|stat| width(stat.path)).max().unwrap_or(0);
    let most = stats
        .iter()
        .map(|stat| stat.added + stat.removed)
        .max()
        .unwrap_or(0);
    let number_width = most.to_string().len();
    // ` PATH | NUMBER BAR`
    let taken = 1 + path_width + 3 + number_width + 1;
    let widest = columns.map_or(WIDEST, |columns| {
        columns.saturating_sub(taken).max(NARROWEST)
    });
    let mut out = String::new();
    for stat in &stats {
        let padding = " ".repeat(path_width - width(stat.path));
        let numbers = if stat.is_text {
            let total = stat.added + stat.removed;
            let bar = bar(stat.added, stat.removed, most, widest);
            format!("{total:>number_width$} {bar}")
        } else {
            format!("{:>number_width$} no text", "-")
        };
        out.push_str(&format!(
            " {}{padding} | {}\n",
            stat.path,
            numbers.trim_end()
        ));
    }
    let sum = |number: fn(&Stat<'_>) -> usize| stats.iter().map(number).sum::<usize>();
    out.push_str(&format!(
        " {}, {} added, {} removed\n",
        count(stats.len(), "file"),
        count(sum(|stat| stat.added), "line"),
        count(sum(|stat| stat.removed), "line"),
    ));
    out
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// A bar whose length is to the widest as the lines are to the most; some lines are never no bar.
fn bar(added: usize, removed: usize, most: usize, widest: usize) -> String {
    let scale = |lines: usize| match most <= widest {
        true => lines,
        false => (lines * widest).div_ceil(most),
    };
    "+".repeat(scale(added)) + &"-".repeat(scale(removed))
}

fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
