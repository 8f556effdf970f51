//! The object that `stackc diff --json` prints. Its JSON Schema is made from the types here.

use schemars::JsonSchema;
use serde::Serialize;

/// What `stackc diff --json` prints.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub(super) enum JsonDiff<'a> {
    /// Of one stack.
    Stack(Box<JsonStack<'a>>),
    /// Of all stacks of a host.
    Host(JsonHost<'a>),
}

/// One stack.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonStack<'a> {
    /// The number of this format: raised when a field changes its meaning or goes away.
    pub(super) format: u32,
    #[serde(flatten)]
    pub(super) plan: JsonPlan<'a>,
    /// The findings about the stack.
    pub(super) diagnostics: Vec<serde_json::Value>,
}

/// All stacks of a host.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonHost<'a> {
    /// The number of this format.
    pub(super) format: u32,
    /// The name of the host.
    pub(super) host: Option<String>,
    /// Whether nothing differs.
    pub(super) same: bool,
    /// Its stacks.
    pub(super) stacks: Vec<JsonPlan<'a>>,
    /// The findings about the stacks.
    pub(super) diagnostics: Vec<serde_json::Value>,
}

/// What would happen to a host for one stack.
#[derive(Default, JsonSchema, Serialize)]
pub(super) struct JsonPlan<'a> {
    /// The name of the stack; null when it has errors and nothing was compared.
    pub(super) stack: Option<&'a str>,
    /// Whether nothing differs; null when nothing was compared.
    pub(super) same: Option<bool>,
    /// What the plan was made from: another plan of the same digest is the same plan.
    pub(super) binding: Option<JsonBinding>,
    /// The paths where something would happen, or cannot be known.
    pub(super) paths: Vec<JsonPath<'a>>,
    /// Files that belong to others, and of which keys are of the stack.
    pub(super) keys: Vec<JsonKeys<'a>>,
    /// What stands beside the files of the stack, in its folders.
    pub(super) extras: Vec<JsonExtra<'a>>,
    /// What must be done after the files are in place, in this order.
    pub(super) actions: Vec<JsonAction<'a>>,
    /// The units that have other files the next time they run, and run by themselves or by hand.
    pub(super) later: Vec<String>,
    /// The units that stay as they are.
    pub(super) untouched: Vec<String>,
    /// What runs on the host; null when nobody looked.
    pub(super) live: Option<JsonLive<'a>>,
}

/// Digests, as `sha256-BASE64`.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonBinding {
    /// Of all three.
    pub(super) plan: String,
    /// Of the manifest that the last generation left on the host.
    pub(super) base: Option<String>,
    /// Of what was seen of the host.
    pub(super) host: String,
    /// Of the manifest of the generation that is wanted.
    pub(super) stack: String,
}

/// What would happen at a path.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonPath<'a> {
    /// Relative to the root.
    pub(super) path: &'a str,
    /// `create`, `update`, `mode`, `owner`, `drifted`, `conflict`, `orphan`, `unowned` or `unreadable`.
    pub(super) kind: &'static str,
    /// What changed on the host since the last generation: `A`, `D`, `M`, `?` or null.
    pub(super) drift: Option<char>,
    /// What would change on the host now, in the same letters.
    pub(super) change: Option<char>,
    /// Whether bytes, targets or kinds differ.
    pub(super) content: bool,
    /// Whether permission bits differ.
    pub(super) mode: bool,
    /// Whether owners differ.
    pub(super) owner: bool,
    /// The keys that differ, where the format is known; none when only the order differs, or how something is
    /// written; null where lines are compared.
    pub(super) changes: Option<Vec<JsonChange>>,
    /// Why a text of a known format is compared by lines.
    pub(super) unparsed: Option<String>,
    /// The digest of the file on the host, when it holds secrets that are not shown.
    pub(super) hidden: Option<String>,
    /// The unified diff.
    pub(super) diff: String,
}

/// A key whose values differ.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonChange {
    /// The section, or the blocks around a directive; empty at the top.
    pub(super) section: String,
    /// The key or directive.
    pub(super) key: String,
    /// The values on the host, in order.
    pub(super) host: Vec<String>,
    /// The values in the stack, in order.
    pub(super) stack: Vec<String>,
}

/// A file that belongs to others, and of which keys are of the stack.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonKeys<'a> {
    /// Relative to the root.
    pub(super) path: &'a str,
    /// `ini`, `supervisor` or `tokens`.
    pub(super) format: &'static str,
    /// `known`, `missing` or `trouble`.
    pub(super) state: &'static str,
    /// What the trouble is.
    pub(super) reason: Option<&'a str>,
    /// The keys.
    pub(super) keys: Vec<JsonKey<'a>>,
    /// The unified diff of the lines that would change.
    pub(super) diff: String,
}

/// A key of a file that belongs to others.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonKey<'a> {
    /// Its section.
    pub(super) section: &'a str,
    /// Its name.
    pub(super) key: &'a str,
    /// `unchanged`, `create`, `update`, `orphan` or `unknown`.
    pub(super) kind: &'static str,
    /// Its value on the host, if it may be shown.
    pub(super) host: Option<String>,
    /// Its value in the stack.
    pub(super) stack: Option<&'a str>,
}

/// Something beside the files of a stack.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonExtra<'a> {
    /// Relative to the root; bytes that are no text are escaped. With `more` a folder.
    pub(super) path: &'a str,
    /// `beside`, `drop-in`, `instead`, `more` or `unreadable`.
    pub(super) role: &'static str,
    /// The unit that a drop-in changes, or that is replaced.
    pub(super) unit: Option<&'a str>,
    /// What it is, how many there are more, or why the folder cannot be read.
    pub(super) what: String,
}

/// Something to do.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonAction<'a> {
    /// In words: `restart web.service`.
    pub(super) action: String,
    /// `stop`, `disable`, `sysusers`, `tmpfiles`, `daemon-reload`, `load`, `enable`, `recreate`, `rebuild`, `start`,
    /// `restart` or `reload`.
    pub(super) verb: &'static str,
    /// The unit, if it is about one.
    pub(super) unit: Option<&'a str>,
    /// The manager, if it is about one: `system` or `user UID`.
    pub(super) scope: Option<String>,
    /// The changed files that call for it, or that are loaded.
    pub(super) because: Vec<&'a str>,
    /// The units that systemd stops or restarts with it.
    pub(super) along: Vec<String>,
}

/// What runs on a host.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonLive<'a> {
    /// What is not as the stack wants it.
    pub(super) findings: Vec<JsonFinding<'a>>,
    /// What could not be seen.
    pub(super) unseen: Vec<JsonUnseen<'a>>,
}

/// Something that runs, or is kept, in another way than the stack wants.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonFinding<'a> {
    /// `older-file`, `failed`, `inactive`, `not-loaded`, `masked`, `table`, `secret`, `volume` or `image`.
    pub(super) kind: &'static str,
    /// `system` or `user UID`.
    pub(super) scope: String,
    /// What it is about.
    pub(super) name: &'a str,
    /// What is the matter with it.
    pub(super) matter: &'a str,
    /// More about it.
    pub(super) details: &'a [String],
}

/// Something that could not be seen.
#[derive(JsonSchema, Serialize)]
pub(super) struct JsonUnseen<'a> {
    /// What.
    pub(super) what: &'a str,
    /// Why.
    pub(super) reason: &'a str,
}
