//! Turns errors of the language into findings, in our words.
//!
//! The frequent errors are told from their data: [`syntax`], [`operation`] and [`contract`]. The rare
//! ones go through the language's own diagnostics, see [`adopt`]. Either way only places in files of
//! the user and of the library are shown, and every finding has a primary label in a file of the user
//! when there is any way to know one.

mod syntax;
pub(crate) use syntax::syntax;

mod preparation;
pub(crate) use preparation::preparation;

mod operation;
pub(crate) use operation::{missing_field, operation};

mod rare;
mod tags;

mod contract;
pub(crate) use contract::{Blame, contract, extra_fields, unknown_field};

mod stop;
pub(crate) use stop::{MOST_FINDINGS, internal, stopped, too_many_findings};

mod adopt;
pub(crate) use adopt::adopt;

mod words;
pub(crate) use words::noun;

use crate::texts::Texts;
use nickel_lang_core::eval::callstack::{CallStack, StackElem};
use nickel_lang_core::files::Files;
use nickel_lang_core::position::{PosIdx, PosTable};
use source::{Diagnostic, Origin, Party, Span};

/// What is needed to know where an error happened.
pub(crate) struct Scene<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) files: &'a Files,
    pub(crate) positions: &'a PosTable,
    /// The value that was being evaluated.
    pub(crate) origin: &'a Origin,
}

impl Scene<'_> {
    /// A place in a file of the user.
    pub(crate) fn user(&self, index: PosIdx) -> Option<Span> {
        self.texts.user(self.positions.get(index))
    }

    /// A place in a file of the user or of the library.
    pub(crate) fn any(&self, index: PosIdx) -> Option<Span> {
        self.texts.any(self.positions.get(index))
    }

    /// The last place in a file of the user that evaluation came through.
    pub(crate) fn last_call(&self, calls: &CallStack) -> Option<Span> {
        calls.0.iter().rev().find_map(|call| match call {
            StackElem::Fun(at) | StackElem::App(at) => self.user(*at),
            StackElem::Var { pos, .. } => self.user(*pos),
            StackElem::Field { pos_access, .. } => self.user(*pos_access),
        })
    }

    /// Says which value a finding is about, and labels its place, unless it has a label of its own.
    pub(crate) fn locate(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if diagnostic.path.is_none() && !self.origin.path().is_root() {
            diagnostic.path = Some(self.origin.path().clone());
        }
        let mut labels = diagnostic.labels.iter();
        if labels.any(|label| label.party == Party::Primary) {
            return diagnostic;
        }
        match self.origin.span() {
            Some(span) => diagnostic.label(Party::Primary, span, "while evaluating this"),
            None => diagnostic,
        }
    }
}

/// Adds a label, when its place is known.
pub(crate) fn label_if(
    diagnostic: Diagnostic,
    party: Party,
    span: Option<Span>,
    message: impl Into<String>,
) -> Diagnostic {
    match span {
        Some(span) => diagnostic.label(party, span, message),
        None => diagnostic,
    }
}
