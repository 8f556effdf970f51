//! What runs, beside what stands in files.

use super::status::harmless;
use crate::Live;

/// A line for each finding with its details, then one for each thing that could not be seen.
pub(super) fn lines(live: &Live) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in &live.findings {
        lines.push(format!("   {}", harmless(&finding.to_string())));
        let details = finding.details.iter();
        lines.extend(details.map(|detail| format!("     {}", harmless(detail))));
    }
    let unseen = live.unseen.iter();
    lines.extend(unseen.map(|unseen| {
        let (what, reason) = (harmless(&unseen.what), harmless(&unseen.reason));
        format!("   not seen: {what}: {reason}")
    }));
    if !lines.is_empty() {
        lines.insert(0, "live:".to_owned());
    }
    lines
}
