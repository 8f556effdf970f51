//! `stackc rules`

use super::{JSON_FORMAT, policies_and_report, show_json};
use crate::cli::Global;
use crate::rules;
use crate::show::{self, Trouble, Verdict};
use source::{Gravity, Policy, Rule};
use std::sync::Arc;

/// List all rules: code, name, what its findings are, and what holds when it is kept
///
/// `stackc explain CODE` shows the page of one. With `--policy FILE` the policies of the file are listed too.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Print a JSON object for scripts: `rules`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let rules = rules::all();
    let Some(policies) = policies_and_report(global)? else {
        return Ok(Verdict::Different);
    };
    if arguments.json {
        show_json(&JsonRules {
            format: JSON_FORMAT,
            rules: rules.into_iter().map(JsonRule::from).collect(),
            policies: policies.iter().map(JsonPolicy::from).collect(),
        })?;
    } else {
        show::result(&table(&rules, &policies))?;
    }
    Ok(Verdict::Fine)
}

/// One line for each rule, below the heading of its theme.
fn table(rules: &[&Rule], policies: &[Arc<Policy>]) -> String {
    let names = rules.iter().map(|rule| rule.name);
    let names = names.chain(policies.iter().map(|policy| policy.name.as_str()));
    let width = names.map(str::len).max();
    let width = width.unwrap_or_default();
    let mut text = String::new();
    let is_same = |one: &&Rule, other: &&Rule| rules::theme(one) == rules::theme(other);
    for group in rules.chunk_by(is_same) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(rules::theme(group[0]));
        text.push('\n');
        for Rule {
            code,
            name,
            gravity,
            summary,
            ..
        } in group
        {
            text.push_str(&format!(
                "  {code}  {name:width$}  {gravity:7}  {summary}\n"
            ));
        }
    }
    if !policies.is_empty() {
        text.push_str("\nPolicies\n");
    }
    for policy in policies {
        let Policy {
            name,
            gravity,
            summary,
            page: _,
        } = policy.as_ref();
        text.push_str(&format!(
            "          {name:width$}  {gravity:7}  {summary}\n"
        ));
    }
    text
}

#[derive(serde::Serialize)]
struct JsonRules<'a> {
    format: u32,
    rules: Vec<JsonRule>,
    policies: Vec<JsonPolicy<'a>>,
}

#[derive(serde::Serialize)]
struct JsonPolicy<'a> {
    name: &'a str,
    severities: &'static [&'static str],
    summary: &'a str,
}

impl<'a> From<&'a Arc<Policy>> for JsonPolicy<'a> {
    fn from(policy: &'a Arc<Policy>) -> Self {
        Self {
            name: &policy.name,
            severities: severities(policy.gravity),
            summary: &policy.summary,
        }
    }
}

fn severities(gravity: Gravity) -> &'static [&'static str] {
    match gravity {
        Gravity::Error => &["error"],
        Gravity::Warning => &["warning"],
        Gravity::Either => &["error", "warning"],
    }
}

#[derive(serde::Serialize)]
struct JsonRule {
    code: &'static str,
    name: &'static str,
    theme: &'static str,
    severities: &'static [&'static str],
    summary: &'static str,
}

impl From<&'static Rule> for JsonRule {
    fn from(rule: &'static Rule) -> Self {
        Self {
            code: rule.code,
            name: rule.name,
            theme: rules::theme(rule),
            severities: severities(rule.gravity),
            summary: rule.summary,
        }
    }
}
