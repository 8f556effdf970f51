//! The build record as JSON. The structs here are the promise.

use super::{BuildRecord, ClosureFile, FileRecord, Place, Position, RecordError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Display;
use tree::{Digest, StorePathName, TreePath};

/// The newest format, which is written.
pub(super) const FORMAT: u64 = 1;

#[derive(Deserialize)]
struct Probe {
    format: u64,
}

#[derive(Serialize, Deserialize)]
struct JsonRecord {
    format: u64,
    compiler: String,
    object: String,
    closure: Vec<JsonClosureFile>,
    files: Vec<JsonFile>,
}

#[derive(Serialize, Deserialize)]
struct JsonClosureFile {
    name: String,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct JsonFile {
    path: String,
    origins: Vec<JsonPlace>,
    lines: Vec<JsonLine>,
}

#[derive(Serialize, Deserialize)]
struct JsonLine {
    line: usize,
    origins: Vec<JsonPlace>,
}

/// Line and column count from 1, the column in characters.
#[derive(Serialize, Deserialize)]
struct JsonPlace {
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<JsonPosition>,
    default: bool,
}

#[derive(Serialize, Deserialize)]
struct JsonPosition {
    file: String,
    line: usize,
    column: usize,
}

pub(super) fn print(record: &BuildRecord) -> String {
    let BuildRecord {
        compiler,
        object,
        closure,
        files,
    } = record;
    let json = JsonRecord {
        format: FORMAT,
        compiler: compiler.clone(),
        object: object.to_string(),
        closure: closure.iter().map(JsonClosureFile::from).collect(),
        files: files.iter().map(JsonFile::from).collect(),
    };
    let mut text = serde_json::to_string(&json).expect("all keys are strings");
    text.push('\n');
    text
}

pub(super) fn parse(text: &[u8]) -> Result<BuildRecord, RecordError> {
    let Probe { format } = serde_json::from_slice(text).map_err(shape)?;
    if format > FORMAT {
        return Err(RecordError::Newer { format });
    }
    let JsonRecord {
        format: _,
        compiler,
        object,
        closure,
        files,
    } = serde_json::from_slice(text).map_err(shape)?;
    let closure = closure.into_iter().map(|file| {
        Ok(ClosureFile {
            name: file.name,
            digest: Digest::from_hex(&file.sha256).map_err(shape)?,
        })
    });
    let files = files.into_iter().map(|file| {
        let path = TreePath::parse(&file.path).map_err(shape)?;
        Ok((path, file.into()))
    });
    Ok(BuildRecord {
        compiler,
        object: StorePathName::parse(&object).map_err(shape)?,
        closure: closure.collect::<Result<_, RecordError>>()?,
        files: files.collect::<Result<_, RecordError>>()?,
    })
}

fn shape<E: Display>(error: E) -> RecordError {
    RecordError::Shape {
        reason: error.to_string(),
    }
}

impl From<&ClosureFile> for JsonClosureFile {
    fn from(file: &ClosureFile) -> Self {
        let ClosureFile { name, digest } = file;
        Self {
            name: name.clone(),
            sha256: digest.to_hex(),
        }
    }
}

impl From<(&TreePath, &FileRecord)> for JsonFile {
    fn from((path, record): (&TreePath, &FileRecord)) -> Self {
        let FileRecord { origins, lines } = record;
        let lines = lines.iter().map(|(line, origins)| JsonLine {
            line: *line,
            origins: origins.iter().map(JsonPlace::from).collect(),
        });
        Self {
            path: path.to_string(),
            origins: origins.iter().map(JsonPlace::from).collect(),
            lines: lines.collect(),
        }
    }
}

impl From<JsonFile> for FileRecord {
    fn from(json: JsonFile) -> Self {
        let places = |origins: Vec<JsonPlace>| origins.into_iter().map(Place::from).collect();
        let lines = json.lines.into_iter();
        let lines: BTreeMap<usize, Vec<Place>> = lines
            .map(|line| (line.line, places(line.origins)))
            .collect();
        Self {
            origins: places(json.origins),
            lines,
        }
    }
}

impl From<&Place> for JsonPlace {
    fn from(place: &Place) -> Self {
        let Place {
            value,
            position,
            is_default,
        } = place.clone();
        Self {
            value,
            position: position.map(|Position { file, line, column }| JsonPosition {
                file,
                line,
                column,
            }),
            default: is_default,
        }
    }
}

impl From<JsonPlace> for Place {
    fn from(json: JsonPlace) -> Self {
        let JsonPlace {
            value,
            position,
            default,
        } = json;
        Self {
            value,
            position: position.map(|JsonPosition { file, line, column }| Position {
                file,
                line,
                column,
            }),
            is_default: default,
        }
    }
}
