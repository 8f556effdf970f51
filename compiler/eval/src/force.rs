//! Evaluates a program all the way down to data, and collects everything that is wrong with it.
//!
//! The language's own deep evaluation ends at the first error, and recurses as deep as the data. This
//! one goes on beside a broken value, keeps to a depth, and gives every value its origin.
//!
//! The place of a value is the text that produced it, if the user wrote that; else its key, if the
//! user wrote that; else the place of the value around it.

mod blamed;
mod findings;
mod report;

use crate::board::{Activity, Board};
use crate::explain::{self, Scene};
use crate::limits::Bounds;
use crate::machine::Machine;
use crate::number;
use crate::project::Focus;
use crate::texts::Texts;
use findings::Findings;
use nickel_lang_core::error::{EvalErrorData, EvalErrorKind};
use nickel_lang_core::eval::callstack::CallStack;
use nickel_lang_core::eval::value::{
    ArrayData, Container, EnumVariantData, NickelValue, ValueContentRef,
};
use nickel_lang_core::identifier::LocIdent;
use nickel_lang_core::position::{PosIdx, TermPos};
use nickel_lang_core::term::record::{Field, RecordData};
use nickel_lang_core::term::{MergePriority, RuntimeContract};
use source::{Origin, Payload, Record, Report, Segment, Span, Value, ValueKind, ValuePath};
use std::collections::BTreeSet;

/// Evaluates `value` to data; `whole` is the place to name when nothing nearer is known. What is
/// broken is missing in the result, and told in the report.
pub(crate) fn force(
    machine: &mut Machine,
    texts: &Texts,
    bounds: &Bounds,
    board: &Board,
    (public, focus): (Option<NickelValue>, &[Focus]),
    (value, whole): (NickelValue, Option<Span>),
) -> (Option<Value>, Report) {
    let mut forcer = Forcer {
        machine,
        texts,
        bounds,
        board,
        public,
        focus,
        findings: Findings::default(),
    };
    let root = Place {
        origin: Origin::new(ValuePath::root(), whole),
        depth: 0,
        contracts: Contracts::Unknown,
    };
    let value = forcer.value(value, &root);
    (value, forcer.findings.into_report())
}

struct Forcer<'a> {
    machine: &'a mut Machine,
    texts: &'a Texts,
    bounds: &'a Bounds,
    board: &'a Board,
    /// The library's entry: a record of contracts by name.
    public: Option<NickelValue>,
    /// What is asked for, when that is not everything.
    focus: &'a [Focus],
    findings: Findings,
}

/// A value that is about to be evaluated.
struct Place<'p> {
    /// Where it is, before its own text is known.
    origin: Origin,
    depth: usize,
    contracts: Contracts<'p>,
}

/// What is known about the contracts of a place, to explain them when they are broken.
enum Contracts<'p> {
    /// Nothing: the contract is somewhere in an expression.
    Unknown,
    /// Those of its field or array, and the value they are applied to.
    Pending {
        value: &'p NickelValue,
        contracts: &'p [RuntimeContract],
    },
    /// Those of the payload of a tag.
    Payload { of: &'p Place<'p>, tag: &'p str },
}

/// Fields of a record about which enough was said.
#[derive(Debug, Default)]
struct Excused {
    /// Those that its contract does not know.
    unknown: BTreeSet<String>,
    /// Those that were probably meant instead, and so are missing.
    meant: BTreeSet<String>,
}

