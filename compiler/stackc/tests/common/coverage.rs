//! No row of an acceptance table is forgotten.

use super::{run, stack};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The names of the tests that this program runs, without their modules; ignored ones are none.
pub(crate) fn tests() -> BTreeSet<String> {
    let list = |more: &[&str]| {
        let program = std::env::current_exe().unwrap();
        let output = Command::new(program)
            .arg("--list")
            .args(more)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
        let own = |name: &str| name.rsplit("::").next().unwrap_or(name).to_owned();
        names.map(own).collect::<BTreeSet<String>>()
    };
    assert_eq!(list(&["--ignored"]), BTreeSet::new(), "nothing is ignored");
    list(&[])
}

/// Asserts that each row has a test whose name begins with its id, and that each id in a name is a row.
///
/// `rows` are the letters of the table with the number of their last row. `open` are rows that nothing
/// asserts yet, and why; one that has a test is open no more.
#[track_caller]
#[expect(clippy::print_stdout, reason = "a test says what is open")]
pub(crate) fn assert_rows(table: &str, rows: &[(char, u32)], open: &[(&str, &str)]) {
    for (id, why) in open {
        println!("open: {id}: {why}");
    }
    let ids: BTreeSet<String> = rows
        .iter()
        .flat_map(|(letter, last)| (1..=*last).map(move |n| format!("{table}_{letter}{n}")))
        .collect();
    let begin = format!("{table}_");
    let tested: BTreeSet<String> = tests()
        .iter()
        .filter_map(|name| name.strip_prefix(&begin)?.split('_').next())
        .map(|id| format!("{begin}{id}"))
        .collect();
    let open: BTreeSet<String> = open.iter().map(|(id, _)| (*id).to_owned()).collect();
    let unknown: Vec<_> = tested
        .union(&open)
        .filter(|id| !ids.contains(*id))
        .collect();
    assert!(unknown.is_empty(), "no rows: {unknown:?}");
    let stale: Vec<_> = tested.intersection(&open).collect();
    assert!(stale.is_empty(), "no longer open: {stale:?}");
    let missing: Vec<_> = ids
        .iter()
        .filter(|id| !tested.contains(*id) && !open.contains(*id))
        .collect();
    assert!(missing.is_empty(), "rows without a test: {missing:?}");
}

/// Asserts that the environments of a stack's `variants.ncl` are those that its tests look at.
#[track_caller]
pub(crate) fn assert_variants(of: &str, known: impl Iterator<Item = &'static str>) {
    let said = run([
        Path::new("build"),
        Path::new("--json"),
        Path::new("--no-out-link"),
        Path::new("--store"),
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join(of),
        &stack(of).join("variants.ncl"),
    ]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let builds = json["builds"].as_array().unwrap().iter();
    let written: BTreeSet<&str> = builds
        .map(|build| build["environment"].as_str().unwrap())
        .collect();
    assert_eq!(written, known.collect());
}
