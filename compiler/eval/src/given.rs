//! Evaluated data, given back to the language as the argument of a function.
//!
//! Each value gets a position in a text that exists for this alone: its number. Whatever the function
//! hands on of its argument keeps that position, and so is known by path and place again when it
//! comes out, even where the value was computed and has no text of its own.

use crate::number;
use nickel_lang_core::eval::value::{Array, NickelValue};
use nickel_lang_core::files::FileId;
use nickel_lang_core::identifier::LocIdent;
use nickel_lang_core::position::{PosIdx, PosTable, RawSpan, TermPos};
use nickel_lang_core::term::Term;
use nickel_lang_core::term::record::RecordData;
use source::{Origin, Span, Value, ValueKind};

/// Where the values of an argument come from, by their number.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    file: FileId,
    origins: Vec<Origin>,
}

impl Given {
    /// No values yet; `file` must have a byte for each that comes.
    pub(crate) fn new(file: FileId) -> Self {
        Self {
            file,
            origins: Vec::new(),
        }
    }

    /// Whether a file is the one that exists for their positions.
    pub(crate) fn is_in(&self, file: FileId) -> bool {
        self.file == file
    }

    /// The origin of the value whose position starts there.
    pub(crate) fn origin(&self, file: FileId, start: usize) -> Option<&Origin> {
        (file == self.file)
            .then(|| self.origins.get(start))
            .flatten()
    }

    /// The data as a value of the language.
    pub(crate) fn value(&mut self, value: &Value, positions: &mut PosTable) -> NickelValue {
        self.value_at(value, value.origin.clone(), positions)
    }

    /// The data, known by another place than its own.
    fn value_at(&mut self, value: &Value, at: Origin, positions: &mut PosTable) -> NickelValue {
        let span = at.span();
        let position = self.position(at, positions);
        let mut child = |given: &mut Self, inner: &Value, key: Option<Span>| {
            let at = place(inner, key, (value.origin.span(), span));
            given.value_at(inner, at, positions)
        };
        match &value.kind {
            ValueKind::Null => NickelValue::null().with_pos_idx(position),
            ValueKind::Bool(truth) => NickelValue::bool_value(*truth, position),
            ValueKind::Number(number) => NickelValue::number(number::rational(*number), position),
            ValueKind::String(text) => NickelValue::string(text.as_str(), position),
            ValueKind::Array(elements) => {
                let elements = elements.iter().map(|element| child(self, element, None));
                let elements: Array = elements.collect();
                closurized(NickelValue::array(elements, Vec::new(), position), position)
            }
            ValueKind::Record(record) => {
                let mut fields = Vec::with_capacity(record.len());
                for (name, field) in record {
                    let value = child(self, &field.value, field.key_span);
                    fields.push((LocIdent::from(name), value));
                }
                let record = RecordData::with_field_values(fields);
                closurized(NickelValue::record(record, position), position)
            }
            ValueKind::Enum(tag, payload) => {
                let payload = payload.as_ref().map(|payload| child(self, payload, None));
                NickelValue::enum_variant(tag.as_str(), payload, position)
            }
        }
    }

    fn position(&mut self, origin: Origin, positions: &mut PosTable) -> PosIdx {
        let number = self.origins.len();
        self.origins.push(origin);
        let span = RawSpan::from_range(self.file, number..number + 1);
        positions.push(TermPos::Original(span))
    }
}

/// The place that a value inside another is known by.
///
/// A record of a field is known by its name, since its text may be many lines; so is what has no
/// text of its own, and by that of the value around it.
fn place(
    value: &Value,
    key: Option<Span>,
    (around, shown): (Option<Span>, Option<Span>),
) -> Origin {
    let origin = &value.origin;
    let span = match (&value.kind, key) {
        (ValueKind::Record(_), Some(key)) => Some(key),
        _ if origin.span() == around => shown,
        _ => origin.span(),
    };
    Origin::new(origin.path().clone(), span).defaulted(origin.is_default())
}

/// How many values there are in one, itself included.
pub(crate) fn count(value: &Value) -> usize {
    let inside: usize = match &value.kind {
        ValueKind::Null | ValueKind::Bool(_) | ValueKind::Number(_) | ValueKind::String(_) => 0,
        ValueKind::Array(elements) => elements.iter().map(count).sum(),
        ValueKind::Record(record) => record.values().map(|field| count(&field.value)).sum(),
        ValueKind::Enum(_, payload) => payload.as_ref().map_or(0, |payload| count(payload)),
    };
    inside + 1
}

/// As the language has records and arrays that are written in it; see [`crate::data`].
fn closurized(value: NickelValue, position: PosIdx) -> NickelValue {
    NickelValue::term(Term::Closurize(value), position)
}
