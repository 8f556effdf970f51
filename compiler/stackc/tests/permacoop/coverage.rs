//! No row is forgotten.

use crate::common::coverage::assert_rows;
use crate::common::stack;
use std::fs;

/// The rows of the table: a letter, and the number of the last row.
const ROWS: [(char, u32); 8] = [
    ('p', 14),
    ('u', 9),
    ('n', 23),
    ('e', 14),
    ('t', 3),
    ('f', 1),
    ('d', 1),
    ('x', 6),
];

/// Rows that nothing asserts yet, and why.
const OPEN: [(&str, &str); 0] = [];

#[test]
fn every_row_of_the_table_has_a_test() {
    assert_rows("pe", &ROWS, &OPEN);
}

#[test]
fn the_readme_counts_the_lines_of_the_stack() {
    let read = |name: &str| fs::read_to_string(stack("permacoop").join(name)).unwrap();
    let files = ["stack.ncl", "base.ncl", "params.ncl", "env.ncl"];
    let n_lines: usize = files.iter().map(|name| read(name).lines().count()).sum();
    let words = format!("the {n_lines} lines of those four");
    assert!(read("README.md").contains(&words), "{words}");
}
