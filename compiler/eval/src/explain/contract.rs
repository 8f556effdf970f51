//! Broken contracts.
//!
//! What exactly is broken is known to the language only as a message. The messages of its built-in
//! contracts are recognised here, word by word; tests hold them against the language.

use super::words::{brief, excerpt, headline, noun};
use super::{Scene, label_if, tags};
use crate::expectation::{Expectation, Tag};
use crate::rules;
use nickel_lang_core::eval::callstack::CallStack;
use nickel_lang_core::eval::value::NickelValue;
use nickel_lang_core::label::{ContractDiagnostic, Label, Polarity, ty_path};
use nickel_lang_core::typ::{Type, TypeF};
use source::{Diagnostic, Party, Span};

/// A broken contract, as the language reports it.
pub(crate) struct Blame<'a> {
    /// What the contract knows about itself.
    pub(crate) label: &'a Label,
    /// The value that breaks it, when it was evaluated.
    pub(crate) value: Option<&'a NickelValue>,
    /// How evaluation came there.
    pub(crate) calls: &'a CallStack,
    /// What the contract wants, as far as we could find out.
    pub(crate) expectation: &'a Expectation,
}

impl Blame<'_> {
    /// The fields that the contract declares, as far as they are known.
    fn field_names(&self) -> &[String] {
        match self.expectation {
            Expectation::Record { names, .. } => names,
            Expectation::Enum(_) | Expectation::Other => &[],
        }
    }

    /// The tags that the contract declares, as far as they are known.
    pub(super) fn tags(&self) -> &[Tag] {
        match self.expectation {
            Expectation::Enum(tags) => tags,
            Expectation::Record { .. } | Expectation::Other => &[],
        }
    }

    /// The field that was probably meant by a name that is unknown.
    pub(crate) fn near_field(&self, name: &str) -> Option<String> {
        let names = self.field_names().iter().map(String::as_str);
        source::did_you_mean(name, names).map(str::to_owned)
    }
}

/// The last and most precise thing that a contract says; contracts inside contracts stack up.
fn told(label: &Label) -> Option<&ContractDiagnostic> {
    let mut told = label.diagnostics.iter().rev();
    told.find(|diagnostic| diagnostic.message.is_some() || !diagnostic.notes.is_empty())
}

fn message(label: &Label) -> Option<&str> {
    told(label)?.message.as_deref()
}

/// The names of the fields that a record contract refuses, when that is what is wrong.
///
/// Told by `merge_contract` (core: `eval/merge.rs`) and `$record_type` (core: `internals.ncl`).
pub(crate) fn extra_fields(label: &Label) -> Option<Vec<String>> {
    let message = message(label)?;
    let rest = message
        .strip_prefix("extra fields ")
        .or_else(|| message.strip_prefix("extra field "))?;
    let quoted = rest.split('`').skip(1).step_by(2);
    Some(
        quoted
            .flat_map(|names| names.split(", "))
            .map(str::to_owned)
            .collect(),
    )
}

/// One field that a record contract does not declare; `near` is the one that was probably meant, and
/// `key` is where the user wrote its name.
pub(crate) fn unknown_field(
    name: &str,
    near: Option<&str>,
    key: Option<Span>,
    blame: &Blame<'_>,
    scene: &Scene<'_>,
) -> Diagnostic {
    let names = blame.field_names();
    let diagnostic = Diagnostic::error(&rules::UNKNOWN_FIELD, format!("unknown field `{name}`"));
    let diagnostic = label_if(diagnostic, Party::Primary, key, "no such field here");
    let diagnostic = match near {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None if names.is_empty() => diagnostic,
        None => diagnostic.note(format!("fields here: {}", list(names, ""))),
    };
    scene.locate(diagnostic)
}

/// How many names are listed before the rest is only counted.
const LONGEST_LIST: usize = 12;

pub(super) fn list(names: &[String], sigil: &str) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(LONGEST_LIST)
        .map(|name| format!("{sigil}{name}"))
        .collect();
    let listed = source::list_of_names(shown.iter().map(String::as_str));
    match names.len().saturating_sub(LONGEST_LIST) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// Any other broken contract.
pub(crate) fn contract(blame: &Blame<'_>, scene: &Scene<'_>) -> Diagnostic {
    let diagnostic = match (message(blame.label), blame.value) {
        (Some("tag not in the enum type"), Some(value)) => tags::unknown_tag(value, blame, scene),
        (Some(ENUM_WANTED | VARIANT_WANTED), Some(value)) => tags::tag_wanted(value, blame, scene),
        (Some("cannot merge unequal arrays"), _) => {
            return scene.locate(unequal_arrays(blame, scene));
        }
        (Some(words), value) => told_by_contract(words, value, blame, scene),
        (None, value) => untold(value, blame, scene),
    };
    let diagnostic = notes(blame.label).iter().fold(diagnostic, Diagnostic::note);
    let diagnostic = label_if(
        diagnostic,
        Party::Secondary,
        scene.any(blame.label.span),
        "required by this contract",
    );
    scene.locate(about_function(diagnostic, blame))
}

/// What the contract adds, except how `std.fail_with` came to be a contract (core: `std.ncl`).
fn notes(label: &Label) -> &[String] {
    match told(label).map(|told| told.notes.as_slice()) {
        Some([first, ..]) if first.ends_with("explicit call to `std.fail_with`") => &[],
        Some(notes) => notes,
        None => &[],
    }
}

