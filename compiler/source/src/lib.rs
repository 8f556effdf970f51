//! Where a value comes from, what it is, and what is to be said about it.
//!
//! Everything that the other phases share: the user's texts ([`Sources`], [`Span`]), the evaluated
//! data ([`Value`], each node with its [`Origin`]), and the findings about them ([`Diagnostic`],
//! collected in a [`Report`] and shown by one of four renderers in [`render`]).

mod lines;

mod span;
pub use span::{SourceFile, SourceId, SourceKind, Sources, Span};

mod path;
pub use path::{Segment, ValuePath};

mod value;
pub use value::{Field, Located, Number, Origin, Payload, Value, ValueKind};

mod record;
pub use record::{Fields, Record};

mod rule;
pub use rule::{Gravity, Policy, Rule, RuleRef};

mod diagnostic;
pub use diagnostic::{Accepted, Diagnostic, Label, Party, Report, Severity};

mod suggest;
pub use suggest::{did_you_mean, list_of_names};

pub mod render;
