//! From evaluated values to the types of the model.
//!
//! The contracts of `lib/` have judged the shape already; decoding judges it again, because a file
//! can forget its contract, and gives every finding a rule, a path and a place. All fields are
//! decoded before a record gives up, so that one run shows everything that is wrong.

use crate::rules;
use source::{
    Diagnostic, Located, Origin, Payload, Record, Report, Value, ValueKind, did_you_mean,
    list_of_names,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A type that an evaluated value can become.
pub trait Decode: Sized {
    /// Reads the value; what is wrong with it goes to the report.
    fn decode(value: &Value, report: &mut Report) -> Option<Self>;

    /// What stands for a field that is absent; `None` when the field is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// A type written as one string, with a grammar of its own.
pub trait Text: Sized {
    /// What is expected, as a phrase: `a host name`.
    const EXPECTED: &'static str;

    /// Reads the text; `None` when it is not in the grammar.
    fn parse(text: &str) -> Option<Self>;
}

/// An entry of a record whose keys are the user's: `containers.web`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    /// Where the name stands.
    pub key: Origin,
    /// Where the value stands.
    pub origin: Origin,
    /// What it holds.
    pub value: T,
}

impl<T> std::ops::Deref for Entry<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A record whose keys are the user's.
pub type Table<K, T> = BTreeMap<K, Entry<T>>;

/// Declares a record of the model: its type, its field names and how it is decoded.
///
/// Field names and their order are those of the record in `lib/`; a test compares them.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }

        impl $name {
            /// The names of the fields, as the stack writes them.
            pub const FIELDS: &'static [&'static str] =
                &[$($crate::decode::name_of(stringify!($field))),*];
        }

        impl $crate::decode::Decode for $name {
            fn decode(value: &source::Value, report: &mut source::Report) -> Option<Self> {
                let fields = $crate::decode::fields(value, Self::FIELDS, report)?;
                $(
                    let name = $crate::decode::name_of(stringify!($field));
                    let $field = $crate::decode::field(value, fields, name, report);
                )*
                Some(Self { $($field: $field?,)* })
            }
        }
    };
}
pub(crate) use record;

/// The name of a field in a stack, without the mark of Rust for its own keywords.
pub(crate) const fn name_of(field: &'static str) -> &'static str {
    let [b'r', b'#', name @ ..] = field.as_bytes() else {
        return field;
    };
    match std::str::from_utf8(name) {
        Ok(name) => name,
        Err(_) => field,
    }
}

/// Declares a choice of the model: an enum whose variants are the tags of `lib/`.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident $(($payload:ty))?,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_meta])* $variant $(($payload))?,)* }

        impl $name {
            /// The tags, as the stack writes them.
            pub const TAGS: &'static [&'static str] = &[$(stringify!($variant)),*];
        }

        impl $crate::decode::Decode for $name {
            fn decode(value: &source::Value, report: &mut source::Report) -> Option<Self> {
                let (tag, payload) = $crate::decode::tag(value, Self::TAGS, report)?;
                $(if tag == stringify!($variant) {
                    return $crate::decode::choice!(@variant value, payload, report, $variant $(, $payload)?);
                })*
                None
            }
        }
    };
    (@variant $value:ident, $payload:ident, $report:ident, $variant:ident) => {{
        $crate::decode::no_payload($value, $payload, $report)?;
        Some(Self::$variant)
    }};
    (@variant $value:ident, $payload:ident, $report:ident, $variant:ident, $type:ty) => {{
        let payload = $crate::decode::payload($value, $payload, $report)?;
        Some(Self::$variant(<$type as $crate::decode::Decode>::decode(payload, $report)?))
    }};
}
pub(crate) use choice;

/// The fields of a record; unknown ones are reported and do not prevent decoding the others.
pub(crate) fn fields<'a>(
    value: &'a Value,
    known: &[&'static str],
    report: &mut Report,
) -> Option<&'a Record> {
    let ValueKind::Record(record) = &value.kind else {
        report.add(unexpected("a record", value));
        return None;
    };
    for (name, field) in record {
        if known.contains(&name) {
            continue;
        }
        let suggestion = did_you_mean(name, known.iter().copied());
        let origin = Origin::new(
            field.value.origin.path().clone(),
            field.key_span.or(field.value.origin.span()),
        );
        report.add(
            Diagnostic::error(&rules::UNKNOWN_FIELD, format!("unknown field `{name}`"))
                .at(&origin, "no such field")
                .maybe_hint(suggestion.map(|near| format!("did you mean `{near}`?")))
                .note(format!(
                    "known here: {}",
                    list_of_names(known.iter().copied())
                )),
        );
    }
    Some(record)
}

/// Decodes one field of a record, or what stands for it when it is absent.
pub(crate) fn field<T: Decode>(
    record_value: &Value,
    record: &Record,
    name: &str,
    report: &mut Report,
) -> Option<T> {
    if let Some(field) = record.get(name) {
        return T::decode(&field.value, report);
    }
    let absent = T::absent();
    if absent.is_none() {
        let origin = Origin::new(
            record_value.origin.path().field(name),
            record_value.origin.span(),
        );
        report.add(
            Diagnostic::error(&rules::MISSING_FIELD, format!("missing field `{name}`"))
                .at(&origin, format!("`{name}` is required here"))
                .hint("end the file in `| Stack`, so that the library can fill in its defaults"),
        );
    }
    absent
}

