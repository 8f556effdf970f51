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

fn said(arguments: &[&str]) -> Said {
    let mut command = stackc();
    command.current_dir(workspace()).args(arguments);
    command.output().unwrap().into()
}

#[test]
fn policies_are_listed_behind_the_rules() {
    let plain = said(&["rules"]);
    let listed = said(&["rules", "--policy", "docs/policies/house.ncl"]);
    assert_eq!((plain.code, listed.code), (Some(0), Some(0)));
    assert!(!plain.stdout.contains("Policies"));
    let (_, policies) = listed.stdout.split_once("\nPolicies\n").unwrap();
    let columns: Vec<Vec<&str>> = policies
        .lines()
        .map(|line| line.split_whitespace().take(3).collect())
        .collect();
    assert_eq!(
        columns,
        [
            ["foreign-image", "error", "Images"],
            ["no-hsts", "warning", "Sites"],
            ["unlimited-memory", "warning", "Every"],
        ]
    );
    let json = said(&["rules", "--json", "--policy", "docs/policies/house.ncl"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["policies"][1]["name"], "no-hsts");
    assert_eq!(json["policies"][1]["severities"][0], "warning");
}

#[test]
fn policies_are_explained_by_name() {
    let house = ["--policy", "docs/policies/house.ncl"];
    let page = said(&["explain", "unlimited-memory", house[0], house[1]]);
    assert_eq!(page.code, Some(0), "{}", page.stderr);
    let beginning = "# unlimited-memory\n\nEvery container has a memory limit.\n\nWithout a limit";
    assert!(page.stdout.starts_with(beginning), "{}", page.stdout);
    let without_page = said(&["explain", "no-hsts", house[0], house[1]]);
    assert!(without_page.stdout.ends_with("by https only.\n"));
    let near = said(&["explain", "no-hst", house[0], house[1]]);
    assert_eq!(near.code, Some(2));
    assert!(
        near.stderr.contains("did you mean `no-hsts`"),
        "{}",
        near.stderr
    );
}

#[test]
fn what_is_wrong_with_policies_is_told_where_they_are_listed() {
    let broken = said(&[
        "rules",
        "--policy",
        "compiler/stackc/tests/cases/policy-conflict/policies.ncl",
    ]);
    assert_eq!((broken.code, broken.stdout.as_str()), (Some(1), ""));
    assert!(broken.stderr.contains("error[SC0360]"), "{}", broken.stderr);
}
