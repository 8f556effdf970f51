//! What a contract wants, found out by evaluating it.
//!
//! Contracts are values: a record contract is a record, an enum contract is a type. So after a
//! contract is broken, the names it knows can be asked for, however the contract was put together.

use crate::machine::Machine;
use nickel_lang_core::eval::value::{Container, NickelValue, ValueContentRef};
use nickel_lang_core::eval::{Closure, Environment};
use nickel_lang_core::label::Label;
use nickel_lang_core::term::{LabeledType, RuntimeContract};
use nickel_lang_core::typ::{EnumRowsIteratorItem, RecordRowsIteratorItem, Type, TypeF};

/// What a contract wants, as far as it can be known from outside.
pub(crate) enum Expectation {
    /// A record with these fields.
    Record {
        /// The names it declares.
        names: Vec<String>,
        /// The same contract, which also lets other fields pass.
        open: Option<NickelValue>,
    },
    /// An enum with these tags.
    Enum(Vec<Tag>),
    /// Something else.
    Other,
}

/// A tag of an enum contract.
pub(crate) struct Tag {
    pub(crate) name: String,
    /// The contract of its payload.
    payload: Option<(Type, Environment)>,
}

impl Expectation {
    /// What the payload of a tag must be, as a contract.
    pub(crate) fn payload(
        &self,
        machine: &mut Machine,
        tag: &str,
        label: &Label,
    ) -> Option<Closure> {
        let Self::Enum(tags) = self else {
            return None;
        };
        let (typ, environment) = tags
            .iter()
            .find(|known| known.name == tag)?
            .payload
            .clone()?;
        let labelled = LabeledType {
            typ,
            label: label.clone(),
        };
        let contract = RuntimeContract::from_type(&mut machine.context.pos_table, labelled).ok()?;
        Some(Closure {
            value: contract.contract,
            env: environment,
        })
    }
}

/// Evaluates a contract and looks at it. A contract that cannot be evaluated wants nothing we know.
pub(crate) fn expectation(machine: &mut Machine, contract: Closure) -> Expectation {
    let Ok(Closure { value, env }) = machine.evaluate(contract) else {
        return Expectation::Other;
    };
    match value.content_ref() {
        ValueContentRef::Record(Container::Alloc(record)) => {
            let mut names: Vec<String> = record
                .fields
                .keys()
                .map(|name| name.label().to_owned())
                .collect();
            names.sort();
            let mut open = record.clone();
            open.attrs.open = true;
            Expectation::Record {
                names,
                open: Some(NickelValue::record(open, value.pos_idx())),
            }
        }
        ValueContentRef::Type(data) => of_type(&data.typ, &env),
        _ => Expectation::Other,
    }
}

fn of_type(typ: &Type, environment: &Environment) -> Expectation {
    match &typ.typ {
        TypeF::Enum(rows) => {
            let tags = rows.iter().filter_map(|row| match row {
                EnumRowsIteratorItem::Row(row) => Some(Tag {
                    name: row.id.label().to_owned(),
                    payload: row.typ.map(|typ| (typ.clone(), environment.clone())),
                }),
                EnumRowsIteratorItem::TailVar(_) => None,
            });
            Expectation::Enum(tags.collect())
        }
        TypeF::Record(rows) => {
            let names = rows.iter().filter_map(|row| match row {
                RecordRowsIteratorItem::Row(row) => Some(row.id.label().to_owned()),
                RecordRowsIteratorItem::TailDyn | RecordRowsIteratorItem::TailVar(_) => None,
            });
            Expectation::Record {
                names: names.collect(),
                open: None,
            }
        }
        _ => Expectation::Other,
    }
}
