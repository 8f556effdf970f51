//! What is said of a path, for every state of base, host and stack.

use crate::common::{artifact, empty, generation, installed, path, state};
use host::{Host, compare};
use std::collections::BTreeMap;
use store::Generation;

const PATH: &str = "etc/a/file";

fn generation_with(text: &str) -> Generation {
    generation(artifact(PATH, text), &[], BTreeMap::new())
}

/// Columns and word for the path, after the last generation put `base` there.
fn after(base: &str, on_host: &str, stack: &str) -> String {
    let before = generation_with(base);
    let mut host = installed(&before);
    host.states.insert(path(PATH), state(on_host));
    describe(&host, stack)
}

/// The same without a last generation.
fn first(on_host: &str, stack: &str) -> String {
    let mut host = empty(&generation_with(stack));
    host.states.insert(path(PATH), state(on_host));
    describe(&host, stack)
}

fn describe(host: &Host, stack: &str) -> String {
    let generation = generation_with(stack);
    let plan = compare(&generation, host);
    let Some(path) = plan.paths.iter().find(|found| found.path.as_str() == PATH) else {
        return "not compared".to_owned();
    };
    let (drift, change) = (path.drift.letter(), path.change.letter());
    format!("{drift}{change} {}", path.kind.word())
}

#[test]
fn every_state_has_its_kind() {
    let cases = [
        // base, host, stack
        ("x", "x", "x", "   unchanged"),
        ("x", "x", "y", " M update"),
        ("x", "x", "x 0600", " M mode"),
        ("x", "x", "x 0644 wiki", " M owner"),
        ("x", "x", "x 0600 wiki", " M mode"),
        ("x", "x", "y 0600 wiki", " M update"),
        ("x", "x", "-> t", " M update"),
        ("-> t", "-> t", "-> t", "   unchanged"),
        ("-> t", "-> t", "-> u", " M update"),
        ("-> t", "-> u", "-> t", "MM drifted"),
        ("x", "y", "x", "MM drifted"),
        ("x", "x 0600", "x", "MM drifted"),
        ("x", "x 0644 wiki", "x", "MM drifted"),
        ("x", "-", "x", "DA drifted"),
        ("x", "/", "x", "MM drifted"),
        ("x", "-> t", "x", "MM drifted"),
        ("x", "behind", "x", "MM drifted"),
        ("x", "y", "y", "M  unchanged"),
        ("x", "y", "z", "MM conflict"),
        ("x", "y", "x 0600", "MM conflict"),
        ("x", "-", "y", "DA conflict"),
        ("x", "/", "y", "MM conflict"),
        ("x", "x", "-", " D orphan"),
        ("x", "y", "-", "MD conflict"),
        ("x", "/", "-", "MD conflict"),
        ("x", "-", "-", "D  unchanged"),
        ("-", "-", "x", " A create"),
        ("-", "x", "x", "A  unchanged"),
        ("-", "y", "x", "AM unowned"),
        ("-", "x 0600", "x", "AM unowned"),
        ("-", "/", "x", "AM unowned"),
        ("-", "-> t", "x", "AM unowned"),
        ("-", "behind", "x", "AM unowned"),
        ("-", "-", "-", "not compared"),
        ("x", "?", "x", "?? unreadable"),
        ("-", "?", "x", "?? unreadable"),
        ("x", "?", "-", "?? unreadable"),
    ];
    for (base, on_host, stack, expected) in cases {
        let found = after(base, on_host, stack);
        assert_eq!(found, expected, "{base} | {on_host} | {stack}");
    }
}

#[test]
fn a_first_generation_takes_over_files_of_the_same_kind() {
    let cases = [
        ("-", "x", " A create"),
        ("x", "x", "   unchanged"),
        ("y", "x", " M update"),
        ("x 0600", "x", " M mode"),
        ("x 0644 wiki", "x", " M owner"),
        ("-> u", "-> t", " M update"),
        ("x", "-> t", " M unowned"),
        ("-> t", "x", " M unowned"),
        ("/", "x", " M unowned"),
        ("behind", "x", " M unowned"),
        ("?", "x", " ? unreadable"),
    ];
    for (on_host, stack, expected) in cases {
        assert_eq!(first(on_host, stack), expected, "{on_host} | {stack}");
    }
}

#[test]
fn owners_of_a_directory_without_passwd_are_not_compared() {
    let generation = generation_with("x");
    let mut host = installed(&generation);
    host.states.insert(path(PATH), state("x 0644 wiki"));
    assert!(!compare(&generation, &host).is_same());
    host.accounts = None;
    assert!(compare(&generation, &host).is_same());
}

#[test]
fn a_path_that_nobody_looked_at_is_not_taken_for_absent() {
    let generation = generation_with("x");
    let mut host = installed(&generation);
    host.states.remove(&path(PATH));
    let plan = compare(&generation, &host);
    assert!(plan.is_partial() && !plan.is_same());
}

#[test]
fn the_manifest_of_the_host_is_what_the_last_generation_left() {
    let (before, now) = (generation_with("x"), generation_with("y"));
    let host = installed(&before);
    let plan = compare(&now, &host);
    let manifest = plan
        .paths
        .iter()
        .find(|p| p.path.file_name() == "manifest.json");
    let kind = manifest.map(|path| (path.kind.word(), path.drift.letter()));
    assert_eq!(kind, Some(("update", ' ')));
    assert!(compare(&before, &host).is_same());
}
