//! One value: what it is, the places that give it, and the lines that it makes.

use super::Made;
use crate::compile::Build;
use eval::{History, Priority};
use serde::Serialize;
use source::{Segment, SourceKind, Sources, Span, Value, ValueKind, ValuePath};
use std::collections::BTreeSet;
use std::fmt;
use tree::Artifact;

/// Characters of a value or a text that are shown.
const WIDEST: usize = 64;

/// Lines that are shown of what a value makes.
const MOST_LINES: usize = 12;

/// What is known of a value.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Explained {
    pub(crate) path: String,
    /// What it is, shortened.
    pub(crate) text: Option<String>,
    /// What gives it, from the weakest to what counts.
    pub(crate) definitions: Vec<Definition>,
    /// Where it may come from as well: what is there had to be calculated.
    pub(crate) unfollowed: Vec<Location>,
    /// Where the text stands that it was calculated from, when no definition is there.
    pub(crate) calculated: Option<Location>,
    /// Lines of the tree.
    pub(crate) makes: Vec<Made>,
    /// Files of the tree that exist because of it.
    pub(crate) files: Vec<String>,
}

/// A place that gives a value.
#[derive(Debug, Serialize)]
pub(crate) struct Definition {
    /// Whose it is: `library`, `recipe` or `stack`.
    pub(crate) by: &'static str,
    /// `default`, `set`, `priority N` or `force`.
    pub(crate) priority: String,
    /// Whether it counts, or something stronger does.
    pub(crate) counts: bool,
    pub(crate) place: Option<Location>,
    /// What is written there.
    pub(crate) text: String,
    /// Where the value stands when a name leads to it.
    pub(crate) leads_to: Option<Location>,
}

/// A place in a text; line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Location {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Location {
    pub(crate) fn of(span: Span, sources: &Sources) -> Self {
        let (line, column) = sources.line_column(span);
        Self {
            file: sources.get(span.source).name.clone(),
            line,
            column,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The part of a value at a path.
pub(super) fn at<'v>(value: &'v Value, path: &ValuePath) -> Option<&'v Value> {
    path.segments()
        .into_iter()
        .try_fold(value, |value, segment| match (&value.kind, segment) {
            (ValueKind::Record(fields), Segment::Field(name)) => {
                fields.get(name).map(|field| &field.value)
            }
            (ValueKind::Array(elements), Segment::Index(index)) => elements.get(*index),
            (ValueKind::Enum(tag, payload), Segment::Variant(name)) if tag == name => {
                payload.as_deref()
            }
            _ => None,
        })
}

/// Says what is known of the value at a path.
pub(super) fn explain(
    path: &ValuePath,
    whole: &Value,
    history: Option<&History>,
    build: &Build,
    sources: &Sources,
) -> Explained {
    let value = at(whole, path);
    let found = value.and_then(|value| value.origin.span());
    let history = history.cloned().unwrap_or_default();
    let is_known = found.is_none_or(|found| is_given(found, &history, sources));
    let (makes, files) = made(path, build);
    Explained {
        path: path.to_string(),
        text: value.map(show),
        definitions: history
            .definitions
            .iter()
            .map(|one| definition(one, sources))
            .collect(),
        unfollowed: history
            .unfollowed
            .iter()
            .map(|span| Location::of(*span, sources))
            .collect(),
        calculated: found
            .filter(|_| !is_known)
            .map(|span| Location::of(span, sources)),
        makes,
        files,
    }
}

/// Whether what counts explains the place that evaluation found. A value of the library has no place of
/// the user's: evaluation then names what is around it.
fn is_given(found: Span, history: &History, sources: &Sources) -> bool {
    let counting = history.definitions.iter().filter(|one| one.counts);
    let mut places = counting
        .flat_map(|one| [one.span, one.key, one.leads_to])
        .flatten();
    places
        .any(|place| sources.get(place.source).kind == SourceKind::Library || lies_in(found, place))
}

fn lies_in(inner: Span, outer: Span) -> bool {
    inner.source == outer.source && outer.start <= inner.start && inner.end <= outer.end
}

