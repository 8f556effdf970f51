//! Policies of the user, as people see them broken: a folder for each case below `policies`, with a stack
//! and the report that is expected.
//!
//! The header `# arguments: …` says what is checked; `HOUSE` in it is the example of the documentation.
//! `BLESS=1` rewrites what is expected: read the difference as you would read code.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{Said, compare, stackc, workspace};
use std::fs;
use std::path::{Path, PathBuf};

fn check(folder: &Path, form: &str) -> Said {
    let text = fs::read_to_string(folder.join("stack.ncl")).unwrap();
    let mut lines = text.lines();
    let header = lines.find_map(|line| line.strip_prefix("# arguments: "));
    let house = workspace().join("docs/policies/house.ncl");
    let mut command = stackc();
    command
        .current_dir(folder)
        .args(["check", "--max-steps", "100000", "--findings", form]);
    for word in header.unwrap_or("stack.ncl").split_whitespace() {
        match word {
            "HOUSE" => command.arg(&house),
            word => command.arg(word),
        };
    }
    command.output().unwrap().into()
}

#[test]
fn policies_find_what_they_say_where_it_is() {
    let folder = workspace().join("compiler/stackc/tests/policies");
    let entries = fs::read_dir(folder).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() > 5, "the cases are there");
    let mut wrong = Vec::new();
    for folder in folders {
        let said = check(&folder, "human");
        wrong.extend(compare(&folder.join("expected.txt"), &said.stderr).err());
        let has_errors = said.stderr.contains("error[");
        assert_eq!(said.code, Some(i32::from(has_errors)), "{folder:?}");
    }
    assert!(
        wrong.is_empty(),
        "unexpected reports:\n{}",
        wrong.join("\n")
    );
}

/// A policy judges and never changes what is built.
#[test]
fn warnings_of_policies_leave_the_hash_as_it_is() {
    let folder = workspace().join("compiler/stackc/tests/policies/accepted");
    let house = workspace().join("docs/policies/house.ncl");
    let text = fs::read_to_string(folder.join("stack.ncl")).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let without = text
        .lines()
        .filter(|line| !line.contains("accepts"))
        .collect::<Vec<_>>()
        .join("\n");
    let hash = |policies: &[&Path]| {
        let stack = scratch.path().join("stack.ncl");
        fs::write(&stack, &without).unwrap();
        let mut command = stackc();
        command.arg("hash").arg(&stack);
        for policy in policies {
            command.arg("--policy").arg(policy);
        }
        Said::from(command.output().unwrap())
    };
    let (plain, judged) = (hash(&[]), hash(&[&house]));
    assert!(judged.stderr.contains("unlimited-memory"), "{judged:?}");
    assert_eq!((plain.code, &plain.stdout), (Some(0), &judged.stdout));
}

#[test]
fn a_file_of_policies_that_is_not_there_is_trouble_by_its_own_name() {
    let folder = workspace().join("compiler/stackc/tests/policies/found");
    let mut command = stackc();
    command
        .current_dir(folder)
        .args(["check", "--policy", "not/there.ncl"]);
    let said = Said::from(command.output().unwrap());
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("`not"), "{}", said.stderr);
}
