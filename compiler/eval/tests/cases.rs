//! Every finding, as people see it: each folder below `cases` is a project with its expected report.
//!
//! `BLESS=1 cargo test -p stackc-eval` rewrites the expectations; read the difference as you would
//! read code.

mod common;

use common::{LIBRARY, evaluate_folder, report_of};
use eval::Limits;
use std::fs;
use std::path::Path;

#[test]
fn every_case_is_reported_as_expected() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> = fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(folders.len() > 10, "the cases are there");
    let is_blessing = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for folder in folders {
        let evaluation = evaluate_folder(&folder, &LIBRARY, &Limits::default());
        let actual = report_of(&evaluation);
        let file = folder.join("expected.txt");
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if actual != expected {
            if is_blessing {
                fs::write(&file, &actual).unwrap();
            } else {
                wrong.push(format!("{}\n{actual}", folder.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "unexpected reports:\n{}",
        wrong.join("\n")
    );
}