fn definition(definition: &eval::Definition, sources: &Sources) -> Definition {
    let place = definition.span.or(definition.key);
    let file = place.map(|span| sources.get(span.source));
    let by = match file.map(|file| file.name.as_str()) {
        Some(name) if name.starts_with("<stackc/recipes/") => "recipe",
        Some(name) if name.starts_with('<') => "library",
        _ => "stack",
    };
    let text = place.and_then(|span| {
        let text = &sources.get(span.source).text;
        text.get(span.start as usize..span.end as usize)
    });
    Definition {
        by,
        priority: match &definition.priority {
            Priority::Default => "default".to_owned(),
            Priority::Plain => "set".to_owned(),
            Priority::Number(number) => format!("priority {number}"),
            Priority::Force => "force".to_owned(),
        },
        counts: definition.counts,
        place: place.map(|span| Location::of(span, sources)),
        text: shorten(text.unwrap_or_default()),
        leads_to: definition.leads_to.map(|span| Location::of(span, sources)),
    }
}

/// The lines that were made from a value or from what is in it, and the files that exist because of it.
fn made(path: &ValuePath, build: &Build) -> (Vec<Made>, Vec<String>) {
    let is_below = |other: &ValuePath| other.starts_with(path);
    let mut lines = BTreeSet::new();
    let mut files = Vec::new();
    for artifact in build.generation.tree().iter() {
        if artifact
            .origins
            .iter()
            .any(|origin| is_below(origin.path()))
        {
            files.push(artifact.path.to_string());
        }
        for (line, origin) in &artifact.causes {
            if is_below(origin.path()) {
                lines.insert(line_of(artifact, *line));
            }
        }
    }
    (lines.into_iter().collect(), files)
}

/// A line of a file of the tree.
pub(super) fn line_of(artifact: &Artifact, line: usize) -> Made {
    let text = String::from_utf8_lossy(artifact.bytes().unwrap_or_default());
    let text = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    Made {
        file: artifact.path.to_string(),
        line,
        text: text.to_owned(),
    }
}

/// A value as the language would write it, shortened.
fn show(value: &Value) -> String {
    shorten(&match &value.kind {
        ValueKind::Null => "null".to_owned(),
        ValueKind::Bool(truth) => truth.to_string(),
        ValueKind::Number(number) => number.to_string(),
        ValueKind::String(text) => format!("{text:?}"),
        ValueKind::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(show).collect();
            format!("[{}]", elements.join(", "))
        }
        ValueKind::Record(fields) if fields.is_empty() => "{}".to_owned(),
        ValueKind::Record(fields) => {
            let names: Vec<&str> = fields.keys().collect();
            format!("{{ {} }}", names.join(", "))
        }
        ValueKind::Enum(tag, None) => format!("'{tag}"),
        ValueKind::Enum(tag, Some(payload)) => format!("'{tag} {}", show(payload)),
    })
}

/// One line of a text, no longer than is easy to read.
fn shorten(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => writeln!(f, "{} = {text}", self.path)?,
            None => writeln!(f, "{}", self.path)?,
        }
        for definition in &self.definitions {
            writeln!(f, "{definition}")?;
        }
        if let Some(place) = &self.calculated {
            writeln!(f, "  calculated from {place}")?;
        }
        for place in &self.unfollowed {
            writeln!(f, "  not followed: {place} may set it too")?;
        }
        if self.definitions.is_empty() && self.calculated.is_none() {
            writeln!(f, "  nothing in the texts sets it: stackc made it")?;
        }
        for Made { file, line, text } in self.makes.iter().take(MOST_LINES) {
            writeln!(f, "  makes {file}:{line}  {}", shorten(text))?;
        }
        if let Some(n_more @ 1..) = self.makes.len().checked_sub(MOST_LINES) {
            writeln!(f, "  makes {n_more} more lines")?;
        }
        let only_files = self.files.iter().filter(|_| self.makes.is_empty());
        for file in only_files {
            writeln!(f, "  makes {file}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.counts { '*' } else { ' ' };
        let Self { by, priority, .. } = self;
        write!(f, "  {mark} {by:7} {priority:10}")?;
        if let Some(place) = &self.place {
            write!(f, " {place}")?;
        }
        write!(f, "  {}", self.text)?;
        match &self.leads_to {
            Some(place) => write!(f, "  → {place}"),
            None => Ok(()),
        }?;
        match self.counts {
            true => Ok(()),
            false => f.write_str("  (overridden)"),
        }
    }
}
