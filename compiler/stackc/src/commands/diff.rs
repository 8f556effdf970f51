//! `stackc diff`

use super::{JSON_FORMAT, compile_and_report, show_json};
use crate::cli::Global;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use host::render::{self, Direction};
use host::{Host, KeyPlan, KeysPlan, PathPlan, Plan, Texts, compare};
use std::collections::BTreeSet;
use std::path::PathBuf;
use store::{Generation, Store};

/// Compare a stack with a host
///
/// Reads the host, changes nothing. First come two columns for each path: what changed on the host
/// since the last generation, and what would change on the host now; then what must be done about it,
/// and the texts as unified diffs. All stacks of a host are compared one after the other. Exits as diff(1): 0 when the host is what the stack wants, 1 when it
/// is not, 2 in trouble.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the host that stands for /etc
    #[arg(default_value = "/etc", value_name = "DIR")]
    directory: PathBuf,
    /// The stack: a folder or file with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`), or an object of a store
    #[arg(short, long, default_value = ".", value_name = "PATH[#NAME]")]
    stack: Installable,
    /// Print how many lines change in each file
    #[arg(long, conflicts_with_all = ["name_only", "json"])]
    stat: bool,
    /// Print only the paths
    #[arg(long, conflicts_with = "json")]
    name_only: bool,
    /// Show what the host has instead of the stack
    #[arg(short = 'R', long)]
    reverse: bool,
    /// Print a JSON object for scripts: `stack`, `same`, `paths`, `keys`, `actions`, `untouched`, `diagnostics`; of a host `host`, `same`, `stacks`, `diagnostics`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let wanted = wanted(global, arguments)?;
    let observe = |generation| Host::observe(&arguments.directory, generation);
    let hosts: Vec<Host> = wanted
        .generations
        .iter()
        .map(observe)
        .collect::<Result<_, _>>()?;
    let pairs = wanted.generations.iter().zip(&hosts);
    let plans: Vec<Plan<'_>> = pairs
        .map(|(generation, host)| compare(generation, host))
        .collect();
    if arguments.json {
        match (plans.as_slice(), wanted.host) {
            ([plan], None) => show_json(&alone(plan, wanted.diagnostics))?,
            (plans, host) => show_json(&of_host(plans, host, wanted.diagnostics))?,
        }
    } else {
        show::diff(global, &all(arguments, &plans, wanted.host.is_some()))?;
    }
    if plans.iter().any(Plan::is_partial) {
        let message = "some paths could not be read, so the comparison is not whole";
        return Err(Trouble::new(message));
    }
    Ok(if plans.iter().all(Plan::is_same) {
        Verdict::Fine
    } else {
        Verdict::Different
    })
}

/// What a host is compared with.
struct Wanted {
    generations: Vec<Generation>,
    /// The host, when all its stacks are asked for.
    host: Option<String>,
    diagnostics: Vec<serde_json::Value>,
}

fn wanted(global: &Global, arguments: &Arguments) -> Result<Wanted, Trouble> {
    if let Some(generation) = object(arguments)? {
        return Ok(Wanted {
            generations: vec![generation],
            host: None,
            diagnostics: Vec::new(),
        });
    }
    let reported = compile_and_report(global, &arguments.stack)?;
    if reported.verdict == Verdict::Different {
        if arguments.json {
            show_json(&JsonPlan::none(reported.diagnostics))?;
        }
        return Err(Trouble::new("the stack has errors: nothing was compared"));
    }
    let builds = reported.builds;
    let hosts: BTreeSet<Option<&str>> = builds.iter().map(|build| build.of.host()).collect();
    // One stack is compared by itself, also when its host carries others.
    let host = match (builds.as_slice(), hosts.first()) {
        ([_], _) => None,
        (_, Some(Some(host))) if hosts.len() == 1 => Some((*host).to_owned()),
        _ => {
            let message = "a host is compared with one environment, or with one host: choose it with `--stack PATH#NAME`";
            return Err(Trouble::new(message));
        }
    };
    Ok(Wanted {
        generations: builds.into_iter().map(|build| build.generation).collect(),
        host,
        diagnostics: reported.diagnostics,
    })
}

/// The generation of an object of a store, if the stack is one.
fn object(arguments: &Arguments) -> Result<Option<Generation>, Trouble> {
    if arguments.stack.name.is_some() {
        return Ok(None);
    }
    match Store::open(&arguments.stack.path) {
        Ok(object) => Ok(Some(object.load()?)),
        Err(_) => Ok(None),
    }
}

/// All plans; those of a host with the name of the stack above each.
fn all(arguments: &Arguments, plans: &[Plan<'_>], is_host: bool) -> String {
    let section = |plan| {
        let text = text(arguments, plan);
        match is_host && !text.is_empty() && !arguments.name_only {
            true => format!("{}:\n{text}", plan.generation.manifest().stack),
            false => text,
        }
    };
    let between = if arguments.name_only { "" } else { "\n" };
    let sections = plans.iter().map(section);
    let sections: Vec<String> = sections.filter(|text| !text.is_empty()).collect();
    sections.join(between)
}

fn text(arguments: &Arguments, plan: &Plan<'_>) -> String {
    if arguments.name_only {
        return render::names(plan);
    }
    if arguments.stat {
        return render::stat(plan);
    }
    let direction = if arguments.reverse {
        Direction::StackToHost
    } else {
        Direction::HostToStack
    };
    let status = render::status(plan);
    let diffs = render::unified(plan, direction);
    if status.is_empty() || diffs.is_empty() {
        return status + &diffs;
    }
    format!("{status}\n{diffs}")
}

/// One stack.
#[derive(serde::Serialize)]
struct JsonAlone<'a> {
    format: u32,
    #[serde(flatten)]
    plan: JsonPlan<'a>,
    diagnostics: Vec<serde_json::Value>,
}

