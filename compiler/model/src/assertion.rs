//! What the author of a stack knows must hold. Mirrors `lib/assertion.ncl`.

use crate::decode::{Decode, record};
use source::{Located, Origin, Report, Value};

record! {
    /// Something that must hold.
    pub struct Assertion {
        /// Whether it does.
        pub holds: Located<bool>,
        /// What is wrong when it does not.
        pub message: Located<String>,
        /// The values it compares.
        pub about: Vec<Mentioned>,
    }
}

/// A value of any kind, of which only the place matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned(pub Origin);

impl Decode for Mentioned {
    fn decode(value: &Value, _: &mut Report) -> Option<Self> {
        Some(Self(value.origin.clone()))
    }
}
