//! Every rule of the program itself, and all rules there are.

use source::Rule;

source::rules! {
    UNKNOWN_ENVIRONMENT = "SC0401" "unknown-environment" "An environment that is asked for exists.";
    PATH_CONFLICT = "SC0402" "path-conflict" "Every path of the tree is one file.";
    NO_ENVIRONMENTS = "SC0403" "no-environments" "A file with `environments` has at least one.";
    UNUSED_ACCEPTANCE = "SC0404" "unused-acceptance" Warning "What is accepted is found.";
    UNEXPLAINED_ACCEPTANCE = "SC0405" "unexplained-acceptance" "Every acceptance says why.";
}

/// Every rule there is, by code.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    let crates = [eval::RULES, model::RULES, backend::RULES, RULES];
    crates.into_iter().flatten().copied()
}

/// The rule with a code or a name.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == code_or_name || rule.code.eq_ignore_ascii_case(code_or_name))
}
