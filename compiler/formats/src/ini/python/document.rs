//! A file of others: what is in it, and where.

use super::Reader;
use super::lines::{self, Kind, Line};
use super::value::is_space;
use crate::ParseError;
use std::collections::BTreeSet;

/// A file as it stands, with all its options. Values are raw: `%` means what the program makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    reader: Reader,
    pub(super) lines: Vec<Line<'a>>,
    pub(super) options: Vec<RawOption<'a>>,
}

/// An option of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawOption<'a> {
    /// The section, as it was written.
    pub section: &'a str,
    /// The key as its program has it: for supervisor in lower case.
    pub key: String,
    /// The value, its lines joined by line feeds, `%` and all.
    pub value: String,
    /// The line it begins on, from 1.
    pub line: usize,
}

impl<'a> Document<'a> {
    /// Reads a file.
    ///
    /// # Errors
    /// What Python refuses; for CKAN also a section or key that stands twice, the key in whatever case.
    pub fn read(text: &'a str, reader: Reader) -> Result<Self, ParseError> {
        let lines = lines::read(text, reader)?;
        let mut section = "";
        let mut options: Vec<RawOption<'a>> = Vec::new();
        let mut is_open = false;
        let mut seen = BTreeSet::new();
        let mut seen_sections = BTreeSet::new();
        for (index, line) in lines.iter().enumerate() {
            let error = |what: &str| ParseError {
                line: index + 1,
                message: format!("{what} stands twice"),
            };
            match &line.kind {
                Kind::Comment(_) => {}
                Kind::Blank => {
                    // White space at the end of a value does not count, so only inner ones stay.
                    if let Some(option) = options.last_mut().filter(|_| is_open) {
                        option.value.push('\n');
                    }
                }
                Kind::Header(name) => {
                    section = name;
                    is_open = false;
                    let is_new = seen_sections.insert(*name) || *name == "DEFAULT";
                    if reader == Reader::Ckan && !is_new {
                        return Err(error(&format!("the section `{name}`")));
                    }
                }
                Kind::Option { key, value, .. } => {
                    is_open = true;
                    let is_new = seen.insert((section, key.to_lowercase()));
                    if reader == Reader::Ckan && !is_new {
                        return Err(error(&format!("the key `{key}`")));
                    }
                    options.push(RawOption {
                        section,
                        key: reader.key(key),
                        value: text[value.clone()].to_owned(),
                        line: index + 1,
                    });
                }
                Kind::Continuation(range) => {
                    if let Some(option) = options.last_mut() {
                        option.value.push('\n');
                        option.value.push_str(&text[range.clone()]);
                    }
                }
            }
        }
        for option in &mut options {
            let length = option.value.trim_end_matches(is_space).len();
            option.value.truncate(length);
        }
        Ok(Self {
            text,
            reader,
            lines,
            options,
        })
    }

    /// All options in order.
    pub fn options(&self) -> &[RawOption<'a>] {
        &self.options
    }

    /// The raw value of a key; of two the last.
    pub fn value(&self, section: &str, key: &str) -> Option<&str> {
        self.position(section, key)
            .and_then(|index| self.options.get(index))
            .map(|option| option.value.as_str())
    }

    /// Whether a section is there, with options or without.
    pub fn has_section(&self, name: &str) -> bool {
        let is_it = |line: &Line<'_>| line.kind == Kind::Header(name);
        self.lines.iter().any(is_it)
    }

    pub(super) fn position(&self, section: &str, key: &str) -> Option<usize> {
        let key = self.reader.key(key);
        self.options
            .iter()
            .rposition(|option| option.section == section && option.key == key)
    }
}
