//! Errors of operations that few people see.

use super::words::{self, noun};
use super::{Scene, label_if, syntax};
use crate::rules;
use nickel_lang_core::error::{EvalErrorKind, ExportErrorKind};
use nickel_lang_core::eval::value::NickelValue;
use source::{Diagnostic, Party};

/// Any error that has no place of its own in [`super::operation()`].
pub(super) fn rare(error: EvalErrorKind, scene: &Scene<'_>) -> Diagnostic {
    let new = |headline: &str| Diagnostic::error(&rules::OPERATION, words::headline(headline));
    let pointed =
        |diagnostic, at, label: &str| label_if(diagnostic, Party::Primary, scene.user(at), label);
    let shown = |diagnostic, value: &NickelValue, label: &str| {
        let label = format!("{label}: {}", noun(value));
        label_if(
            diagnostic,
            Party::Secondary,
            scene.any(value.pos_idx()),
            label,
        )
    };
    match error {
        EvalErrorKind::NonExhaustiveEnumMatch {
            expected,
            found,
            pos,
        } => {
            let names: Vec<String> = expected.iter().map(|tag| format!("'{tag}")).collect();
            let names = source::list_of_names(names.iter().map(String::as_str));
            let diagnostic = pointed(new("no branch of a `match` fits"), pos, "in this `match`");
            shown(diagnostic, &found, "this fits none").note(format!("branches are for {names}"))
        }
        EvalErrorKind::NonExhaustiveMatch { value, pos } => {
            let diagnostic = pointed(new("no branch of a `match` fits"), pos, "in this `match`");
            shown(diagnostic, &value, "this fits none")
        }
        EvalErrorKind::FailedDestructuring { value, pattern_pos } => {
            let diagnostic = new("a value does not have the shape it is taken apart by");
            let diagnostic = pointed(diagnostic, pattern_pos, "this shape");
            shown(diagnostic, &value, "this has another")
        }
        EvalErrorKind::IncomparableValues {
            eq_pos,
            left,
            right,
        } => {
            let headline = format!("{} cannot be compared with {}", noun(&left), noun(&right));
            let diagnostic = pointed(new(&headline), eq_pos, "compared here");
            shown(shown(diagnostic, &left, "left"), &right, "right")
        }
        EvalErrorKind::QueryNonRecord { pos, id, value } => {
            let headline = format!("{} has no field `{id}`", noun(&value));
            pointed(new(&headline), pos, "asked for here")
        }
        EvalErrorKind::NotEnoughArgs(count, operator, at) => {
            let headline = format!("`{operator}` takes {count} arguments");
            pointed(new(&headline), at, "some are missing here")
        }
        EvalErrorKind::DeserializationError(format, message, at) => {
            let headline = format!("not well-formed {format}: {message}");
            pointed(new(&headline), at, "read here")
        }
        EvalErrorKind::DeserializationErrorWithInner { format, inner, pos } => {
            let inner = syntax::one(inner, scene.texts, scene.files);
            let headline = format!("not well-formed {}: {}", format.to_str(), inner.headline);
            pointed(new(&headline), pos, "read here")
        }
        EvalErrorKind::IllegalPolymorphicTailAccess { label, .. } => {
            let diagnostic = new("a polymorphic contract hides the fields that are used");
            let contract = scene.any(label.span);
            label_if(
                diagnostic,
                Party::Secondary,
                contract,
                "hidden by this contract",
            )
        }
        EvalErrorKind::Other(message, at) => pointed(new(&message), at, "here"),
        EvalErrorKind::InternalError(message, at) => {
            let diagnostic = Diagnostic::error(&rules::INTERNAL, "the language failed");
            pointed(diagnostic, at, "while evaluating this").note(message)
        }
        EvalErrorKind::SerializationError(data) => {
            let headline = format!("cannot be written as text: {}", unwritable(&data.error));
            new(&headline).note(format!("at `{}` in the value", data.path))
        }
        // These are told elsewhere, or end evaluation.
        EvalErrorKind::BlameError { .. }
        | EvalErrorKind::MissingFieldDef { .. }
        | EvalErrorKind::TypeError { .. }
        | EvalErrorKind::UnaryPrimopTypeError { .. }
        | EvalErrorKind::NAryPrimopTypeError { .. }
        | EvalErrorKind::ParseError(_)
        | EvalErrorKind::NotAFunc(..)
        | EvalErrorKind::FieldMissing { .. }
        | EvalErrorKind::MergeIncompatibleArgs { .. }
        | EvalErrorKind::UnboundIdentifier(..)
        | EvalErrorKind::InfiniteRecursion(..) => new("evaluation failed"),
    }
}

fn unwritable(error: &ExportErrorKind) -> String {
    match error {
        ExportErrorKind::UnsupportedNull(format, _) => format!("{format} has no null"),
        ExportErrorKind::NotAString(value) => format!("expected a string, found {}", noun(value)),
        ExportErrorKind::NonSerializable(value) => format!("{} is not data", noun(value)),
        ExportErrorKind::NoDocumentation(_) => "there is no documentation".to_owned(),
        ExportErrorKind::NumberOutOfRange { .. } => "a number is too large".to_owned(),
        ExportErrorKind::ExpectedArray { value } => {
            format!("expected an array, found {}", noun(value))
        }
        ExportErrorKind::Other(message) => message.clone(),
    }
}
