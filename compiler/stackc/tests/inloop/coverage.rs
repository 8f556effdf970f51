//! No row is forgotten.

use crate::common::coverage::{assert_rows, assert_variants, tests};
use crate::deployment::{STACK, Variant};

/// The rows of the table: a letter, and the number of the last row.
const ROWS: [(char, u32); 6] = [
    ('p', 10),
    ('u', 11),
    ('n', 23),
    ('e', 27),
    ('d', 13),
    ('x', 9),
];

/// Rows that nothing asserts yet, and why.
const OPEN: [(&str, &str); 0] = [];

/// The rules for all stacks that concern this one.
const RULES: std::ops::RangeInclusive<u32> = 1..=27;

/// Rules that say nothing about this stack, and why.
const UNCONCERNED: [(u32, &str); 5] = [
    (9, "no container has volumes"),
    (10, "there are no volumes"),
    (11, "nothing is rootless"),
    (12, "nothing stands between nginx and its clients"),
    (24, "images are built and named by the application"),
];

#[test]
fn every_row_of_the_table_has_a_test() {
    assert_rows("in", &ROWS, &OPEN);
}

#[test]
fn every_rule_that_concerns_inloop_has_a_test() {
    let tests = tests();
    let has_test = |rule: &u32| {
        let begin = format!("r{rule}_");
        tests.iter().any(|name| name.starts_with(&begin))
    };
    let (_, without): (Vec<u32>, Vec<u32>) = RULES.partition(has_test);
    assert_eq!(without, UNCONCERNED.map(|(rule, _)| rule));
}

#[test]
fn every_variant_of_the_stack_is_looked_at() {
    let known = Variant::ALL.into_iter();
    assert_variants(STACK, known.filter_map(Variant::environment));
}
