//! What forcing itself finds wrong.

use super::{Forcer, Place};
use crate::explain;
use crate::rules;
use nickel_lang_core::eval::callstack::CallStack;
use nickel_lang_core::eval::value::NickelValue;
use nickel_lang_core::identifier::LocIdent;
use nickel_lang_core::position::PosIdx;
use nickel_lang_core::term::record::Field;
use source::{Diagnostic, Origin, Value};

impl Forcer<'_> {
    pub(super) fn report_missing(&mut self, name: LocIdent, field: &Field, record: &Origin) {
        let metadata = field.metadata.clone_inner();
        let origin = Origin::new(record.path().field(name.label()), record.span());
        let scene = self.scene(&origin);
        let diagnostic = explain::missing_field(name, &metadata, record.span(), &scene);
        let diagnostic = scene.locate(diagnostic);
        self.findings.add(diagnostic);
    }

    pub(super) fn report_stop(&mut self, at: PosIdx, calls: &CallStack, place: &Place<'_>) {
        let Some(stop) = self.machine.budget().stopped() else {
            return;
        };
        let last = self.user_span(at);
        let last = last.or_else(|| self.scene(&place.origin).last_call(calls));
        let origin = match last {
            Some(span) => Origin::new(place.origin.path().clone(), Some(span)),
            None => place.origin.clone(),
        };
        let diagnostic = explain::stopped(stop, self.bounds, "evaluating", &origin);
        self.findings.stop(diagnostic);
    }

    pub(super) fn report_depth(&mut self, place: &Place<'_>) {
        let limit = self.bounds.depth;
        let headline = format!("data is more than {limit} levels deep");
        let hint = "look for a record that contains itself";
        let diagnostic = Diagnostic::error(&rules::DEPTH_LIMIT, headline)
            .at(&place.origin, "the limit is passed here")
            .hint(match self.bounds.depth_option() {
                Some(option) => format!("{hint}, or raise {option}"),
                None => hint.to_owned(),
            });
        self.findings.add(diagnostic);
    }

    pub(super) fn refuse_number(&mut self, origin: &Origin) -> Option<Value> {
        let headline = "a number is too large or too precise";
        let diagnostic = Diagnostic::error(&rules::NUMBER_RANGE, headline)
            .at(origin, "this number")
            .note("numbers are quotients of integers of at most 128 bits");
        self.findings.add(diagnostic);
        None
    }

    pub(super) fn refuse_non_data(
        &mut self,
        value: &NickelValue,
        origin: &Origin,
    ) -> Option<Value> {
        let noun = explain::noun(value);
        let diagnostic = Diagnostic::error(&rules::NOT_DATA, format!("{noun} is not data"))
            .at(origin, format!("this is {noun}"))
            .hint("mark the field `| not_exported`, bind it with `let`, or apply it");
        self.findings.add(diagnostic);
        None
    }
}
