//! Imported data in the form the evaluator assumes.
//!
//! Records and arrays that are written in Nickel are compiled to `Term::Closurize`, which suspends what
//! is in them when they are evaluated, in their environment (core: `ast/compat.rs`). Merging relies on
//! it (core: `eval/fixpoint.rs`). What the language reads from JSON, YAML and TOML lacks it: merging
//! such records fails an assertion, and the anchors of YAML, which become names, are not bound.

use nickel_lang_core::eval::value::{Container, NickelValue, ValueContentRef};
use nickel_lang_core::term::Term;
use nickel_lang_core::traverse::{Traverse, TraverseOrder};
use std::convert::Infallible;

/// The same data, as if it were written in Nickel. As deep as the data is, which was bounded before it
/// was parsed.
pub(crate) fn as_written(value: NickelValue) -> NickelValue {
    let mut wrap = |value: NickelValue| -> Result<NickelValue, Infallible> {
        Ok(match value.content_ref() {
            ValueContentRef::Record(Container::Alloc(_))
            | ValueContentRef::Array(Container::Alloc(_)) => {
                let position = value.pos_idx();
                NickelValue::term(Term::Closurize(value), position)
            }
            // What was compiled so already is now wrapped twice.
            ValueContentRef::Term(Term::Closurize(inner))
                if matches!(inner.as_term(), Some(Term::Closurize(_))) =>
            {
                inner.clone()
            }
            _ => value,
        })
    };
    match value.traverse(&mut wrap, TraverseOrder::BottomUp) {
        Ok(value) => value,
    }
}
