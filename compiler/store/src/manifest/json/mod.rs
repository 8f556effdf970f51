//! The manifest as JSON. The structs here are the promise; the types of the crate may change.
//!
//! Within a format, fields may be added; a reader skips those it does not know. A field that changes
//! its meaning or goes away raises the format.

mod file;
mod keys;
mod names;
mod secret;

use super::{Manifest, ManifestError, OnChange, Target, UnitPolicy};
use file::JsonFile;
use names::JsonScope;
use secret::JsonSecret;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Display;
use tree::{StoreName, TreePath, UnitRef};

/// The newest format, which is written.
pub(super) const FORMAT: u64 = 1;

#[derive(Deserialize)]
struct Probe {
    format: u64,
}

#[derive(Serialize, Deserialize)]
struct JsonManifest {
    format: u64,
    stack: String,
    target: JsonTarget,
    files: Vec<JsonFile>,
    units: Vec<JsonUnit>,
    secrets: Vec<JsonSecret>,
}

#[derive(Serialize, Deserialize)]
struct JsonTarget {
    name: String,
    versions: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct JsonUnit {
    name: String,
    scope: JsonScope,
    on_change: JsonOnChange,
    start: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum JsonOnChange {
    Restart,
    Reload,
    None,
}

pub(super) fn print(manifest: &Manifest) -> String {
    let json = JsonManifest::from(manifest);
    let mut text = serde_json::to_string_pretty(&json).expect("all keys are strings");
    text.push('\n');
    text
}

pub(super) fn parse(text: &[u8]) -> Result<Manifest, ManifestError> {
    let Probe { format } = serde_json::from_slice(text).map_err(shape)?;
    match format {
        0 => Err(ManifestError::Shape {
            line: 0,
            reason: "there is no format 0".to_owned(),
        }),
        FORMAT => serde_json::from_slice::<JsonManifest>(text)
            .map_err(shape)?
            .try_into(),
        _ => Err(ManifestError::Newer { format }),
    }
}

fn shape(error: serde_json::Error) -> ManifestError {
    let reason = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    ManifestError::Shape {
        line: error.line(),
        reason: reason.strip_suffix(&position).unwrap_or(&reason).to_owned(),
    }
}

/// The error of a value that belongs to something with a name.
fn value<E: Display>(of: &str) -> impl Fn(E) -> ManifestError {
    move |error| ManifestError::Value {
        of: of.to_owned(),
        reason: error.to_string(),
    }
}

impl From<&Manifest> for JsonManifest {
    fn from(manifest: &Manifest) -> Self {
        let Manifest {
            stack,
            target: Target { name, versions },
            files,
            units,
            secrets,
        } = manifest;
        Self {
            format: FORMAT,
            stack: stack.to_string(),
            target: JsonTarget {
                name: name.clone(),
                versions: versions.clone(),
            },
            files: files.iter().map(JsonFile::from).collect(),
            units: units.iter().map(JsonUnit::from).collect(),
            secrets: secrets.iter().map(JsonSecret::from).collect(),
        }
    }
}

impl TryFrom<JsonManifest> for Manifest {
    type Error = ManifestError;

    fn try_from(json: JsonManifest) -> Result<Self, ManifestError> {
        let JsonManifest {
            format: _,
            stack,
            target: JsonTarget { name, versions },
            files,
            units,
            secrets,
        } = json;
        let mut manifest = Self {
            stack: StoreName::parse(&stack).map_err(value(&stack))?,
            target: Target { name, versions },
            files: BTreeMap::new(),
            units: BTreeMap::new(),
            secrets: BTreeMap::new(),
        };
        for file in files {
            let path = TreePath::parse(&file.path).map_err(value(&file.path))?;
            let of = file.path.clone();
            insert(&of, &mut manifest.files, path, file.try_into()?)?;
        }
        for JsonUnit {
            name,
            scope,
            on_change,
            start,
        } in units
        {
            let on_change = on_change.into();
            let policy = UnitPolicy { on_change, start };
            let unit = UnitRef::new(scope.into(), name);
            insert(&unit.to_string(), &mut manifest.units, unit.clone(), policy)?;
        }
        for secret in secrets {
            let name = secret.name.clone();
            insert(
                &name,
                &mut manifest.secrets,
                name.clone(),
                secret.try_into()?,
            )?;
        }
        Ok(manifest)
    }
}

/// Adds an entry that must not be there yet.
fn insert<K: Ord, V>(
    of: &str,
    map: &mut BTreeMap<K, V>,
    key: K,
    new: V,
) -> Result<(), ManifestError> {
    match map.insert(key, new) {
        None => Ok(()),
        Some(_) => Err(value(of)("it is there twice")),
    }
}

impl From<(&UnitRef, &UnitPolicy)> for JsonUnit {
    fn from((unit, policy): (&UnitRef, &UnitPolicy)) -> Self {
        let UnitPolicy { on_change, start } = *policy;
        Self {
            name: unit.name.clone(),
            scope: (&unit.scope).into(),
            on_change: on_change.into(),
            start,
        }
    }
}

impl From<OnChange> for JsonOnChange {
    fn from(on_change: OnChange) -> Self {
        match on_change {
            OnChange::Restart => Self::Restart,
            OnChange::Reload => Self::Reload,
            OnChange::Nothing => Self::None,
        }
    }
}

impl From<JsonOnChange> for OnChange {
    fn from(json: JsonOnChange) -> Self {
        match json {
            JsonOnChange::Restart => Self::Restart,
            JsonOnChange::Reload => Self::Reload,
            JsonOnChange::None => Self::Nothing,
        }
    }
}
