//! Evaluations that were stopped.

use crate::fuel::Stop;
use crate::limits::Limits;
use crate::rules;
use source::{Diagnostic, Origin};
use std::time::Duration;

/// How many findings evaluation makes before it gives up.
pub(crate) const MOST_FINDINGS: usize = 100;

/// An evaluation that reached a limit while it did something (`evaluating`) to a value.
pub(crate) fn stopped(stop: Stop, limits: &Limits, doing: &str, origin: &Origin) -> Diagnostic {
    let (rule, headline) = match stop {
        Stop::Steps => (
            &rules::STEP_LIMIT,
            format!("evaluation takes more than {} steps", limits.steps),
        ),
        Stop::Memory => (
            &rules::MEMORY_LIMIT,
            format!(
                "evaluation needs more than {} of memory",
                size(limits.memory)
            ),
        ),
        Stop::Depth => (
            &rules::DEPTH_LIMIT,
            "a value is nested too deeply to be written out".to_owned(),
        ),
        Stop::Time => (
            &rules::TIME_LIMIT,
            format!(
                "evaluation takes longer than {}",
                duration(limits.time.unwrap_or_default())
            ),
        ),
    };
    Diagnostic::error(rule, headline)
        .at(origin, format!("stopped while {doing} this"))
        .hint("look for a recursion that does not end, or raise the limit")
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

/// A number of bytes in the largest unit that divides it.
fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units
        .iter()
        .find(|(bits, _)| bytes > 0 && bytes.is_multiple_of(1 << bits));
    match unit {
        Some((bits, name)) => format!("{} {name}", bytes >> bits),
        None => format!("{bytes} bytes"),
    }
}

fn duration(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_well() {
        assert_eq!(size(2 << 30), "2 GiB");
        assert_eq!(size(1536 << 20), "1536 MiB");
        assert_eq!(size(1000), "1000 bytes");
        assert_eq!(size(0), "0 bytes");
        assert_eq!(duration(Duration::from_millis(1500)), "1.5 s");
        assert_eq!(duration(Duration::from_secs(60)), "60 s");
    }
}