/// Two arrays for one field; told by a contract that merging puts on the second (core: `eval/merge.rs`).
fn unequal_arrays(blame: &Blame<'_>, scene: &Scene<'_>) -> Diagnostic {
    let headline = "arrays do not concatenate when they are merged";
    let diagnostic = Diagnostic::error(&rules::MERGE_CONFLICT, headline);
    let place = place(blame, scene);
    let diagnostic = label_if(
        diagnostic,
        Party::Primary,
        place,
        "differs from the other array",
    );
    let merge = scene.any(blame.label.span);
    label_if(diagnostic, Party::Secondary, merge, "merged here")
        .hint("join them with `@` in one place, or mark one of them `| default`")
}

const ENUM_WANTED: &str = "expected an enum";
const VARIANT_WANTED: &str = "expected an enum variant";

/// The place of the value that breaks a contract: the best that is the user's.
pub(super) fn place(blame: &Blame<'_>, scene: &Scene<'_>) -> Option<Span> {
    let value = blame.value.and_then(|value| scene.user(value.pos_idx()));
    value
        .or_else(|| scene.user(blame.label.arg_pos))
        .or_else(|| {
            let is_function = !ty_path::has_no_arrow(&blame.label.path);
            is_function.then(|| scene.last_call(blame.calls))?
        })
        .or(scene.origin.span())
}

/// What the built-in contracts want, by their message (core: `internals.ncl`).
const BUILT_IN: &[(&str, &str)] = &[
    ("expected an array", "an array"),
    ("expected a Record", "a record"),
    ("expected a record", "a record"),
    ("not a record", "a record"),
    ("expected a function", "a function"),
    (ENUM_WANTED, "an enum tag"),
    (VARIANT_WANTED, "an enum variant"),
];

fn told_by_contract(
    words: &str,
    value: Option<&NickelValue>,
    blame: &Blame<'_>,
    scene: &Scene<'_>,
) -> Diagnostic {
    let built_in = BUILT_IN.iter().find(|(message, _)| *message == words);
    match (built_in, value) {
        (Some((_, wanted)), Some(value)) => wrong_kind(wanted, value, blame, scene),
        _ => {
            let diagnostic = Diagnostic::error(&rules::CONTRACT, headline(words));
            label_if(
                diagnostic,
                Party::Primary,
                place(blame, scene),
                shown(value),
            )
        }
    }
}

fn wrong_kind(
    wanted: &str,
    value: &NickelValue,
    blame: &Blame<'_>,
    scene: &Scene<'_>,
) -> Diagnostic {
    let found = noun(value);
    let headline = format!("expected {wanted}, found {found}");
    let diagnostic = Diagnostic::error(&rules::CONTRACT, headline);
    let label = format!("this is {found}");
    label_if(diagnostic, Party::Primary, place(blame, scene), label)
}

/// The value itself, when it is short; the snippet above shows what was written, not what it became.
fn shown(value: Option<&NickelValue>) -> String {
    let text = value.and_then(brief);
    text.map(|text| format!("this is `{text}`"))
        .unwrap_or_default()
}

/// A contract that only says no: a built-in type, or a predicate.
fn untold(value: Option<&NickelValue>, blame: &Blame<'_>, scene: &Scene<'_>) -> Diagnostic {
    let typ = type_at(&blame.label.typ, &blame.label.path);
    if let (Some(wanted), Some(value)) = (typ.and_then(kind_of_type), value) {
        return wrong_kind(wanted, value, blame, scene);
    }
    let raw = scene.positions.get(blame.label.span).into_opt();
    let contract = raw.and_then(|raw| excerpt(scene.files.source_slice(raw)));
    let subject = match blame.label.field_name {
        Some(name) => format!("the value of `{name}`"),
        None => "a value".to_owned(),
    };
    let headline = match contract {
        Some(contract) => format!("{subject} breaks its contract `{contract}`"),
        None => format!("{subject} breaks its contract"),
    };
    let diagnostic = Diagnostic::error(&rules::CONTRACT, headline);
    label_if(
        diagnostic,
        Party::Primary,
        place(blame, scene),
        shown(value),
    )
}

/// The part of a type that a path leads to.
fn type_at<'a>(typ: &'a Type, path: &ty_path::Path) -> Option<&'a Type> {
    path.iter()
        .try_fold(typ, |typ, step| match (&typ.typ, step) {
            (TypeF::Array(inner), ty_path::Elem::Array) => Some(&**inner),
            (TypeF::Dict { type_fields, .. }, ty_path::Elem::Dict) => Some(&**type_fields),
            (TypeF::Arrow(from, _), ty_path::Elem::Domain) => Some(&**from),
            (TypeF::Arrow(_, to), ty_path::Elem::Codomain) => Some(&**to),
            _ => None,
        })
}

fn kind_of_type(typ: &Type) -> Option<&'static str> {
    match typ.typ {
        TypeF::Number => Some("a number"),
        TypeF::Bool => Some("a boolean"),
        TypeF::String => Some("a string"),
        TypeF::Array(_) => Some("an array"),
        TypeF::Record(_) | TypeF::Dict { .. } => Some("a record"),
        TypeF::Enum(_) => Some("an enum tag"),
        TypeF::Arrow(..) => Some("a function"),
        _ => None,
    }
}

/// Says when a contract is not on a value but on what goes into or out of a function.
fn about_function(diagnostic: Diagnostic, blame: &Blame<'_>) -> Diagnostic {
    if ty_path::has_no_arrow(&blame.label.path) {
        return diagnostic;
    }
    let name = match blame.label.field_name {
        Some(name) => format!("the function `{name}`"),
        None => "a function".to_owned(),
    };
    diagnostic.note(match blame.label.polarity {
        Polarity::Positive => format!("the contract is on the result of {name}"),
        Polarity::Negative => format!("the contract is on an argument of {name}"),
    })
}