impl Forcer<'_> {
    /// Evaluates one value and everything in it.
    fn value(&mut self, value: NickelValue, place: &Place<'_>) -> Option<Value> {
        if self.is_over() {
            return None;
        }
        // Values that are shared cost the evaluator nothing the second time, but cost us.
        if self.machine.budget().step().is_err() {
            self.report_stop(PosIdx::NONE, &CallStack::new(), place);
            return None;
        }
        if place.depth > self.bounds.depth {
            self.report_depth(place);
            return None;
        }
        if is_data(&value) {
            return self.data(&value, place, &Excused::default());
        }
        self.board.set(Activity::Forcing(place.origin.clone()));
        match self.machine.evaluate(value.into()) {
            // The last step may have been one too many.
            Ok(_) if self.machine.budget().stopped().is_some() => {
                self.report_stop(PosIdx::NONE, &CallStack::new(), place);
                None
            }
            Ok(closure) => self.data(&closure.value, place, &Excused::default()),
            Err(error) => self.failed(*error, place),
        }
    }

    /// Whether nothing more is to be evaluated.
    fn is_over(&self) -> bool {
        self.findings.are_too_many() || self.findings.is_stopped()
    }

    /// Takes an evaluated value apart.
    fn data(&mut self, value: &NickelValue, place: &Place<'_>, excused: &Excused) -> Option<Value> {
        let own = self.user_span(value.pos_idx());
        let position = self.machine.context.pos_table.get(value.pos_idx());
        let origin = match own {
            _ if let Some(given) = self.texts.given(position) => given.clone(),
            Some(_) => {
                Origin::new(place.origin.path().clone(), own).defaulted(place.origin.is_default())
            }
            None => place.origin.clone(),
        };
        let kind = match value.content_ref() {
            ValueContentRef::Null => ValueKind::Null,
            ValueContentRef::Bool(truth) => ValueKind::Bool(truth),
            ValueContentRef::String(text) => ValueKind::String(text.to_string()),
            ValueContentRef::Number(number) => match number::convert(number) {
                Some(number) => ValueKind::Number(number),
                None => return self.refuse_number(&origin),
            },
            ValueContentRef::Array(Container::Empty) => ValueKind::Array(Vec::new()),
            ValueContentRef::Array(Container::Alloc(array)) => {
                ValueKind::Array(self.array(array, value.pos_idx(), &origin, place.depth)?)
            }
            ValueContentRef::Record(Container::Empty) => ValueKind::Record(Record::new()),
            ValueContentRef::Record(Container::Alloc(record)) => {
                ValueKind::Record(self.record(record, &origin, place.depth, excused))
            }
            ValueContentRef::EnumVariant(EnumVariantData { tag, arg }) => {
                let payload = self.payload(tag.label(), arg.as_ref(), &origin, place)?;
                ValueKind::Enum(tag.label().to_owned(), payload)
            }
            _ => return self.refuse_non_data(value, &origin),
        };
        Some(Value { kind, origin })
    }

    /// An array without its broken elements has other indices, so one broken element breaks it.
    fn array(
        &mut self,
        array: &ArrayData,
        position: PosIdx,
        origin: &Origin,
        depth: usize,
    ) -> Option<Vec<Value>> {
        let mut values = Vec::with_capacity(array.array.len());
        let mut is_whole = true;
        for (index, element) in array.array.iter().enumerate() {
            let contracts = array.pending_contracts.iter().cloned();
            let checked = RuntimeContract::apply_all(element.clone(), contracts, position);
            let child = Place {
                origin: self.child(origin, Segment::Index(index), TermPos::None, element),
                depth: depth + 1,
                contracts: Contracts::Pending {
                    value: element,
                    contracts: &array.pending_contracts,
                },
            };
            match self.value(checked, &child) {
                Some(value) => values.push(value),
                None => is_whole = false,
            }
            if self.is_over() {
                return None;
            }
        }
        is_whole.then_some(values)
    }

    fn record(
        &mut self,
        record: &RecordData,
        origin: &Origin,
        depth: usize,
        excused: &Excused,
    ) -> Record {
        let mut fields = Vec::with_capacity(record.fields.len());
        let mut focuses = self.focus.iter();
        let focus = focuses.find(|focus| focus.is_in(record, origin));
        for (name, field) in &record.fields {
            let is_excused = excused.unknown.contains(name.label())
                || field.value.is_none() && excused.meant.contains(name.label());
            let is_beside = focus.is_some_and(|focus| focus.name != name.label());
            if field.metadata.not_exported() || is_excused || is_beside {
                continue;
            }
            if let Some(value) = self.field(*name, field, origin, depth) {
                let field = source::Field {
                    key_span: self.texts.user(name.pos),
                    value,
                };
                fields.push((name.label().to_owned(), field));
            }
            if self.is_over() {
                break;
            }
        }
        fields.into_iter().collect()
    }

    fn field(
        &mut self,
        name: LocIdent,
        field: &Field,
        record: &Origin,
        depth: usize,
    ) -> Option<Value> {
        let Some(value) = &field.value else {
            if !field.metadata.opt() {
                self.report_missing(name, field, record);
            }
            return None;
        };
        let segment = Segment::Field(name.label().to_owned());
        let origin = self.child(record, segment, name.pos, value);
        // The value and everything in it is a default when the field is, or when what it is in is.
        let is_default = *field.metadata.priority() == MergePriority::Bottom;
        let place = Place {
            origin: origin.defaulted(is_default || record.is_default()),
            depth: depth + 1,
            contracts: Contracts::Pending {
                value,
                contracts: &field.pending_contracts,
            },
        };
        self.value(field.value_with_pending_contracts()?, &place)
    }

    fn payload(
        &mut self,
        tag: &str,
        argument: Option<&NickelValue>,
        origin: &Origin,
        place: &Place<'_>,
    ) -> Option<Payload> {
        let Some(argument) = argument else {
            return Some(None);
        };
        let segment = Segment::Variant(tag.to_owned());
        let child = Place {
            origin: self.child(origin, segment, TermPos::None, argument),
            depth: place.depth + 1,
            contracts: Contracts::Payload { of: place, tag },
        };
        let value = self.value(argument.clone(), &child)?;
        Some(Some(Box::new(value)))
    }

    /// The origin of a value inside another, before it is evaluated.
    fn child(
        &self,
        parent: &Origin,
        segment: Segment,
        key: TermPos,
        value: &NickelValue,
    ) -> Origin {
        let own = self.user_span(value.pos_idx());
        let span = own.or_else(|| self.texts.user(key)).or(parent.span());
        Origin::new(parent.path().child(segment), span).defaulted(parent.is_default())
    }

    fn user_span(&self, index: PosIdx) -> Option<Span> {
        self.texts.user(self.machine.context.pos_table.get(index))
    }

    /// Tells what is wrong; a value may come out of it all the same.
    fn failed(&mut self, error: EvalErrorData, place: &Place<'_>) -> Option<Value> {
        let EvalErrorData { ctxt, error } = error;
        let calls = &ctxt.call_stack;
        if self.machine.budget().stopped().is_some() {
            let at = match error {
                EvalErrorKind::InfiniteRecursion(_, at) => at,
                _ => PosIdx::NONE,
            };
            self.report_stop(at, calls, place);
            return None;
        }
        match error {
            EvalErrorKind::BlameError {
                evaluated_arg,
                label,
            } => self.blamed(&label, evaluated_arg.as_ref(), calls, place),
            error => {
                let error = EvalErrorData { ctxt, error };
                let diagnostic = explain::operation(error, &self.scene(&place.origin));
                self.findings.add(diagnostic);
                None
            }
        }
    }

    fn scene<'s>(&'s self, origin: &'s Origin) -> Scene<'s> {
        Scene {
            texts: self.texts,
            files: self.machine.context.import_resolver.sources.files(),
            positions: &self.machine.context.pos_table,
            origin,
        }
    }
}

/// Whether there is nothing to evaluate: a machine for each literal would cost more than all the rest.
fn is_data(value: &NickelValue) -> bool {
    matches!(
        value.content_ref(),
        ValueContentRef::Null
            | ValueContentRef::Bool(_)
            | ValueContentRef::Number(_)
            | ValueContentRef::String(_)
    )
}

impl Focus {
    /// Whether it is on a field of this record.
    fn is_in(&self, record: &RecordData, origin: &Origin) -> bool {
        let mut names = record.fields.keys();
        self.of == *origin.path() && names.any(|name| name.label() == self.name)
    }
}
