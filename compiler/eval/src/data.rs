//! Imported data in the form the evaluator assumes.
//!
//! When records are merged, the evaluator takes it that every field is a constant or a suspended value
//! (core: `closurize.rs`, `eval/fixpoint.rs`). Records read from JSON, YAML and TOML hold their
//! records and arrays directly. That works, but only where the language is built without assertions.

use nickel_lang_core::cache::{InputFormat, TermCache};
use nickel_lang_core::closurize::Closurize;
use nickel_lang_core::eval::Environment;
use nickel_lang_core::eval::cache::Cache;
use nickel_lang_core::eval::value::{Container, NickelValue, ValueContentRef};

/// Suspends what is in every imported data file. The program must be compiled, and not yet closed.
pub(crate) fn suspend_all<C: Cache>(terms: &mut TermCache, cache: &mut C) {
    let data = terms.terms().iter().filter_map(|(id, entry)| match entry.format {
        InputFormat::Nickel => None,
        _ => Some((*id, entry.clone())),
    });
    // Each entry is on its own, so their order is of no matter.
    for (id, mut entry) in data.collect::<Vec<_>>() {
        entry.value = suspended(&entry.value, cache);
        terms.insert(id, entry);
    }
}

/// The same value, with everything in it that is no constant suspended. As deep as the data is, which
/// was bounded before it was parsed.
fn suspended<C: Cache>(value: &NickelValue, cache: &mut C) -> NickelValue {
    match value.content_ref() {
        ValueContentRef::Record(Container::Alloc(record)) => {
            let record = record.clone().map_values(|_, value| {
                value.map(|value| suspended(&value, cache).closurize(cache, Environment::new()))
            });
            NickelValue::record(record, value.pos_idx())
        }
        ValueContentRef::Array(Container::Alloc(array)) => {
            let elements = array
                .array
                .iter()
                .map(|element| suspended(element, cache).closurize(cache, Environment::new()));
            let contracts = array.pending_contracts.clone();
            NickelValue::array(elements.collect(), contracts, value.pos_idx())
        }
        _ => value.clone(),
    }
}
