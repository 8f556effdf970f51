//! No row is forgotten.

use crate::common::coverage::assert_rows;
use crate::common::{run, stack};
use crate::deployment::{STACK, Variant};
use std::collections::BTreeSet;
use std::path::Path;

/// The rows of the table: a letter, and the number of the last row.
const ROWS: [(char, u32); 8] = [
    ('p', 10),
    ('u', 9),
    ('i', 18),
    ('n', 20),
    ('k', 18),
    ('d', 16),
    ('t', 10),
    ('x', 8),
];

/// Rows that nothing asserts yet, and why.
const OPEN: [(&str, &str); 0] = [];

#[test]
fn every_row_of_the_table_has_a_test() {
    for (id, why) in OPEN {
        println!("open: {id}: {why}");
    }
    assert_rows("dc", &ROWS, &OPEN);
}

#[test]
fn every_variant_of_the_stack_is_looked_at() {
    let said = run([
        Path::new("build"),
        Path::new("--json"),
        Path::new("--no-out-link"),
        Path::new("--store"),
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join(STACK),
        &stack(STACK).join("variants.ncl"),
    ]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let builds = json["builds"].as_array().unwrap().iter();
    let written: BTreeSet<&str> = builds
        .map(|build| build["environment"].as_str().unwrap())
        .collect();
    let known: BTreeSet<&str> = Variant::ALL
        .into_iter()
        .filter_map(Variant::environment)
        .collect();
    assert_eq!(written, known);
}
