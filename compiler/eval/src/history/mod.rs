//! How a value came to be: every place that gives it one, by priority, and which of them count.
//!
//! Merging keeps what wins and forgets the rest, so that an evaluated value knows one place at most. This
//! reads the texts themselves, as the language would: it follows `let`, imports, functions of the project,
//! `&`, access to fields, what contracts bring by default, and choices by values that are written down. It
//! calculates nothing else. Whatever it cannot follow (a function of the language, a name that is computed)
//! is named with its place, so that nobody takes the rest for everything.

mod choice;
mod contract;
mod scope;
mod walk;

use crate::board::Board;
use crate::error::EvalError;
use crate::evaluate;
use crate::library::Library;
use crate::limits::{Bounds, Limits};
use crate::loader::Loader;
use crate::project::Project;
use crate::supervise::{self, Ending};
use source::{Report, Span, ValuePath};
use std::collections::BTreeMap;
use std::sync::Arc;
use walk::Walk;

/// What gives a value to a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// From the lowest priority to the highest; those that count come last.
    pub definitions: Vec<Definition>,
    /// Places that may give it a value too, and were not followed.
    pub unfollowed: Vec<Span>,
}

/// A place that gives a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The value, or all that is written for it.
    pub span: Option<Span>,
    /// The name that it is given to.
    pub key: Option<Span>,
    /// Where the value stands when a name leads to it.
    pub leads_to: Option<Span>,
    /// Its priority.
    pub priority: Priority,
    /// Whether it counts: nothing of a higher priority gives a value to the same field, or to one around it.
    pub counts: bool,
}

/// What may be overridden by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Priority {
    /// `| default`: by everything else.
    Default,
    /// None: by what is forced.
    Plain,
    /// `| priority N`: by what has a larger number.
    Number(String),
    /// `| force`: by nothing.
    Force,
}

/// The histories of these values, by path. Spans are those of an evaluation of the same project.
///
/// # Errors
/// When the files cannot be read. What is too deep or large to be followed has no history.
pub fn histories(
    project: &Project,
    library: &Library,
    limits: &Limits,
    paths: Vec<ValuePath>,
) -> Result<BTreeMap<ValuePath, History>, EvalError> {
    let bounds = Bounds::new(limits);
    let board = Arc::new(Board::new());
    let ending = {
        let (project, library, bounds) = (project.clone(), *library, bounds.clone());
        supervise::supervise(&bounds.clone(), move || {
            run(&project, &library, &bounds, &board, paths)
        })
    };
    let stack = bounds.stack;
    match ending.map_err(|cause| EvalError::Thread { stack, cause })? {
        Ending::Finished(found) => found.map_err(|cause| evaluate::unreadable(project, cause)),
        Ending::Panicked(_) | Ending::OutOfMemory | Ending::OutOfTime => Ok(BTreeMap::new()),
    }
}

fn run(
    project: &Project,
    library: &Library,
    bounds: &Bounds,
    board: &Board,
    paths: Vec<ValuePath>,
) -> Result<BTreeMap<ValuePath, History>, crate::error::Unreadable> {
    let mut report = Report::new();
    let mut context = evaluate::context(bounds);
    let language = (&mut context.import_resolver, &mut context.pos_table);
    let mut loader = Loader::new(Some(project), library, bounds, board, language, &mut report);
    let entry = loader.load_project()?;
    let walk = Walk::new(&loader);
    let histories = paths.into_iter().map(|path| {
        let history = walk.history(entry, &path);
        (path, history)
    });
    Ok(histories.collect())
}
