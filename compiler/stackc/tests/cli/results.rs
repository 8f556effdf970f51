//! What comes out, where, and with which code.

use crate::common::{run, workspace};
use crate::project::{BAD, GOOD, SEVERAL, WARNED, build, objects, project, run_in};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn exit_codes_say_fine_found_and_trouble() {
    let cases: [(&str, &[&str], i32); 8] = [
        (GOOD, &["check"], 0),
        (GOOD, &["hash"], 0),
        (WARNED, &["check"], 0),
        (WARNED, &["check", "--deny-warnings"], 1),
        (BAD, &["check"], 1),
        (BAD, &["hash"], 1),
        (GOOD, &["check", "elsewhere.ncl"], 2),
        (GOOD, &["frobnicate"], 2),
    ];
    for (text, arguments, code) in cases {
        let folder = project(text);
        let said = run_in(folder.path(), arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {said:?}");
    }
    let bad = project(BAD);
    let said = build(bad.path(), &[]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
    assert_eq!(objects(&bad.path().join("store")), BTreeSet::new());
}

#[test]
fn help_is_a_result_and_not_a_remark() {
    for arguments in [&["--help"][..], &["build", "--help"], &["--version"]] {
        let said = run(arguments);
        assert_eq!(
            (said.code, said.stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        assert!(!said.stdout.is_empty());
    }
}

#[test]
fn findings_go_to_standard_error_and_results_to_standard_output() {
    let folder = project(WARNED);
    let said = build(folder.path(), &[]);
    assert_eq!(said.code, Some(0));
    assert!(said.stderr.starts_with("warning[SC0203]"), "{said:?}");
    assert!(Path::new(said.stdout.trim_end()).is_absolute(), "{said:?}");
}

#[test]
fn build_prints_one_store_path_per_line_in_the_order_of_environments() {
    let one = project(GOOD);
    let said = build(one.path(), &["--no-out-link"]);
    let store = one.path().join("store");
    let lines: Vec<PathBuf> = said.stdout.lines().map(PathBuf::from).collect();
    assert_eq!(BTreeSet::from_iter(lines.clone()), objects(&store));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].to_str().unwrap().ends_with("-small"), "{lines:?}");

    let several = project(SEVERAL);
    let said = build(several.path(), &["--no-out-link"]);
    let names: Vec<String> = said
        .stdout
        .lines()
        .map(|line| {
            let (_, name) = line.rsplit('/').next().unwrap().split_once('-').unwrap();
            name.to_owned()
        })
        .collect();
    assert_eq!(names, ["small-production", "small-staging"]);
    let said = build(several.path(), &["--no-out-link", ".#staging"]);
    assert_eq!(said.stdout.lines().count(), 1);
    assert!(said.stdout.ends_with("-small-staging\n"), "{said:?}");
}

#[test]
fn json_is_valid_and_says_its_format() {
    for text in [GOOD, WARNED, SEVERAL] {
        let folder = project(text);
        let said = build(folder.path(), &["--no-out-link", "--json"]);
        let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(json["format"], 1);
        let builds = json["builds"].as_array().unwrap();
        for build in builds {
            assert!(
                Path::new(build["store_path"].as_str().unwrap()).is_dir(),
                "{build:#}"
            );
            assert_eq!(build["stack"], "small");
        }
        assert_eq!(builds.len(), if text == SEVERAL { 2 } else { 1 });
    }
    // Also when there are findings: the object then holds them, and nothing else.
    let results = [
        ("build", "builds"),
        ("hash", "hashes"),
        ("test", "trees"),
        ("diff", "paths"),
        ("check", ""),
    ];
    for (command, field) in results {
        for (text, n_found) in [(GOOD, 0), (WARNED, 1), (BAD, 1), ("{", 1)] {
            let folder = project(text);
            let mut arguments = vec![command, "--json"];
            match command {
                "build" => arguments.extend(["--store", "store"]),
                "diff" => arguments.push("."),
                _ => {}
            }
            let said = run_in(folder.path(), arguments);
            let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
            assert_eq!(json["format"], 1, "{command}");
            let found = json["diagnostics"].as_array().unwrap();
            assert_eq!(found.len(), n_found, "{command} {text} {json:#}");
            let is_good = [GOOD, WARNED].contains(&text);
            if !field.is_empty() {
                let is_empty = json[field].as_array().unwrap().is_empty();
                assert_eq!(is_empty, !is_good, "{command} {json:#}");
            }
            if ["check", "test"].contains(&command) {
                let ok = said.code == Some(0);
                assert_eq!(json["ok"], ok, "{command} {json:#}");
                assert!(found.iter().all(|found| found["installable"] == "."));
            }
            // People see them too.
            assert_eq!(said.stderr.contains("SC0"), n_found > 0, "{said:?}");
        }
    }
    for text in [GOOD, WARNED, BAD, "{", ""] {
        let said = run_in(project(text).path(), ["check", "--findings", "json"]);
        let json: serde_json::Value = serde_json::from_str(&said.stderr).unwrap();
        assert_eq!(json["format"], 1, "{text}");
        assert!(json["diagnostics"].is_array(), "{text}");
    }
}

#[test]
fn hash_is_the_hash_of_the_build() {
    let folder = project(GOOD);
    let said = build(folder.path(), &["--no-out-link", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let built = &json["builds"][0];
    let hash = built["hash"].as_str().unwrap();
    assert!(hash.starts_with("sha256-"), "{hash}");
    let of_stack = run_in(folder.path(), ["hash"]);
    assert_eq!(of_stack.stdout, format!("{hash}\n"));
    let several = run_in(project(SEVERAL).path(), ["hash"]).stdout;
    let names: Vec<_> = several
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .collect();
    assert!(
        names.iter().all(|(hash, _)| hash.starts_with("sha256-")),
        "{several}"
    );
    assert_eq!([names[0].1, names[1].1], ["production", "staging"]);
    let of_object = run_in(
        folder.path(),
        ["hash", built["store_path"].as_str().unwrap()],
    );
    assert_eq!(of_object.stdout, format!("{hash}\n"));
    // Nothing but the build has made a store.
    let other = project(GOOD);
    run_in(other.path(), ["hash"]);
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1);
}

/// The fields that README.md promises of a command: the first name of each part of its row.
fn promised(command: &str) -> BTreeSet<String> {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let table = readme
        .split_once("| command | fields beside `format` |")
        .unwrap()
        .1;
    let row = table
        .lines()
        .find_map(|line| line.strip_prefix(&format!("| `{command}` | ")));
    // What stands before a colon is of the object, what stands behind it of its parts.
    let parts = row
        .unwrap()
        .split("; ")
        .map(|part| part.split(": ").next().unwrap());
    let names = parts.flat_map(|part| part.split('`').skip(1).step_by(2));
    names.chain(["format"]).map(str::to_owned).collect()
}

#[test]
fn json_has_the_fields_that_are_promised() {
    let keys = |value: &serde_json::Value| -> BTreeSet<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    for text in [GOOD, BAD] {
        let folder = project(text);
        for command in ["build", "check", "diff", "hash", "test"] {
            let mut arguments = vec![command, "--json"];
            match command {
                "build" => arguments.extend(["--no-out-link", "--store", "store"]),
                "diff" => arguments.push("."),
                _ => {}
            }
            let said = run_in(folder.path(), arguments);
            let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
            assert_eq!(keys(&json), promised(command), "{command}");
        }
    }
}
