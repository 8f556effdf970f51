//! What a judge says.

use crate::Outcome;
use std::fmt;

/// What one judge says of one subject.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The judge: `quadlet`, `systemd`, `nginx` and so on.
    pub judge: &'static str,
    /// What it judged: a folder, a unit, a file.
    pub subject: String,
    /// Whether it had no objection at all. A warning is one.
    pub passed: bool,
    /// What it wrote, if anything.
    pub output: String,
}

impl Verdict {
    pub(crate) fn new(judge: &'static str, subject: &str, passed: bool, output: &str) -> Self {
        Self {
            judge,
            subject: subject.to_owned(),
            passed,
            output: output.to_owned(),
        }
    }

    /// Passed when the command succeeded without a word on standard error.
    pub(crate) fn silent(judge: &'static str, subject: &str, outcome: &Outcome) -> Self {
        Self::new(judge, subject, outcome.is_silent(), &outcome.transcript())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            judge,
            subject,
            passed,
            output,
        } = self;
        let word = if *passed { "accepts" } else { "objects to" };
        writeln!(f, "{judge} {word} {subject}")?;
        output
            .lines()
            .try_for_each(|line| writeln!(f, "    {line}"))
    }
}

/// The verdicts that did not pass, for people to read; empty when all did.
pub fn objections(verdicts: &[Verdict]) -> String {
    let objections = verdicts.iter().filter(|verdict| !verdict.passed);
    objections.map(Verdict::to_string).collect()
}
