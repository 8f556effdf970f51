//! Text to syntax, as each program reads it.

use super::check::reader;
use super::{Dialect, File, perl};
use crate::unit::Comment;
use crate::{Cause, ParseError};

/// Reads a file.
///
/// For [`Dialect::Perl`] only comments and assignments `$hash{key} = VALUE;` of strings and whole numbers:
/// anything else is Perl that only Perl understands.
///
/// # Errors
/// CR and NUL; lines that the program skips as malformed, and entries that the dialect cannot carry.
pub fn parse(text: &str, dialect: Dialect) -> Result<File, ParseError> {
    if let Some(at) = text.find(['\r', '\0']) {
        let message = "the line holds a carriage return or NUL byte";
        return Err(error(text, at, message.to_owned()));
    }
    let mut file = File::empty(dialect);
    match dialect {
        Dialect::Ssmtp | Dialect::LoginDefs => lines(&mut file, text)?,
        Dialect::Perl => statements(&mut file, text)?,
    }
    Ok(file)
}

/// An error at a byte of the text.
fn error(text: &str, at: usize, message: String) -> ParseError {
    ParseError {
        line: 1 + text[..at].matches('\n').count(),
        message,
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

fn lines(file: &mut File, text: &str) -> Result<(), ParseError> {
    for (index, line) in text.split('\n').enumerate() {
        let error = |message: String| ParseError {
            line: index + 1,
            message,
        };
        let is_indented = line.starts_with(BLANKS);
        let line = line.trim_matches(BLANKS);
        if line.is_empty() {
            continue;
        }
        if let Some(comment) = line.strip_prefix('#') {
            file.comment(Comment::parsed(comment));
            continue;
        }
        if is_indented && file.dialect() == Dialect::Ssmtp {
            return Err(error(
                "a blank before the key hides it from ssmtp".to_owned(),
            ));
        }
        let (key, value) = match file.dialect() {
            Dialect::Ssmtp => line.split_once('=').ok_or("the line has no `=`"),
            Dialect::LoginDefs | Dialect::Perl => words(line),
        }
        .map_err(|message| error(message.to_owned()))?;
        file.set(key, value, Cause::default())
            .map_err(|refused| error(format!("{} {refused}", reader(file.dialect()))))?;
    }
    Ok(())
}

/// `KEY value` as `def_load()` of shadow takes it: quotes and blanks before the value are skipped, and
/// the value ends at the next quote.
fn words(line: &str) -> Result<(&str, &str), &'static str> {
    let (key, rest) = line.split_once(BLANKS).ok_or("the line has no value")?;
    let value = rest.trim_start_matches([' ', '\t', '"']);
    match value.split_once('"') {
        Some((value, "")) => Ok((key, value)),
        Some(_) => Err("there is text behind the closing quote"),
        None => Ok((key, value)),
    }
}

fn statements(file: &mut File, text: &str) -> Result<(), ParseError> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(perl::BLANKS);
        if rest.is_empty() {
            return Ok(());
        }
        let at = text.len() - rest.len();
        if let Some(comment) = rest.strip_prefix('#') {
            let (comment, behind) = comment.split_once('\n').unwrap_or((comment, ""));
            file.comment(Comment::parsed(comment));
            rest = behind;
            continue;
        }
        let assignment = perl::assignment(rest)
            .map_err(|message| error(text, at, format!("the statement {message}")))?;
        file.set(&assignment.key, &assignment.value, Cause::default())
            .map_err(|refused| error(text, at, format!("perl {refused}")))?;
        rest = assignment.rest;
    }
}
