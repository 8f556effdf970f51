//! What compilations have found out before: nothing is evaluated when nothing has changed.
//!
//! A compilation is a function of the texts that it reads, of what is asked for, and of the compiler with its
//! library. So its answer is kept under the digest of the question ([`question`]), together with the digest of
//! every text; it holds as long as each of them reads the same, through the same door. Only compilations
//! without errors are kept: what is wrong with a file that cannot be read depends on more than texts.
//!
//! - `question`: what is asked
//! - `answer`: what is kept, as JSON
//! - `findings`: its warnings

mod answer;
mod findings;
mod question;

use crate::compile::{BuildName, Inputs, Request};
use answer::Answer;
use source::{Report, Sources};
use std::path::PathBuf;
use store::Cache;
use tree::{Digest, StorePathName};

/// Bytes that the cache may take: some ten thousand answers without warnings.
const MOST: u64 = 64 << 20;

/// What is known of a compilation that was done before.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) sources: Sources,
    pub(crate) inputs: Inputs,
    pub(crate) report: Report,
    /// The trees, when it was a build.
    pub(crate) builds: Option<Vec<KnownBuild>>,
}

/// A tree that was made before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownBuild {
    /// Which of the stacks of the file it is.
    pub(crate) of: BuildName,
    /// The name of the stack.
    pub(crate) stack: String,
    /// Its name in a store.
    pub(crate) object: StorePathName,
    /// Of the tree.
    pub(crate) digest: Digest,
    /// How many files it has.
    pub(crate) files: usize,
    /// Of its build record.
    pub(crate) record: Digest,
}

/// The cache of a program, and a question to it.
#[derive(Debug)]
pub(crate) struct Asked {
    cache: Cache,
    question: Digest,
}

impl Asked {
    /// Asks for a compilation; `None` when there is no cache or no such question.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        Some(Self {
            cache: Cache::at(folder()?, MOST),
            question: question::of(request)?,
        })
    }

    /// What is known, if it still holds.
    pub(crate) fn known(&self, request: &Request) -> Option<Known> {
        let answer = self.cache.get(&self.question)?;
        Answer::parse(&answer)?.check(&request.limits)
    }

    /// Remembers what came of it. A cache that cannot be written to is none: nothing depends on it.
    pub(crate) fn remember(
        &self,
        (sources, inputs): (&Sources, &Inputs),
        report: &Report,
        builds: Option<&[KnownBuild]>,
    ) {
        if report.has_errors() {
            return;
        }
        if let Some(answer) = Answer::of(sources, inputs, report, builds) {
            let put = self.cache.put(&self.question, &answer.print());
            put.unwrap_or_default();
        }
    }
}

/// Where the cache is (XDG Base Directory Specification); that of root belongs to the host.
fn folder() -> Option<PathBuf> {
    let absolute = |name| {
        let path = std::env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let folder = match absolute("XDG_CACHE_HOME") {
        Some(folder) => folder,
        None if rustix::process::geteuid().is_root() => "/var/cache".into(),
        None => absolute("HOME")?.join(".cache"),
    };
    Some(folder.join("stackc"))
}
