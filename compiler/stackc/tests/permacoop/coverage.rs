//! No row is forgotten.

use crate::common::stack;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

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

/// Rows that cannot be met yet, and why.
const OPEN: [(&str, &str); 0] = [];

fn ids() -> BTreeSet<String> {
    let of = |(letter, last): &(char, u32)| {
        let letter = *letter;
        (1..=*last).map(move |number| format!("{letter}{number}"))
    };
    ROWS.iter().flat_map(of).collect()
}

/// The ids in the names of the tests that this program runs; ignored ones are none.
fn tested() -> BTreeSet<String> {
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
    let names = list(&[]).into_iter();
    let ids = names.filter_map(|name| {
        let (id, _) = name.strip_prefix("pe_")?.split_once('_')?;
        Some(id.to_owned())
    });
    ids.collect()
}

#[test]
fn every_row_of_the_table_has_a_test_and_every_test_a_row() {
    let open: BTreeSet<String> = OPEN.iter().map(|(id, _)| (*id).to_owned()).collect();
    for (id, why) in OPEN {
        println!("open: {id}, {why}");
    }
    let (ids, tested) = (ids(), tested());
    let met: BTreeSet<String> = ids.difference(&open).cloned().collect();
    assert!(open.is_subset(&ids), "{open:?}");
    assert_eq!(tested, met);
}

#[test]
fn the_readme_counts_the_lines_of_the_stack() {
    let read = |name: &str| fs::read_to_string(stack("permacoop").join(name)).unwrap();
    let files = ["stack.ncl", "base.ncl", "params.ncl", "env.ncl"];
    let n_lines: usize = files.iter().map(|name| read(name).lines().count()).sum();
    let words = format!("the {n_lines} lines of those four");
    assert!(read("README.md").contains(&words), "{words}");
}
