//! Histories against evaluation: whatever is said to count must be what the stacks evaluate to.

use crate::compile::{Request, compile, histories};
use crate::explain::value;
use eval::{Definition, Limits};
use source::{Sources, Value, ValueKind, ValuePath};
use std::path::Path;

/// What became of the values of a stack.
#[derive(Debug, Default)]
struct Found {
    /// Values whose definition is written down, and says the same.
    confirmed: usize,
    /// Values whose definition has to be calculated.
    calculated: usize,
    /// Values of which not everything could be followed.
    unfollowed: usize,
    wrong: Vec<String>,
}

#[test]
fn what_counts_is_what_the_stacks_evaluate_to() {
    let stacks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stacks");
    let mut found = Found::default();
    for entry in std::fs::read_dir(stacks).unwrap() {
        let folder = entry.unwrap().path();
        let request = Request {
            installable: folder.display().to_string().parse().unwrap(),
            root: None,
            limits: Limits::default(),
            policies: Vec::new(),
            keeps_value: true,
        };
        let compiled = compile(&request).unwrap();
        let whole = compiled.value.as_ref().unwrap();
        let mut paths = Vec::new();
        scalars(whole, &mut paths);
        let histories = histories(&request, paths.clone()).unwrap();
        for path in paths {
            let history = &histories[&path];
            let value = value::at(whole, &path).unwrap();
            let counting: Vec<&Definition> = history
                .definitions
                .iter()
                .filter(|one| one.counts)
                .collect();
            let written = counting
                .iter()
                .map(|one| literal(one, &compiled.sources))
                .collect::<Option<Vec<String>>>();
            let shown = |what: &str| format!("{} {path}: {what}", folder.display());
            if !history.unfollowed.is_empty() {
                found.unfollowed += 1;
            } else if counting.is_empty() {
                found.wrong.push(shown("nothing gives it"));
            } else if let Some(written) = written {
                let evaluated = text(value);
                match written.iter().all(|written| *written == evaluated) {
                    true => found.confirmed += 1,
                    false => found
                        .wrong
                        .push(shown(&format!("{written:?} is not {evaluated}"))),
                }
            } else {
                found.calculated += 1;
            }
        }
    }
    assert!(found.wrong.is_empty(), "{:#?}", found.wrong);
    let all = found.confirmed + found.calculated + found.unfollowed;
    assert!(found.confirmed * 2 > all, "too little is known: {found:?}");
    assert!(
        found.unfollowed * 3 < all,
        "too little is followed: {found:?}"
    );
}

/// Values without parts.
fn scalars(value: &Value, paths: &mut Vec<ValuePath>) {
    match &value.kind {
        ValueKind::Array(elements) => elements.iter().for_each(|one| scalars(one, paths)),
        ValueKind::Record(fields) => {
            fields
                .values()
                .for_each(|field| scalars(&field.value, paths));
        }
        ValueKind::Enum(_, Some(payload)) => scalars(payload, paths),
        ValueKind::Null
        | ValueKind::Bool(_)
        | ValueKind::Number(_)
        | ValueKind::String(_)
        | ValueKind::Enum(_, None) => paths.push(value.origin.path().clone()),
    }
}

/// What is written for a definition, when that is a plain value.
fn literal(definition: &Definition, sources: &Sources) -> Option<String> {
    let span = definition.leads_to.or(definition.span)?;
    let text = &sources.get(span.source).text;
    let text = text.get(span.start as usize..span.end as usize)?.trim();
    let is_word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    let is_tag = text.strip_prefix('\'').is_some_and(is_word);
    let is_number = text.parse::<f64>().is_ok();
    let is_text = text.len() > 1
        && text.starts_with('"')
        && text.ends_with('"')
        && !text[1..text.len() - 1].contains(['"', '%', '\\']);
    (is_tag || is_number || is_text || ["true", "false", "null"].contains(&text))
        .then(|| text.to_owned())
}

/// The same value, as it would be written.
fn text(value: &Value) -> String {
    match &value.kind {
        ValueKind::Bool(truth) => truth.to_string(),
        ValueKind::Number(number) => number.to_string(),
        ValueKind::String(text) => format!("\"{text}\""),
        ValueKind::Enum(tag, _) => format!("'{tag}"),
        ValueKind::Null | ValueKind::Array(_) | ValueKind::Record(_) => "null".to_owned(),
    }
}
