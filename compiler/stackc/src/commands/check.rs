//! `stackc check`

use super::{JSON_FORMAT, Reported, compiled, question, reported, request, show_json};
use crate::cli::{Findings, Global};
use crate::compile::Input;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use crate::watch::Watch;
use std::io;

/// Compile without writing anything, and show what is found
///
/// Exits with 0 when there are no errors, 1 when there are, 2 when the sources cannot be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`)
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installables: Vec<Installable>,
    /// Check again whenever a source changes, until interrupted
    #[arg(short, long)]
    watch: bool,
    /// Print a JSON object for scripts: `ok`, `diagnostics`, `accepted`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    loop {
        let (verdict, inputs) = check_all(global, arguments)?;
        if !arguments.watch {
            return Ok(verdict);
        }
        wait(global, arguments, verdict, &inputs)?;
    }
}

/// Checks all installables once: the verdict, and what was read.
fn check_all(global: &Global, arguments: &Arguments) -> Result<(Verdict, Vec<Input>), Trouble> {
    let mut verdict = Verdict::Fine;
    let mut diagnostics = Vec::new();
    let mut accepted = Vec::new();
    let mut inputs = Vec::new();
    for installable in &arguments.installables {
        let reported = check(global, installable)?;
        verdict = verdict.and(reported.verdict);
        show::count_accepted(global, &reported.report);
        if arguments.json {
            diagnostics.extend(reported.diagnostics_of(installable));
            accepted.extend(reported.accepted_of(installable));
        }
        inputs.extend(reported.inputs.texts);
    }
    if arguments.json {
        show_json(&JsonCheck {
            format: JSON_FORMAT,
            ok: verdict == Verdict::Fine,
            diagnostics,
            accepted,
        })?;
    }
    Ok((verdict, inputs))
}

/// Waits until a source is other than it was read.
fn wait(
    global: &Global,
    arguments: &Arguments,
    verdict: Verdict,
    inputs: &[Input],
) -> Result<(), Trouble> {
    let mut roots = Vec::new();
    for installable in &arguments.installables {
        let place = installable.place(global.sources.import_root.as_deref());
        roots.push(place.map_err(Trouble::new)?.root);
    }
    let trouble = |cause: io::Error| Trouble::new(format!("cannot watch the sources: {cause}"));
    let watch = Watch::of(&roots, inputs).map_err(trouble)?;
    if global.findings == Findings::Human {
        show::complain("waiting for a change of the sources\n");
    }
    let limit = global.sources.limits().source_size;
    // What changed before it was watched has changed as well.
    while inputs.iter().all(|input| input.is_unchanged(limit)) {
        watch.wait().map_err(trouble)?;
        // What is wrong may be a file that was not there, and now is.
        if verdict == Verdict::Different {
            break;
        }
    }
    Ok(())
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
    let reported = reported(global, compiled(global, &request)?);
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
