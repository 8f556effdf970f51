//! What happens at a value that breaks its contract.

use super::{Contracts, Excused, Forcer, Place};
use crate::expectation::{self, Expectation};
use crate::explain::{self, Blame};
use nickel_lang_core::eval::Closure;
use nickel_lang_core::eval::callstack::CallStack;
use nickel_lang_core::eval::value::{Container, NickelValue, ValueContentRef};
use nickel_lang_core::label::Label;
use nickel_lang_core::term::RuntimeContract;
use source::{Span, Value};

impl Forcer<'_> {
    /// Tells which contract is broken and how. When only unknown fields are wrong, goes on without
    /// them, so that the rest of the record is checked too.
    pub(super) fn blamed(
        &mut self,
        label: &Label,
        value: Option<&NickelValue>,
        calls: &CallStack,
        place: &Place<'_>,
    ) -> Option<Value> {
        let expectation = self.expectation(place, label);
        let blame = Blame {
            label,
            value,
            calls,
            expectation: &expectation,
        };
        let Some(names) = explain::extra_fields(label) else {
            let mut diagnostic = explain::contract(&blame, &self.scene(&place.origin));
            if !is_about(place, label) {
                diagnostic.path = None;
                let path = place.origin.path();
                diagnostic
                    .notes
                    .push(format!("needed to evaluate `{path}`"));
            }
            self.findings.add(diagnostic);
            return None;
        };
        let mut excused = Excused::default();
        for name in names {
            let key = value.and_then(|value| self.key(value, &name));
            let near = blame.near_field(&name);
            let scene = self.scene(&place.origin);
            let diagnostic = explain::unknown_field(&name, near.as_deref(), key, &blame, &scene);
            self.findings.add(diagnostic);
            excused.unknown.insert(name);
            excused.meant.extend(near);
        }
        if self.is_over() || !is_about(place, label) {
            return None;
        }
        let retried = self.without_closing(place, value, label, expectation)?;
        let closure = self.machine.evaluate(retried.into()).ok()?;
        self.data(&closure.value, place, &excused)
    }

    /// Where the user wrote the name of a field.
    fn key(&self, record: &NickelValue, name: &str) -> Option<Span> {
        let ValueContentRef::Record(Container::Alloc(record)) = record.content_ref() else {
            return None;
        };
        let mut keys = record.fields.keys();
        let key = keys.find(|key| key.label() == name)?;
        self.texts.user(key.pos)
    }

    /// What the broken contract wants.
    fn expectation(&mut self, place: &Place<'_>, label: &Label) -> Expectation {
        let known = self.expected_at(place, label);
        match known {
            Expectation::Other => self.expected_by_name(label),
            known => known,
        }
    }

    fn expected_at(&mut self, place: &Place<'_>, label: &Label) -> Expectation {
        match place.contracts {
            Contracts::Unknown => Expectation::Other,
            Contracts::Pending { contracts, .. } => {
                let mut same = contracts
                    .iter()
                    .filter(|contract| is_same(&contract.label, label));
                match same.next() {
                    Some(contract) => {
                        let contract = contract.contract.clone();
                        expectation::expectation(self.machine, contract.into())
                    }
                    None => Expectation::Other,
                }
            }
            Contracts::Payload { of, tag } => {
                let outer = self.expectation(of, label);
                match outer.payload(self.machine, tag, label) {
                    Some(contract) => expectation::expectation(self.machine, contract),
                    None => Expectation::Other,
                }
            }
        }
    }

    /// What a contract of the library wants, by the name it goes by in the text: `Stack` in
    /// `… | Stack` and in `… | lib.Stack`.
    fn expected_by_name(&mut self, label: &Label) -> Expectation {
        let context = &self.machine.context;
        let Some(raw) = context.pos_table.get(label.span).into_opt() else {
            return Expectation::Other;
        };
        let text = context.import_resolver.sources.files().source_slice(raw);
        let is_in_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'');
        let start = text.trim_end_matches(is_in_name).len();
        let name = text[start..].to_owned();
        let field = self.public_field(&name);
        match field {
            Some(contract) => expectation::expectation(self.machine, contract.into()),
            None => Expectation::Other,
        }
    }

    fn public_field(&mut self, name: &str) -> Option<NickelValue> {
        let public = Closure::from(self.public.clone()?);
        let public = self.machine.evaluate(public).ok()?.value;
        let ValueContentRef::Record(Container::Alloc(record)) = public.content_ref() else {
            return None;
        };
        let mut fields = record.fields.iter();
        let (_, field) = fields.find(|(key, _)| key.label() == name)?;
        field.value_with_pending_contracts()
    }

    /// The value again, under contracts that let unknown fields pass.
    fn without_closing(
        &mut self,
        place: &Place<'_>,
        evaluated: Option<&NickelValue>,
        label: &Label,
        expectation: Expectation,
    ) -> Option<NickelValue> {
        match place.contracts {
            Contracts::Pending { value, contracts } if !contracts.is_empty() => {
                let opened: Vec<RuntimeContract> = contracts
                    .iter()
                    .map(|contract| self.opened(contract))
                    .collect();
                Some(RuntimeContract::apply_all(
                    value.clone(),
                    opened,
                    value.pos_idx(),
                ))
            }
            Contracts::Pending { .. } | Contracts::Unknown | Contracts::Payload { .. } => {
                let Expectation::Record { open, .. } = expectation else {
                    return None;
                };
                let mut label = label.clone();
                label.diagnostics.clear();
                let value = evaluated?.clone();
                let position = value.pos_idx();
                Some(RuntimeContract::new(open?, label).apply(value, position))
            }
        }
    }

    fn opened(&mut self, contract: &RuntimeContract) -> RuntimeContract {
        let wanted = expectation::expectation(self.machine, contract.contract.clone().into());
        match wanted {
            Expectation::Record {
                open: Some(open), ..
            } => RuntimeContract::new(open, contract.label.clone()),
            Expectation::Record { open: None, .. } | Expectation::Enum(_) | Expectation::Other => {
                contract.clone()
            }
        }
    }
}

/// Whether a contract is one of the value's own, and not of another value it is made of.
fn is_about(place: &Place<'_>, label: &Label) -> bool {
    match place.contracts {
        Contracts::Pending { contracts, .. } if !contracts.is_empty() => contracts
            .iter()
            .any(|contract| is_same(&contract.label, label)),
        Contracts::Pending { .. } | Contracts::Unknown | Contracts::Payload { .. } => true,
    }
}

/// Whether two labels stem from the same annotation in the text.
fn is_same(one: &Label, other: &Label) -> bool {
    one.span == other.span
}
