//! Files that belong to others: our keys, and nothing else of them.
//!
//! Such a file holds what is no business of a stack, secrets among it. So only lines are shown that would
//! change, without those around them, and values that seem secret are masked there, too.

use super::unified::{Direction, texts_without_context};
use crate::{KeyKind, KeyPlan, KeysPlan, Plan, Texts};
use std::collections::BTreeSet;
use tree::TreePath;

/// The file in one line, then a line for each key about which there is something to say.
pub(super) fn status(plan: &Plan<'_>, keys: &KeysPlan<'_>) -> Vec<String> {
    let letter = match keys.texts {
        Texts::Trouble(_) => '?',
        Texts::Missing => 'A',
        Texts::Known { .. } if keys.sets_keys() => 'M',
        Texts::Known { .. } => ' ',
    };
    let remark = match &keys.texts {
        Texts::Trouble(reason) => format!("unknown: {reason}"),
        Texts::Missing => "missing: it belongs to others, and is not there".to_owned(),
        Texts::Known { .. } => "keys of a file that belongs to others".to_owned(),
    };
    let mut lines = vec![format!(" {letter} {}  {remark}", keys.file.below_root())];
    if !keys.is_trouble() {
        let details = keys
            .changes()
            .map(|key| format!("     {}", detail(plan, key)));
        lines.extend(details);
    }
    lines
}

fn detail(plan: &Plan<'_>, key: &KeyPlan) -> String {
    let name = &key.key;
    let value = |value: &Option<String>| {
        value
            .as_ref()
            .map(|value| format!("={value}"))
            .unwrap_or_default()
    };
    let stack = value(&key.stack);
    let text = match key.kind {
        KeyKind::Unchanged | KeyKind::Unknown => format!("{name}: {}", key.kind.word()),
        KeyKind::Create => format!("{name}{stack} added"),
        KeyKind::Update => {
            let old = host_value(plan, key).unwrap_or_default();
            format!("{name}{stack} instead of {old}")
        }
        KeyKind::Orphan => format!("{name}: gone from the stack; it stays on the host"),
    };
    super::status::harmless(&text)
}

/// The value that a host has for a key, as far as it may be shown.
pub fn host_value(plan: &Plan<'_>, key: &KeyPlan) -> Option<String> {
    let value = key.host.as_ref()?;
    let prefix = format!("{} = ", key.key.key);
    let shown = plan
        .mask
        .apply(&format!("{prefix}{value}"), "")
        .into_owned();
    Some(match shown.strip_prefix(prefix.trim_end()) {
        Some(shown) => shown.trim_start().to_owned(),
        None => shown,
    })
}

/// The lines that would change, before and after, without those around them; empty when none would or
/// when the file cannot be compared.
pub fn unified_keys(plan: &Plan<'_>, keys: &KeysPlan<'_>, direction: Direction) -> String {
    let Texts::Known { before, after } = &keys.texts else {
        return String::new();
    };
    if before == after {
        return String::new();
    }
    let path = keys.file.below_root();
    let names = plan.host.names.words();
    let names = names.map(|name| format!("{name}/{path}"));
    let is_hidden = TreePath::parse(path).is_ok_and(|path| plan.mask.hides(&path));
    let texts = match is_hidden {
        true => None,
        false => Some(masked(plan, before, after)),
    };
    let (names, texts) = match direction {
        Direction::HostToStack => (names, texts),
        Direction::StackToHost => {
            let ([host, stack], texts) = (names, texts.map(|[host, stack]| [stack, host]));
            ([stack, host], texts)
        }
    };
    let head = format!("diff {} {}\n", names[0], names[1]);
    head + &match texts {
        Some([old, new]) => texts_without_context(&names[0], &names[1], &old, &new),
        None => "a file with secrets, which are not shown\n".to_owned(),
    }
}

/// Both texts without secrets. What we would write is none, and is shown.
fn masked(plan: &Plan<'_>, before: &str, after: &str) -> [String; 2] {
    let known: BTreeSet<&str> = before.lines().collect();
    let ours: Vec<&str> = after.lines().filter(|line| !known.contains(line)).collect();
    let host = plan.mask.apply(before, "").into_owned();
    let stack = plan.mask.apply(after, &ours.join("\n")).into_owned();
    [host, stack]
}