/// The tag and payload of a choice; unknown tags and strings are reported.
pub(crate) fn tag<'a>(
    value: &'a Value,
    known: &[&'static str],
    report: &mut Report,
) -> Option<(&'a str, &'a Payload)> {
    let tags = || {
        let written: Vec<String> = known.iter().map(|tag| format!("'{tag}")).collect();
        format!(
            "one of {}",
            list_of_names(written.iter().map(String::as_str))
        )
    };
    match &value.kind {
        ValueKind::Enum(tag, payload) if known.contains(&tag.as_str()) => Some((tag, payload)),
        ValueKind::Enum(tag, _) => {
            let suggestion = did_you_mean(tag, known.iter().copied());
            report.add(
                Diagnostic::error(&rules::UNKNOWN_TAG, format!("unknown tag `'{tag}`"))
                    .at(&value.origin, format!("expected {}", tags()))
                    .maybe_hint(suggestion.map(|near| format!("did you mean `'{near}`?"))),
            );
            None
        }
        _ => {
            report.add(unexpected(&tags(), value));
            None
        }
    }
}

/// The payload that a tag must have.
pub(crate) fn payload<'a>(
    value: &Value,
    payload: &'a Payload,
    report: &mut Report,
) -> Option<&'a Value> {
    if payload.is_none() {
        report.add(
            Diagnostic::error(&rules::UNEXPECTED_TYPE, "a tag without its value")
                .at(&value.origin, "a value must follow this tag"),
        );
    }
    payload.as_deref()
}

/// Reports the payload of a tag that must have none.
pub(crate) fn no_payload(value: &Value, payload: &Payload, report: &mut Report) -> Option<()> {
    if payload.is_none() {
        return Some(());
    }
    report.add(
        Diagnostic::error(
            &rules::UNEXPECTED_TYPE,
            "a tag with a value it does not take",
        )
        .at(&value.origin, "this tag stands alone"),
    );
    None
}

/// Says that a value is of another kind than expected.
pub(crate) fn unexpected(expected: &str, value: &Value) -> Diagnostic {
    let found = value.kind.noun();
    Diagnostic::error(
        &rules::UNEXPECTED_TYPE,
        format!("expected {expected}, found {found}"),
    )
    .at(&value.origin, format!("this is {found}"))
}

/// Says that a text is not in the grammar of its type.
pub(crate) fn malformed(expected: &str, text: &str, value: &Value) -> Diagnostic {
    Diagnostic::error(
        &rules::MALFORMED_VALUE,
        format!("{text:?} is not {expected}"),
    )
    .at(&value.origin, format!("expected {expected}"))
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        T::decode(value, report).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        T::decode(value, report).map(Self::new)
    }
}

impl<T: Decode> Decode for Located<T> {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        T::decode(value, report).map(|decoded| Located::new(decoded, value.origin.clone()))
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        let ValueKind::Array(elements) = &value.kind else {
            report.add(unexpected("an array", value));
            return None;
        };
        let decoded: Vec<Option<T>> = elements
            .iter()
            .map(|element| T::decode(element, report))
            .collect();
        decoded.into_iter().collect()
    }
}

impl<K: Text + Ord, T: Decode> Decode for Table<K, T> {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        let ValueKind::Record(record) = &value.kind else {
            report.add(unexpected("a record", value));
            return None;
        };
        let entries: Vec<Option<(K, Entry<T>)>> = record
            .iter()
            .map(|(name, field)| {
                let key = Origin::new(
                    field.value.origin.path().clone(),
                    field.key_span.or(field.value.origin.span()),
                );
                let parsed = K::parse(name);
                if parsed.is_none() {
                    let expected = K::EXPECTED;
                    report.add(
                        Diagnostic::error(
                            &rules::MALFORMED_VALUE,
                            format!("{name:?} is not {expected}"),
                        )
                        .at(&key, format!("expected {expected}")),
                    );
                }
                let decoded = T::decode(&field.value, report);
                let origin = field.value.origin.clone();
                Some((
                    parsed?,
                    Entry {
                        key,
                        origin,
                        value: decoded?,
                    },
                ))
            })
            .collect();
        entries.into_iter().collect()
    }
}

impl<T: Decode> Decode for Arc<T> {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        T::decode(value, report).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

impl Decode for bool {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        match value.kind {
            ValueKind::Bool(boolean) => Some(boolean),
            _ => {
                report.add(unexpected("`true` or `false`", value));
                None
            }
        }
    }
}

impl Decode for String {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        match &value.kind {
            ValueKind::String(text) => Some(text.clone()),
            _ => {
                report.add(unexpected("a string", value));
                None
            }
        }
    }
}

impl Decode for u32 {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        let ValueKind::Number(number) = &value.kind else {
            report.add(unexpected("a whole number", value));
            return None;
        };
        let integer = number.to_integer();
        if integer.is_none() {
            report.add(malformed(
                "a whole number from 0 to 4294967295",
                &number.to_string(),
                value,
            ));
        }
        integer
    }
}

/// Reads a value by the grammar of a text type.
pub(crate) fn decode_text<T: Text>(value: &Value, report: &mut Report) -> Option<T> {
    let ValueKind::String(written) = &value.kind else {
        report.add(unexpected(
            &format!("{}, written as a string", T::EXPECTED),
            value,
        ));
        return None;
    };
    let parsed = T::parse(written);
    if parsed.is_none() {
        report.add(malformed(T::EXPECTED, written, value));
    }
    parsed
}

/// Makes text types decodable.
macro_rules! text_types {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::decode::Decode for $type {
            fn decode(value: &source::Value, report: &mut source::Report) -> Option<Self> {
                $crate::decode::decode_text(value, report)
            }
        })*
    };
}
pub(crate) use text_types;

impl Text for String {
    const EXPECTED: &'static str = "text";

    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}
