//! Warnings that are known and fine. Mirrors `lib/acceptance.ncl`.

use crate::decode::record;
use source::{Located, ValuePath};

record! {
    /// Why a warning is fine, and where.
    pub struct Acceptance {
        /// What is known in the stack that stackc cannot know.
        pub reason: Located<String>,
        /// Paths of values: findings there and below are accepted. Everywhere when empty.
        pub at: Vec<Located<String>>,
    }
}

impl Acceptance {
    /// Whether it is about a value, given by its path in the stack.
    pub fn covers(&self, path: Option<&ValuePath>) -> bool {
        self.at.is_empty() || path.is_some_and(|path| self.at.iter().any(|at| lies_at(path, at)))
    }
}

/// Whether a path is the other, or goes on where that one ends.
fn lies_at(path: &ValuePath, at: &str) -> bool {
    let shown = path.to_string();
    let rest = shown.strip_prefix(at);
    rest.is_some_and(|rest| !at.is_empty() && (rest.is_empty() || rest.starts_with(['.', '['])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_covers_what_is_below_it() {
        let path = ValuePath::root().field("sites").field("web").field("a b");
        for (at, covers) in [
            ("sites", true),
            ("sites.web", true),
            ("sites.web.\"a b\"", true),
            ("sites.we", false),
            ("sites.web.\"a", false),
            ("containers", false),
            ("", false),
        ] {
            assert_eq!(lies_at(&path, at), covers, "{at}");
        }
    }
}
