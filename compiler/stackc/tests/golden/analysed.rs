//! What gixy says of the golden trees, and why each of it stays.
//!
//! `gixy.txt` beside this holds one line for each finding that stays: the check, the trees, and after `:` the
//! reason. Nothing else may be found, and nothing that is no longer found may stand there.

use super::*;
use serde_json::Value;
use std::collections::BTreeMap;

const EXPLAINED: &str = include_str!("gixy.txt");

/// A check of gixy, the words that tell its findings apart, and the stack.
type Finding = (String, String, String);

/// What is found in the trees of a stack: the trees.
type Found = BTreeMap<Finding, BTreeSet<String>>;

fn found() -> Found {
    let mut found = Found::new();
    for (tree, folder, _) in golden_trees() {
        let readable = readable(&tree, &folder);
        let analyses = judge::gixy(readable.path(), &host(&tree)).unwrap();
        assert!(!analyses.is_empty(), "{tree} has no nginx");
        for analysis in analyses {
            let said = &analysis.outcome;
            let findings: Value = serde_json::from_str(&said.stdout)
                .unwrap_or_else(|_| panic!("{tree}: {}", said.transcript()));
            for finding in findings.as_array().expect("gixy gives a list") {
                let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
                // The reason begins with what is missing or wrong; the rest is about one server.
                let reason = word("reason");
                let reason = reason.split(['.', '-']).next().unwrap_or_default().trim();
                let stack = tree.split('-').next().unwrap_or_default().to_owned();
                let finding = (stack, word("plugin"), reason.to_owned());
                found.entry(finding).or_default().insert(tree.clone());
            }
        }
    }
    found
}

/// The explained findings: `STACK CHECK [REASON OF GIXY]: our reason`, and how many trees have it.
fn explained() -> BTreeMap<Finding, usize> {
    let lines = EXPLAINED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        let (head, reason) = line.split_once("]: ").unwrap_or_else(|| panic!("{line}"));
        assert!(reason.len() > 20, "{line}: a reason is a sentence");
        let (head, said) = head.split_once(" [").unwrap_or_else(|| panic!("{line}"));
        let words: Vec<&str> = head.split(' ').collect();
        let [stack, check, n_trees] = words.as_slice() else {
            panic!("{line}")
        };
        let n_trees = n_trees.parse().unwrap_or_else(|_| panic!("{line}"));
        (
            ((*stack).to_owned(), (*check).to_owned(), said.to_owned()),
            n_trees,
        )
    };
    lines.map(read).collect()
}

#[test]
fn what_gixy_finds_in_the_golden_trees_is_explained_and_nothing_else_is() {
    let found = found();
    let found: BTreeMap<_, _> = found
        .iter()
        .map(|(it, trees)| (it.clone(), trees.len()))
        .collect();
    assert_eq!(found, explained());
}

#[test]
fn gixy_is_really_asked() {
    let tree = tempfile::tempdir().unwrap();
    let sites = tree.path().join("etc/nginx/conf.d");
    std::fs::create_dir_all(&sites).unwrap();
    let bad = "server { listen 81; location /files { alias /srv/files/; } }\n";
    std::fs::write(sites.join("bad.conf"), bad).unwrap();
    let analyses = judge::gixy(tree.path(), &judge::Options::default()).unwrap();
    let said: Vec<&str> = analyses
        .iter()
        .map(|it| it.outcome.stdout.as_str())
        .collect();
    assert!(said.concat().contains("\"alias_traversal\""), "{said:?}");
}

#[test]
fn the_table_has_every_check_of_gixy_and_names_rules_that_exist() {
    let table = std::fs::read_to_string(workspace().join("docs/nginx-security.md")).unwrap();
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: BTreeSet<String> = rows.map(|(check, _)| check.to_owned()).collect();
    assert_eq!(listed, judge::gixy_checks().unwrap());

    let rules = || model::RULES.iter().chain(backend::RULES);
    let codes: BTreeSet<&str> = rules().map(|rule| rule.code).collect();
    let named = table.split("SC0").skip(1).filter_map(|rest| rest.get(..3));
    for code in named {
        let code = format!("SC0{code}");
        assert!(codes.contains(code.as_str()), "{code} is no rule");
    }
    let ours = |code: &str| ("SC0340".."SC0360").contains(&code);
    for rule in rules().filter(|rule| ours(rule.code)) {
        assert!(table.contains(rule.code), "{} is in no row", rule.code);
    }
}
