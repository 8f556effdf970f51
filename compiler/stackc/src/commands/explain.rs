//! `stackc explain`

use super::{JSON_FORMAT, policies_and_report, request, show_json};
use crate::cli::Global;
use crate::compile::{Compiled, Request, compile};
use crate::explain::{self, Answer, Answers};
use crate::installable::Installable;
use crate::rules;
use crate::show::{self, Trouble, Verdict};
use source::render::json_diagnostics;
use source::{Policy, Rule, did_you_mean};
use std::sync::Arc;

/// Explain a rule, or what made a thing
///
/// A code (`SC0210`) or a name (`port-conflict`) gives the page of a rule: what happens on a host, what to
/// do, and a small stack that breaks it; with `--policy FILE` a policy of the file can be named as well.
/// Anything else is looked for in a stack: a path of the tree (`/etc/nginx/conf.d/wiki.conf`), a line of a
/// file (`etc/…:12`), a unit, a port (`8080`), a secret, a container or another part, a value
/// (`containers.web.image`). The answer names the values that made it; of each the places that give it,
/// from the weakest to the one that counts (`*`), and the lines it makes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Code or name of a rule; or file, FILE:LINE, unit, port, secret, part or value of a stack
    thing: String,
    /// The stack to look into, also for what is called like a rule [default: .]
    #[arg(long, value_name = "PATH[#NAME]")]
    stack: Option<Installable>,
    /// Print a JSON object for scripts: `rule` or `answers`, `diagnostics`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let thing = &arguments.thing;
    if let Some(stack) = &arguments.stack {
        let request = Request {
            keeps_value: true,
            ..request(global, stack)
        };
        let compiled = compile(&request)?;
        return in_stack(global, arguments, &request, &compiled);
    }
    if let Some(rule) = rules::find(thing) {
        return show_page(arguments, rule.into());
    }
    let Some(policies) = policies_and_report(global)? else {
        return Ok(Verdict::Different);
    };
    if let Some(policy) = policies.iter().find(|policy| policy.name == *thing) {
        return show_page(arguments, policy.as_ref().into());
    }
    let request = Request {
        keeps_value: true,
        ..request(global, &Installable::here())
    };
    match compile(&request) {
        Ok(compiled) => in_stack(global, arguments, &request, &compiled),
        // Who asks about a rule that is none need not have a stack.
        Err(_) => Err(unknown(thing, &policies)),
    }
}

fn show_page(arguments: &Arguments, page: JsonPage) -> Result<Verdict, Trouble> {
    if arguments.json {
        show_json(&JsonExplanation {
            format: JSON_FORMAT,
            rule: Some(page),
            answers: Vec::new(),
            diagnostics: Vec::new(),
        })?;
    } else {
        show::result(&page.page)?;
    }
    Ok(Verdict::Fine)
}

fn in_stack(
    global: &Global,
    arguments: &Arguments,
    request: &crate::compile::Request,
    compiled: &Compiled,
) -> Result<Verdict, Trouble> {
    let verdict = show::report(global, &compiled.report, &compiled.sources);
    if compiled.builds.is_empty() {
        return Ok(verdict);
    }
    let answers = explain::explain(request, compiled, &arguments.thing)?;
    if answers.iter().all(|(_, answers)| answers.is_empty()) {
        return Err(nothing(&arguments.thing, compiled));
    }
    if arguments.json {
        show_json(&JsonExplanation {
            format: JSON_FORMAT,
            rule: None,
            answers: json(answers),
            diagnostics: json_diagnostics(&compiled.report, &compiled.sources),
        })?;
    } else {
        show::result(&text(&answers))?;
    }
    Ok(verdict)
}

fn unknown(thing: &str, policies: &[Arc<Policy>]) -> Trouble {
    let all = rules::all();
    let names = all.iter().flat_map(|rule| [rule.name, rule.code]);
    let names = names.chain(policies.iter().map(|policy| policy.name.as_str()));
    let trouble = Trouble::new(format!("there is no rule `{thing}`, and no stack here"));
    match did_you_mean(thing, names) {
        Some(near) => trouble.hint(format!("did you mean `{near}`?")),
        None => trouble.hint("`stackc rules` lists all rules; `--stack PATH` names a stack"),
    }
}

/// Nothing goes by this name in the stack.
fn nothing(thing: &str, compiled: &Compiled) -> Trouble {
    let trouble = Trouble::new(format!("nothing is known by the name `{thing}`"));
    if let Some(rule) = rules::find(thing) {
        return trouble.hint(format!("`stackc explain {}` explains the rule", rule.code));
    }
    let names = explain::names(compiled);
    let all = rules::all();
    let rules = all.iter().map(|rule| rule.name);
    let near = did_you_mean(thing, names.iter().map(String::as_str).chain(rules));
    trouble.hint(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`stackc explain --help` says what can be asked".to_owned(),
    })
}

fn text(answers: &Answers) -> String {
    let mut paragraphs = Vec::new();
    for (name, answers) in answers {
        for answer in answers {
            paragraphs.push(match name {
                Some(name) => format!("{name}: {answer}"),
                None => answer.to_string(),
            });
        }
    }
    paragraphs.join("\n")
}

#[derive(serde::Serialize)]
struct JsonExplanation {
    format: u32,
    rule: Option<JsonPage>,
    answers: Vec<JsonAnswer>,
    diagnostics: Vec<serde_json::Value>,
}

/// A rule or policy with its page. A policy has no code.
#[derive(serde::Serialize)]
struct JsonPage {
    code: Option<&'static str>,
    name: String,
    summary: String,
    page: String,
}

impl From<&'static Rule> for JsonPage {
    fn from(rule: &'static Rule) -> Self {
        Self {
            code: Some(rule.code),
            name: rule.name.to_owned(),
            summary: rule.summary.to_owned(),
            page: rule.page.to_owned(),
        }
    }
}

impl From<&Policy> for JsonPage {
    /// Writes the page as those of rules are.
    fn from(policy: &Policy) -> Self {
        let Policy {
            name,
            gravity: _,
            summary,
            page,
        } = policy;
        let text = page.iter().flat_map(|page| ["\n", page.trim(), "\n"]);
        Self {
            code: None,
            name: name.clone(),
            summary: summary.clone(),
            page: format!("# {name}\n\n{summary}\n{}", text.collect::<String>()),
        }
    }
}

#[derive(serde::Serialize)]
struct JsonAnswer {
    /// What follows `#`, when there are several stacks.
    name: Option<String>,
    #[serde(flatten)]
    answer: Answer,
}

fn json(answers: Answers) -> Vec<JsonAnswer> {
    let answers = answers.into_iter().flat_map(|(name, answers)| {
        answers.into_iter().map(move |answer| JsonAnswer {
            name: name.clone(),
            answer,
        })
    });
    answers.collect()
}
