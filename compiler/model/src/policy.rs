//! Rules of the user's own. Mirrors `lib/policy.ncl`.
//!
//! What is decoded is a file of policies after `lib/judge.ncl` asked them: in each, `check` holds what
//! it finds, for one stack after the other.

use crate::Mentioned;
use crate::decode::{Decode, Table, choice, record};
use crate::leaf::Name;
use source::{Located, Report, Value};

record! {
    /// A rule of the user's own.
    pub struct Policy {
        /// What holds when it is kept.
        pub summary: Located<String>,
        /// How bad it is when it is not.
        pub severity: Located<Severity>,
        /// Why it is there and what to do.
        pub page: Option<Located<String>>,
        /// What is wrong with each stack.
        pub check: Vec<Vec<Finding>>,
    }
}

choice! {
    /// How bad a finding is.
    pub enum Severity {
        /// There is no output.
        Error,
        /// Worth knowing; a stack can accept it.
        Warning,
    }
}

record! {
    /// Something that a policy finds.
    pub struct Finding {
        /// What is wrong.
        pub message: Located<String>,
        /// The values that are wrong.
        pub about: Vec<Mentioned>,
        /// What to do.
        pub hint: Option<Located<String>>,
    }
}

/// Decodes what the policies of a file found; everything wrong with it goes to the report.
pub fn decode_policies(value: &Value, report: &mut Report) -> Option<Table<Name, Policy>> {
    Table::decode(value, report)
}
