//! `stackc diff --json`: the object, and its JSON Schema, which is made from the types here.

use crate::commands::{JSON_FORMAT, show_json};
use crate::show::Trouble;
use host::render::{self, Direction};
use host::{
    Action, Contents, Differing, Extra, Extras, KeyChange, KeyPlan, KeysPlan, Live, Meaning,
    PathPlan, Plan,
};
use host::{PlannedAction, Role, Texts, Unparsed};
use schemars::{JsonSchema, schema_for};
use serde::Serialize;

/// What `stackc diff --json` prints.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub(super) enum JsonDiff<'a> {
    /// Of one stack.
    Stack(JsonStack<'a>),
    /// Of all stacks of a host.
    Host(JsonHost<'a>),
}

/// One stack.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonStack<'a> {
    /// The number of this format: raised when a field changes its meaning or goes away.
    format: u32,
    #[serde(flatten)]
    plan: JsonPlan<'a>,
    /// The findings about the stack.
    diagnostics: Vec<serde_json::Value>,
}

/// All stacks of a host.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonHost<'a> {
    /// The number of this format.
    format: u32,
    /// The name of the host.
    host: Option<String>,
    /// Whether nothing differs.
    same: bool,
    /// Its stacks.
    stacks: Vec<JsonPlan<'a>>,
    /// The findings about the stacks.
    diagnostics: Vec<serde_json::Value>,
}

/// What would happen to a host for one stack.
#[derive(Default, JsonSchema, Serialize)]
struct JsonPlan<'a> {
    /// The name of the stack; null when it has errors and nothing was compared.
    stack: Option<&'a str>,
    /// Whether nothing differs; null when nothing was compared.
    same: Option<bool>,
    /// What the plan was made from: another plan of the same digest is the same plan.
    binding: Option<JsonBinding>,
    /// The paths where something would happen, or cannot be known.
    paths: Vec<JsonPath<'a>>,
    /// Files that belong to others, and of which keys are of the stack.
    keys: Vec<JsonKeys<'a>>,
    /// What stands beside the files of the stack, in its folders.
    extras: Vec<JsonExtra<'a>>,
    /// What must be done after the files are in place, in this order.
    actions: Vec<JsonAction<'a>>,
    /// The units that have other files the next time they run, and run by themselves or by hand.
    later: Vec<String>,
    /// The units that stay as they are.
    untouched: Vec<String>,
    /// What runs on the host; null when nobody looked.
    live: Option<JsonLive<'a>>,
}

/// Digests, as `sha256-BASE64`.
#[derive(JsonSchema, Serialize)]
struct JsonBinding {
    /// Of all three.
    plan: String,
    /// Of the manifest that the last generation left on the host.
    base: Option<String>,
    /// Of what was seen of the host.
    host: String,
    /// Of the manifest of the generation that is wanted.
    stack: String,
}

/// What would happen at a path.
#[derive(JsonSchema, Serialize)]
struct JsonPath<'a> {
    /// Relative to the root.
    path: &'a str,
    /// `create`, `update`, `mode`, `owner`, `drifted`, `conflict`, `orphan`, `unowned` or `unreadable`.
    kind: &'static str,
    /// What changed on the host since the last generation: `A`, `D`, `M`, `?` or null.
    drift: Option<char>,
    /// What would change on the host now, in the same letters.
    change: Option<char>,
    /// Whether bytes, targets or kinds differ.
    content: bool,
    /// Whether permission bits differ.
    mode: bool,
    /// Whether owners differ.
    owner: bool,
    /// The keys that differ, where the format is known; none when only the order differs, or how something is
    /// written; null where lines are compared.
    changes: Option<Vec<JsonChange>>,
    /// Why a text of a known format is compared by lines.
    unparsed: Option<String>,
    /// The digest of the file on the host, when it holds secrets that are not shown.
    hidden: Option<String>,
    /// The unified diff.
    diff: String,
}

/// A key whose values differ.
#[derive(JsonSchema, Serialize)]
struct JsonChange {
    /// The section, or the blocks around a directive; empty at the top.
    section: String,
    /// The key or directive.
    key: String,
    /// The values on the host, in order.
    host: Vec<String>,
    /// The values in the stack, in order.
    stack: Vec<String>,
}

