//! Histories of values: which places give a value, and which of them count.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::LIBRARY;
use eval::{History, Limits, Priority, Project};
use source::{Segment, ValuePath};
use std::fs;
use std::path::Path;

/// A definition: its text, its priority, whether it counts.
type Expected = (&'static str, Priority, bool);

/// The history of a value of a text, and the text.
fn history(text: &str, path: &[&str]) -> History {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stack.ncl"), text).unwrap();
    fs::write(
        folder.path().join("more.ncl"),
        "{ port = 443, deep.down = 1 }",
    )
    .unwrap();
    let project = Project::open(folder.path(), Path::new("stack.ncl")).unwrap();
    let path = path.iter().fold(ValuePath::root(), |path, step| {
        path.child(match (step.parse(), step.strip_prefix('\'')) {
            (Ok(index), _) => Segment::Index(index),
            (_, Some(tag)) => Segment::Variant(tag.to_owned()),
            _ => Segment::Field((*step).to_owned()),
        })
    });
    let found = eval::histories(&project, &LIBRARY, &Limits::default(), vec![path.clone()]);
    found.unwrap().remove(&path).unwrap()
}

#[test]
fn what_counts_is_decided_by_priority_at_every_level() {
    use Priority::{Default, Force, Plain};
    let cases: [(&str, &[&str], &[Expected]); 17] = [
        ("{ a = 1 }", &["a"], &[("1", Plain, true)]),
        (
            "{ a | default = 1 } & { a = 2 }",
            &["a"],
            &[("1", Default, false), ("2", Plain, true)],
        ),
        (
            "{ a | force = 1 } & { a = 2 } & { a | default = 3 }",
            &["a"],
            &[
                ("3", Default, false),
                ("2", Plain, false),
                ("1", Force, true),
            ],
        ),
        (
            "{ a.b = 1 } & { a = { c = 2 } }",
            &["a", "b"],
            &[("1", Plain, true)],
        ),
        // A default is overridden as a whole, whatever is in it.
        (
            "{ a | default = { b = 1 } } & { a = { b | default = 2 } }",
            &["a", "b"],
            &[("1", Plain, false), ("2", Default, true)],
        ),
        (
            "let x = 1 in let y = x in { a = y }",
            &["a"],
            &[("y", Plain, true)],
        ),
        (
            "let { p, .. } = { p = { q = 5 } } in { a = p.q }",
            &["a"],
            &[("p.q", Plain, true)],
        ),
        (
            "let f = fun n => { a = n } in f 3",
            &["a"],
            &[("n", Plain, true)],
        ),
        (
            "let rec x = { a = 1 } in x & { b = 2 }",
            &["b"],
            &[("2", Plain, true)],
        ),
        (
            "import \"more.ncl\"",
            &["deep", "down"],
            &[("1", Plain, true)],
        ),
        (
            "{ l = [1, { a = 2 }] }",
            &["l", "1", "a"],
            &[("2", Plain, true)],
        ),
        (
            "{ v = 'Some { a = 2 } }",
            &["v", "'Some", "a"],
            &[("2", Plain, true)],
        ),
        (
            "let C = { a | Number | default = 7, .. } in { b = 1 } | C",
            &["a"],
            &[("7", Default, true)],
        ),
        (
            "let C = { a | default = 7, .. } in { x | { _ | C } = { y = { a = 1 } } }",
            &["x", "y", "a"],
            &[("7", Default, false), ("1", Plain, true)],
        ),
        (
            "let choose = match { 'A => { a = 1 }, 'B => { a = 2 } } in choose 'B",
            &["a"],
            &[("2", Plain, true)],
        ),
        (
            "let p = { x = 1 } in if std.record.has_field \"x\" p then { a = p.x } else { a = 0 }",
            &["a"],
            &[("p.x", Plain, true)],
        ),
        (
            "let n = \"a\" in { \"%{n}_b\" = 1 }",
            &["a_b"],
            &[("1", Plain, true)],
        ),
    ];
    for (text, path, expected) in cases {
        let history = history(text, path);
        let found: Vec<(String, Priority, bool)> = history
            .definitions
            .iter()
            .map(|one| {
                let span = one.span.unwrap();
                let file = if text.starts_with("import") {
                    imported()
                } else {
                    text
                };
                let written = &file[span.start as usize..span.end as usize];
                (written.to_owned(), one.priority.clone(), one.counts)
            })
            .collect();
        let expected: Vec<(String, Priority, bool)> = expected
            .iter()
            .map(|(text, priority, counts)| ((*text).to_owned(), priority.clone(), *counts))
            .collect();
        assert_eq!(found, expected, "{text}");
        assert_eq!(history.unfollowed, [], "{text}");
    }
}

fn imported() -> &'static str {
    "{ port = 443, deep.down = 1 }"
}

/// What has to be calculated is named, and nothing is made up for it.
#[test]
fn what_is_not_followed_is_named() {
    for (text, path, place) in [
        (
            "std.record.insert \"a\" 1 {}",
            "a",
            "std.record.insert \"a\" 1 {}",
        ),
        (
            "{ b = 1 } & (if 1 + 1 == 2 then { a = 1 } else {})",
            "a",
            "if 1 + 1 == 2 then { a = 1 } else {}",
        ),
        (
            "{ \"%{std.string.lowercase \"A\"}\" = 1 }",
            "a",
            "\"%{std.string.lowercase \"A\"}\"",
        ),
    ] {
        let history = history(text, &[path]);
        assert_eq!(history.definitions, [], "{text}");
        let named: Vec<&str> = history
            .unfollowed
            .iter()
            .map(|span| &text[span.start as usize..span.end as usize])
            .collect();
        assert_eq!(named.len(), 1, "{text}: {named:?}");
        assert!(
            place.contains(named[0]) || named[0].contains(place),
            "{text}: {named:?}"
        );
    }
}

/// Programs without an end, and such as refer to themselves, end here.
#[test]
fn nothing_is_followed_for_ever() {
    for text in [
        "let rec f = fun x => f x in f 1",
        "{ a = b, b = a }",
        "let rec x = x & { a = 1 } in x",
        "let f = fun g => g g in f f",
        "{ a = a.a }",
    ] {
        let history = history(text, &["a", "a"]);
        assert!(history.definitions.len() < 1000, "{text}");
    }
}
