//! The lines of a file and what each is, as `RawConfigParser._read()` of Python 3.8 to 3.13 takes them.

use super::Reader;
use super::value::is_space;
use crate::ParseError;
use std::ops::Range;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Where it stands, without its end.
    pub(super) range: Range<usize>,
    /// Where the next line begins.
    pub(super) next: usize,
    /// How many white space characters stand in front.
    pub(super) indent: usize,
    /// What it is.
    pub(super) kind: Kind<'a>,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Only white space.
    Blank,
    /// A comment, without the sign in front.
    Comment(&'a str),
    /// `[name]`
    Header(&'a str),
    /// `key = value`
    Option {
        /// The key.
        key: &'a str,
        /// Where the sign ends.
        sign: usize,
        /// Where the value stands, stripped; empty at the sign's end when there is none.
        value: Range<usize>,
    },
    /// One more line of the value before: what it adds.
    Continuation(Range<usize>),
}

/// Reads all lines.
pub(super) fn read(text: &str, reader: Reader) -> Result<Vec<Line<'_>>, ParseError> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut indent_level = 0;
    let mut has_section = false;
    let mut has_option = false;
    for (range, next) in physical_lines(text) {
        let line = &text[range.clone()];
        let indent = line.chars().take_while(|c| is_space(*c)).count();
        let content = content(line, reader);
        let start = range.start + content.start;
        let value = &line[content];
        let stripped = line.trim_matches(is_space);
        let kind = if value.is_empty() {
            match stripped.strip_prefix(['#', ';']) {
                Some(comment) => Kind::Comment(comment),
                None => Kind::Blank,
            }
        } else if has_option && indent > indent_level {
            Kind::Continuation(start..start + value.len())
        } else {
            indent_level = indent;
            let error = |message: &str| ParseError {
                line: lines.len() + 1,
                message: message.to_owned(),
            };
            let kind = header_or_option(value, start).map_err(error)?;
            match &kind {
                Kind::Option { .. } if !has_section => {
                    return Err(error("a key stands before the first section"));
                }
                Kind::Option { .. } => has_option = true,
                Kind::Blank | Kind::Comment(_) | Kind::Header(_) | Kind::Continuation(_) => {
                    has_section = true;
                    has_option = false;
                }
            }
            kind
        };
        lines.push(Line {
            range,
            next,
            indent,
            kind,
        });
    }
    Ok(lines)
}

/// LF, CR and CR LF end a line (universal newlines).
fn physical_lines(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end = match &rest.as_bytes()[length..] {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        let range = start..start + length;
        start += length + end;
        Some((range, start))
    })
}

/// Where the content of a line stands, comments and white space at its ends left out.
fn content(line: &str, reader: Reader) -> Range<usize> {
    let is_comment = line.trim_start_matches(is_space).starts_with(['#', ';']);
    let end = match (is_comment, reader) {
        (true, _) => 0,
        (false, Reader::Ckan) => line.len(),
        (false, Reader::Supervisor) => inline_comment(line).unwrap_or(line.len()),
    };
    let content = line[..end].trim_end_matches(is_space);
    let start = content.len() - content.trim_start_matches(is_space).len();
    start..content.len()
}

/// Where a comment behind a value begins.
///
/// Python looks at the first `;` and the first `#`, then at the second of each, and so on, and stops at the
/// first round in which one is behind white space: in `a;b ;c #d` the comment is `#d`.
fn inline_comment(line: &str) -> Option<usize> {
    let is_start = |at: &usize| line[..*at].chars().next_back().is_none_or(is_space);
    let mut semicolons = line.match_indices(';').map(|(at, _)| at);
    let mut hashes = line.match_indices('#').map(|(at, _)| at);
    loop {
        let round = [semicolons.next(), hashes.next()];
        if round == [None, None] {
            return None;
        }
        let first = round.into_iter().flatten().filter(is_start).min();
        if first.is_some() {
            return first;
        }
    }
}

fn header_or_option(value: &str, start: usize) -> Result<Kind<'_>, &'static str> {
    if let Some(rest) = value.strip_prefix('[') {
        // Before Python 3.10 the first `]` ends the name, since then the last.
        return match rest.split_once(']') {
            Some((name, "")) if !name.is_empty() => Ok(Kind::Header(name)),
            Some(_) => Err("a name of a section must be followed by a lone `]`"),
            None => Err("`[` without `]`"),
        };
    }
    let at = value
        .find(['=', ':'])
        .ok_or("the line is no `key = value`")?;
    let key = value[..at].trim_end_matches(is_space);
    if key.is_empty() {
        return Err("there is no key before the sign");
    }
    let sign = start + at + 1;
    let behind = value[at + 1..].trim_start_matches(is_space);
    let end = start + value.len();
    let value = match behind.len() {
        0 => sign..sign,
        length => end - length..end,
    };
    Ok(Kind::Option { key, sign, value })
}
