//! What the author of a stack knows must hold. Mirrors `lib/assertion.ncl`.

use crate::decode::{Decode, record};
use source::{Diagnostic, Located, Origin, Report, Value};

record! {
    /// Something that must hold.
    pub struct Assertion {
        /// Whether it does.
        pub holds: Located<bool>,
        /// What is wrong when it does not.
        pub message: Located<String>,
        /// The values it compares.
        pub about: Vec<Mentioned>,
        /// What to do.
        pub hint: Option<Located<String>>,
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

impl Mentioned {
    /// Points at values; at `otherwise` when there are none.
    pub fn point_at(
        about: &[Self],
        (otherwise, remark): (&Origin, &str),
        diagnostic: Diagnostic,
    ) -> Diagnostic {
        let Some((first, others)) = about.split_first() else {
            return diagnostic.at(otherwise, remark);
        };
        others.iter().fold(
            diagnostic.at(&first.0, "this value"),
            |diagnostic, other| diagnostic.and(&other.0, "and this one"),
        )
    }
}
