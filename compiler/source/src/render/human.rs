//! For people: a headline, the lines of text with labels below them, notes and hints.

use crate::{Diagnostic, Party, Report, Severity, SourceId, Sources};
use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term;
use std::ops::Range;

/// Whether to use terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// ANSI escape sequences.
    Ansi,
    /// Plain text.
    Never,
}

/// Renders all findings in source order, with a blank line after each.
pub fn human(report: &Report, sources: &Sources, color: Color) -> String {
    let config = term::Config {
        before_label_lines: 0,
        after_label_lines: 0,
        ..term::Config::default()
    };
    let mut out = String::new();
    for diagnostic in report.sorted() {
        let mut buffer = match color {
            Color::Ansi => term::termcolor::Buffer::ansi(),
            Color::Never => term::termcolor::Buffer::no_color(),
        };
        term::emit_to_write_style(&mut buffer, &config, sources, &convert(diagnostic))
            .expect("writing to memory succeeds and spans lie in their files");
        out.push_str(&String::from_utf8_lossy(buffer.as_slice()));
        if !out.ends_with("\n\n") {
            out.push('\n');
        }
    }
    out
}

fn convert(diagnostic: &Diagnostic) -> codespan::Diagnostic<SourceId> {
    let Diagnostic {
        rule,
        severity,
        headline,
        path,
        labels,
        notes,
        hints,
    } = diagnostic;
    let severity = match severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
    };
    let labels = labels.iter().map(|label| {
        let range = label.span.start as usize..label.span.end as usize;
        let converted = match label.party {
            Party::Primary => codespan::Label::primary(label.span.source, range),
            Party::Secondary => codespan::Label::secondary(label.span.source, range),
        };
        converted.with_message(&label.message)
    });
    let path = path.iter().map(|path| format!("at `{path}`"));
    let hints = hints.iter().map(|hint| format!("hint: {hint}"));
    codespan::Diagnostic::new(severity)
        .with_code(rule.code)
        .with_message(headline)
        .with_labels(labels.collect())
        .with_notes(path.chain(notes.iter().cloned()).chain(hints).collect())
}

impl<'a> Files<'a> for Sources {
    type FileId = SourceId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: SourceId) -> Result<&'a str, Error> {
        Ok(&self.get(id).name)
    }

    fn source(&'a self, id: SourceId) -> Result<&'a str, Error> {
        Ok(&self.get(id).text)
    }

    fn line_index(&'a self, id: SourceId, byte: usize) -> Result<usize, Error> {
        let text = self.get(id).text.as_bytes();
        Ok(text[..byte.min(text.len())]
            .iter()
            .filter(|b| **b == b'\n')
            .count())
    }

    fn line_range(&'a self, id: SourceId, line: usize) -> Result<Range<usize>, Error> {
        let text = &self.get(id).text;
        let mut start = 0;
        for (index, content) in text.split_inclusive('\n').enumerate() {
            if index == line {
                return Ok(start..start + content.len());
            }
            start += content.len();
        }
        Ok(text.len()..text.len())
    }
}
