//! Every rule of the program itself, and all rules there are.

use source::Rule;

source::rules! {
    UNKNOWN_HOST = "SC0320" "unknown-host" "A host that is asked for exists, and carries the stack that is asked for.";
    NO_STACKS = "SC0321" "no-stacks" "A file with `hosts` has at least one, and each carries a stack.";

    POLICY_CONFLICT = "SC0360" "policy-conflict" "A policy has a name that no rule and no other policy has.";
    POLICY_FILE = "SC0361" "policy-file" "The policies that a stack names can be read.";

    UNKNOWN_ENVIRONMENT = "SC0401" "unknown-environment" "An environment that is asked for exists.";
    PATH_CONFLICT = "SC0402" "path-conflict" "Every path of the tree is one file.";
    NO_ENVIRONMENTS = "SC0403" "no-environments" "A file with `environments` has at least one.";
    UNUSED_ACCEPTANCE = "SC0404" "unused-acceptance" Warning "What is accepted is found.";
    UNEXPLAINED_ACCEPTANCE = "SC0405" "unexplained-acceptance" "Every acceptance says why.";
}

/// What rules are about, with the first code of each theme.
const THEMES: [(&str, &str); 17] = [
    ("SC0001", "Texts and imports"),
    ("SC0020", "Values and contracts"),
    ("SC0040", "Limits of evaluation"),
    ("SC0101", "The shape of a stack"),
    ("SC0200", "Names, references and the target"),
    ("SC0210", "Ports"),
    ("SC0220", "Volumes"),
    ("SC0230", "What runs"),
    ("SC0240", "Accounts, clients and directories"),
    ("SC0250", "Variables and secrets"),
    ("SC0260", "Certificates and sites"),
    ("SC0280", "Assertions and files"),
    ("SC0300", "What programs read"),
    ("SC0320", "Several stacks on one host"),
    ("SC0340", "What nginx accepts and nobody should write"),
    ("SC0360", "What must agree, and policies"),
    ("SC0400", "The compilation"),
];

/// Every rule there is, by code.
pub(crate) fn all() -> Vec<&'static Rule> {
    let crates = [
        eval::RULES,
        model::RULES,
        backend::RULES,
        exposure::RULES,
        RULES,
    ];
    let mut all: Vec<&Rule> = crates.into_iter().flatten().copied().collect();
    all.sort_by_key(|rule| rule.code);
    all
}

/// The rule with a code or a name.
pub(crate) fn find(code_or_name: &str) -> Option<&'static Rule> {
    let is_meant =
        |rule: &&Rule| rule.name == code_or_name || rule.code.eq_ignore_ascii_case(code_or_name);
    all().into_iter().find(is_meant)
}

/// What a rule is about.
pub(crate) fn theme(rule: &Rule) -> &'static str {
    let mut themes = THEMES.iter().rev();
    let theme = themes.find(|(first, _)| *first <= rule.code);
    theme.map_or(THEMES[0].1, |(_, theme)| theme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_a_code_and_a_name_of_its_own() {
        let all = all();
        let codes: BTreeSet<&str> = all.iter().map(|rule| rule.code).collect();
        let names: BTreeSet<&str> = all.iter().map(|rule| rule.name).collect();
        assert_eq!((codes.len(), names.len()), (all.len(), all.len()));
        for rule in all {
            assert!(
                rule.code.len() == 6 && rule.code.starts_with("SC"),
                "{rule:?}"
            );
            let is_kebab = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(rule.name.chars().all(is_kebab), "{rule:?}");
            assert!(rule.summary.ends_with('.'), "{rule:?}");
        }
    }

    #[test]
    fn every_page_begins_with_its_code_and_name() {
        for rule in all() {
            let heading = format!("# {} {}\n\n", rule.code, rule.name);
            assert!(
                rule.page.starts_with(&heading),
                "docs/rules/{}.md",
                rule.name
            );
            assert!(
                rule.page.contains("\n## What to do\n"),
                "docs/rules/{}.md",
                rule.name
            );
        }
    }

    #[test]
    fn rules_are_found_by_code_and_name() {
        for wanted in ["SC0210", "sc0210", "port-conflict"] {
            assert_eq!(find(wanted), Some(&model::rules::PORT_CONFLICT));
        }
        assert_eq!(find("SC9999"), None);
        assert_eq!(theme(&model::rules::PORT_CONFLICT), "Ports");
    }
}
