//! Asks the functions of a file about data that was evaluated before.

use crate::board::{Activity, Board};
use crate::error::EvalError;
use crate::evaluate::{self, Evaluation, Outcome};
use crate::given::{self, Given};
use crate::library::{self, Library};
use crate::limits::{Bounds, Limits};
use crate::loader::Loader;
use crate::project::Project;
use nickel_lang_core::cache::{CacheHub, ImportResolver, InputFormat, SourcePath};
use nickel_lang_core::eval::value::{Array, NickelValue};
use nickel_lang_core::files::FileId;
use nickel_lang_core::position::PosIdx;
use nickel_lang_core::term::Term;
use source::{Report, Sources, Value};
use std::path::Path;

/// The text whose bytes are the places of the data; there is nothing to read in it.
const GIVEN: &str = "/@given";

/// Asks the policies of a project's entry about stacks that were evaluated before.
///
/// The result is the record of policies, in which `check` is an array for each stack of what it finds.
/// Values of a stack that come out keep the origins they went in with. `sources` are those that the
/// stacks were read from; the result adds those of the policies. Each call has all of `limits`.
pub fn judge(
    project: &Project,
    library: &Library,
    limits: &Limits,
    sources: Sources,
    stacks: Vec<Value>,
) -> Result<Evaluation, EvalError> {
    let library = *library;
    let board = Board::after(sources);
    evaluate::evaluate_with(project, limits, board, move |project, bounds, board| {
        run(project, &library, bounds, board, &stacks)
    })
}

/// What the evaluating thread does.
fn run(
    project: &Project,
    library: &Library,
    bounds: &Bounds,
    board: &Board,
    stacks: &[Value],
) -> Outcome {
    let mut report = Report::new();
    let mut context = evaluate::context(bounds);
    let language = (&mut context.import_resolver, &mut context.pos_table);
    let mut loader = Loader::new(Some(project), library, bounds, board, language, &mut report);
    let policies = loader.load_project()?;
    let judge = loader.load_public(library::JUDGE);
    let public = loader.loaded_library();
    let mut texts = loader.texts;
    let (Some(judge), false) = (judge, report.has_errors()) else {
        return Ok((None, report));
    };

    board.set(Activity::Preparing);
    let mut prepare = |file| evaluate::prepare(&mut context, file, &texts, &mut report);
    let (Some(judge), Some(value)) = (prepare(judge), prepare(policies)) else {
        return Ok((None, report));
    };
    let public = public.and_then(|id| context.import_resolver.get(id));
    let whole = texts.span_of(policies, 0..0);

    let n_values: usize = stacks.iter().map(given::count).sum();
    let mut given = Given::new(place_for(n_values, &mut context.import_resolver));
    let stacks: Array = stacks
        .iter()
        .map(|stack| given.value(stack, &mut context.pos_table))
        .collect();
    texts.give(given);
    let stacks = NickelValue::array(stacks, Vec::new(), PosIdx::NONE);
    let stacks = NickelValue::term_posless(Term::Closurize(stacks));
    let program = NickelValue::term_posless(Term::app(judge, value));
    let program = NickelValue::term_posless(Term::app(program, stacks));

    let limits = (bounds, board);
    let scope = (public, &[][..]);
    let program = (program, whole);
    let found = evaluate::force_and_audit(context, &texts, limits, scope, program, &mut report);
    Ok((found, report))
}

/// A text with a byte for each of `n` values.
fn place_for(n: usize, hub: &mut CacheHub) -> FileId {
    let path = SourcePath::Path(Path::new(GIVEN).to_owned(), InputFormat::Text);
    hub.sources.add_string(path, " ".repeat(n))
}
