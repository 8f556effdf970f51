//! What a compilation has read.

use eval::{Evaluation, Project};
use source::SourceId;
use std::path::{Path, PathBuf};
use tree::Digest;

/// Everything outside the compiler that decided what came of a compilation.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// The texts of projects.
    pub(crate) texts: Vec<Input>,
    /// Names of files of policies, each with the file that it led to: two names of one file are asked once.
    pub(crate) links: Vec<(PathBuf, PathBuf)>,
}

/// A text of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// The folder that its project was opened at.
    pub(crate) root: PathBuf,
    /// Its path below that folder.
    pub(crate) path: PathBuf,
    /// Which of the sources it is.
    pub(crate) source: SourceId,
    /// Of its bytes.
    pub(crate) digest: Digest,
}

impl Input {
    /// Whether it still reads the same.
    pub(crate) fn is_unchanged(&self, limit: u64) -> bool {
        let project = Project::open(&self.root, Path::new(""));
        let text = project
            .ok()
            .and_then(|project| project.text(&self.path, limit).ok());
        text.is_some_and(|text| Digest::of(text.as_bytes()) == self.digest)
    }
}

impl Inputs {
    /// Notes what an evaluation of a project at `root` has read.
    pub(crate) fn add(&mut self, root: &Path, evaluation: &Evaluation) {
        for entry in &evaluation.closure {
            if let Some(path) = &entry.path {
                self.texts.push(Input {
                    root: root.to_owned(),
                    path: path.clone(),
                    source: entry.source,
                    digest: Digest::from_bytes(entry.sha256),
                });
            }
        }
    }
}
