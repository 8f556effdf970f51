//! `stackc explain` about a stack: each text in `explain/` begins with a command, and goes on with what it
//! says. `BLESS=1` rewrites what it says.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{Said, compare, stackc, workspace};
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    workspace().join("compiler/stackc/tests/explain")
}

fn explain(arguments: &[&str]) -> Said {
    let mut command = stackc();
    command.current_dir(folder()).arg("explain");
    command.args(arguments).output().unwrap().into()
}

#[test]
fn every_question_is_answered_as_expected() {
    let mut wrong = Vec::new();
    let mut n_asked = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        n_asked += 1;
        let text = fs::read_to_string(&file).unwrap();
        let question = text.lines().next().unwrap();
        let words = question.strip_prefix("$ stackc explain ").unwrap();
        let said = explain(&words.split(' ').collect::<Vec<_>>());
        let stdout = without_lines_of_the_library(&said.stdout);
        let actual = format!("{question}\n{stdout}{}", said.stderr);
        wrong.extend(compare(&file, &actual).err());
    }
    assert!(n_asked > 10, "the questions are there");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Lines of the library move with every change of it, which is no change of what is said.
fn without_lines_of_the_library(text: &str) -> String {
    let mut parts = text.split(".ncl>:");
    let mut kept = parts.next().unwrap().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
        kept.push_str(".ncl>:…");
        kept.push_str(rest);
    }
    kept
}

/// Each line of each file can be asked about, and names only values that can be asked about again.
#[test]
fn answers_lead_to_further_questions() {
    let json = |thing: &str| -> serde_json::Value {
        let said = explain(&["--json", thing]);
        assert_eq!(said.code, Some(0), "{thing}: {}", said.stderr);
        serde_json::from_str(&said.stdout).unwrap()
    };
    let file = json("etc/containers/systemd/wiki-web.container");
    let lines = file["answers"][0]["lines"].as_array().unwrap().clone();
    assert!(lines.len() > 15);
    for line in lines {
        let place = format!("{}:{}", line["file"].as_str().unwrap(), line["line"]);
        let of_line = json(&place);
        let values = of_line["answers"][0]["values"].as_array().unwrap().clone();
        assert_eq!(
            values.len(),
            line["because"].as_array().unwrap().len(),
            "{place}"
        );
        for value in values {
            let makes = value["makes"].as_array().unwrap();
            let is_this = |made: &&serde_json::Value| {
                made["line"] == line["line"] && made["file"] == line["file"]
            };
            assert!(makes.iter().any(|made| is_this(&made)), "{place}");
            let again = json(value["path"].as_str().unwrap());
            let again = again["answers"].as_array().unwrap();
            let values = again
                .iter()
                .flat_map(|answer| answer["values"].as_array().unwrap());
            assert!(
                values.into_iter().any(|one| one["path"] == value["path"]),
                "{place}"
            );
        }
    }
}

#[test]
fn what_nobody_knows_is_trouble_and_near_names_are_said() {
    for (thing, near) in [
        ("ngnix", "did you mean `nginx`?"),
        (
            "etc/containers/systemd/wiki-wbe.container",
            "did you mean `etc/containers/systemd/wiki-web.container`?",
        ),
        ("unusd", "did you mean `unused`?"),
        ("SC9999", "`stackc explain --help`"),
    ] {
        let said = explain(&[thing]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{thing}");
        assert!(said.stderr.contains(near), "{thing}: {}", said.stderr);
    }
    let mut nowhere = stackc();
    let nowhere = nowhere
        .current_dir("/")
        .args(["explain", "SC9999"])
        .output();
    let said = Said::from(nowhere.unwrap());
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("there is no rule `SC9999`"),
        "{}",
        said.stderr
    );
}
