//! Which value of the stack a piece of syntax was made from.

use source::Origin;

/// The origin of a syntax node, when there is one.
///
/// Two nodes are equal when they mean the same, whoever wrote them: causes never differ.
#[derive(Clone, Debug, Default)]
pub struct Cause(pub Option<Origin>);

impl PartialEq for Cause {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Cause {}

impl From<&Origin> for Cause {
    fn from(origin: &Origin) -> Self {
        Self(Some(origin.clone()))
    }
}

/// The text of a file, and what caused its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// The whole text, ending in a newline.
    pub text: String,
    /// Line numbers (from 1, ascending) with the origins they were made from.
    pub causes: Vec<(usize, Origin)>,
}
