//! The way from a project to its value.

use crate::board::{Activity, Board, ClosureEntry};
use crate::error::{EvalError, Unreadable};
use crate::explain;
use crate::force;
use crate::fuel::{Budget, Fuel, Stop};
use crate::library::Library;
use crate::limits::{Bounds, Limits};
use crate::loader::{self, Loader};
use crate::machine::Machine;
use crate::project::{Focus, Project};
use crate::standard;
use crate::supervise::{self, Ending};
use crate::texts::Texts;
use nickel_lang_core::cache::{CacheHub, ImportResolver};
use nickel_lang_core::error::NullReporter;
use nickel_lang_core::eval::VmContext;
use nickel_lang_core::eval::value::NickelValue;
use nickel_lang_core::files::FileId;
use source::{Report, Sources, Span, Value};
use std::rc::Rc;
use std::sync::Arc;
use std::{io, mem};

/// What came of an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The data. When there are errors, what could be evaluated beside them, if anything.
    pub value: Option<Value>,
    /// All files that were read; spans point into them.
    pub sources: Sources,
    /// What is wrong.
    pub report: Report,
    /// Every file that took part, of the project and of the library, in the order in which they were read.
    pub closure: Vec<ClosureEntry>,
}

/// Evaluates a project's entry to data.
///
/// The same files give the same evaluation everywhere, except when the time limit ends it.
pub fn evaluate(
    project: &Project,
    library: &Library,
    limits: &Limits,
) -> Result<Evaluation, EvalError> {
    let library = *library;
    evaluate_with(
        project,
        limits,
        Board::new(),
        move |project, bounds, board| run(project, &library, bounds, board),
    )
}

/// What the evaluating thread gives back.
pub(crate) type Outcome = Result<(Option<Value>, Report), Unreadable>;

/// Runs a job over a project in a thread of its own, within its bounds.
pub(crate) fn evaluate_with(
    project: &Project,
    limits: &Limits,
    board: Board,
    job: impl FnOnce(&Project, &Bounds, &Board) -> Outcome + Send + 'static,
) -> Result<Evaluation, EvalError> {
    let bounds = Bounds::new(limits);
    let board = Arc::new(board);
    let ending = {
        let (project, board) = (project.clone(), Arc::clone(&board));
        let limits = bounds.clone();
        supervise::supervise(&bounds, move || job(&project, &limits, &board))
    };
    let stack = bounds.stack;
    let ending = ending.map_err(|cause| EvalError::Thread { stack, cause })?;
    let (value, report) = match ending {
        Ending::Finished(result) => result.map_err(|cause| unreadable(project, cause))?,
        Ending::OutOfMemory => (None, stopped(Stop::Memory, &bounds, &board)),
        Ending::OutOfTime => (None, stopped(Stop::Time, &bounds, &board)),
        Ending::Panicked(words) => {
            let mut report = Report::new();
            report.add(explain::internal(&words, board.doing(), &board.place()));
            (None, report)
        }
    };
    let (sources, closure) = board.take();
    Ok(Evaluation {
        value,
        sources,
        report,
        closure,
    })
}

pub(crate) fn unreadable(project: &Project, cause: Unreadable) -> EvalError {
    match cause {
        Unreadable::NoOpenat2 => EvalError::NoOpenat2,
        cause => EvalError::Entry {
            path: project.entry().to_owned(),
            cause,
        },
    }
}

fn stopped(stop: Stop, bounds: &Bounds, board: &Board) -> Report {
    let mut report = Report::new();
    report.add(explain::stopped(
        stop,
        bounds,
        board.doing(),
        &board.place(),
    ));
    report
}

/// A context of the language with a budget that starts now. What programs trace is thrown away.
pub(crate) fn context(limits: &Limits) -> VmContext<CacheHub, Fuel> {
    let mut hub = CacheHub::new();
    standard::give(&mut hub);
    let mut context: VmContext<CacheHub, Fuel> = VmContext::new(hub, io::sink(), NullReporter {});
    context.cache.budget = Rc::new(Budget::new(limits));
    context
}

/// What the evaluating thread does.
fn run(project: &Project, library: &Library, bounds: &Bounds, board: &Board) -> Outcome {
    let mut report = Report::new();
    let mut context = context(bounds);
    let language = (&mut context.import_resolver, &mut context.pos_table);
    let mut loader = Loader::new(Some(project), library, bounds, board, language, &mut report);
    let entry = loader.load_project()?;
    let public = loader.loaded_library();
    let texts = loader.texts;
    if report.has_errors() {
        return Ok((None, report));
    }

    board.set(Activity::Preparing);
    let Some(value) = prepare(&mut context, entry, &texts, &mut report) else {
        return Ok((None, report));
    };
    forget_syntax(&mut context);
    let public = public.and_then(|id| context.import_resolver.get(id));
    let whole = texts.span_of(entry, 0..0);
    let scope = (public, project.focus());
    let value = force_and_audit(
        context,
        &texts,
        (bounds, board),
        scope,
        (value, whole),
        &mut report,
    );
    Ok((value, report))
}

/// Typechecks and compiles a file that was loaded; what is wrong with it goes to the report.
pub(crate) fn prepare(
    context: &mut VmContext<CacheHub, Fuel>,
    file: FileId,
    texts: &Texts,
    report: &mut Report,
) -> Option<NickelValue> {
    match context.prepare_eval(file) {
        Ok(value) => Some(value),
        Err(error) => {
            let files = context.import_resolver.sources.files();
            let findings = explain::preparation(error, texts, files);
            findings.into_iter().for_each(|finding| report.add(finding));
            None
        }
    }
}

/// Gives up the syntax of a large program, which is compiled: it takes some twenty times the memory of its text.
fn forget_syntax(context: &mut VmContext<CacheHub, Fuel>) {
    if supervise::is_much_used() {
        let compiled = context.import_resolver.clone_for_eval();
        context.import_resolver = compiled;
    }
}

/// Evaluates a prepared program to data, and makes sure that it read nothing by itself.
pub(crate) fn force_and_audit(
    context: VmContext<CacheHub, Fuel>,
    texts: &Texts,
    (bounds, board): (&Bounds, &Board),
    scope: (Option<NickelValue>, &[Focus]),
    program: (NickelValue, Option<Span>),
    report: &mut Report,
) -> Option<Value> {
    let mut machine = Machine::new(context);
    let (value, found) = force::force(&mut machine, texts, bounds, board, scope, program);
    report.append(found);
    if let Err(stranger) = loader::audit(&machine.context.import_resolver, texts) {
        let words = format!("the language read `{stranger}` by itself");
        report.add(explain::internal(&words, board.doing(), &board.place()));
    }
    if machine.budget().stopped().is_some() {
        // What is left may be nested too deeply to be freed.
        mem::forget(machine);
    } else {
        supervise::leave(machine);
    }
    value
}
