//! The library's contracts as lists of names, to compare them with the model and to document them.

use crate::board::Board;
use crate::evaluate;
use crate::explain;
use crate::library::Library;
use crate::limits::{Bounds, Limits};
use crate::loader::Loader;
use crate::machine::Machine;
use crate::supervise::{self, Ending};
use nickel_lang_core::cache::{CacheHub, ImportResolver};
use nickel_lang_core::eval::value::{Container, NickelValue, ValueContentRef};
use nickel_lang_core::identifier::LocIdent;
use nickel_lang_core::term::record::{Field, RecordData};
use nickel_lang_core::term::{LabeledType, MergePriority};
use nickel_lang_core::typ::{EnumRowsIteratorItem, TypeF};
use source::{Report, Sources};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::{fmt, io};

/// What a contract of the library declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContractSchema {
    /// A record contract: its fields, as they are declared.
    Record(Vec<FieldSchema>),
    /// An enum contract: its tags, as they are declared.
    Enum(Vec<TagSchema>),
    /// A contract that is checked by a function.
    Custom,
}

/// A field of a record contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSchema {
    /// Its name.
    pub name: String,
    /// Its documentation, as it is written.
    pub doc: Option<String>,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it has a value when the user gives none.
    pub has_default: bool,
    /// Its contracts, as they are written.
    pub contracts: Vec<String>,
}

/// A tag of an enum contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagSchema {
    /// Its name, without the quote.
    pub name: String,
    /// The contract of its payload, as the language prints it; none for a bare tag.
    pub payload: Option<String>,
}

/// Why there is no schema.
#[derive(Debug)]
pub enum SchemaError {
    /// The library has errors.
    Library {
        /// The errors.
        report: Report,
        /// What they point into.
        sources: Sources,
    },
    /// The library's entry exports nothing by this name.
    NoContract {
        /// The name.
        name: String,
    },
    /// The evaluating thread failed.
    Thread {
        /// Why.
        cause: io::Error,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Library { report, sources } => {
                write!(
                    f,
                    "the library has errors:\n{}",
                    source::render::short(report, sources)
                )
            }
            Self::NoContract { name } => write!(f, "the library has no contract `{name}`"),
            Self::Thread { cause } => write!(f, "cannot evaluate the library: {cause}"),
        }
    }
}

impl std::error::Error for SchemaError {}

type Schemas = BTreeMap<String, ContractSchema>;

/// The contracts that the library's entry exports under these names; a dotted name goes into records.
///
/// Also typechecks the whole library, which an evaluation takes on trust.
pub fn schema(library: &Library, names: &[&str]) -> Result<Schemas, SchemaError> {
    let bounds = Bounds::new(&Limits::default());
    let board = Arc::new(Board::new());
    let ending = {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let (library, limits, board) = (*library, bounds.clone(), Arc::clone(&board));
        supervise::supervise(&bounds, move || run(&library, &limits, &board, &names))
    };
    match ending.map_err(|cause| SchemaError::Thread { cause })? {
        Ending::Finished(Ok(schemas)) => Ok(schemas),
        Ending::Finished(Err(Failure::NoContract(name))) => Err(SchemaError::NoContract { name }),
        Ending::Finished(Err(Failure::Report(report))) => Err(SchemaError::Library {
            report,
            sources: board.take().0,
        }),
        Ending::Panicked(words) => Err(SchemaError::Thread {
            cause: io::Error::other(words),
        }),
        Ending::OutOfMemory | Ending::OutOfTime => Err(SchemaError::Thread {
            cause: io::Error::other("it takes too much memory or time"),
        }),
    }
}

enum Failure {
    Report(Report),
    NoContract(String),
}

