//! `stackc check`

use super::{JSON_FORMAT, Reported, question, reported, request, show_json};
use crate::cli::Global;
use crate::compile::compile;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};

/// Compile without writing anything, and show what is found
///
/// Exits with 0 when there are no errors, 1 when there are, 2 when the sources cannot be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`)
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installables: Vec<Installable>,
    /// Print a JSON object for scripts: `ok`, `diagnostics`, `accepted`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let mut verdict = Verdict::Fine;
    let mut diagnostics = Vec::new();
    let mut accepted = Vec::new();
    for installable in &arguments.installables {
        let reported = check(global, installable)?;
        verdict = verdict.and(reported.verdict);
        show::count_accepted(global, &reported.report);
        if arguments.json {
            diagnostics.extend(reported.diagnostics_of(installable));
            accepted.extend(reported.accepted_of(installable));
        }
    }
    if arguments.json {
        show_json(&JsonCheck {
            format: JSON_FORMAT,
            ok: verdict == Verdict::Fine,
            diagnostics,
            accepted,
        })?;
    }
    Ok(verdict)
}

/// What is known of an installable, else what comes of compiling it.
fn check(global: &Global, installable: &Installable) -> Result<Reported, Trouble> {
    let request = request(global, installable);
    let question = question(global, &request);
    if let Some(known) = question
        .as_ref()
        .and_then(|question| question.known(&request))
    {
        return Ok(Reported::of_known(global, known));
    }
    let reported = reported(global, compile(&request)?);
    if let Some(question) = question {
        let read = (&reported.sources, &reported.inputs);
        question.remember(read, &reported.report, None);
    }
    Ok(reported)
}

#[derive(serde::Serialize)]
struct JsonCheck {
    format: u32,
    ok: bool,
    diagnostics: Vec<serde_json::Value>,
    accepted: Vec<serde_json::Value>,
}
