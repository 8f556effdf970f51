//! `docs/acceptance.md`: every row of the acceptance tables of the real stacks, the test that asserts it, and
//! whether it holds. `BLESS=1` writes the page.
//!
//! The tests of a stack stand in the folder of its name, each named after its row; `coverage.rs` there says how many
//! rows there are, and which are open.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod common;

use common::{compare, workspace};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The stacks: their folders, what their rows begin with, and what they are.
const STACKS: [(&str, &str, &str); 5] = [
    ("otterwiki", "OW", "An Otter Wiki"),
    ("inloop", "IN", "INLOOP"),
    ("permacoop", "PE", "Permacoop"),
    ("pgaw", "PG", "pgaw"),
    ("dcor", "DC", "DCOR"),
];

/// A row, such as `OW-C5`.
type Row = (char, u32);

#[test]
fn every_row_is_in_the_table_with_its_test() {
    let mut page = "# Acceptance\n\nWhat a correct deployment of each of the real stacks carries, row by row, and \
         the test that asserts it. Generated\nfrom the tests; a row without a test is an error.\n"
        .to_owned();
    for (folder, prefix, title) in STACKS {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests")
            .join(folder);
        if tests.is_dir() {
            section(&mut page, prefix, title, &tests);
        }
    }
    compare(&workspace().join("docs/acceptance.md"), &page).unwrap();
}

fn section(page: &mut String, prefix: &str, title: &str, tests: &Path) {
    let coverage = fs::read_to_string(tests.join("coverage.rs")).unwrap();
    let open = open(&coverage);
    let functions = functions(tests, &prefix.to_lowercase());
    let rows = rows(&coverage);
    let n_open = rows.iter().filter(|row| open.contains_key(*row)).count();
    writeln!(
        page,
        "\n## {title}\n\n{} rows, {n_open} open.\n",
        rows.len()
    )
    .unwrap();
    writeln!(page, "| row | test | result |\n|---|---|---|").unwrap();
    for row in rows {
        let (letter, number) = row;
        let id = format!("{prefix}-{}{number}", letter.to_ascii_uppercase());
        let names = functions.get(&row).cloned().unwrap_or_default();
        let result = match open.get(&row) {
            Some(why) => format!("open: {why}"),
            None => "holds".to_owned(),
        };
        assert!(
            open.contains_key(&row) || !names.is_empty(),
            "`{id}` has no test"
        );
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        writeln!(page, "| {id} | {} | {result} |", names.join(", ")).unwrap();
    }
}

/// The rows of a table, from lines such as `('c', 12),`: a letter, and the number of the last row.
fn rows(coverage: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in coverage.lines() {
        let pair = line
            .trim()
            .strip_prefix("('")
            .and_then(|line| line.strip_suffix("),"));
        let Some((letter, last)) = pair.and_then(|pair| pair.split_once("', ")) else {
            continue;
        };
        let last: u32 = last.parse().unwrap();
        let letter = letter.chars().next().unwrap();
        rows.extend((1..=last).map(|number| (letter, number)));
    }
    assert!(!rows.is_empty());
    rows
}

/// The open rows and why, from entries such as `("dc_n18", "needs …")`, as `common::coverage` reads them.
fn open(coverage: &str) -> BTreeMap<Row, String> {
    let Some((_, list)) = coverage.split_once("OPEN") else {
        return BTreeMap::new();
    };
    let list = list.split("];").next().unwrap();
    let mut open = BTreeMap::new();
    let mut texts = list.split('"').skip(1).step_by(2);
    while let (Some(id), Some(why)) = (texts.next(), texts.next()) {
        let (_, row) = id.split_once('_').unwrap();
        let letter = row.chars().next().unwrap();
        open.insert((letter, row[1..].parse().unwrap()), why.to_owned());
    }
    open
}

/// The tests of a folder by row: `ow_c5_…`.
fn functions(folder: &Path, prefix: &str) -> BTreeMap<Row, Vec<String>> {
    let mut found: BTreeMap<Row, Vec<String>> = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                collect(&fs::read_to_string(path).unwrap(), prefix, &mut found);
            }
        }
    }
    for names in found.values_mut() {
        names.sort();
    }
    found
}

/// Every name that begins with a row; some tests are made by macros.
fn collect(text: &str, prefix: &str, found: &mut BTreeMap<Row, Vec<String>>) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for name in text.split(|c| !is_name(c)) {
        let row = name
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix('_'));
        let Some((row, _)) = row.and_then(|row| row.split_once('_')) else {
            continue;
        };
        let Some(letter) = row.chars().next() else {
            continue;
        };
        let Ok(number) = row[letter.len_utf8()..].parse() else {
            continue;
        };
        let names = found.entry((letter, number)).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
}
