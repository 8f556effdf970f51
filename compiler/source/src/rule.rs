//! Why something is found: a rule of stackc, or a policy of the user.

use crate::Severity;
use std::sync::Arc;

/// A rule of stackc; the same for every finding of its kind.
///
/// Rules are statics, declared by [`rules!`](crate::rules!), so that code, name and explanation stand
/// once, beside the code that applies them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// `SC0201`; never reused.
    pub code: &'static str,
    /// What is wrong, in kebab case: `port-conflict`.
    pub name: &'static str,
    /// How bad its findings can be.
    pub gravity: Gravity,
    /// One sentence: what holds when the rule is kept.
    pub summary: &'static str,
    /// The page `docs/rules/NAME.md`: what happens on a host, what to do, and a stack that breaks the rule.
    pub page: &'static str,
}

/// How bad the findings of a rule can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// All are errors.
    Error,
    /// All are warnings.
    Warning,
    /// An error where something would fail or be unsafe, else a warning.
    Either,
}

impl Gravity {
    /// Whether a finding can be as bad as this.
    pub fn allows(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity == Severity::Error,
            Self::Warning => severity == Severity::Warning,
            Self::Either => true,
        }
    }
}

impl std::fmt::Display for Gravity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Either => "either",
        })
    }
}

/// A rule of the user's own, as a file of policies declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Policy {
    /// What is wrong, in kebab case: `unlimited-memory`. It has no code.
    pub name: String,
    /// How bad its findings are.
    pub gravity: Gravity,
    /// One sentence: what holds when the policy is kept.
    pub summary: String,
    /// Why it is there and what to do.
    pub page: Option<String>,
}

/// What a finding belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleRef {
    /// A rule of stackc.
    Rule(&'static Rule),
    /// A policy of the user.
    Policy(Arc<Policy>),
}

impl RuleRef {
    /// The code of a rule; a policy goes by its name.
    pub fn code(&self) -> &str {
        match self {
            Self::Rule(rule) => rule.code,
            Self::Policy(policy) => &policy.name,
        }
    }

    /// The name, by which findings are accepted.
    pub fn name(&self) -> &str {
        match self {
            Self::Rule(rule) => rule.name,
            Self::Policy(policy) => &policy.name,
        }
    }

    /// What holds when it is kept.
    pub fn summary(&self) -> &str {
        match self {
            Self::Rule(rule) => rule.summary,
            Self::Policy(policy) => &policy.summary,
        }
    }

    /// Whether it is this rule of stackc.
    pub fn is(&self, rule: &Rule) -> bool {
        matches!(self, Self::Rule(own) if *own == rule)
    }
}

impl From<&'static Rule> for RuleRef {
    fn from(rule: &'static Rule) -> Self {
        Self::Rule(rule)
    }
}

impl From<Arc<Policy>> for RuleRef {
    fn from(policy: Arc<Policy>) -> Self {
        Self::Policy(policy)
    }
}

/// Declares the rules of a crate as statics, and `RULES`, all of them by code.
///
/// A line holds the constant, the code, the name, `Warning` or `Either` when not all findings are errors,
/// and the summary. Each rule has a page `docs/rules/NAME.md`; a rule without one does not compile.
///
/// ```text
/// UNUSED = "SC0203" "unused" Warning "Every part is used by another.";
/// ```
#[macro_export]
macro_rules! rules {
    ($($(#[$meta:meta])* $constant:ident = $code:literal $name:literal $($gravity:ident)? $summary:literal;)*) => {
        $(
            $(#[$meta])*
            #[doc = $summary]
            pub static $constant: $crate::Rule = $crate::Rule {
                code: $code,
                name: $name,
                gravity: $crate::rules!(@gravity $($gravity)?),
                summary: $summary,
                page: include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/../../docs/rules/",
                    $name,
                    ".md"
                )),
            };
        )*

        /// All rules of this crate, by code.
        pub static RULES: &[&$crate::Rule] = &[$(&$constant),*];
    };
    (@gravity) => { $crate::Gravity::Error };
    (@gravity $gravity:ident) => { $crate::Gravity::$gravity };
}
