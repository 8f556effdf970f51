//! What is kept of a compilation. The structs here are read by the compiler that wrote them and by no other.

use super::findings::{JsonAccepted, JsonFinding};
use super::{Known, KnownBuild};
use crate::compile::{BuildName, Input, Inputs};
use crate::library::LIBRARY;
use eval::{Limits, Project};
use serde::{Deserialize, Serialize};
use source::{Report, SourceId, SourceKind, Sources};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};
use tree::{Digest, StorePathName};

/// An answer, as it is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct Answer {
    /// The folders that projects were opened at, in bytes.
    roots: Vec<Vec<u8>>,
    /// Names that lead to a file, each with the file that it led to, in bytes.
    links: Vec<(Vec<u8>, Vec<u8>)>,
    texts: Vec<JsonText>,
    findings: Vec<JsonFinding>,
    accepted: Vec<JsonAccepted>,
    /// None when nothing was built.
    builds: Option<Vec<JsonBuild>>,
}

/// A source, in the order in which they were read.
#[derive(Serialize, Deserialize)]
enum JsonText {
    /// A file of the library, which is that of the compiler.
    Library(String),
    /// A file of a project.
    Input {
        name: String,
        root: usize,
        path: Vec<u8>,
        sha256: String,
    },
}

#[derive(Serialize, Deserialize)]
struct JsonBuild {
    of: JsonBuildName,
    stack: String,
    object: String,
    sha256: String,
    files: usize,
    record: String,
}

#[derive(Serialize, Deserialize)]
enum JsonBuildName {
    Alone,
    Environment(String),
    OnHost(String, String),
}

impl Answer {
    /// What to keep of a compilation; `None` when one of its texts cannot be found again.
    pub(super) fn of(
        sources: &Sources,
        inputs: &Inputs,
        report: &Report,
        builds: Option<&[KnownBuild]>,
    ) -> Option<Self> {
        let mut roots: Vec<Vec<u8>> = Vec::new();
        let read = inputs.texts.iter().map(|input| (input.source, input));
        let read: BTreeMap<SourceId, &Input> = read.collect();
        let mut texts = Vec::new();
        for (id, file) in sources.iter() {
            texts.push(match (file.kind, read.get(&id)) {
                (SourceKind::Library, _) => JsonText::Library(file.name.clone()),
                (SourceKind::User, Some(input)) => JsonText::Input {
                    name: file.name.clone(),
                    root: number_of(&bytes(&input.root), &mut roots),
                    path: bytes(&input.path),
                    sha256: input.digest.to_hex(),
                },
                (SourceKind::User | SourceKind::Language, _) => return None,
            });
        }
        let links = inputs.links.iter();
        Some(Self {
            roots,
            links: links
                .map(|(name, file)| (bytes(name), bytes(file)))
                .collect(),
            texts,
            findings: report.sorted().into_iter().map(JsonFinding::of).collect(),
            accepted: report
                .accepted()
                .into_iter()
                .map(JsonAccepted::of)
                .collect(),
            builds: builds.map(|builds| builds.iter().map(JsonBuild::of).collect()),
        })
    }

    pub(super) fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    pub(super) fn print(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("all keys are strings")
    }

    /// What is known, if every text still reads the same.
    pub(super) fn check(self, limits: &Limits) -> Option<Known> {
        for (name, file) in &self.links {
            if path(name).canonicalize().ok()? != path(file) {
                return None;
            }
        }
        let mut sources = Sources::default();
        let mut inputs = Inputs::default();
        let mut projects: BTreeMap<usize, Project> = BTreeMap::new();
        let mut ids = Vec::new();
        for text in &self.texts {
            ids.push(match text {
                JsonText::Library(name) => {
                    sources.add(SourceKind::Library, name, LIBRARY.shown(name)?)
                }
                JsonText::Input {
                    name,
                    root,
                    path: below,
                    sha256,
                } => {
                    if !projects.contains_key(root) {
                        let opened = Project::open(&path(self.roots.get(*root)?), Path::new(""));
                        projects.insert(*root, opened.ok()?);
                    }
                    let text = projects.get(root)?.text(&path(below), limits.source_size);
                    let text = text.ok()?;
                    let digest = Digest::of(text.as_bytes());
                    if digest.to_hex() != *sha256 {
                        return None;
                    }
                    let source = sources.add(SourceKind::User, name, text);
                    inputs.texts.push(Input {
                        root: path(self.roots.get(*root)?),
                        path: path(below),
                        source,
                        digest,
                    });
                    source
                }
            });
        }
        let mut report = Report::new();
        for finding in &self.findings {
            report.add(finding.restore(&ids)?);
        }
        for accepted in &self.accepted {
            report.accept(accepted.restore(&ids)?);
        }
        let builds = match &self.builds {
            Some(builds) => Some(
                builds
                    .iter()
                    .map(JsonBuild::restore)
                    .collect::<Option<_>>()?,
            ),
            None => None,
        };
        Some(Known {
            sources,
            inputs,
            report,
            builds,
        })
    }
}

impl JsonBuild {
    fn of(build: &KnownBuild) -> Self {
        let KnownBuild {
            of,
            stack,
            object,
            digest,
            files,
            record,
        } = build;
        Self {
            of: match of {
                BuildName::Alone => JsonBuildName::Alone,
                BuildName::Environment(name) => JsonBuildName::Environment(name.clone()),
                BuildName::OnHost { host, stack } => {
                    JsonBuildName::OnHost(host.clone(), stack.clone())
                }
            },
            stack: stack.clone(),
            object: object.to_string(),
            sha256: digest.to_hex(),
            files: *files,
            record: record.to_hex(),
        }
    }

    fn restore(&self) -> Option<KnownBuild> {
        Some(KnownBuild {
            of: match &self.of {
                JsonBuildName::Alone => BuildName::Alone,
                JsonBuildName::Environment(name) => BuildName::Environment(name.clone()),
                JsonBuildName::OnHost(host, stack) => BuildName::OnHost {
                    host: host.clone(),
                    stack: stack.clone(),
                },
            },
            stack: self.stack.clone(),
            object: StorePathName::parse(&self.object).ok()?,
            digest: Digest::from_hex(&self.sha256).ok()?,
            files: self.files,
            record: Digest::from_hex(&self.record).ok()?,
        })
    }
}

/// The number of a folder in a list, which it is added to.
fn number_of(folder: &[u8], folders: &mut Vec<Vec<u8>>) -> usize {
    let known = folders.iter().position(|other| other == folder);
    known.unwrap_or_else(|| {
        folders.push(folder.to_owned());
        folders.len() - 1
    })
}

fn bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_bytes().to_owned()
}

fn path(bytes: &[u8]) -> PathBuf {
    OsString::from_vec(bytes.to_owned()).into()
}
