//! Text to syntax as the generator reads it, and written values to meanings.

use super::json;
use super::print::READER;
use crate::unit::escape::Dialect;
use crate::unit::expand::{expand, expand_inside};
use crate::unit::parse::{Reader, error, push};
use crate::unit::split::{self, Backslash, Splitter};
use crate::unit::{File, Key, Text, refuse};
use crate::{ParseError, Refused};

/// Reads a quadlet file as the generator does (`UnitFile.Parse()` of podman 5.4 to 5.8).
///
/// Any backslash at the end of a line joins the next one, even `\\`; the backslash is removed and the
/// next line stripped. Blank lines and comments inside a continued line are left out. White space is
/// Unicode's. Sections that the generator passes on are read the same way here; systemd puts a blank
/// where the backslash was, which is another word only when none stands before it.
///
/// # Errors
/// What makes the generator drop the file, or all of its folder: a byte order mark, a line that is
/// neither comment, section nor assignment, an assignment above the first section. Also a CR or NUL
/// inside a line: systemd would end the line there and read on (G1).
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut reader = Reader::default();
    let mut continued = String::new();
    let mut last = 0;
    for (index, line) in text
        .strip_suffix('\n')
        .unwrap_or(text)
        .split('\n')
        .enumerate()
    {
        let number = index + 1;
        last = number;
        let line = line.trim();
        if line.contains(['\r', '\0']) {
            return Err(error(
                number,
                "the line holds a CR or NUL, where systemd begins a new line",
            ));
        }
        if line.is_empty() {
            continue;
        }
        if let Some(comment) = line.strip_prefix(['#', ';']) {
            if continued.is_empty() {
                reader.comment(comment);
            }
            continue;
        }
        continued.push_str(line);
        if continued.ends_with('\\') {
            continued.pop();
            continue;
        }
        let joined = std::mem::take(&mut continued);
        logical_line(&mut reader, number, joined.trim())?;
    }
    match continued.is_empty() {
        true => Ok(reader.file),
        false => Err(error(last, "the file ends inside a continued line")),
    }
}

fn logical_line(reader: &mut Reader, number: usize, line: &str) -> Result<(), ParseError> {
    if line.starts_with('[') {
        return reader.open(number, line);
    }
    let Some((key, value)) = line.split_once('=') else {
        let message = format!(
            "`{}` is no comment, section or assignment",
            line.escape_debug()
        );
        return Err(error(number, message));
    };
    let Some(section) = reader.file.sections.last_mut() else {
        return Err(error(
            number,
            "the assignment stands above the first section",
        ));
    };
    let key = key.trim().parse::<Key>();
    let key = key.map_err(|refused| error(number, format!("the key {refused}")))?;
    let value = value.trim();
    // Behind a removed backslash may stand another one.
    if value.ends_with('\\') {
        return Err(error(number, "the value ends in a backslash"));
    }
    push(section, key, value, number)
}

/// What systemd makes of a word on the generated command line.
fn expanded(word: &str) -> Result<Text, Refused> {
    if word == ";" {
        return Err(refuse::whole(
            READER,
            "holds a lone `;`, which ends the command on the host",
            "remove it; quotes do not help",
        ));
    }
    if let Some(offset) = word.find('\u{80}') {
        return Err(refuse::character(READER, offset, '\u{80}'));
    }
    if word.contains('\0') {
        return Err(refuse::character(READER, 0, '\0'));
    }
    expand(word, Dialect::QUADLET)
}

/// A value of kind `Lines`.
pub(super) fn line(value: &str) -> Result<Text, Refused> {
    expanded(value)
}

/// A value of kind `Text`.
pub(super) fn string(value: &str) -> Result<Text, Refused> {
    if value.starts_with('"') || value.ends_with('"') {
        return Err(refuse::whole(
            READER,
            "begins or ends with `\"`, which some releases strip and others keep",
            "remove the quotes: the whole line is the value",
        ));
    }
    expanded(value)
}

/// A value of kind `Words`.
pub(super) fn words(value: &str) -> Result<Vec<Text>, Refused> {
    split_with(value, Backslash::Ordinary)
}

/// A value of kind `Arguments` or `LastArguments`.
pub(super) fn arguments(value: &str) -> Result<Vec<Text>, Refused> {
    split_with(value, Backslash::Escape)
}

fn split_with(value: &str, backslash: Backslash) -> Result<Vec<Text>, Refused> {
    let words = split::words(value, backslash, Splitter::Quadlet)?;
    words.iter().map(|word| expanded(&word.text)).collect()
}

/// A value of kind `Assignments`: each word with its name.
pub(super) fn assignments(value: &str) -> Result<Vec<Text>, Refused> {
    let words = split::words(value, Backslash::Escape, Splitter::Quadlet)?;
    let mut texts = Vec::with_capacity(words.len());
    for word in words {
        match word.text.split_once('=') {
            Some((name, _)) if !name.is_empty() => texts.push(expanded(&word.text)?),
            // Some releases drop it, some take the value from the host.
            _ => return Err(refuse::nameless(READER, &word.text)),
        }
    }
    Ok(texts)
}

/// A command in JSON. systemd expands the line before podman reads the JSON, so a `%` or `$` that is
/// written as a JSON escape is never expanded; nobody writes that on purpose.
pub(super) fn command(value: &str) -> Result<Vec<Text>, Refused> {
    for (escape, c) in [("\\u0025", '%'), ("\\u0024", '$')] {
        if let Some(offset) = value.find(escape) {
            let hint = "write `%%` and `$$`";
            return Err(refuse::character_with_hint(READER, offset, c, hint));
        }
    }
    let Some(words) = json::parse(value) else {
        return Err(refuse::whole(
            READER,
            "is no JSON array of strings",
            "write `[\"program\", \"argument\"]`",
        ));
    };
    words
        .iter()
        .map(|word| expand_inside(word, Dialect::QUADLET))
        .collect()
}

/// A value of kind `Bool`.
pub(super) fn boolean(value: &str) -> Result<bool, Refused> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "yes" | "true" | "on" => Ok(true),
        "0" | "no" | "false" | "off" => Ok(false),
        _ => Err(refuse::whole(
            READER,
            format!("is `{}`, which is silently false", value.escape_debug()),
            "write `true` or `false`",
        )),
    }
}

/// A value of kind `Number`.
pub(super) fn number(value: &str) -> Result<i64, Refused> {
    let is_digits = value.bytes().all(|b| b.is_ascii_digit());
    match value.parse::<u32>() {
        Ok(number) if is_digits => Ok(number.into()),
        _ => Err(refuse::whole(
            READER,
            format!("is `{}`, which is silently 0", value.escape_debug()),
            "write a whole number",
        )),
    }
}
