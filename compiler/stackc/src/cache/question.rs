//! What a compilation is asked, as a digest.

use crate::compile::Request;
use eval::Limits;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use tree::{Digest, Hasher};

/// Which sources the compiler is made of: its own, its library, and the packages it uses.
const COMPILER: &str = env!("STACKC_SOURCES");

/// The digest of everything that decides what comes of a compilation, but the texts. `None` when it names a
/// place that is not there.
pub(super) fn of(request: &Request) -> Option<Digest> {
    let place = request.installable.place(request.root.as_deref()).ok()?;
    let mut question = Question(Hasher::new());
    question.add(COMPILER.as_bytes());
    // Two folders are two questions, wherever they are asked from.
    question.path(&place.root.canonicalize().ok()?);
    question.path(&place.root);
    question.path(&place.entry);
    question.add(
        request
            .installable
            .name
            .as_deref()
            .unwrap_or_default()
            .as_bytes(),
    );
    question.limits(&request.limits);
    question.number(request.policies.len() as u64);
    for policy in &request.policies {
        question.path(policy);
        question.path(&policy.canonicalize().ok()?);
    }
    Some(question.0.finish())
}

struct Question(Hasher);

impl Question {
    /// Adds some bytes so that they cannot be taken for others.
    fn add(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.write(bytes);
    }

    fn path(&mut self, path: &Path) {
        self.add(path.as_os_str().as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn limits(&mut self, limits: &Limits) {
        let Limits {
            steps,
            memory,
            stack,
            depth,
            source_size,
            expression,
            time,
        } = limits;
        for number in [*steps, *memory, *stack as u64, *depth as u64, *source_size] {
            self.number(number);
        }
        self.number(*expression as u64);
        self.number(time.map_or(0, |time| time.as_secs() + 1));
    }

    fn write(&mut self, bytes: &[u8]) {
        let written = self.0.write_all(bytes);
        written.expect("writing to a hasher does not fail");
    }
}