/// A file that belongs to others, and of which keys are of the stack.
#[derive(JsonSchema, Serialize)]
struct JsonKeys<'a> {
    /// Relative to the root.
    path: &'a str,
    /// `ini`, `supervisor` or `tokens`.
    format: &'static str,
    /// `known`, `missing` or `trouble`.
    state: &'static str,
    /// What the trouble is.
    reason: Option<&'a str>,
    /// The keys.
    keys: Vec<JsonKey<'a>>,
    /// The unified diff of the lines that would change.
    diff: String,
}

/// A key of a file that belongs to others.
#[derive(JsonSchema, Serialize)]
struct JsonKey<'a> {
    /// Its section.
    section: &'a str,
    /// Its name.
    key: &'a str,
    /// `unchanged`, `create`, `update`, `orphan` or `unknown`.
    kind: &'static str,
    /// Its value on the host, if it may be shown.
    host: Option<String>,
    /// Its value in the stack.
    stack: Option<&'a str>,
}

/// Something beside the files of a stack.
#[derive(JsonSchema, Serialize)]
struct JsonExtra<'a> {
    /// Relative to the root; bytes that are no text are escaped. With `more` a folder.
    path: &'a str,
    /// `beside`, `drop-in`, `instead`, `more` or `unreadable`.
    role: &'static str,
    /// The unit that a drop-in changes, or that is replaced.
    unit: Option<&'a str>,
    /// What it is, how many there are more, or why the folder cannot be read.
    what: String,
}

/// Something to do.
#[derive(JsonSchema, Serialize)]
struct JsonAction<'a> {
    /// In words: `restart web.service`.
    action: String,
    /// `stop`, `disable`, `sysusers`, `tmpfiles`, `daemon-reload`, `load`, `enable`, `recreate`, `rebuild`, `start`,
    /// `restart` or `reload`.
    verb: &'static str,
    /// The unit, if it is about one.
    unit: Option<&'a str>,
    /// The manager, if it is about one: `system` or `user UID`.
    scope: Option<String>,
    /// The changed files that call for it, or that are loaded.
    because: Vec<&'a str>,
    /// The units that systemd stops or restarts with it.
    along: Vec<String>,
}

/// What runs on a host.
#[derive(JsonSchema, Serialize)]
struct JsonLive<'a> {
    /// What is not as the stack wants it.
    findings: Vec<JsonFinding<'a>>,
    /// What could not be seen.
    unseen: Vec<JsonUnseen<'a>>,
}

/// Something that runs, or is kept, in another way than the stack wants.
#[derive(JsonSchema, Serialize)]
struct JsonFinding<'a> {
    /// `older-file`, `failed`, `inactive`, `not-loaded`, `masked`, `table`, `secret`, `volume` or `image`.
    kind: &'static str,
    /// `system` or `user UID`.
    scope: String,
    /// What it is about.
    name: &'a str,
    /// What is the matter with it.
    matter: &'a str,
    /// More about it.
    details: &'a [String],
}

/// Something that could not be seen.
#[derive(JsonSchema, Serialize)]
struct JsonUnseen<'a> {
    /// What.
    what: &'a str,
    /// Why.
    reason: &'a str,
}

/// Prints the JSON Schema of the object.
pub(super) fn schema() -> Result<(), Trouble> {
    show_json(&schema_for!(JsonDiff<'_>))
}

/// What is said when a stack has errors.
pub(super) fn none(diagnostics: Vec<serde_json::Value>) -> JsonDiff<'static> {
    JsonDiff::Stack(JsonStack {
        format: JSON_FORMAT,
        plan: JsonPlan::default(),
        diagnostics,
    })
}

/// What is said of one stack.
pub(super) fn alone<'a>(plan: &'a Plan<'a>, diagnostics: Vec<serde_json::Value>) -> JsonDiff<'a> {
    JsonDiff::Stack(JsonStack {
        format: JSON_FORMAT,
        plan: json(plan),
        diagnostics,
    })
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
