//! Where a tree came from: the sidecar of an object.
//!
//! Moving a line or a comment in a stack changes the record, and must not change the tree. So the
//! record lies beside the object and takes no part in its identity. The newest build of a tree writes
//! it.

mod json;

use source::{Origin, SourceKind, Sources, Span};
use std::collections::BTreeMap;
use std::fmt;
use tree::{Artifact, Digest, StorePathName, Tree, TreePath};

/// Where a tree came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildRecord {
    /// The compiler with its version: `stackc 0.1.0`.
    pub compiler: String,
    /// The object.
    pub object: StorePathName,
    /// The texts of the user and of the library that were read, in the order of their names.
    pub closure: Vec<ClosureFile>,
    /// The files of the tree that have a known cause.
    pub files: BTreeMap<TreePath, FileRecord>,
}

/// A text that took part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClosureFile {
    /// As diagnostics show it: relative to the project, or `<stackc/main.ncl>`.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
}

/// Where a file came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRecord {
    /// The values it exists for.
    pub origins: Vec<Place>,
    /// Its lines (from 1, ascending) with the values they were made from.
    pub lines: BTreeMap<usize, Vec<Place>>,
}

/// A value of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its path: `containers.web.image`.
    pub value: String,
    /// Where it stands, when that is known.
    pub position: Option<Position>,
    /// Whether it is a default that nobody overrode.
    pub is_default: bool,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The text, by its name in the closure.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl BuildRecord {
    /// Writes down what caused each line of a tree.
    pub fn new(compiler: &str, sources: &Sources, object: &StorePathName, tree: &Tree) -> Self {
        let places = Places { sources };
        let files = tree
            .iter()
            .filter(|artifact| !artifact.origins.is_empty() || !artifact.causes.is_empty())
            .map(|artifact| (artifact.path.clone(), places.of_artifact(artifact)));
        Self {
            compiler: compiler.to_owned(),
            object: object.clone(),
            closure: closure(sources),
            files: files.collect(),
        }
    }

    /// Reads a record.
    pub fn parse(json: &[u8]) -> Result<Self, RecordError> {
        json::parse(json)
    }

    /// Writes it as JSON, ending in a newline.
    pub fn to_json(&self) -> String {
        json::print(self)
    }
}

fn closure(sources: &Sources) -> Vec<ClosureFile> {
    let mut closure: Vec<ClosureFile> = sources
        .iter()
        .filter(|(_, file)| match file.kind {
            SourceKind::User | SourceKind::Library => true,
            SourceKind::Language => false,
        })
        .map(|(_, file)| ClosureFile {
            name: file.name.clone(),
            digest: Digest::of(file.text.as_bytes()),
        })
        .collect();
    closure.sort();
    closure.dedup();
    closure
}

/// Finds where values stand.
struct Places<'a> {
    sources: &'a Sources,
}

impl Places<'_> {
    fn of_artifact(&self, artifact: &Artifact) -> FileRecord {
        let mut lines: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for (line, origin) in &artifact.causes {
            let places = lines.entry(*line).or_default();
            let place = self.of_origin(origin);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        FileRecord {
            origins: artifact.origins.iter().map(|o| self.of_origin(o)).collect(),
            lines,
        }
    }

    fn of_origin(&self, origin: &Origin) -> Place {
        Place {
            value: origin.path().to_string(),
            position: origin.span().map(|span| self.of_span(span)),
            is_default: origin.is_default(),
        }
    }

    fn of_span(&self, span: Span) -> Position {
        let (line, column) = self.sources.line_column(span);
        Position {
            file: self.sources.get(span.source).name.clone(),
            line,
            column,
        }
    }
}

/// Text that is no build record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// It is not JSON, or not of the shape of a record.
    Shape {
        /// What is wrong.
        reason: String,
    },
    /// It was written by a newer stackc.
    Newer {
        /// Its format.
        format: u64,
    },
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { reason } => f.write_str(reason),
            Self::Newer { format } => write!(
                f,
                "its format is {format}, and this stackc knows formats up to {}: use a newer stackc",
                json::FORMAT
            ),
        }
    }
}

impl std::error::Error for RecordError {}
