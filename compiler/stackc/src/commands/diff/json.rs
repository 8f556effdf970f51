//! `stackc diff --json`

use crate::commands::JSON_FORMAT;
use host::render::{self, Direction};
use host::{KeyPlan, KeysPlan, PathPlan, Plan, Texts};

/// One stack.
#[derive(serde::Serialize)]
pub(super) struct JsonAlone<'a> {
    format: u32,
    #[serde(flatten)]
    plan: JsonPlan<'a>,
    diagnostics: Vec<serde_json::Value>,
}

/// All stacks of a host.
#[derive(serde::Serialize)]
pub(super) struct JsonHost<'a> {
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

/// What is said when a stack has errors.
pub(super) fn none(diagnostics: Vec<serde_json::Value>) -> JsonAlone<'static> {
    JsonAlone {
        format: JSON_FORMAT,
        plan: JsonPlan::default(),
        diagnostics,
    }
}

pub(super) fn alone<'a>(plan: &'a Plan<'a>, diagnostics: Vec<serde_json::Value>) -> JsonAlone<'a> {
    JsonAlone {
        format: JSON_FORMAT,
        plan: json(plan),
        diagnostics,
    }
}

pub(super) fn of_host<'a>(
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
