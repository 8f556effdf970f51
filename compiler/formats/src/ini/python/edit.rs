//! Single keys of a file of others, all else byte for byte as it was.

use super::document::Document;
use super::lines::{Kind, Line};
use super::{RawOption, Reader, Value};
use crate::ParseError;
use crate::ini::{Key, SectionName};

/// Sets a key of a file that is not ours; every byte stays that is not its value.
///
/// A key that is there keeps its spelling, its sign, its place and the comment behind it; comments and blank
/// lines between the lines of its old value stay, too. A new key comes behind the last one of its section, a
/// new section to the end of the file. The file keeps its line ends. Setting the value that is there changes
/// nothing.
///
/// # Errors
/// A file that its program cannot read; a key that stands twice, or that stands there in another case; a file
/// in which the key cannot be set without changing what is read of others (it is read again to be sure).
pub fn set_key(
    text: &str,
    reader: Reader,
    section: &SectionName,
    key: &Key,
    value: &Value,
) -> Result<String, ParseError> {
    let document = Document::read(text, reader)?;
    refuse_twins(&document, section, key)?;
    let written = value.written();
    let position = document.position(section.as_str(), key.as_str());
    let mut expected = content(&document.options);
    let (edited, line) = match position.map(|index| (index, &document.options[index])) {
        Some((_, option)) if option.value == written => return Ok(text.to_owned()),
        Some((index, option)) => {
            expected[index].2.clone_from(&written);
            (replaced(&document, option.line - 1, &written), option.line)
        }
        None => {
            let place = place(&document, section.as_str());
            let new = (section.as_str(), reader.key(key.as_str()), written.clone());
            expected.insert(place.options_before, new);
            let line = place.line + 1;
            (inserted(&document, &place, section, key, &written), line)
        }
    };
    confirmed(edited, reader, &expected, line)
}

/// Removes a key of a file that is not ours, if it is there: the lines of its value, nothing else.
///
/// # Errors
/// As [`set_key`].
pub fn remove_key(
    text: &str,
    reader: Reader,
    section: &SectionName,
    key: &Key,
) -> Result<String, ParseError> {
    let document = Document::read(text, reader)?;
    refuse_twins(&document, section, key)?;
    let Some(index) = document.position(section.as_str(), key.as_str()) else {
        return Ok(text.to_owned());
    };
    let mut expected = content(&document.options);
    expected.remove(index);
    let first = document.options[index].line - 1;
    let mut edited = text[..document.lines[first].range.start].to_owned();
    edited.push_str(&without_value_lines(&document, first));
    confirmed(edited, reader, &expected, first + 1)
}

/// A key that stands twice, or in another case where case counts: who edits one of them could not say what
/// the program makes of both.
fn refuse_twins(
    document: &Document<'_>,
    section: &SectionName,
    key: &Key,
) -> Result<(), ParseError> {
    let (section, lower) = (section.as_str(), key.as_str().to_lowercase());
    let is_alike =
        |option: &&RawOption<'_>| option.section == section && option.key.to_lowercase() == lower;
    let mut alike = document.options.iter().filter(is_alike);
    let first = alike.next();
    if let Some(second) = alike.next() {
        return Err(ParseError {
            line: second.line,
            message: format!("the key `{}` stands twice: keep one of them", second.key),
        });
    }
    match first {
        Some(option) if document.position(section, key.as_str()).is_none() => Err(ParseError {
            line: option.line,
            message: format!(
                "the key `{}` stands here as `{}`: write it in the same case",
                key.as_str(),
                option.key
            ),
        }),
        Some(_) | None => Ok(()),
    }
}

type Content<'a> = Vec<(&'a str, String, String)>;

fn content<'a>(options: &[RawOption<'a>]) -> Content<'a> {
    let triple =
        |option: &RawOption<'a>| (option.section, option.key.clone(), option.value.clone());
    options.iter().map(triple).collect()
}

/// Reads the result again: it must hold what is expected, no more and no less.
fn confirmed(
    edited: String,
    reader: Reader,
    expected: &Content<'_>,
    line: usize,
) -> Result<String, ParseError> {
    let document = Document::read(&edited, reader)?;
    match content(&document.options) == *expected {
        true => Ok(edited),
        false => Err(ParseError {
            line,
            message: "the key cannot be changed here without changing others".to_owned(),
        }),
    }
}

