//! The status: two columns, what differs by key, and what follows for units.

use crate::{Contents, Differing, Kind, PathPlan, Plan, PlannedAction, State, Unparsed};

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
    if !plan.actions.is_empty() {
        lines.push("then:".to_owned());
        lines.extend(
            plan.actions
                .iter()
                .map(|planned| format!("   {}", action(planned))),
        );
        lines.extend(untouched(plan));
        lines.push(format!("   plan {}", plan.binding().id()));
    }
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
        Differing::Whole | Differing::Lines(None) | Differing::Manifest => {}
        Differing::Keys(changes) if changes.is_empty() => {
            details.push("only comments or order differ".to_owned());
        }
        Differing::Keys(changes) => {
            details.extend(changes.iter().map(|change| harmless(&change.to_string())));
        }
        Differing::Lines(Some(Unparsed { is_old, error })) => {
            let [old, new] = plan.host.names.words();
            let side = if is_old { old } else { new };
            let text = format!("compared as text: that of the {side} cannot be read: {error}");
            details.push(harmless(&text));
        }
    }
    if let Some(digest) = hidden {
        details.push(format!("it holds secrets, which are not shown: {digest}"));
    }
    details
}

/// The text without characters that would do something to a terminal: it comes from a host.
pub(super) fn harmless(text: &str) -> String {
    let escape = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(escape).collect()
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
        [] => action.to_string(),
        reasons => format!("{action}, because of {}", reasons.join(", ")),
    };
    if !along.is_empty() {
        let along: Vec<String> = along.iter().map(ToString::to_string).collect();
        line.push_str(&format!("; with it {}", along.join(", ")));
    }
    line
}

fn untouched(plan: &Plan<'_>) -> Option<String> {
    let units: Vec<String> = plan.untouched.iter().map(ToString::to_string).collect();
    match units.as_slice() {
        [] => None,
        units => Some(format!("   untouched: {}", units.join(", "))),
    }
}
