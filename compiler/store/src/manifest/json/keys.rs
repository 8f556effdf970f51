//! Keys of files that belong to others, as JSON.

use super::value;
use crate::manifest::ManifestError;
use serde::{Deserialize, Serialize};
use tree::{HostPath, KeyFormat, OwnedKey, OwnedKeys};

#[derive(Serialize, Deserialize)]
pub(super) struct JsonKeys {
    /// Absolute.
    path: String,
    format: JsonFormat,
    keys: Vec<JsonKey>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum JsonFormat {
    Ini,
    Supervisor,
    Tokens,
}

#[derive(Serialize, Deserialize)]
struct JsonKey {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    section: String,
    key: String,
}

impl From<&OwnedKeys> for JsonKeys {
    fn from(owned: &OwnedKeys) -> Self {
        let OwnedKeys { file, format, keys } = owned;
        let keys = keys.iter().map(|OwnedKey { section, key }| JsonKey {
            section: section.clone(),
            key: key.clone(),
        });
        Self {
            path: file.to_string(),
            format: match format {
                KeyFormat::Ini => JsonFormat::Ini,
                KeyFormat::Supervisor => JsonFormat::Supervisor,
                KeyFormat::Tokens => JsonFormat::Tokens,
            },
            keys: keys.collect(),
        }
    }
}

impl JsonKeys {
    /// The keys of the file at a path of the tree.
    pub(super) fn into_keys(self, of: &str) -> Result<OwnedKeys, ManifestError> {
        let Self { path, format, keys } = self;
        Ok(OwnedKeys {
            file: HostPath::parse(&path).map_err(value(of))?,
            format: match format {
                JsonFormat::Ini => KeyFormat::Ini,
                JsonFormat::Supervisor => KeyFormat::Supervisor,
                JsonFormat::Tokens => KeyFormat::Tokens,
            },
            keys: keys
                .into_iter()
                .map(|JsonKey { section, key }| OwnedKey { section, key })
                .collect(),
        })
    }
}
