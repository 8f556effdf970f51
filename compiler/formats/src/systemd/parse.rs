//! Written values to meanings: what systemd makes of each shape.

use crate::Refused;
use crate::systemd::print::{self, READER, dialect};
use crate::systemd::{Reading, Shape};
use crate::unit::escape::Dialect;
use crate::unit::expand::expand;
use crate::unit::split::{self, Backslash, Splitter, Word};
use crate::unit::{Command, Prefixes, Privileges, Text, refuse};

/// The words of a list.
pub(crate) fn words(value: &str, reading: Reading) -> Result<Vec<Text>, Refused> {
    let words: Vec<String> = match reading.shape {
        Shape::Words => value.split_ascii_whitespace().map(str::to_owned).collect(),
        Shape::QuotedWords => quoted(value, Backslash::TakeNext)?,
        Shape::Line
        | Shape::EscapedLine
        | Shape::Credential
        | Shape::EscapedWords
        | Shape::Command => quoted(value, Backslash::Escape)?,
    };
    let dialect = dialect(reading);
    words.iter().map(|word| expand(word, dialect)).collect()
}

fn quoted(value: &str, backslash: Backslash) -> Result<Vec<String>, Refused> {
    let words = split::words(value, backslash, Splitter::Systemd)?;
    Ok(words.into_iter().map(|word| word.text).collect())
}

/// A whole line.
pub(crate) fn line(value: &str, reading: Reading) -> Result<Text, Refused> {
    match reading.shape {
        Shape::EscapedLine => {
            let text = split::unescape_all(value, READER)?;
            expand(&text, dialect(reading))
        }
        Shape::Line
        | Shape::Credential
        | Shape::Words
        | Shape::QuotedWords
        | Shape::EscapedWords
        | Shape::Command => expand(value, dialect(reading)),
    }
}

/// `ID:VALUE`.
pub(crate) fn credential(value: &str, reading: Reading) -> Result<(String, Text), Refused> {
    let Some((id, value)) = value.split_once(':') else {
        return Err(refuse::whole(
            READER,
            "has no `:` between a credential and its value",
            "write `ID:VALUE`",
        ));
    };
    if value.is_empty() {
        return Err(print::empty_credential());
    }
    let text = split::unescape_all(value, READER)?;
    Ok((id.to_owned(), expand(&text, dialect(reading))?))
}

/// A command line. Several commands joined by `;` are refused: write one line for each.
pub(crate) fn command(value: &str) -> Result<Command, Refused> {
    let words = split::words(value, Backslash::EscapeOrKeep, Splitter::Systemd)?;
    let mut words = words.into_iter();
    let Some(first) = words.next() else {
        return Err(refuse::whole(
            READER,
            "has no program",
            "write the path of a program",
        ));
    };
    let (prefixes, has_name, program) = prefixes(&first.text)?;
    let mut command = Command {
        prefixes,
        program: expand(program, Dialect::SYSTEMD)?,
        ..Command::default()
    };
    if has_name {
        let Some(name) = words.next() else {
            return Err(refuse::whole(
                READER,
                "has no word for the name that `@` asks for",
                "write the name behind the program: `@/bin/sh name`",
            ));
        };
        command.name = Some(expand(&name.text, Dialect::SYSTEMD)?);
    }
    for word in words {
        command.arguments.push(argument(&word, prefixes)?);
    }
    Ok(command)
}

fn argument(word: &Word, prefixes: Prefixes) -> Result<Text, Refused> {
    if word.raw == ";" {
        return Err(refuse::whole(
            READER,
            "holds a lone `;`, which begins another command",
            "write one assignment for each command, or `\\;` for the argument",
        ));
    }
    if word.raw == "\\;" {
        return Ok(Text::from(";"));
    }
    let dialect = match prefixes.keeps_variables {
        true => Dialect::SYSTEMD,
        false => Dialect::SYSTEMD_EXEC,
    };
    expand(&word.text, dialect)
}

/// Takes `-`, `@`, `:`, `+`, `!`, `!!` from the front of the first word, each at most once.
fn prefixes(word: &str) -> Result<(Prefixes, bool, &str), Refused> {
    let mut prefixes = Prefixes::default();
    let mut has_name = false;
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        match (c, prefixes.privileges) {
            ('-', _) if !prefixes.ignores_failure => prefixes.ignores_failure = true,
            ('@', _) if !has_name => has_name = true,
            (':', _) if !prefixes.keeps_variables => prefixes.keeps_variables = true,
            ('+', Privileges::Unit) => prefixes.privileges = Privileges::Full,
            ('!', Privileges::Unit) => prefixes.privileges = Privileges::Elevated,
            ('!', Privileges::Elevated) => prefixes.privileges = Privileges::ElevatedFallback,
            _ => break,
        }
        rest = &rest[c.len_utf8()..];
    }
    if rest.is_empty() {
        return Err(refuse::whole(
            READER,
            "has no program",
            "write the path of a program",
        ));
    }
    Ok((prefixes, has_name, rest))
}
