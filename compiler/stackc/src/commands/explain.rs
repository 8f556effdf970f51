//! `stackc explain`

use crate::rules;
use crate::show::{self, Trouble, Verdict};
use source::did_you_mean;

/// Explain a rule
///
/// A code (`SC0210`) or a name (`port-conflict`) gives the page of the rule: what happens on a host, what
/// to do, and a small stack that breaks it with the report that it gets.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Code or name of a rule
    thing: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<Verdict, Trouble> {
    let thing = &arguments.thing;
    match rules::find(thing) {
        Some(rule) => show::result(rule.page)?,
        None => return Err(unknown(thing)),
    }
    Ok(Verdict::Fine)
}

fn unknown(thing: &str) -> Trouble {
    let all = rules::all();
    let names = all.iter().flat_map(|rule| [rule.name, rule.code]);
    let trouble = Trouble::new(format!("there is no rule `{thing}`"));
    match did_you_mean(thing, names) {
        Some(near) => trouble.hint(format!("did you mean `{near}`?")),
        None => trouble.hint("`stackc rules` lists all"),
    }
}
