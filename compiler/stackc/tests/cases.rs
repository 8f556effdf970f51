//! Every rule, as people see it broken: a folder for each below `cases`, named by the rule, with a minimal
//! stack and the report that is expected.
//!
//! A folder `RULE.WHAT` is another case of the same rule. A header `# arguments: …` in the stack says
//! what to check instead of `stack.ncl`. `expected.txt` is the report for people; where `expected.short`,
//! `expected.json` or `expected.sarif` stand beside it, these forms are compared too. `BLESS=1` rewrites
//! all of them: read the difference as you would read code. The first case of a rule stands on its page, too.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

#[path = "sarif/mod.rs"]
mod sarif;

#[path = "pages/mod.rs"]
mod pages;

use common::{Said, compare, run, stackc, workspace};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Rules that no small stack breaks in the same way each time, and where they are tested.
const ELSEWHERE: [(&str, &str); 3] = [
    (
        "time-limit",
        "`eval/tests/limits.rs`: where time ends depends on the machine",
    ),
    (
        "too-many-findings",
        "`eval/tests/limits.rs`: it comes with hundreds of others",
    ),
    (
        "internal",
        "`eval/src/supervise.rs`: no text is known that breaks the language",
    ),
];

/// A form of the report, and the file that holds what is expected.
const FORMS: [(&str, &str); 4] = [
    ("human", "expected.txt"),
    ("short", "expected.short"),
    ("json", "expected.json"),
    ("sarif", "expected.sarif"),
];

/// A folder of `cases`.
struct Case {
    folder: PathBuf,
}

impl Case {
    fn all() -> Vec<Self> {
        let folder = workspace().join("compiler/stackc/tests/cases");
        let entries = fs::read_dir(folder).unwrap();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        assert!(!folders.is_empty(), "the cases are there");
        folders.into_iter().map(|folder| Self { folder }).collect()
    }

    /// The rule that it breaks.
    fn rule(&self) -> &str {
        let name = self
            .folder
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap();
        name.split_once('.').map_or(name, |(rule, _)| rule)
    }

    /// What is checked.
    fn arguments(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join("stack.ncl")).unwrap();
        let header = text
            .lines()
            .find_map(|line| line.strip_prefix("# arguments: "));
        let words = header.unwrap_or("stack.ncl").split_whitespace();
        words.map(str::to_owned).collect()
    }

    fn check(&self, form: &str) -> Said {
        let mut command = stackc();
        command
            .current_dir(&self.folder)
            .args(["check", "--findings", form]);
        command.args(self.arguments()).output().unwrap().into()
    }
}

#[test]
fn every_case_is_reported_as_expected() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        for (form, file) in FORMS {
            let file = case.folder.join(file);
            if form == "human" || file.exists() {
                wrong.extend(compare(&file, &case.check(form).stderr).err());
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "unexpected reports:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_form_is_compared_somewhere() {
    for (_, file) in FORMS {
        let has_it = |case: &Case| case.folder.join(file).exists();
        assert!(Case::all().iter().any(has_it), "{file}");
    }
}

/// Whatever the cases break, they break nothing else, and the findings are as bad as the rules say.
#[test]
fn each_case_breaks_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    let mut found = BTreeSet::new();
    for case in Case::all() {
        let said = case.check("json");
        let report: Value = serde_json::from_str(&said.stderr).unwrap();
        let findings = report["diagnostics"].as_array().unwrap();
        let of = |finding| ["rule", "severity"].map(|key| text(finding, key).to_owned());
        let broken: BTreeSet<[String; 2]> = findings.iter().map(of).collect();
        let has_errors = broken.iter().any(|[_, severity]| severity == "error");
        let is_good = !broken.is_empty()
            && broken.iter().all(|[rule, _]| rule == case.rule())
            && said.code == Some(i32::from(has_errors))
            && said.stdout.is_empty();
        if !is_good {
            wrong.push(format!("{}: {broken:?}", case.folder.display()));
        }
        found.extend(broken);
    }
    assert!(
        wrong.is_empty(),
        "cases that break something else, or nothing:\n{}",
        wrong.join("\n")
    );
    let declared = severities();
    let undeclared: Vec<_> = found.difference(&declared).collect();
    let unseen: Vec<_> = declared.difference(&found).collect();
    assert!(
        undeclared.is_empty(),
        "findings as their rules do not declare: {undeclared:?}"
    );
    assert!(unseen.is_empty(), "findings that no case has: {unseen:?}");
}

/// The severities that rules with cases declare: `[NAME, SEVERITY]`.
fn severities() -> BTreeSet<[String; 2]> {
    let mut declared = BTreeSet::new();
    for rule in rules() {
        let name = text(&rule, "name");
        if ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == name) {
            continue;
        }
        for severity in rule["severities"].as_array().unwrap() {
            declared.insert([name.to_owned(), severity.as_str().unwrap().to_owned()]);
        }
    }
    declared
}

#[test]
fn every_rule_has_a_case() {
    let cases = Case::all();
    let cases: BTreeSet<&str> = cases.iter().map(Case::rule).collect();
    let elsewhere = ELSEWHERE.iter().map(|(name, _)| *name);
    let tested: BTreeSet<&str> = cases.into_iter().chain(elsewhere).collect();
    let rules = rules();
    let names: BTreeSet<&str> = rules.iter().map(|rule| text(rule, "name")).collect();
    assert_eq!(tested, names);
}

/// All rules, as the program lists them.
fn rules() -> Vec<Value> {
    let listed: Value = serde_json::from_str(&run(["rules", "--json"]).stdout).unwrap();
    listed["rules"].as_array().unwrap().clone()
}

/// A text of an object.
fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap()
}
