//! What is wrong with a directive.

use super::{Arguments, Context, Line, Place};
use crate::{Cause, Version};
use source::{Severity, list_of_names};
use std::fmt;

/// One thing `nginx -t` would complain about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The directive.
    pub directive: String,
    /// What is wrong with it.
    pub problem: Problem,
    /// The value it was made from.
    pub cause: Cause,
    /// Where it stood, when it was parsed.
    pub line: Line,
}

/// The kinds of complaints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No module of nginx itself has it.
    Unknown {
        /// A name that is near.
        near: Option<&'static str>,
    },
    /// It may not stand here.
    Misplaced {
        /// Where it stands.
        found: Context,
        /// Where it may stand.
        allowed: Vec<Context>,
    },
    /// Too few or too many parameters.
    Count {
        /// How many there are.
        found: usize,
        /// How many it takes here.
        allowed: Vec<Arguments>,
    },
    /// It ends with `;` but takes a block.
    BlockMissing,
    /// It has a block but ends with `;`.
    BlockUnexpected,
    /// The target release does not have it yet.
    TooNew {
        /// The first release that has it.
        since: Version,
        /// The target.
        version: Version,
    },
    /// The value is not one it takes.
    Value {
        /// What it takes.
        expected: String,
    },
    /// It stands for the second time in a block where it may stand once.
    Duplicate {
        /// The first one.
        first: Place,
    },
    /// A `$` that begins no variable, where variables are expanded.
    Dollar {
        /// The parameter, from 1.
        position: usize,
    },
    /// `listen … http2` where `http2 on;` is the form.
    ListenHttp2,
    /// `listen … quic` before 1.25.0.
    ListenQuic {
        /// The target.
        version: Version,
    },
}

impl Finding {
    /// How bad it is: whether nginx would refuse to start, or only warn.
    pub fn severity(&self) -> Severity {
        match self.problem {
            Problem::ListenHttp2 => Severity::Warning,
            Problem::Unknown { .. }
            | Problem::Misplaced { .. }
            | Problem::Count { .. }
            | Problem::BlockMissing
            | Problem::BlockUnexpected
            | Problem::TooNew { .. }
            | Problem::Value { .. }
            | Problem::Duplicate { .. }
            | Problem::Dollar { .. }
            | Problem::ListenQuic { .. } => Severity::Error,
        }
    }

    /// Something to do about it.
    pub fn hint(&self) -> Option<String> {
        match &self.problem {
            // Gone since 1.25.1, still in many guides.
            Problem::Unknown { .. } if self.directive == "ssl" => {
                Some("write `ssl` as a parameter of `listen`".into())
            }
            Problem::Unknown { near } => near.map(|near| format!("did you mean `{near}`?")),
            Problem::Misplaced { allowed, .. } => Some(format!(
                "it may stand in {}",
                list_of_names(allowed.iter().map(|context| context.name()))
            )),
            Problem::BlockMissing => Some("write `{ … }` instead of `;`".into()),
            Problem::BlockUnexpected => Some("write `;` instead of the block".into()),
            Problem::Dollar { .. } => {
                Some("write a literal dollar sign as `${dollar}`, declared by `geo $dollar`".into())
            }
            Problem::ListenHttp2 => Some("write `http2 on;` in the server".into()),
            Problem::Count { .. }
            | Problem::TooNew { .. }
            | Problem::Value { .. }
            | Problem::Duplicate { .. }
            | Problem::ListenQuic { .. } => None,
        }
    }
}

impl fmt::Display for Finding {
    /// Writes the headline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let directive = self.directive.escape_debug();
        match &self.problem {
            Problem::Unknown { near: _ } => write!(f, "nginx has no directive `{directive}`"),
            Problem::Misplaced { found, allowed: _ } => {
                write!(
                    f,
                    "nginx directive `{directive}` may not stand in `{found}`"
                )
            }
            Problem::Count { found, allowed } => write!(
                f,
                "nginx directive `{directive}` takes {}, and has {found}",
                counts(allowed)
            ),
            Problem::BlockMissing => write!(f, "nginx directive `{directive}` needs a block"),
            Problem::BlockUnexpected => write!(f, "nginx directive `{directive}` takes no block"),
            Problem::TooNew { since, version } => write!(
                f,
                "nginx directive `{directive}` exists since {since}, and the target has {version}"
            ),
            Problem::Value { expected } => {
                write!(f, "nginx directive `{directive}` expects {expected}")
            }
            Problem::Duplicate { first: _ } => {
                write!(f, "nginx directive `{directive}` stands twice in one block")
            }
            Problem::Dollar { position } => write!(
                f,
                "parameter {position} of nginx directive `{directive}` has a `$` that begins no variable"
            ),
            Problem::ListenHttp2 => {
                f.write_str("the parameter `http2` of `listen` is deprecated since nginx 1.25.1")
            }
            Problem::ListenQuic { version } => write!(
                f,
                "the parameter `quic` of `listen` exists since nginx 1.25, and the target has {version}"
            ),
        }
    }
}

fn counts(allowed: &[Arguments]) -> String {
    let phrases: Vec<String> = allowed.iter().copied().map(count).collect();
    phrases.join(" or ")
}

fn count(arguments: Arguments) -> String {
    match (arguments.min, arguments.max) {
        (0, Some(0)) => "no parameters".into(),
        (1, Some(1)) => "1 parameter".into(),
        (min, Some(max)) if min == max => format!("{min} parameters"),
        (min, Some(max)) => format!("{min} to {max} parameters"),
        (1, None) => "at least 1 parameter".into(),
        (min, None) => format!("at least {min} parameters"),
    }
}
