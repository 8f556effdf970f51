//! Texts as they are shown: lines that are too long for people are shortened, around what is labelled.

use crate::lines::Lines;
use crate::{Diagnostic, SourceId, Sources, Span};
use codespan_reporting::files::{Error, Files};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of the longest line that is shown whole: more than people write, less than a minified file.
const LONGEST_LINE: usize = 400;

/// Bytes that are shown on either side of the start and the end of a label in a longer line.
const AROUND: usize = 60;

/// Stands for what is left out.
const ELLIPSIS: &str = "…";

/// The sources of one finding, with shortened lines where there are long ones.
pub(super) struct Excerpts<'a> {
    sources: &'a Sources,
    shortened: BTreeMap<SourceId, Excerpt>,
}

/// A text without parts of its long lines.
struct Excerpt {
    text: String,
    lines: Lines,
    /// What is left of the original, in order.
    kept: Vec<Kept>,
}

/// A part that is in both texts.
struct Kept {
    original: Range<usize>,
    /// Where it starts in the shortened text.
    start: usize,
}

impl<'a> Excerpts<'a> {
    pub(super) fn new(sources: &'a Sources, diagnostic: &Diagnostic) -> Self {
        let mut points: BTreeMap<SourceId, Vec<usize>> = BTreeMap::new();
        for Span { source, start, end } in diagnostic.labels.iter().map(|label| label.span) {
            let points = points.entry(source).or_default();
            points.extend([start as usize, end as usize]);
        }
        let shortened = points.into_iter().filter_map(|(source, points)| {
            let is_long = sources.lines(source).longest() > LONGEST_LINE;
            is_long.then(|| (source, shorten(&sources.get(source).text, &points)))
        });
        Self {
            sources,
            shortened: shortened.collect(),
        }
    }

    /// Where a range of a source is in what is shown of it.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let shown = |byte: u32| match self.shortened.get(&span.source) {
            Some(excerpt) => excerpt.shown(byte as usize),
            None => byte as usize,
        };
        shown(span.start)..shown(span.end)
    }

    fn text(&self, source: SourceId) -> &str {
        match self.shortened.get(&source) {
            Some(excerpt) => &excerpt.text,
            None => &self.sources.get(source).text,
        }
    }

    fn lines(&self, source: SourceId) -> &Lines {
        match self.shortened.get(&source) {
            Some(excerpt) => &excerpt.lines,
            None => self.sources.lines(source),
        }
    }
}

impl Excerpt {
    fn keep(&mut self, text: &str, range: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(&text[range.clone()]);
        self.kept.push(Kept {
            original: range,
            start,
        });
    }

    /// The place in this text of a byte of the original, or of the next one that is left.
    fn shown(&self, byte: usize) -> usize {
        let kept = self.kept.iter().find(|kept| byte <= kept.original.end);
        kept.map_or(self.text.len(), |kept| {
            kept.start + byte.saturating_sub(kept.original.start)
        })
    }

    /// The place in the original of a byte of this text.
    fn original(&self, byte: usize) -> usize {
        let kept = self.kept.iter().rfind(|kept| kept.start <= byte);
        kept.map_or(0, |kept| {
            (kept.original.start + byte - kept.start).min(kept.original.end)
        })
    }
}

/// Leaves out what is far from all `points` of a long line.
fn shorten(text: &str, points: &[usize]) -> Excerpt {
    let mut excerpt = Excerpt {
        text: String::new(),
        lines: Lines::of(""),
        kept: Vec::new(),
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let content = start..start + line.trim_end_matches('\n').len();
        if content.len() <= LONGEST_LINE {
            excerpt.keep(text, start..end);
        } else {
            shorten_line(text, content.clone(), points, &mut excerpt);
            excerpt.keep(text, content.end..end);
        }
        start = end;
    }
    excerpt.lines = Lines::of(&excerpt.text);
    excerpt
}

fn shorten_line(text: &str, line: Range<usize>, points: &[usize], excerpt: &mut Excerpt) {
    let inside = points
        .iter()
        .filter(|point| line.start <= **point && **point <= line.end);
    let mut windows: Vec<Range<usize>> = inside
        .map(|point| point.saturating_sub(AROUND)..point.saturating_add(AROUND))
        .collect();
    if windows.is_empty() {
        windows.push(line.start..line.start + AROUND);
    }
    windows.sort_by_key(|window| window.start);
    let mut end = line.start;
    for window in windows {
        let from = boundary(text, window.start.max(end));
        let to = boundary(text, window.end.min(line.end));
        if from > end {
            excerpt.text.push_str(ELLIPSIS);
        }
        if to > from {
            excerpt.keep(text, from..to);
            end = to;
        }
    }
    if end < line.end {
        excerpt.text.push_str(ELLIPSIS);
    }
}

