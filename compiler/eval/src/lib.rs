//! Nickel in, data out: evaluates a project's stack to a [`source::Value`].
//!
//! The only crate that names the language. What it gives away is plain data with origins, findings
//! in our words, and the list of files that took part.
//!
//! ```text
//! Project ─read, confined→ texts ─parse, bounded→ program ─force, on a budget→ Value + Report
//! Library ─embedded──────↗                                                    + Sources + closure
//! ```
//!
//! - **Pure.** [`Project`] is a folder opened once; imports are read beneath it or come from the
//!   [`Library`]. There is no clock, environment or network to be had in the language.
//! - **Bounded.** [`Limits`] bounds steps, memory, stack, depth, size and time. Whatever a text does,
//!   evaluation ends, with a finding that has a place.
//! - **All at once.** One broken value does not hide another: the [`Report`](source::Report) holds
//!   every error there is.
//!
//! How it is done, in the order in which it happens: `supervise` (a thread of its own), `loader`
//! (imports), `lexical` and `nesting` (shape of a text), `fuel` and `allocator` (the budget), `force` (data and
//! origins), `explain` (errors in our words).

mod limits;
pub use limits::Limits;

mod project;
pub use project::Project;

mod library;
pub use library::Library;

mod error;
pub use error::{EvalError, Unreadable};

mod evaluate;
pub use evaluate::{Evaluation, evaluate};

mod judge;
pub use judge::judge;

mod board;
pub use board::ClosureEntry;

mod allocator;
pub use allocator::CappedAllocator;

pub mod rules;
pub use rules::RULES;

mod history;
pub use history::{Definition, History, Priority, histories};

mod schema;
pub use schema::{ContractSchema, FieldSchema, SchemaError, TagSchema, schema};

mod data;
mod expectation;
mod explain;
mod force;
mod fuel;
mod given;
mod lexical;
mod loader;
mod machine;
mod nesting;
mod number;
mod standard;
mod supervise;
mod texts;
