//! Bounds how deeply a data file nests, before the language recurses over it.

use nickel_lang_core::cache::InputFormat;
use saphyr_parser::{Event, Parser};
use std::ops::Range;

/// The place where data nests deeper than `limit`; `None` when it does not, or when the text is not
/// well-formed up to there, which the parser will say better.
pub(crate) fn overdeep_data(text: &str, format: InputFormat, limit: usize) -> Option<Range<usize>> {
    match format {
        InputFormat::Json => overdeep_json(text, limit),
        InputFormat::Yaml => overdeep_yaml(text, limit),
        InputFormat::Toml => overdeep_toml(text, limit),
        InputFormat::Text | InputFormat::Nickel => None,
    }
}

/// Counts brackets outside of strings (RFC 8259).
fn overdeep_json(text: &str, limit: usize) -> Option<Range<usize>> {
    let mut depth = 0usize;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => skip_json_string(&mut bytes),
            b'[' | b'{' => {
                depth += 1;
                if depth > limit {
                    return Some(at..at + 1);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn skip_json_string(bytes: &mut impl Iterator<Item = (usize, u8)>) {
    while let Some((_, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => return,
            _ => {}
        }
    }
}

/// Follows the events of the same parser that the language uses; it does not recurse between them.
fn overdeep_yaml(text: &str, limit: usize) -> Option<Range<usize>> {
    let mut depth = 0usize;
    let mut parser = Parser::new_from_iter(text.chars());
    while let Some(event) = parser.next_event() {
        let (event, span) = event.ok()?;
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                depth += 1;
                if depth > limit {
                    // The parser counts characters.
                    let at = text.char_indices().nth(span.start.index());
                    let at = at.map_or(text.len(), |(at, _)| at);
                    return Some(at..at);
                }
            }
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Counts brackets and the dots of keys outside of strings and comments, since both nest: the key and
/// value `a.b.c = [[1]]` are four levels deep. A dot in a number counts too, which is one at most.
fn overdeep_toml(text: &str, limit: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    // Dots since the last separator, per open bracket.
    let mut levels: Vec<usize> = vec![0];
    let (mut at, mut dots) = (0usize, 0usize);
    while at < bytes.len() {
        let level = levels.last_mut()?;
        match bytes[at] {
            b'#' => at = end_of_line(bytes, at),
            b'"' | b'\'' => {
                at = end_of_toml_string(bytes, at);
                continue;
            }
            b'\n' | b',' => dots -= std::mem::take(level),
            b'.' => {
                *level += 1;
                dots += 1;
            }
            b'[' | b'{' => levels.push(0),
            b']' | b'}' if levels.len() > 1 => dots -= levels.pop().unwrap_or(0),
            _ => {}
        }
        if levels.len() - 1 + dots > limit {
            return Some(at..at + 1);
        }
        at += 1;
    }
    None
}

/// The last byte before the end of the line.
fn end_of_line(bytes: &[u8], from: usize) -> usize {
    let newline = bytes[from..].iter().position(|byte| *byte == b'\n');
    newline.map_or(bytes.len(), |offset| from + offset - 1)
}

/// One past the end of the string that starts at `from`, whose first byte is its quote.
fn end_of_toml_string(bytes: &[u8], from: usize) -> usize {
    let quote = bytes[from];
    let triple = [quote; 3];
    let delimiter: &[u8] = if bytes[from..].starts_with(&triple) {
        &triple
    } else {
        &triple[..1]
    };
    let mut at = from + delimiter.len();
    while at < bytes.len() {
        if bytes[at..].starts_with(delimiter) {
            return at + delimiter.len();
        }
        if delimiter.len() == 1 && bytes[at] == b'\n' {
            return at;
        }
        let is_escape = bytes[at] == b'\\' && quote == b'"';
        at += if is_escape { 2 } else { 1 };
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_as_deep_as_its_brackets_keys_and_indentation() {
        use InputFormat::{Json, Toml, Yaml};
        let cases = [
            (Json, "[[1]]", 2),
            (Json, r#"{"[[[\"[": [{}]}"#, 3),
            (Yaml, "a:\n  b:\n    - - c\n", 4),
            (Yaml, "[[a], {b: \"[[[[[\"}]", 2),
            (Yaml, "- |\n  [[[[[[\n", 1),
            (Toml, "a.b.c = [[1]]", 4),
            (Toml, "a = [1, [2, { b = 3 }]] # [[[[[[\nb = '[[[['\n", 3),
            (Toml, "a = [1.5, 2.5, 3.5, 4.5, 5.5]", 2),
            (Toml, "a = \"\"\"\n[[[[\n.....\"\"\"\nb = [1]", 1),
            (Toml, "[a.b]\nc = 1", 2),
        ];
        for (format, text, depth) in cases {
            assert!(overdeep_data(text, format, depth).is_none(), "{text}");
            assert!(overdeep_data(text, format, depth - 1).is_some(), "{text}");
        }
    }

    #[test]
    fn the_place_is_where_the_limit_is_passed() {
        let place = overdeep_data("é: [[x]]", InputFormat::Yaml, 1);
        assert_eq!(place, Some(4..4));
    }
}
