//! Bounds of evaluation, as options.

use crate::project::{GOOD, project, run_in};

/// Texts that the language recurses over, and options that allow more than a small stack bears.
#[test]
fn no_limit_that_is_raised_or_lowered_ends_in_an_abort() {
    let texts = [
        format!("{}1{}", "[".repeat(2_900), "]".repeat(2_900)),
        format!("{{}}{}", " & {a = 1}".repeat(4_900)),
        format!("1{}", " + 1".repeat(900_000)),
    ];
    let options: [&[&str]; 4] = [
        &["--max-stack", "64"],
        &["--max-stack", "64", "--max-expression", "10000000"],
        &["--max-expression", "10000000"],
        &["--max-memory", "1", "--max-expression", "10000000"],
    ];
    for text in &texts {
        let folder = project(text);
        for options in options {
            let said = run_in(folder.path(), [&["check"], options].concat());
            assert_eq!(said.code, Some(1), "{options:?} {}", said.stderr);
        }
    }
}

#[test]
fn limits_that_no_evaluation_can_have_are_refused() {
    let folder = project(GOOD);
    for options in [
        ["--max-stack", "0"],
        ["--max-stack", "63"],
        ["--max-depth", "4097"],
        ["--max-steps", "many"],
    ] {
        let said = run_in(folder.path(), [&["check"], &options[..]].concat());
        assert_eq!(said.code, Some(2), "{options:?} {}", said.stderr);
    }
    for options in [["--max-stack", "64"], ["--max-depth", "4096"]] {
        let said = run_in(folder.path(), [&["check"], &options[..]].concat());
        assert_eq!(said.code, Some(0), "{options:?} {}", said.stderr);
    }
}

/// Each finding names the option that raises the limit it is about.
#[test]
fn limits_name_their_options() {
    let folder = project("let rec f = fun n => 1 + f (n + 1) in { a = f 1 }");
    for (option, value) in [
        ("--max-steps", "1000"),
        ("--max-memory", "64"),
        ("--max-source", "4"),
    ] {
        let said = run_in(folder.path(), ["check", option, value]);
        assert!(
            said.stderr.contains(&format!("raise `{option}`")),
            "{option}: {}",
            said.stderr
        );
    }
    let said = run_in(
        folder.path(),
        ["check", "--max-source", "1024", "--max-expression", "3"],
    );
    assert!(
        said.stderr.contains("raise `--max-expression`"),
        "{}",
        said.stderr
    );
}
