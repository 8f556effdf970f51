//! Errors of operations: what happens when expressions, and not contracts, fail.

use super::words::{brief, headline, noun, noun_of_type};
use super::{Scene, label_if, preparation, rare, syntax};
use crate::lexical;
use crate::rules;
use nickel_lang_core::error::{EvalErrorData, EvalErrorKind};
use nickel_lang_core::eval::callstack::{CallStack, StackElem};
use nickel_lang_core::eval::value::{NickelValue, ValueContentRef};
use nickel_lang_core::identifier::LocIdent;
use nickel_lang_core::position::PosIdx;
use nickel_lang_core::term::record::FieldMetadata;
use source::{Diagnostic, Party, Segment, Span};

/// An error of evaluation that is not a broken contract and not a stop.
pub(crate) fn operation(error: EvalErrorData, scene: &Scene<'_>) -> Diagnostic {
    let EvalErrorData { ctxt, error } = error;
    let calls = &ctxt.call_stack;
    let diagnostic = match error {
        EvalErrorKind::MissingFieldDef {
            id,
            metadata,
            pos_record,
            pos_access,
        } => {
            let record = scene.user(pos_record);
            let diagnostic = missing_field(id, &metadata, record, scene);
            label_if(
                diagnostic,
                Party::Secondary,
                scene.user(pos_access),
                "needed here",
            )
        }
        EvalErrorKind::FieldMissing {
            id,
            field_names,
            operator: _,
            pos_record,
            pos_op,
        } => no_such_field(id, &field_names, (pos_record, pos_op), calls, scene),
        EvalErrorKind::TypeError {
            expected: _,
            message,
            orig_pos,
            term,
        } => wrong_operand(&message, orig_pos, &term, calls, scene),
        EvalErrorKind::UnaryPrimopTypeError {
            primop,
            expected,
            pos_arg,
            arg_evaluated,
        } => {
            let message = expects(&primop, &expected);
            wrong_operand(&message, pos_arg, &arg_evaluated, calls, scene)
        }
        EvalErrorKind::NAryPrimopTypeError {
            primop,
            expected,
            arg_number,
            pos_arg,
            arg_evaluated,
            pos_op: _,
        } => {
            let side = ordinal(arg_number);
            let message = format!("{} as its {side} argument", expects(&primop, &expected));
            wrong_operand(&message, pos_arg, &arg_evaluated, calls, scene)
        }
        EvalErrorKind::NotAFunc(function, argument, application) => {
            not_a_function(&function, &argument, application, calls, scene)
        }
        EvalErrorKind::MergeIncompatibleArgs {
            left_arg,
            right_arg,
            merge_label,
        } => {
            let merge = scene.any(merge_label.span);
            conflict((&left_arg, &right_arg), merge, calls, scene)
        }
        EvalErrorKind::UnboundIdentifier(name, _) => {
            preparation::unbound_name(name, scene.texts, scene.files)
        }
        EvalErrorKind::InfiniteRecursion(_, at) => infinite_recursion(at, calls, scene),
        EvalErrorKind::ParseError(error) => syntax::one(error, scene.texts, scene.files),
        other => with_call(rare::rare(other, scene), calls, scene),
    };
    scene.locate(diagnostic)
}

/// A required field that nobody defines.
pub(crate) fn missing_field(
    name: LocIdent,
    metadata: &FieldMetadata,
    record: Option<Span>,
    scene: &Scene<'_>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(&rules::MISSING_FIELD, format!("missing field `{name}`"));
    let diagnostic = match record {
        Some(span) => diagnostic.label(Party::Primary, span, "this record lacks it"),
        None => diagnostic,
    };
    let declared = declaration(name, metadata, scene);
    let diagnostic = label_if(diagnostic, Party::Secondary, declared, "required here");
    let doc = metadata
        .doc
        .as_deref()
        .and_then(|doc| doc.trim().lines().next());
    match doc {
        Some(doc) => diagnostic.note(format!("`{name}`: {doc}")),
        None => diagnostic,
    }
}

