//! From plans to the object that `stackc diff --json` prints.

use super::shape::{
    JsonAction, JsonBinding, JsonChange, JsonDiff, JsonExtra, JsonFinding, JsonHost, JsonKey,
    JsonKeys, JsonLive, JsonPath, JsonPlan, JsonStack, JsonUnseen,
};
use crate::commands::{JSON_FORMAT, show_json};
use crate::show::Trouble;
use host::render::{self, Direction};
use host::{
    Action, Contents, Differing, Extra, Extras, KeyChange, KeyPlan, KeysPlan, Live, Meaning,
};
use host::{PathPlan, Plan, PlannedAction, Role, Texts, Unparsed};
use schemars::schema_for;

/// Prints the JSON Schema of the object.
pub(super) fn schema() -> Result<(), Trouble> {
    show_json(&schema_for!(JsonDiff<'_>))
}

/// What is said when a stack has errors.
pub(super) fn none(diagnostics: Vec<serde_json::Value>) -> JsonDiff<'static> {
    JsonDiff::Stack(Box::new(JsonStack {
        format: JSON_FORMAT,
        plan: JsonPlan::default(),
        diagnostics,
    }))
}

/// What is said of one stack.
pub(super) fn alone<'a>(plan: &'a Plan<'a>, diagnostics: Vec<serde_json::Value>) -> JsonDiff<'a> {
    JsonDiff::Stack(Box::new(JsonStack {
        format: JSON_FORMAT,
        plan: json(plan),
        diagnostics,
    }))
}

/// What is said of all stacks of a host.
pub(super) fn of_host<'a>(
    plans: &'a [Plan<'a>],
    host: Option<String>,
    diagnostics: Vec<serde_json::Value>,
) -> JsonDiff<'a> {
    JsonDiff::Host(JsonHost {
        format: JSON_FORMAT,
        host,
        same: plans.iter().all(Plan::is_same),
        stacks: plans.iter().map(json).collect(),
        diagnostics,
    })
}

fn json<'a>(plan: &'a Plan<'a>) -> JsonPlan<'a> {
    let binding = plan.binding();
    JsonPlan {
        stack: Some(plan.generation.manifest().stack.as_str()),
        same: Some(plan.is_same()),
        binding: Some(JsonBinding {
            plan: binding.id().to_string(),
            base: binding.base.map(|base| base.to_string()),
            host: binding.host.to_string(),
            stack: binding.stack.to_string(),
        }),
        paths: plan.changes().map(|path| json_path(plan, path)).collect(),
        keys: plan.keys.iter().map(|keys| json_keys(plan, keys)).collect(),
        extras: json_extras(&plan.host.extras),
        actions: plan.actions.iter().map(json_action).collect(),
        later: plan.later.iter().map(ToString::to_string).collect(),
        untouched: plan.untouched.iter().map(ToString::to_string).collect(),
        live: plan.live.as_ref().map(json_live),
    }
}

fn json_path<'a>(plan: &Plan<'a>, path: &PathPlan<'a>) -> JsonPath<'a> {
    let letter = |column: host::Column| Some(column.letter()).filter(|letter| *letter != ' ');
    let Contents { differing, hidden } = Contents::of(plan, path);
    let (changes, unparsed) = match differing {
        Differing::Meaning(meaning) => {
            let changes = match meaning {
                Meaning::Keys(changes) => changes,
                Meaning::Same | Meaning::Order => Vec::new(),
            };
            (Some(changes.into_iter().map(json_change).collect()), None)
        }
        Differing::Lines(Some(Unparsed { is_old, error })) => {
            let [old, new] = plan.host.names.words();
            let side = if is_old { old } else { new };
            (None, Some(format!("{side}: {error}")))
        }
        Differing::Lines(None) | Differing::Whole | Differing::Told => (None, None),
    };
    JsonPath {
        path: path.path.as_str(),
        kind: path.kind.word(),
        drift: letter(path.drift),
        change: letter(path.change),
        content: path.differences.content,
        mode: path.differences.mode,
        owner: path.differences.owner,
        changes,
        unparsed,
        hidden: hidden.map(|digest| digest.to_string()),
        diff: render::unified_path(plan, path, Direction::HostToStack),
    }
}

fn json_change(change: KeyChange) -> JsonChange {
    JsonChange {
        section: change.section,
        key: change.key,
        host: change.old,
        stack: change.new,
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

fn json_extras(extras: &Extras) -> Vec<JsonExtra<'_>> {
    let found = extras.found.iter().map(json_extra);
    let folder = |path, role, what| JsonExtra {
        path,
        role,
        unit: None,
        what,
    };
    let more = extras
        .more
        .iter()
        .map(|(path, n_more)| folder(path.as_str(), "more", n_more.to_string()));
    let unreadable = extras
        .unreadable
        .iter()
        .map(|(path, cause)| folder(path.as_str(), "unreadable", cause.clone()));
    found.chain(more).chain(unreadable).collect()
}

fn json_extra(extra: &Extra) -> JsonExtra<'_> {
    let (role, unit) = match &extra.role {
        Role::Beside => ("beside", None),
        Role::DropIn(unit) => ("drop-in", Some(unit.as_str())),
        Role::Instead(unit) => ("instead", Some(unit.as_str())),
    };
    JsonExtra {
        path: &extra.path,
        role,
        unit,
        what: extra.what.to_owned(),
    }
}

fn json_live(live: &Live) -> JsonLive<'_> {
    let findings = live.findings.iter().map(|finding| JsonFinding {
        kind: finding.kind,
        scope: finding.scope.to_string(),
        name: &finding.name,
        matter: &finding.matter,
        details: &finding.details,
    });
    let unseen = live.unseen.iter().map(|unseen| JsonUnseen {
        what: &unseen.what,
        reason: &unseen.reason,
    });
    JsonLive {
        findings: findings.collect(),
        unseen: unseen.collect(),
    }
}

fn json_action(planned: &PlannedAction) -> JsonAction<'_> {
    let PlannedAction {
        action,
        because,
        along,
    } = planned;
    let unit = action.unit();
    let scope = match action {
        Action::MakeDirectories(scope) | Action::DaemonReload(scope) => Some(*scope),
        _ => unit.map(|unit| unit.scope),
    };
    JsonAction {
        action: action.to_string(),
        verb: action.verb(),
        unit: unit.map(|unit| unit.name.as_str()),
        scope: scope.map(|scope| scope.to_string()),
        because: because.iter().map(|path| path.as_str()).collect(),
        along: along.iter().map(ToString::to_string).collect(),
    }
}
