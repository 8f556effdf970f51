//! Answers, and how people read them.

use super::Explained;
use serde::Serialize;
use source::ValuePath;
use std::collections::BTreeMap;
use std::fmt;

/// What is known of one thing.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Answer {
    /// What it is: `the file etc/nftables.d/wiki.nft`.
    pub(crate) title: String,
    /// Whether its one value says all that the title does.
    #[serde(skip)]
    pub(crate) is_value: bool,
    /// What is to be said in a line each.
    pub(crate) facts: Vec<String>,
    /// Lines of files, with the values that they were made from.
    pub(crate) lines: Vec<Line>,
    /// The values behind it.
    #[serde(serialize_with = "in_order")]
    pub(crate) values: BTreeMap<ValuePath, Explained>,
}

/// A line of a file of the tree.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    #[serde(flatten)]
    pub(crate) line: Made,
    /// The paths of the values that it was made from, with the places where they stand.
    pub(crate) because: Vec<String>,
}

/// A line, by its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Made {
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) text: String,
}

fn in_order<S: serde::Serializer>(
    values: &BTreeMap<ValuePath, Explained>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.values())
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (true, Some(explained)) = (self.is_value, self.values.values().next()) {
            return explained.fmt(f);
        }
        writeln!(f, "{}", self.title)?;
        for fact in &self.facts {
            writeln!(f, "  {fact}")?;
        }
        let width = |line: &Line| line.line.text.chars().count().min(60);
        let width = self.lines.iter().map(width).max().unwrap_or_default();
        for Line { line, because } in &self.lines {
            let Made { line, text, .. } = line;
            let because = match because.is_empty() {
                true => String::new(),
                false => format!("  ← {}", because.join(", ")),
            };
            writeln!(
                f,
                "{}",
                format!("{line:5}  {text:width$}{because}").trim_end()
            )?;
        }
        for explained in self.values.values() {
            write!(f, "\n{explained}")?;
        }
        Ok(())
    }
}