/// The text behind line `first`, on which a value begins, without the further lines of that value.
fn without_value_lines(document: &Document<'_>, first: usize) -> String {
    let Document { text, lines, .. } = document;
    let behind = &lines[first + 1..];
    let is_start = |line: &Line<'_>| matches!(line.kind, Kind::Option { .. } | Kind::Header(_));
    let n_own = behind.iter().position(is_start).unwrap_or(behind.len());
    let is_kept = |(index, line): &(usize, &Line<'_>)| {
        *index >= n_own || !matches!(line.kind, Kind::Continuation(_))
    };
    let kept = behind.iter().enumerate().filter(is_kept);
    kept.map(|(_, line)| &text[line.range.start..line.next])
        .collect()
}

/// The end that lines of the file have.
fn line_end(document: &Document<'_>) -> &'static str {
    match document
        .lines
        .first()
        .map(|line| &document.text[line.range.end..line.next])
    {
        Some("\r\n") => "\r\n",
        Some("\r") => "\r",
        Some(_) | None => "\n",
    }
}

/// Further lines of a value stand deeper than its key.
fn indented(written: &str, line_end: &str, indent: &str) -> String {
    written.replace('\n', &format!("{line_end}{indent}    "))
}

fn replaced(document: &Document<'_>, first: usize, written: &str) -> String {
    let (text, line) = (document.text, &document.lines[first]);
    let Kind::Option { sign, value, .. } = &line.kind else {
        return text.to_owned();
    };
    let blank = match value.is_empty() && !written.is_empty() && !written.starts_with('\n') {
        true => " ",
        false => "",
    };
    let indent = leading(text, line);
    let mut edited = text[..value.start.max(*sign)].to_owned();
    edited.push_str(blank);
    edited.push_str(&indented(written, line_end(document), indent));
    edited.push_str(&text[value.end..line.next]);
    edited.push_str(&without_value_lines(document, first));
    edited
}

fn leading<'a>(text: &'a str, line: &Line<'_>) -> &'a str {
    let line_text = &text[line.range.clone()];
    let length: usize = line_text
        .chars()
        .take(line.indent)
        .map(char::len_utf8)
        .sum();
    &line_text[..length]
}

/// Where a new key goes.
struct Place {
    /// The number of lines before it.
    line: usize,
    /// The number of options before it.
    options_before: usize,
    /// White space in front of it.
    indent: String,
    /// Whether the section must be made.
    needs_section: bool,
}

fn place(document: &Document<'_>, section: &str) -> Place {
    let Document {
        text,
        lines,
        options,
        ..
    } = document;
    let is_header = |line: &Line<'_>| line.kind == Kind::Header(section);
    let Some(header) = lines.iter().rposition(is_header) else {
        return Place {
            line: lines.len(),
            options_before: options.len(),
            indent: String::new(),
            needs_section: true,
        };
    };
    let behind = lines[header + 1..]
        .iter()
        .position(|line| matches!(line.kind, Kind::Header(_)));
    let end = behind.map_or(lines.len(), |length| header + 1 + length);
    let is_content = |line: &Line<'_>| !matches!(line.kind, Kind::Blank | Kind::Comment(_));
    let last = lines[header..end].iter().rposition(is_content).unwrap_or(0) + header;
    // As deep as the key before; the first key of a section as deep as what follows.
    let is_option = |line: &&Line<'_>| matches!(line.kind, Kind::Option { .. });
    let like = lines[header + 1..end].iter().rfind(is_option);
    let like = like.or_else(|| lines.get(end)).unwrap_or(&lines[header]);
    Place {
        line: last + 1,
        options_before: options
            .iter()
            .filter(|option| option.line <= last + 1)
            .count(),
        indent: leading(text, like).to_owned(),
        needs_section: false,
    }
}

fn inserted(
    document: &Document<'_>,
    place: &Place,
    section: &SectionName,
    key: &Key,
    written: &str,
) -> String {
    let end = line_end(document);
    let at = match place.line {
        0 => 0,
        line => document.lines[line - 1].next,
    };
    let (before, behind) = document.text.split_at(at);
    let mut edited = before.to_owned();
    if !before.is_empty() && !before.ends_with(['\n', '\r']) {
        edited.push_str(end);
    }
    if place.needs_section {
        if !before.is_empty() {
            edited.push_str(end);
        }
        edited.push_str(&format!("[{}]{end}", section.as_str()));
    }
    let sign = match written.is_empty() || written.starts_with('\n') {
        true => " =",
        false => " = ",
    };
    let value = indented(written, end, &place.indent);
    edited.push_str(&format!(
        "{}{}{sign}{value}{end}",
        place.indent,
        key.as_str()
    ));
    edited.push_str(behind);
    edited
}