/// The start of the character that a byte is part of.
fn boundary(text: &str, byte: usize) -> usize {
    (0..=byte)
        .rev()
        .find(|byte| text.is_char_boundary(*byte))
        .unwrap_or(0)
}

impl<'a> Files<'a> for Excerpts<'_> {
    type FileId = SourceId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: SourceId) -> Result<&'a str, Error> {
        Ok(&self.sources.get(id).name)
    }

    fn source(&'a self, id: SourceId) -> Result<&'a str, Error> {
        Ok(self.text(id))
    }

    fn line_index(&'a self, id: SourceId, byte: usize) -> Result<usize, Error> {
        let byte = byte.min(self.text(id).len());
        Ok(self.lines(id).at(byte))
    }

    /// Counts in the original.
    fn column_number(&'a self, id: SourceId, _line: usize, byte: usize) -> Result<usize, Error> {
        let byte = match self.shortened.get(&id) {
            Some(excerpt) => excerpt.original(byte),
            None => byte,
        };
        let byte = u32::try_from(byte).unwrap_or(u32::MAX);
        let place = Span {
            source: id,
            start: byte,
            end: byte,
        };
        Ok(self.sources.line_column(place).1)
    }

    fn line_range(&'a self, id: SourceId, line: usize) -> Result<Range<usize>, Error> {
        Ok(self.lines(id).range(line, self.text(id).len()))
    }
}

#[cfg(test)]
mod tests {
    use crate::render::{Color, human};
    use crate::{Diagnostic, Gravity, Party, Report, Rule, SourceKind, Sources, Span};

    static RULE: Rule = Rule {
        code: "SC0000",
        name: "example",
        gravity: Gravity::Error,
        summary: "an example",
        page: "",
    };

    /// The finding about these parts of a text.
    fn shown(text: &str, parts: &[&str]) -> String {
        let mut sources = Sources::default();
        let source = sources.add(SourceKind::User, "stack.ncl", text);
        let mut diagnostic = Diagnostic::error(&RULE, "wrong");
        for part in parts {
            let start = text.find(part).unwrap();
            let span = Span {
                source,
                start: start as u32,
                end: (start + part.len()) as u32,
            };
            diagnostic = diagnostic.label(Party::Primary, span, "here");
        }
        let mut report = Report::new();
        report.add(diagnostic);
        human(&report, &sources, Color::Never)
    }

    #[test]
    fn long_lines_are_shown_around_their_labels_with_the_true_columns() {
        let filler = "é = 1, ".repeat(2_000);
        let text = format!("{{\n{filler}first = 2, {filler}second = 3, {filler}\n}}\n");
        let said = shown(&text, &["first", "second"]);
        assert!(said.len() < 2_000, "{said}");
        assert!(said.contains("stack.ncl:2:14001"), "{said}");
        assert!(said.contains("…") && said.contains("first = 2"), "{said}");
        assert!(said.contains("second = 3"), "{said}");

        // A label that is long itself, also over lines.
        let said = shown(&text, &[&text[2..text.len() - 4]]);
        assert!(
            said.len() < 2_000 && said.contains("stack.ncl:2:1\n"),
            "{said}"
        );
        let said = shown(&text, &[text.as_str()]);
        assert!(
            said.len() < 2_000 && said.contains("stack.ncl:1:1\n"),
            "{said}"
        );
    }

    #[test]
    fn every_place_of_a_long_line_can_be_labelled() {
        let text = "äöü€ ".repeat(200);
        for (start, character) in text.char_indices().step_by(7) {
            let rest = &text[start..];
            let part = &rest[..character.len_utf8()];
            assert!(shown(rest, &[part]).contains("here"));
            assert!(shown(&text, &[rest]).contains("here"));
        }
    }

    #[test]
    fn lines_that_people_write_are_shown_whole() {
        let text = format!("a = {}", "1 + ".repeat(90));
        assert!(shown(&text, &["a"]).contains(text.trim_end()));
    }
}
