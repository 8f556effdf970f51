//! No row is forgotten.

use crate::common::coverage::{assert_rows, assert_variants};
use crate::deployment::{STACK, Variant};

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
    assert_rows("dc", &ROWS, &OPEN);
}

#[test]
fn every_variant_of_the_stack_is_looked_at() {
    let known = Variant::ALL.into_iter();
    assert_variants(STACK, known.filter_map(Variant::environment));
}
