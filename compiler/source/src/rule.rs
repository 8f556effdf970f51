//! Why something is found: a rule of stackc, or a policy of the user.

use std::sync::Arc;

/// A rule of stackc; the same for every finding of its kind.
///
/// Rules are statics, so that code, name and explanation stand once, beside the code that applies them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// `SC0201`; never reused.
    pub code: &'static str,
    /// What is wrong, in kebab case: `port-conflict`.
    pub name: &'static str,
    /// One sentence: what holds when the rule is kept.
    pub summary: &'static str,
}

/// A rule of the user's own, as a file of policies declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Policy {
    /// What is wrong, in kebab case: `unlimited-memory`. It has no code.
    pub name: String,
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
