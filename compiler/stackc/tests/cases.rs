//! Every rule of the model, the backend and the program, as people see it broken: a folder for each
//! below `cases`, named by the rule, with a minimal stack and the report that is expected.
//!
//! A folder `RULE.WHAT` is another case of the same rule. A header `# arguments: …` in the stack says
//! what to check instead of `stack.ncl`. `expected.txt` is the report for people; where `expected.short`
//! or `expected.json` stand beside it, these forms are compared too. `BLESS=1` rewrites all of them: read
//! the difference as you would read code.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{Said, compare, stackc, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A form of the report, and the file that holds what is expected.
const FORMS: [(&str, &str); 3] = [
    ("human", "expected.txt"),
    ("short", "expected.short"),
    ("json", "expected.json"),
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

#[test]
fn each_case_breaks_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        let said = case.check("json");
        let report: serde_json::Value = serde_json::from_str(&said.stderr).unwrap();
        let findings = report["diagnostics"].as_array().unwrap();
        let rules: BTreeSet<&str> = findings
            .iter()
            .map(|finding| finding["rule"].as_str().unwrap())
            .collect();
        let has_errors = findings
            .iter()
            .any(|finding| finding["severity"] == "error");
        let is_good = rules == BTreeSet::from([case.rule()])
            && said.code == Some(i32::from(has_errors))
            && said.stdout.is_empty();
        if !is_good {
            wrong.push(format!("{}: {rules:?}", case.folder.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "cases that break something else, or nothing:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_rule_has_a_case() {
    let rules = rules();
    let cases: BTreeSet<String> = Case::all()
        .iter()
        .map(|case| case.rule().to_owned())
        .collect();
    let names: BTreeSet<String> = rules.values().cloned().collect();
    assert_eq!(cases, names);
}

/// The rules from SC0101 on, by code; those of evaluation have cases of their own in `eval`.
fn rules() -> BTreeMap<String, String> {
    let public = model::RULES.iter().chain(backend::RULES);
    let mut rules: BTreeMap<String, String> = public
        .map(|rule| (rule.code.to_owned(), rule.name.to_owned()))
        .collect();
    rules.extend(rules_of_the_program());
    assert!(rules.keys().all(|code| code.as_str() > "SC01"), "{rules:?}");
    rules
}

/// A program has no public items, so these are read from its sources.
fn rules_of_the_program() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let quoted = |line: &str, key: &str| {
                let value = line.trim().strip_prefix(key)?.strip_suffix(",")?;
                Some(value.trim().trim_matches('"').to_owned())
            };
            let lines: Vec<&str> = text.lines().collect();
            for pair in lines.windows(2) {
                if let (Some(code), Some(name)) =
                    (quoted(pair[0], "code:"), quoted(pair[1], "name:"))
                {
                    found.insert(code, name);
                }
            }
        }
    }
    assert!(
        found.contains_key("SC0401"),
        "the rules of the program are found: {found:?}"
    );
    found
}
