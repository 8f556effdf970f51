//! `stackc rules`

use super::{JSON_FORMAT, show_json};
use crate::rules;
use crate::show::{self, Trouble, Verdict};
use source::{Gravity, Rule};

/// List all rules: code, name, what its findings are, and what holds when it is kept
///
/// `stackc explain CODE` shows the page of one.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Print a JSON object for scripts: `rules`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Verdict, Trouble> {
    let rules = rules::all();
    if arguments.json {
        show_json(&JsonRules {
            format: JSON_FORMAT,
            rules: rules.into_iter().map(JsonRule::from).collect(),
        })?;
    } else {
        show::result(&table(&rules))?;
    }
    Ok(Verdict::Fine)
}

/// One line for each rule, below the heading of its theme.
fn table(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max();
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
    text
}

#[derive(serde::Serialize)]
struct JsonRules {
    format: u32,
    rules: Vec<JsonRule>,
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
            severities: match rule.gravity {
                Gravity::Error => &["error"],
                Gravity::Warning => &["warning"],
                Gravity::Either => &["error", "warning"],
            },
            summary: rule.summary,
        }
    }
}
