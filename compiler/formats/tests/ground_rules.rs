//! The ways out of a value that are known, G1 to G19: each is closed by a test that bears its number.
//!
//! | rule | way out |
//! |---|---|
//! | G1 | CR or NUL in a quadlet, comments included |
//! | G2 | a word that is `;` |
//! | G3 | a line feed |
//! | G4 | a backslash at the end of a line |
//! | G5 | `%` |
//! | G6 | `$` |
//! | G7 | an empty word in a list |
//! | G8 | an unknown escape |
//! | G9 | an empty assignment |
//! | G10 | a comma where podman splits |
//! | G11 | a name that looks like an option |
//! | G12 | a name that leads to another folder |
//! | G13 | one malformed quadlet, for which its folder is dropped |
//! | G14 | a misspelt boolean |
//! | G15 | a line break in a header of nginx |
//! | G16 | `$` in nginx |
//! | G17 | `"` in a string of nft |
//! | G18 | CR in environment files, tmpfiles.d, sysusers.d and sysctl.d |
//! | G19 | `@(`, `%(` and `$(` in a file of uwsgi |

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The numbers of the rules.
const RULES: std::ops::RangeInclusive<u32> = 1..=19;

/// The numbers at the beginning of a name: 5 and 6 of `g5_and_g6_percent_is_doubled`.
fn numbers(name: &str) -> impl Iterator<Item = u32> {
    let words = name.split('_').filter(|word| *word != "and");
    words.map_while(|word| word.strip_prefix('g')?.parse().ok())
}

/// The names of the tests of this crate, read from its sources: they are in many programs.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.extend(tests_in(&fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// The functions behind `#[test]`, other attributes between them or not.
fn tests_in(source: &str) -> Vec<String> {
    let mut tests = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("fn ") {
            let name = name.split('(').next().unwrap_or(name);
            tests.extend(is_test.then(|| name.to_owned()));
        }
        is_test = line == "#[test]" || is_test && line.starts_with("#[");
    }
    tests
}

#[test]
fn every_rule_has_a_test() {
    let tests = tests();
    let tested: BTreeSet<u32> = tests.iter().flat_map(|name| numbers(name)).collect();
    assert_eq!(tested, BTreeSet::from_iter(RULES));
}

#[test]
fn only_functions_that_run_are_tests() {
    let source =
        "#[test]\nfn g1_a() {}\nfn g2_b() {}\n#[test]\n#[expect(x)]\nfn g3_and_g4_c() {}\n";
    let names = tests_in(source);
    assert_eq!(names, ["g1_a", "g3_and_g4_c"]);
    let found: Vec<u32> = names.iter().flat_map(|name| numbers(name)).collect();
    assert_eq!(found, [1, 3, 4]);
}
