//! The status: two columns, what differs by key, and what follows for units.

use crate::{Action, PlannedAction, State, Unparsed};
use crate::{Contents, Differing, KeyChange, Kind, Meaning, PathPlan, Plan};
use tree::{Content, UnitRef};

/// So many paths are named as reasons of an action; the rest is counted.
const MOST_REASONS: usize = 3;

/// The whole plan in a few lines for each path: first what changed on the host since the last
/// generation, then what would change on the host; then the actions in their order.
///
/// Empty when nothing would happen.
pub fn status(plan: &Plan<'_>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for path in plan.changes() {
        let columns = [path.drift.letter(), path.change.letter()];
        let columns: String = columns.into_iter().collect();
        lines.push(format!("{columns} {}  {}", path.path, remark(path)));
        let details = details(plan, path).into_iter();
        lines.extend(details.map(|detail| format!("     {detail}")));
    }
    for keys in plan.changed_keys() {
        lines.extend(super::keys::status(plan, keys));
    }
    lines.extend(super::extras::lines(&plan.host.extras));
    if plan.host.accounts.is_none() && !lines.is_empty() {
        lines.push("owners were not compared: the directory has no `passwd`".to_owned());
    }
    if !plan.actions.is_empty() || !plan.later.is_empty() {
        lines.push("then:".to_owned());
        lines.extend(
            plan.actions
                .iter()
                .map(|planned| format!("   {}", action(planned))),
        );
        lines.extend(units("at their next run", &plan.later));
        lines.extend(units("untouched", &plan.untouched));
        lines.push(format!("   plan {}", plan.binding().id()));
    }
    lines.extend(plan.live.iter().flat_map(super::live::lines));
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The kind, and why nothing simpler can be said.
fn remark(path: &PathPlan<'_>) -> String {
    let word = path.kind.word();
    match (path.kind, path.host) {
        (Kind::Unreadable, State::Unreadable { cause }) if !cause.is_empty() => {
            format!("{word}: {cause}")
        }
        (Kind::Unreadable, _) => format!("{word}: nobody looked"),
        (Kind::Unowned, State::File(_)) => format!("{word}: a file that is not ours"),
        (_, State::Behind { ancestor, what }) => format!("{word}: `{ancestor}` is {what}"),
        (Kind::Unowned, State::Symlink { target, .. }) if target == b"/dev/null" => {
            format!("{word}: a symlink to /dev/null is in the way: the unit is masked")
        }
        (Kind::Unowned, State::Symlink { target, .. }) => {
            let target = target.escape_ascii();
            format!("{word}: a symlink to {target} is in the way")
        }
        (Kind::Unowned, host) => format!("{word}: {} is in the way", host.noun()),
        (Kind::Drifted, State::Absent) => format!("{word}: deleted on the host"),
        (Kind::Drifted, _) => format!("{word}: changed on the host"),
        (Kind::Conflict, State::Absent) => {
            format!("{word}: deleted on the host, changed in the stack")
        }
        (Kind::Conflict, _) if path.stack.is_none() => {
            format!("{word}: changed on the host, gone from the stack")
        }
        (Kind::Conflict, _) => format!("{word}: changed on the host and in the stack"),
        (Kind::Orphan, _) => format!("{word}: gone from the stack"),
        (Kind::Unchanged | Kind::Create | Kind::Update | Kind::Mode | Kind::Owner, _) => {
            word.to_owned()
        }
    }
}

/// What differs: mode, owner, and the keys of a format that we know.
fn details<'a>(plan: &Plan<'a>, path: &PathPlan<'a>) -> Vec<String> {
    let mut details = Vec::new();
    if let (true, State::File(file), Some(artifact)) =
        (path.differences.mode, path.host, path.stack)
    {
        details.push(format!("mode {} instead of {}", artifact.mode, file.mode));
    }
    if let (true, State::Symlink { target, .. }, Some(Content::Symlink(wanted))) = (
        path.differences.content,
        path.host,
        path.stack.map(|artifact| &artifact.content),
    ) {
        let target = String::from_utf8_lossy(target);
        details.push(harmless(&format!("to {wanted} instead of {target}")));
    }
    if let (true, Some(ids), Some(artifact), Some(accounts)) = (
        path.differences.owner,
        path.host.ids(),
        path.stack,
        &plan.host.accounts,
    ) {
        let owner = accounts.describe(ids);
        details.push(format!("owner {} instead of {owner}", artifact.owner));
    }
    let Contents { differing, hidden } = Contents::of(plan, path);
    match differing {
        Differing::Whole | Differing::Told => {}
        Differing::Lines(None) => details.push("compared by lines".to_owned()),
        Differing::Meaning(Meaning::Same) => {
            details.push("the same, written in another way".to_owned());
        }
        Differing::Meaning(Meaning::Order) => details.push("another order".to_owned()),
        Differing::Meaning(Meaning::Keys(changes)) => {
            let sentences = changes.iter().flat_map(KeyChange::sentences);
            details.extend(sentences.map(|sentence| harmless(&sentence)));
        }
        Differing::Lines(Some(Unparsed { is_old, error })) => {
            let [old, new] = plan.host.names.words();
            let side = if is_old { old } else { new };
            let text = format!("compared by lines: the text of the {side} cannot be read: {error}");
            details.push(harmless(&text));
        }
    }
    if let Some(digest) = hidden {
        details.push(format!(
            "it holds secrets, which are not shown; its digest is {digest}"
        ));
    }
    details
}

/// The text without characters that would do something to a terminal: it comes from a host.
pub(super) fn harmless(text: &str) -> String {
    let escape = |c: char| match acts(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(escape).collect()
}

/// Whether a character does something to a terminal, or to the order in which others are shown (UAX #9).
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn action(planned: &PlannedAction) -> String {
    let PlannedAction {
        action,
        because,
        along,
    } = planned;
    let (named, rest) = because.split_at(because.len().min(MOST_REASONS));
    let mut reasons: Vec<String> = named.iter().map(ToString::to_string).collect();
    match rest.len() {
        0 => {}
        1 => reasons.push("1 more".to_owned()),
        more => reasons.push(format!("{more} more")),
    }
    let mut line = match reasons.as_slice() {
        [] => match action {
            Action::Stop(_) => format!("{action}, which is no longer in the stack"),
            Action::Start(_) => format!("{action}, which is new in the stack"),
            _ => action.to_string(),
        },
        reasons => format!("{action}, because of {}", reasons.join(", ")),
    };
    if !along.is_empty() {
        let along: Vec<String> = along.iter().map(ToString::to_string).collect();
        line.push_str(&format!("; with it {}", along.join(", ")));
    }
    line
}

/// Units about which nothing is done, after the word for why.
fn units(word: &str, units: &[&UnitRef]) -> Option<String> {
    let units: Vec<String> = units.iter().map(ToString::to_string).collect();
    (!units.is_empty()).then(|| format!("   {word}: {}", units.join(", ")))
}
