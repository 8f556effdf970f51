//! Meanings to written values: one encoder for each shape.

use crate::Refused;
use crate::systemd::{Reading, Shape};
use crate::unit::escape::{self, Dialect, c_quoted, literal_quoted, plain};
use crate::unit::{Command, Piece, Prefixes, Privileges, Text, path, refuse};

pub(crate) const READER: &str = "systemd";

/// What systemd does to the words of a value.
pub(crate) fn dialect(reading: Reading) -> Dialect {
    match (reading.specifiers, reading.shape) {
        (_, Shape::Command) => Dialect::SYSTEMD_EXEC,
        (true, _) => Dialect::SYSTEMD,
        (false, _) => Dialect::SYSTEMD_BARE,
    }
}

/// The whole line, as it is.
pub(crate) fn line(text: &Text, reading: Reading) -> Result<String, Refused> {
    plain(text, dialect(reading))
}

/// The whole line with C escapes. A blank at an end, which would be stripped, is escaped too.
pub(crate) fn escaped_line(text: &Text, reading: Reading) -> Result<String, Refused> {
    if text.is_empty() {
        return Err(refuse::empty(READER));
    }
    escape::c_escaped(text, dialect(reading)).map(without_trailing_backslash)
}

/// Writes a backslash at the end in its other form, since it would join the next line.
fn without_trailing_backslash(written: String) -> String {
    match written.strip_suffix("\\\\") {
        Some(rest) => format!("{rest}\\x5c"),
        None => written,
    }
}

/// `ID:VALUE` with C escapes in the value.
pub(crate) fn credential(id: &str, value: &Text, reading: Reading) -> Result<String, Refused> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if let Some((offset, c)) = id.char_indices().find(|(_, c)| !is_name(*c)) {
        return Err(refuse::character(READER, offset, c));
    }
    if id.is_empty() || id == "." || id == ".." {
        return Err(refuse::whole(
            READER,
            "cannot name a credential so",
            "use letters, digits, `_`, `-` and `.`",
        ));
    }
    if value.is_empty() {
        return Err(empty_credential());
    }
    let value = escape::c_escaped(value, dialect(reading))?;
    Ok(format!("{id}:{}", without_trailing_backslash(value)))
}

pub(crate) fn empty_credential() -> Refused {
    refuse::whole(
        READER,
        "cannot be an empty credential, which is ignored",
        "leave the credential out",
    )
}

/// A word between blanks that keeps its quotes and backslashes.
pub(crate) fn bare_word(text: &Text, reading: Reading) -> Result<String, Refused> {
    let dialect = dialect(reading);
    if text.is_empty() {
        return Err(refuse::whole(
            READER,
            "cannot hold an empty word",
            "leave the word out",
        ));
    }
    let word = escape::write(text, dialect, |written, offset, c| {
        if c == ' ' || refuse::is_control(c) {
            return Err(refuse::character(READER, offset, c));
        }
        // Some of these lists take quotes away, others keep them: no text with quotes means the
        // same in all.
        if matches!(c, '"' | '\'') {
            return Err(refuse::character(READER, offset, c));
        }
        written.push(c);
        Ok(())
    })?;
    match word.ends_with('\\') {
        true => Err(refuse::trailing_backslash(READER, &word)),
        false => Ok(word),
    }
}

/// A word in quotes, by the shape of the list.
pub(crate) fn quoted_word(text: &Text, reading: Reading) -> Result<String, Refused> {
    if let Some(word) = text.as_literal().filter(|word| escape::is_bare(word)) {
        return Ok(word);
    }
    match reading.shape {
        Shape::QuotedWords => literal_quoted(text, dialect(reading)),
        Shape::Line
        | Shape::EscapedLine
        | Shape::Credential
        | Shape::Words
        | Shape::EscapedWords
        | Shape::Command => c_quoted(text, dialect(reading)),
    }
}

/// `"NAME=VALUE"`.
pub(crate) fn assignment(name: &str, value: &Text, reading: Reading) -> Result<String, Refused> {
    check_variable_name(name)?;
    quoted_word(&Text::from(format!("{name}=")).then(value.clone()), reading)
}

/// Refuses what systemd would not take as the name of a variable.
pub(crate) fn check_variable_name(name: &str) -> Result<(), Refused> {
    if escape::is_variable_name(name) {
        return Ok(());
    }
    Err(refuse::whole(
        READER,
        format!(
            "cannot set `{}`, which is no variable name",
            name.escape_debug()
        ),
        "use letters, digits and `_`, and no digit at the start",
    ))
}

/// A command line: prefixes, program, arguments in quotes.
pub(crate) fn command(command: &Command) -> Result<String, Refused> {
    let Command {
        prefixes,
        program,
        name,
        arguments,
    } = command;
    let mut line = prefix_characters(*prefixes);
    if name.is_some() {
        line.push('@');
    }
    line.push_str(&program_word(program)?);
    let dialect = match prefixes.keeps_variables {
        true => Dialect::SYSTEMD,
        false => Dialect::SYSTEMD_EXEC,
    };
    // The name of the process is read together with the program: no variables.
    if let Some(name) = name {
        line.push(' ');
        line.push_str(&c_quoted(name, Dialect::SYSTEMD)?);
    }
    for argument in arguments {
        line.push(' ');
        line.push_str(&c_quoted(argument, dialect)?);
    }
    Ok(line)
}

fn prefix_characters(prefixes: Prefixes) -> String {
    let Prefixes {
        ignores_failure,
        keeps_variables,
        privileges,
    } = prefixes;
    let mut characters = String::new();
    if ignores_failure {
        characters.push('-');
    }
    if keeps_variables {
        characters.push(':');
    }
    characters.push_str(match privileges {
        Privileges::Unit => "",
        Privileges::Full => "+",
        Privileges::Elevated => "!",
        Privileges::ElevatedFallback => "!!",
    });
    characters
}

/// The program: an absolute path, or a name without slash. Only one that needs no thought
/// (`/usr/bin/nginx`) stands without quotes.
fn program_word(program: &Text) -> Result<String, Refused> {
    let shape = program.shape();
    let begins_well = shape.starts_with('/') || program.begins_expanded();
    let is_name = !shape.contains('/') && shape.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !begins_well && !is_name {
        return Err(refuse::whole(
            READER,
            "does not name a program by absolute path, or by name alone",
            "write an absolute path such as `/usr/bin/env`",
        ));
    }
    if shape.ends_with('/') {
        return Err(refuse::whole(
            READER,
            "names a directory as its program",
            "name a file that can be run",
        ));
    }
    if begins_well {
        path::check(READER, program)?;
    }
    // `string_is_safe()` in systemd: the unit would not load, however they are escaped.
    let is_unsafe = |c: char| refuse::is_control(c) || matches!(c, '"' | '\'' | '\\');
    if let Some((offset, c)) = shape.char_indices().find(|(_, c)| is_unsafe(*c)) {
        return Err(Refused {
            reason: "cannot run a program with a quote, backslash or control character in its path"
                .to_owned(),
            ..refuse::character(READER, offset, c)
        });
    }
    let written = c_quoted(program, Dialect::SYSTEMD)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    let is_plain = |piece: &Piece| match piece {
        Piece::Literal(text) => text.chars().all(plain),
        Piece::Specifier(_) => true,
        Piece::Variable(_) | Piece::Splice(_) => false,
    };
    match program.pieces().iter().all(is_plain) {
        true => Ok(written.trim_matches('"').to_owned()),
        false => Ok(written),
    }
}