/// Where a field is declared: its key in the contract, when that is known.
fn declaration(name: LocIdent, metadata: &FieldMetadata, scene: &Scene<'_>) -> Option<Span> {
    let annotation = metadata.annotation.iter().next();
    let field = annotation.and_then(|annotation| annotation.label.field_name);
    let declared = field.and_then(|field| scene.texts.any(field.pos));
    declared.or_else(|| scene.texts.any(name.pos))
}

/// An access to a field that a record does not have.
fn no_such_field(
    name: LocIdent,
    names: &[LocIdent],
    (record, access): (PosIdx, PosIdx),
    calls: &CallStack,
    scene: &Scene<'_>,
) -> Diagnostic {
    let near = source::did_you_mean(name.label(), names.iter().map(LocIdent::label));
    let here = scene.texts.user(name.pos).or_else(|| scene.user(access));
    let here = here.or_else(|| scene.last_call(calls));
    let headline = format!("no field is named `{name}`");
    let diagnostic = Diagnostic::error(&rules::MISSING_FIELD, headline);
    let diagnostic = label_if(diagnostic, Party::Primary, here, "asked for here");
    label_if(
        diagnostic,
        Party::Secondary,
        scene.any(record),
        "this record lacks it",
    )
    .maybe_hint(near.map(|near| format!("did you mean `{near}`?")))
}

/// An operator or function of the language that got a value of another kind.
fn wrong_operand(
    message: &str,
    written: PosIdx,
    value: &NickelValue,
    calls: &CallStack,
    scene: &Scene<'_>,
) -> Diagnostic {
    let what = match brief(value) {
        Some(text) => format!("this is {}: `{text}`", noun(value)),
        None => format!("this is {}", noun(value)),
    };
    let diagnostic = match is_secret_in_string(message, value) {
        true => {
            let headline = "a secret cannot stand inside a string";
            Diagnostic::error(&rules::OPERATION, headline).hint(
                "write `'SecretTemplate \"…{NAME}…\"`, or `'Secret \"NAME\"` for all of the value",
            )
        }
        false => Diagnostic::error(&rules::OPERATION, headline(message)),
    };
    let made = scene.any(value.pos_idx());
    match scene.user(written) {
        Some(place) => {
            let diagnostic = diagnostic.label(Party::Primary, place, what);
            let elsewhere = made.filter(|made| *made != place);
            label_if(
                diagnostic,
                Party::Secondary,
                elsewhere,
                "the value comes from here",
            )
        }
        None => {
            let diagnostic = label_if(diagnostic, Party::Secondary, made, what);
            with_call(diagnostic, calls, scene)
        }
    }
}

/// Whether somebody wrote a secret into a string: the one choice of a stack that looks as if it could
/// stand there.
fn is_secret_in_string(message: &str, value: &NickelValue) -> bool {
    // Told by string interpolation (core: `eval/operation.rs`).
    let is_interpolated = message.starts_with("interpolated values must be Stringable");
    let ValueContentRef::EnumVariant(variant) = value.content_ref() else {
        return false;
    };
    is_interpolated && variant.tag.label() == "Secret"
}

/// An application of something that cannot be applied; often a forgotten comma or operator.
fn not_a_function(
    function: &NickelValue,
    argument: &NickelValue,
    application: PosIdx,
    calls: &CallStack,
    scene: &Scene<'_>,
) -> Diagnostic {
    let what = noun(function);
    let diagnostic = Diagnostic::error(&rules::OPERATION, format!("{what} is not a function"));
    let place = scene.user(application).or_else(|| scene.last_call(calls));
    let diagnostic = label_if(diagnostic, Party::Primary, place, "applied here");
    let function = scene.any(function.pos_idx());
    let diagnostic = label_if(
        diagnostic,
        Party::Secondary,
        function,
        format!("this is {what}"),
    );
    let argument = scene.any(argument.pos_idx());
    label_if(
        diagnostic,
        Party::Secondary,
        argument,
        "this follows as its argument",
    )
    .hint("put a comma or an operator between the two, if one is missing")
}

