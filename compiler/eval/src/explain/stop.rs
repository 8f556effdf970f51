//! Evaluations that were stopped.

use crate::error::size;
use crate::fuel::Stop;
use crate::limits::Bounds;
use crate::rules;
use source::{Diagnostic, Origin};
use std::time::Duration;

/// How many findings evaluation makes before it gives up.
pub(crate) const MOST_FINDINGS: usize = 100;

/// An evaluation that reached a limit while it did something (`evaluating`) to a value.
pub(crate) fn stopped(stop: Stop, bounds: &Bounds, doing: &str, origin: &Origin) -> Diagnostic {
    let (rule, headline, option) = match stop {
        Stop::Steps => {
            let headline = format!("evaluation takes more than {} steps", bounds.steps);
            (&rules::STEP_LIMIT, headline, "`--max-steps`")
        }
        Stop::Memory => {
            let most = size(bounds.memory);
            let headline = format!("evaluation needs more than {most} of memory");
            (&rules::MEMORY_LIMIT, headline, bounds.memory_option())
        }
        Stop::Depth => {
            let stack = size(bounds.stack as u64);
            let headline = format!("a value is nested too deeply for a stack of {stack}");
            (&rules::DEPTH_LIMIT, headline, "`--max-stack`")
        }
        Stop::Time => {
            let most = duration(bounds.time.unwrap_or_default());
            let headline = format!("evaluation takes longer than {most}");
            (&rules::TIME_LIMIT, headline, "`--max-time`")
        }
    };
    let hint = format!("look for a recursion that does not end, or raise {option}");
    Diagnostic::error(rule, headline)
        .at(origin, format!("stopped while {doing} this"))
        .hint(hint)
}

/// The note that there may be more.
pub(crate) fn too_many_findings() -> Diagnostic {
    let headline = format!("stopped after {MOST_FINDINGS} errors; there may be more");
    Diagnostic::error(&rules::TOO_MANY_FINDINGS, headline)
}

/// A failure of the language, with what it said.
pub(crate) fn internal(words: &str, doing: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::error(&rules::INTERNAL, "the language failed")
        .at(origin, format!("failed while {doing} this"))
        .note(words)
        .hint("this is not your mistake: please report it with the text that caused it")
}

fn duration(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(duration(Duration::from_millis(1500)), "1.5 s");
        assert_eq!(duration(Duration::from_secs(60)), "60 s");
    }
}
