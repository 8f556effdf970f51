//! Options of apt: records are scopes, arrays lists.

use super::refuse;
use super::setting::{Spelling, texts};
use crate::context::Context;
use crate::refusal::carried;
use formats::apt::{File, Inner, ListEntry, MAX_DEPTH, Name, Statement, Value, print as write};
use formats::{Cause, Printed};
use model::decode::{Entry, Table};
use model::{AptValue, Setting};
use source::{Origin, Report};

pub(super) fn print(
    context: &Context<'_>,
    options: &Table<String, AptValue>,
    report: &mut Report,
) -> Printed {
    let mut file = File::new(context.head());
    for (name, entry) in options {
        if let Some(statement) = statement(name, entry, 1, report) {
            file.add(statement);
        }
    }
    write(&file)
}

fn statement(
    name: &str,
    entry: &Entry<AptValue>,
    depth: usize,
    report: &mut Report,
) -> Option<Statement> {
    let name = carried(Name::parse(name), &entry.key, report)?;
    let origin = &entry.origin;
    let statement = match &entry.value {
        AptValue::Scope(_) if depth >= MAX_DEPTH => {
            let reason = format!("cannot stand in more than {MAX_DEPTH} scopes");
            refuse(
                "apt",
                reason,
                "join their names by `::`",
                &entry.key,
                report,
            );
            return None;
        }
        AptValue::Scope(options) => {
            let inner = options
                .iter()
                .filter_map(|(name, entry)| statement(name, entry, depth + 1, report));
            let inner: Vec<Inner> = inner.map(Inner::Statement).collect();
            Statement::scope(name, inner)
        }
        AptValue::Setting(list @ Setting::List(_)) => {
            Statement::scope(name, entries(list, origin, report))
        }
        AptValue::Setting(setting) => {
            let (text, _) = texts(setting, Spelling::words("apt"), origin, report).pop()?;
            Statement::set(name, carried(Value::new(&text), origin, report)?)
        }
    };
    Some(statement.because(Cause::from(origin)))
}

fn entries(list: &Setting, origin: &Origin, report: &mut Report) -> Vec<Inner> {
    let texts = texts(list, Spelling::words("apt"), origin, report).into_iter();
    let entry = |(text, origin): (String, Origin)| {
        let entry = carried(ListEntry::new(&text), &origin, report)?;
        Some(Inner::Entry(entry, Cause::from(&origin)))
    };
    texts.filter_map(entry).collect()
}
