//! The texts of a compilation and places in them.

use crate::lines::Lines;

/// Names one file of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

impl SourceId {
    /// Its number in the order in which the files were added, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in one source file; `start <= end`, both on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Who wrote a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A file of the user's project: diagnostics point here.
    User,
    /// A file of the embedded library.
    Library,
    /// The standard library of the language, or text made while evaluating.
    Language,
}

/// One text that took part in an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// What is shown: the path relative to the project root, or `<stackc/main.ncl>` for the library.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Who wrote it.
    pub kind: SourceKind,
}

/// All texts of one evaluation. The order is the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The lines of each.
    lines: Vec<Lines>,
}

impl Sources {
    /// Adds a file and names it.
    pub fn add(
        &mut self,
        kind: SourceKind,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> SourceId {
        let id = u32::try_from(self.files.len()).expect("fewer than 2^32 source files");
        let text = text.into();
        self.lines.push(Lines::of(&text));
        self.files.push(SourceFile {
            name: name.into(),
            text,
            kind,
        });
        SourceId(id)
    }

    /// The file with this name, which must come from the same `Sources`.
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (SourceId(index as u32), file))
    }

    /// Line and column (both from 1, the column in characters) where a span starts.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let text = &self.get(span.source).text;
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let lines = self.lines(span.source);
        let line = lines.at(start);
        let line_start = lines.range(line, text.len()).start;
        (line + 1, text[line_start..start].chars().count() + 1)
    }

    /// Where the lines of a file are.
    pub(crate) fn lines(&self, id: SourceId) -> &Lines {
        &self.lines[id.0 as usize]
    }
}
