//! `stackc explain`

use super::policies_and_report;
use crate::cli::Global;
use crate::rules;
use crate::show::{self, Trouble, Verdict};
use source::{Policy, did_you_mean};
use std::sync::Arc;

/// Explain a rule
///
/// A code (`SC0210`) or a name (`port-conflict`) gives the page of the rule: what happens on a host, what
/// to do, and a small stack that breaks it with the report that it gets. With `--policy FILE` a policy of the
/// file can be named as well.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Code or name of a rule
    thing: String,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let thing = &arguments.thing;
    if let Some(rule) = rules::find(thing) {
        show::result(rule.page)?;
        return Ok(Verdict::Fine);
    }
    let Some(policies) = policies_and_report(global)? else {
        return Ok(Verdict::Different);
    };
    match policies.iter().find(|policy| policy.name == *thing) {
        Some(policy) => show::result(&page(policy))?,
        None => return Err(unknown(thing, &policies)),
    }
    Ok(Verdict::Fine)
}

/// A policy as the pages of rules are written.
fn page(policy: &Policy) -> String {
    let Policy {
        name,
        gravity: _,
        summary,
        page,
    } = policy;
    let text = page.iter().flat_map(|page| ["\n", page.trim(), "\n"]);
    format!("# {name}\n\n{summary}\n{}", text.collect::<String>())
}

fn unknown(thing: &str, policies: &[Arc<Policy>]) -> Trouble {
    let all = rules::all();
    let names = all.iter().flat_map(|rule| [rule.name, rule.code]);
    let names = names.chain(policies.iter().map(|policy| policy.name.as_str()));
    let trouble = Trouble::new(format!("there is no rule `{thing}`"));
    match did_you_mean(thing, names) {
        Some(near) => trouble.hint(format!("did you mean `{near}`?")),
        None => trouble.hint("`stackc rules` lists all"),
    }
}
