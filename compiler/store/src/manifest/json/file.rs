//! Files and symlinks as JSON.

use super::keys::JsonKeys;
use super::names::JsonReader;
use super::value;
use crate::manifest::{FileEntry, FileKind, ManifestError};
use serde::{Deserialize, Serialize};
use tree::{Digest, FileMode, Owner, Reader, SymlinkTarget, TreePath};

#[derive(Serialize, Deserialize)]
pub(super) struct JsonFile {
    pub(super) path: String,
    kind: JsonKind,
    user: String,
    group: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// 64 hexadecimal digits, as `sha256sum` prints them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    /// For a file with keys only: whose keys they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keys_of: Option<JsonKeys>,
    readers: Vec<JsonReader>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JsonKind {
    File,
    Symlink,
    Manifest,
}

impl From<(&TreePath, &FileEntry)> for JsonFile {
    fn from((path, entry): (&TreePath, &FileEntry)) -> Self {
        let FileEntry {
            kind,
            owner: Owner { user, group },
            owned_keys,
            readers,
        } = entry;
        let mut file = Self {
            path: path.to_string(),
            kind: JsonKind::File,
            user: user.to_string(),
            group: group.to_string(),
            mode: None,
            size: None,
            sha256: None,
            target: None,
            keys_of: owned_keys.as_ref().map(JsonKeys::from),
            readers: readers.iter().map(JsonReader::from).collect(),
        };
        match kind {
            FileKind::File { mode, size, digest } => {
                file.mode = Some(mode.to_string());
                file.size = Some(*size);
                file.sha256 = Some(digest.to_hex());
            }
            FileKind::Symlink { target } => {
                file.kind = JsonKind::Symlink;
                file.target = Some(target.to_string());
            }
            FileKind::Manifest { mode } => {
                file.kind = JsonKind::Manifest;
                file.mode = Some(mode.to_string());
            }
        }
        file
    }
}

impl TryFrom<JsonFile> for FileEntry {
    type Error = ManifestError;

    fn try_from(json: JsonFile) -> Result<Self, ManifestError> {
        let JsonFile {
            path,
            kind,
            user,
            group,
            mode,
            size,
            sha256,
            target,
            keys_of,
            readers,
        } = json;
        let missing = |field: &str| value(&path)(format!("it has no `{field}`"));
        let mode = || -> Result<FileMode, ManifestError> {
            let mode = mode.ok_or_else(|| missing("mode"))?;
            mode.parse().map_err(value(&path))
        };
        let kind = match kind {
            JsonKind::File => {
                let hex = sha256.ok_or_else(|| missing("sha256"))?;
                FileKind::File {
                    mode: mode()?,
                    size: size.ok_or_else(|| missing("size"))?,
                    digest: Digest::from_hex(&hex).map_err(value(&path))?,
                }
            }
            JsonKind::Symlink => {
                let target = target.ok_or_else(|| missing("target"))?;
                FileKind::Symlink {
                    target: SymlinkTarget::parse(&target).map_err(value(&path))?,
                }
            }
            JsonKind::Manifest => FileKind::Manifest { mode: mode()? },
        };
        Ok(Self {
            kind,
            owner: Owner::parse(&user, &group).map_err(value(&path))?,
            owned_keys: keys_of.map(|keys| keys.into_keys(&path)).transpose()?,
            readers: readers.into_iter().map(Reader::from).collect(),
        })
    }
}
