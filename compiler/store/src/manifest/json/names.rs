//! Managers, units and readers as JSON.

use serde::{Deserialize, Serialize};
use tree::{Reader, Scope, UnitRef};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JsonReader {
    Manager(JsonScope),
    Unit(JsonUnitRef),
    Sysusers,
    Tmpfiles(JsonScope),
    Nft,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JsonScope {
    System,
    User(u32),
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonUnitRef {
    name: String,
    scope: JsonScope,
}

impl From<&Reader> for JsonReader {
    fn from(reader: &Reader) -> Self {
        match reader {
            Reader::Manager(scope) => Self::Manager(scope.into()),
            Reader::Unit(unit) => Self::Unit(unit.into()),
            Reader::Sysusers => Self::Sysusers,
            Reader::Tmpfiles(scope) => Self::Tmpfiles(scope.into()),
            Reader::Nft => Self::Nft,
        }
    }
}

impl From<JsonReader> for Reader {
    fn from(json: JsonReader) -> Self {
        match json {
            JsonReader::Manager(scope) => Self::Manager(scope.into()),
            JsonReader::Unit(unit) => Self::Unit(unit.into()),
            JsonReader::Sysusers => Self::Sysusers,
            JsonReader::Tmpfiles(scope) => Self::Tmpfiles(scope.into()),
            JsonReader::Nft => Self::Nft,
        }
    }
}

impl From<&Scope> for JsonScope {
    fn from(scope: &Scope) -> Self {
        match *scope {
            Scope::System => Self::System,
            Scope::User(uid) => Self::User(uid),
        }
    }
}

impl From<JsonScope> for Scope {
    fn from(json: JsonScope) -> Self {
        match json {
            JsonScope::System => Self::System,
            JsonScope::User(uid) => Self::User(uid),
        }
    }
}

impl From<&UnitRef> for JsonUnitRef {
    fn from(unit: &UnitRef) -> Self {
        let UnitRef { scope, name } = unit;
        Self {
            name: name.clone(),
            scope: scope.into(),
        }
    }
}

impl From<JsonUnitRef> for UnitRef {
    fn from(json: JsonUnitRef) -> Self {
        Self::new(json.scope.into(), json.name)
    }
}