fn run(
    library: &Library,
    bounds: &Bounds,
    board: &Board,
    names: &[String],
) -> Result<Schemas, Failure> {
    let mut report = Report::new();
    let mut context = evaluate::context(bounds);
    let language = (&mut context.import_resolver, &mut context.pos_table);
    let mut loader = Loader::new(None, library, bounds, board, language, &mut report);
    let entry = loader.load_library();
    let texts = loader.texts;
    let entry = match entry {
        Some(entry) if !report.has_errors() => entry,
        _ => return Err(Failure::Report(report)),
    };
    let public = context.prepare_eval(entry).map_err(|error| {
        let files = context.import_resolver.sources.files();
        let findings = explain::preparation(error, &texts, files);
        findings.into_iter().for_each(|finding| report.add(finding));
        Failure::Report(report)
    })?;
    let mut machine = Machine::new(context);
    let schema_of = |name: &String| {
        let missing = || Failure::NoContract(name.clone());
        let contract = find(&mut machine, public.clone(), name).ok_or_else(missing)?;
        let schema = contract_schema(&mut machine, contract).ok_or_else(missing)?;
        Ok((name.clone(), schema))
    };
    names.iter().map(schema_of).collect()
}

/// The value at a dotted name.
fn find(machine: &mut Machine, public: NickelValue, name: &str) -> Option<NickelValue> {
    name.split('.').try_fold(public, |value, segment| {
        let value = machine.evaluate(value.into()).ok()?.value;
        let ValueContentRef::Record(Container::Alloc(record)) = value.content_ref() else {
            return None;
        };
        let mut fields = record.fields.iter();
        let (_, field) = fields.find(|(key, _)| key.label() == segment)?;
        field.value_with_pending_contracts()
    })
}

fn contract_schema(machine: &mut Machine, contract: NickelValue) -> Option<ContractSchema> {
    let value = machine.evaluate(contract.into()).ok()?.value;
    Some(match value.content_ref() {
        ValueContentRef::Record(Container::Alloc(record)) => {
            ContractSchema::Record(fields(machine, record))
        }
        ValueContentRef::Record(Container::Empty) => ContractSchema::Record(Vec::new()),
        ValueContentRef::Type(data) => match &data.typ.typ {
            TypeF::Enum(rows) => ContractSchema::Enum(
                rows.iter()
                    .filter_map(|row| match row {
                        EnumRowsIteratorItem::Row(row) => Some(TagSchema {
                            name: row.id.label().to_owned(),
                            payload: row.typ.map(ToString::to_string),
                        }),
                        EnumRowsIteratorItem::TailVar(_) => None,
                    })
                    .collect(),
            ),
            _ => ContractSchema::Custom,
        },
        _ => ContractSchema::Custom,
    })
}

/// The fields in the order of their declarations; evaluation does not keep it, but their places do.
fn fields(machine: &Machine, record: &RecordData) -> Vec<FieldSchema> {
    let hub = &machine.context.import_resolver;
    let mut fields: Vec<(&LocIdent, &Field)> = record.fields.iter().collect();
    fields.sort_by_key(|(name, _)| {
        let place = name.pos.into_opt().map(|span| (span.src_id, span.start));
        (place.is_none(), place, name.label())
    });
    let schema = |(name, field): (&LocIdent, &Field)| FieldSchema {
        name: name.label().to_owned(),
        doc: field.metadata.doc().map(str::to_owned),
        optional: field.metadata.opt(),
        has_default: field.value.is_some() && *field.metadata.priority() == MergePriority::Bottom,
        contracts: field
            .metadata
            .iter_annots()
            .map(|annotation| written(machine, hub, annotation))
            .collect(),
    };
    fields.into_iter().map(schema).collect()
}

/// A contract as it is written, else as the language prints it.
fn written(machine: &Machine, hub: &CacheHub, annotation: &LabeledType) -> String {
    let place = machine.context.pos_table.get(annotation.label.span);
    match place.into_opt() {
        Some(raw) => hub.files().source_slice(raw).trim().to_owned(),
        None => annotation.typ.to_string(),
    }
}
