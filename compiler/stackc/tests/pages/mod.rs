//! The pages of the rules in `docs/rules`: each ends in the first case of its rule, and the index lists all.
//! `BLESS=1` writes both.

use super::{Case, ELSEWHERE, rules, text};
use crate::common::{compare, run, workspace};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// Begins what is generated.
const EXAMPLE: &str = "\n## Example\n";

/// What a line of a page may have: `stackc explain` prints it as it is.
const WIDEST: usize = 120;

fn folder() -> PathBuf {
    workspace().join("docs/rules")
}

#[test]
fn every_page_ends_in_the_first_case_of_its_rule() {
    let cases = Case::all();
    let mut wrong = Vec::new();
    for rule in rules() {
        let name = text(&rule, "name");
        let file = folder().join(format!("{name}.md"));
        let page = fs::read_to_string(&file).unwrap();
        let written = page.split(EXAMPLE).next().unwrap().trim_end();
        let case = cases.iter().find(|case| case.rule() == name);
        let example = case.map_or_else(String::new, example);
        wrong.extend(compare(&file, &format!("{written}\n{example}")).err());
    }
    assert!(wrong.is_empty(), "with BLESS=1:\n{}", wrong.join("\n"));
}

/// A stack that breaks the rule, and its report.
fn example(case: &Case) -> String {
    let read = |name| fs::read_to_string(case.folder.join(name)).unwrap();
    let arguments = case.arguments().join(" ");
    format!(
        "{EXAMPLE}\n```nickel\n{}\n```\n\n`stackc check {arguments}` says:\n\n```text\n{}\n```\n",
        read("stack.ncl").trim_end(),
        read("expected.txt").trim_end(),
    )
}

#[test]
fn the_index_lists_every_rule() {
    let mut index = "# Rules\n\n\
        What `stackc` finds, by code. `stackc rules` prints this list, `stackc explain CODE` a page of it.\n\
        This file is generated from the rules (`BLESS=1`).\n"
        .to_owned();
    let mut theme = String::new();
    for rule in rules() {
        let [code, name, of, summary] =
            ["code", "name", "theme", "summary"].map(|key| text(&rule, key));
        if theme != of {
            theme = of.to_owned();
            writeln!(
                index,
                "\n## {of}\n\n| code | rule | findings are | what holds |"
            )
            .unwrap();
            writeln!(index, "|---|---|---|---|").unwrap();
        }
        let severities = rule["severities"].as_array().unwrap().iter();
        let severities: Vec<&str> = severities.map(|one| one.as_str().unwrap()).collect();
        let severities = severities.join(" or ");
        writeln!(
            index,
            "| {code} | [{name}]({name}.md) | {severities} | {summary} |"
        )
        .unwrap();
    }
    compare(&folder().join("README.md"), &index).unwrap();
}

#[test]
fn every_page_belongs_to_a_rule_and_is_easy_to_read() {
    let rules = rules();
    let mut known: BTreeSet<String> = rules
        .iter()
        .map(|rule| format!("{}.md", text(rule, "name")))
        .collect();
    known.insert("README.md".to_owned());
    let entries = fs::read_dir(folder()).unwrap();
    let pages: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(pages, known);
    for page in pages.iter().filter(|page| *page != "README.md") {
        let page_text = fs::read_to_string(folder().join(page)).unwrap();
        let written = page_text.split(EXAMPLE).next().unwrap();
        let n_lines = written.lines().count();
        assert!((5..=40).contains(&n_lines), "{page} has {n_lines} lines");
        for line in written.lines() {
            assert!(line.chars().count() <= WIDEST, "{page}: {line}");
        }
    }
}

#[test]
fn explain_prints_the_page_of_a_rule_by_its_code_or_name() {
    for rule in rules() {
        let page =
            fs::read_to_string(folder().join(format!("{}.md", text(&rule, "name")))).unwrap();
        for thing in [text(&rule, "code"), text(&rule, "name")] {
            let said = run(["explain", thing]);
            assert_eq!(
                (said.code, said.stdout.as_str()),
                (Some(0), page.as_str()),
                "{thing}"
            );
        }
    }
}

/// Where rules without a case are tested must be a file that there is.
#[test]
fn what_is_tested_elsewhere_is() {
    for (_, place) in ELSEWHERE {
        let file = place.split('`').nth(1).unwrap();
        assert!(workspace().join("compiler").join(file).is_file(), "{file}");
    }
}
