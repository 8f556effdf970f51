//! What the evaluating thread leaves where others can see it: the sources it has read, and what it
//! is doing.
//!
//! When evaluation is stopped from outside, this is all there is to say where.

use crate::allocator;
use source::{Origin, SourceFile, SourceId, SourceKind, Sources, Span, ValuePath};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the evaluating thread is doing.
#[derive(Clone, Debug)]
pub(crate) enum Activity {
    /// Reading nothing yet.
    Starting,
    /// Parsing one file.
    Parsing(SourceId),
    /// Typechecking and compiling, from the first file on.
    Preparing,
    /// Evaluating the value with this origin.
    Forcing(Origin),
}

/// One file that took part in an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureEntry {
    /// Which of the sources it is.
    pub source: SourceId,
    /// Its path below the root of the project; `None` for a file of the library.
    pub path: Option<PathBuf>,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

#[derive(Debug)]
struct State {
    sources: Sources,
    /// How many sources are of an evaluation before this one.
    n_before: usize,
    closure: Vec<ClosureEntry>,
    activity: Activity,
}

/// The shared state of one evaluation.
#[derive(Debug)]
pub(crate) struct Board {
    state: Mutex<State>,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self::after(Sources::default())
    }

    /// A board for what is evaluated after something that read these sources.
    pub(crate) fn after(sources: Sources) -> Self {
        Self {
            state: Mutex::new(State {
                n_before: sources.iter().count(),
                sources,
                closure: Vec::new(),
                activity: Activity::Starting,
            }),
        }
    }

    /// Adds a source. The thread may not be stopped by its memory limit while it holds the lock.
    pub(crate) fn add(
        &self,
        file: SourceFile,
        path: Option<PathBuf>,
        sha256: [u8; 32],
    ) -> SourceId {
        allocator::uncapped(|| {
            let mut state = self.lock();
            let source = state.sources.add(file.kind, file.name, file.text);
            state.closure.push(ClosureEntry {
                source,
                path,
                sha256,
            });
            source
        })
    }

    /// Says what is being done. Replacing the activity allocates nothing.
    pub(crate) fn set(&self, activity: Activity) {
        let before = std::mem::replace(&mut self.lock().activity, activity);
        drop(before);
    }

    /// The place to name when evaluation is stopped now.
    pub(crate) fn place(&self) -> Origin {
        let state = self.lock();
        let start_of = |id| Span {
            source: id,
            start: 0,
            end: 0,
        };
        let entry = || {
            let mut files = state.sources.iter().skip(state.n_before);
            files.find(|(_, file)| file.kind == SourceKind::User)
        };
        match &state.activity {
            Activity::Starting => Origin::new(ValuePath::root(), None),
            Activity::Parsing(id) => Origin::new(ValuePath::root(), Some(start_of(*id))),
            Activity::Preparing => {
                Origin::new(ValuePath::root(), entry().map(|(id, _)| start_of(id)))
            }
            Activity::Forcing(origin) => origin.clone(),
        }
    }

    /// What is being done, in words: `reading`, `evaluating`.
    pub(crate) fn doing(&self) -> &'static str {
        match self.lock().activity {
            Activity::Starting | Activity::Parsing(_) => "reading",
            Activity::Preparing => "preparing",
            Activity::Forcing(_) => "evaluating",
        }
    }

    /// The sources, and the closure in the order in which it was read.
    pub(crate) fn take(&self) -> (Sources, Vec<ClosureEntry>) {
        let mut state = self.lock();
        let sources = std::mem::take(&mut state.sources);
        let closure = std::mem::take(&mut state.closure);
        (sources, closure)
    }

    /// A panic while the lock was held leaves the state whole: each change is one assignment.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