/// Two values that cannot both be the value of one field.
fn conflict(
    (left, right): (&NickelValue, &NickelValue),
    merge: Option<Span>,
    calls: &CallStack,
    scene: &Scene<'_>,
) -> Diagnostic {
    let needed = field_being_read(calls, scene);
    let own = match scene.origin.path().last() {
        Some(Segment::Field(name)) => Some(name.as_str()),
        _ => None,
    };
    let headline = match needed.or(own) {
        Some(name) => format!("two values for `{name}`"),
        None => "two values that cannot be merged".to_owned(),
    };
    let mut diagnostic = Diagnostic::error(&rules::MERGE_CONFLICT, headline);
    for value in [left, right] {
        let what = brief(value).map_or_else(|| noun(value).to_owned(), |text| format!("`{text}`"));
        let place = scene.any(value.pos_idx());
        diagnostic = label_if(diagnostic, Party::Primary, place, what);
    }
    let is_array = |value: &NickelValue| matches!(value.content_ref(), ValueContentRef::Array(_));
    let hint = if is_array(left) && is_array(right) {
        "arrays do not concatenate when they are merged: join them with `@` in one place"
    } else if scene.origin.is_default() && needed.is_none() {
        "both are defaults: write the one that wins without `| default`"
    } else {
        "mark the one that may be overridden with `| default`, or the one that wins with `| force`"
    };
    label_if(diagnostic, Party::Secondary, merge, "merged here").hint(hint)
}

/// The field that was being read last, when the error is not in the value itself but in another that it
/// is made of.
fn field_being_read<'c>(calls: &'c CallStack, scene: &Scene<'_>) -> Option<&'c str> {
    let since_last_function = calls.0.iter().rev();
    let mut since_last_function =
        since_last_function.take_while(|call| !matches!(call, StackElem::Fun(_)));
    since_last_function.find_map(|call| match call {
        StackElem::Field { id, .. } => scene.texts.any(id.pos).map(|_| id.label()),
        StackElem::Fun(_) | StackElem::App(_) | StackElem::Var { .. } => None,
    })
}

/// A value that is needed to compute itself.
fn infinite_recursion(at: PosIdx, calls: &CallStack, scene: &Scene<'_>) -> Diagnostic {
    let place = scene.user(at).or_else(|| scene.last_call(calls));
    let diagnostic = Diagnostic::error(&rules::INFINITE_RECURSION, "infinite recursion");
    let diagnostic = label_if(
        diagnostic,
        Party::Primary,
        place,
        "this value is needed to compute itself",
    );
    let raw = scene.positions.get(at).into_opt();
    let names = raw.map(|raw| lexical::names(scene.files.source_slice(raw)));
    match (names, scene.origin.path().last()) {
        (Some(names), Some(Segment::Field(field))) if names.contains(field.as_str()) => diagnostic
            .hint(format!(
                "inside a record, `{field}` means the field `{field}` itself: give the other one \
                 another name"
            )),
        _ => diagnostic,
    }
}

/// Adds the last place of the user that evaluation came through, when no label is the user's.
fn with_call(diagnostic: Diagnostic, calls: &CallStack, scene: &Scene<'_>) -> Diagnostic {
    let mut labels = diagnostic.labels.iter();
    if labels.any(|label| label.party == Party::Primary) {
        return diagnostic;
    }
    label_if(
        diagnostic,
        Party::Primary,
        scene.last_call(calls),
        "called here",
    )
}

/// What an operator wants, without the brackets that the language puts around its symbol.
fn expects(operator: &str, expected: &str) -> String {
    let symbol = operator
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let operator = symbol.unwrap_or(operator);
    match noun_of_type(Some(expected)) {
        Some(noun) => format!("`{operator}` expects {noun}"),
        None => format!("`{operator}` expects a `{expected}`"),
    }
}

fn ordinal(number: usize) -> String {
    match number {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        number => format!("{number}th"),
    }
}