/// All stacks of a host.
#[derive(serde::Serialize)]
struct JsonHost<'a> {
    format: u32,
    host: Option<String>,
    same: bool,
    stacks: Vec<JsonPlan<'a>>,
    diagnostics: Vec<serde_json::Value>,
}

#[derive(Default, serde::Serialize)]
struct JsonPlan<'a> {
    /// None when there was nothing to compare; so is `same`.
    stack: Option<&'a str>,
    same: Option<bool>,
    paths: Vec<JsonPath<'a>>,
    keys: Vec<JsonKeys<'a>>,
    actions: Vec<JsonAction<'a>>,
    untouched: Vec<String>,
}

impl<'a> JsonPlan<'a> {
    /// What is said when the stack has errors.
    fn none(diagnostics: Vec<serde_json::Value>) -> JsonAlone<'a> {
        JsonAlone {
            format: JSON_FORMAT,
            plan: Self::default(),
            diagnostics,
        }
    }
}

fn alone<'a>(plan: &'a Plan<'a>, diagnostics: Vec<serde_json::Value>) -> JsonAlone<'a> {
    JsonAlone {
        format: JSON_FORMAT,
        plan: json(plan),
        diagnostics,
    }
}

fn of_host<'a>(
    plans: &'a [Plan<'a>],
    host: Option<String>,
    diagnostics: Vec<serde_json::Value>,
) -> JsonHost<'a> {
    JsonHost {
        format: JSON_FORMAT,
        host,
        same: plans.iter().all(Plan::is_same),
        stacks: plans.iter().map(json).collect(),
        diagnostics,
    }
}

#[derive(serde::Serialize)]
struct JsonPath<'a> {
    path: &'a str,
    kind: &'static str,
    /// What changed on the host since the last generation, as a letter: `A`, `D`, `M`, `?` or nothing.
    drift: Option<char>,
    /// What would change on the host now.
    change: Option<char>,
    content: bool,
    mode: bool,
    owner: bool,
    diff: String,
}

/// A file that belongs to others, and of which keys are ours.
#[derive(serde::Serialize)]
struct JsonKeys<'a> {
    path: &'a str,
    format: &'static str,
    /// `known`, `missing` or `trouble`.
    state: &'static str,
    reason: Option<&'a str>,
    keys: Vec<JsonKey<'a>>,
    diff: String,
}

#[derive(serde::Serialize)]
struct JsonKey<'a> {
    section: &'a str,
    key: &'a str,
    kind: &'static str,
    host: Option<String>,
    stack: Option<&'a str>,
}

#[derive(serde::Serialize)]
struct JsonAction<'a> {
    action: String,
    because: Vec<&'a str>,
    /// The units that systemd stops or restarts with it.
    along: Vec<String>,
}

fn json<'a>(plan: &'a Plan<'a>) -> JsonPlan<'a> {
    let actions = plan.actions.iter().map(|planned| JsonAction {
        action: planned.action.to_string(),
        because: planned.because.iter().map(|path| path.as_str()).collect(),
        along: planned.along.iter().map(ToString::to_string).collect(),
    });
    JsonPlan {
        stack: Some(plan.generation.manifest().stack.as_str()),
        same: Some(plan.is_same()),
        paths: plan.changes().map(|path| json_path(plan, path)).collect(),
        keys: plan.keys.iter().map(|keys| json_keys(plan, keys)).collect(),
        actions: actions.collect(),
        untouched: plan.untouched.iter().map(ToString::to_string).collect(),
    }
}

fn json_path<'a>(plan: &Plan<'a>, path: &PathPlan<'a>) -> JsonPath<'a> {
    let letter = |column: host::Column| Some(column.letter()).filter(|letter| *letter != ' ');
    JsonPath {
        path: path.path.as_str(),
        kind: path.kind.word(),
        drift: letter(path.drift),
        change: letter(path.change),
        content: path.differences.content,
        mode: path.differences.mode,
        owner: path.differences.owner,
        diff: render::unified_path(plan, path, Direction::HostToStack),
    }
}

fn json_keys<'a>(plan: &Plan<'_>, keys: &'a KeysPlan<'_>) -> JsonKeys<'a> {
    let (state, reason) = match &keys.texts {
        Texts::Known { .. } => ("known", None),
        Texts::Missing => ("missing", None),
        Texts::Trouble(reason) => ("trouble", Some(reason.as_str())),
    };
    JsonKeys {
        path: keys.file.as_str(),
        format: keys.format.word(),
        state,
        reason,
        keys: keys.keys.iter().map(|key| json_key(plan, key)).collect(),
        diff: render::unified_keys(plan, keys, Direction::HostToStack),
    }
}

fn json_key<'a>(plan: &Plan<'_>, key: &'a KeyPlan) -> JsonKey<'a> {
    JsonKey {
        section: &key.key.section,
        key: &key.key.key,
        kind: key.kind.word(),
        host: render::host_value(plan, key),
        stack: key.stack.as_deref(),
    }
}
