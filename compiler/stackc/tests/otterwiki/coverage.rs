//! No row is forgotten.

use crate::common::coverage::{assert_rows, assert_variants, tests};
use crate::deployment::Variant;

/// The rows of the table: a letter, and the number of the last row.
const ROWS: [(char, u32); 10] = [
    ('p', 9),
    ('c', 12),
    ('v', 9),
    ('u', 7),
    ('n', 10),
    ('i', 21),
    ('e', 22),
    ('f', 4),
    ('h', 2),
    ('x', 8),
];

/// The rules for all stacks that concern this one.
const RULES: std::ops::RangeInclusive<u32> = 1..=27;

/// Rules that say nothing about this stack, and why.
const UNCONCERNED: [(u32, &str); 2] = [
    (17, "no site adds a header"),
    (26, "no unit hands a path below /tmp to another"),
];

#[test]
fn every_row_of_the_table_has_a_test() {
    assert_rows("ow", &ROWS, &[]);
}

#[test]
fn every_rule_that_concerns_the_wiki_has_a_test() {
    let tests = tests();
    let has_test = |rule: &u32| {
        tests
            .iter()
            .any(|name| name.starts_with(&format!("r{rule}_")))
    };
    let (with, without): (Vec<u32>, Vec<u32>) = RULES.partition(has_test);
    let unconcerned = UNCONCERNED.map(|(rule, _)| rule);
    assert_eq!(without, unconcerned);
    assert!(with.iter().all(|rule| !unconcerned.contains(rule)));
}

#[test]
fn every_variant_of_the_stack_is_looked_at() {
    let known = Variant::ALL.into_iter();
    assert_variants("otterwiki", known.filter_map(Variant::environment));
}
