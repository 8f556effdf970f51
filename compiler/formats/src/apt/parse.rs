//! Text to syntax, as apt 2.2 to 3.0 reads it.

use super::lex::{End, Token, c_word, quote_word, tokens};
use super::{File, Inner, Item, ListEntry, MAX_DEPTH, Name, Statement, Value};
use crate::unit::Comment;
use crate::{ParseError, Refused};

/// Reads a file of `apt.conf.d`.
///
/// # Errors
/// What apt refuses; CR and NUL; a `}` without its `{` and the other way around, which apt overlooks; what
/// the types do not hold: `#include`, a scope that is set itself (`Name "value" { … }`), and names and values
/// outside our grammar.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut reader = Reader::default();
    let mut last_line = 1;
    for (line, token) in tokens(text) {
        last_line = line;
        let read = match token {
            Ok(Token::Comment(comment)) => {
                reader.comment(comment);
                Ok(())
            }
            Ok(Token::Statement(statement, end)) => reader.statement(&statement, end),
            Err(message) => Err(message.to_owned()),
        };
        read.map_err(|message| ParseError { line, message })?;
    }
    match reader.open.last() {
        Some((name, _)) => Err(ParseError {
            line: last_line,
            message: format!("the scope `{}` is not closed", name.as_str()),
        }),
        None => Ok(reader.file),
    }
}

#[derive(Default)]
struct Reader {
    file: File,
    /// The scopes around, outermost first, with what was read in them.
    open: Vec<(Name, Vec<Inner>)>,
}

impl Reader {
    fn comment(&mut self, comment: Comment) {
        match self.open.last_mut() {
            Some((_, items)) => items.push(Inner::Comment(comment)),
            None => self.file.items.push(Item::Comment(comment)),
        }
    }

    fn add(&mut self, statement: Statement) {
        match self.open.last_mut() {
            Some((_, items)) => items.push(Inner::Statement(statement)),
            None => self.file.items.push(Item::Statement(statement)),
        }
    }

    fn statement(&mut self, text: &str, end: End) -> Result<(), String> {
        if end == End::Open {
            if self.open.len() == MAX_DEPTH {
                return Err(format!("scopes stand in more than {MAX_DEPTH} scopes"));
            }
            self.open.push((scope_name(text)?, Vec::new()));
            return Ok(());
        }
        if !text.is_empty() {
            self.option(text)?;
        }
        if end == End::Close {
            let (name, items) = self.open.pop().ok_or("there is no scope for this `}`")?;
            self.add(Statement::scope(name, items));
        }
        Ok(())
    }

    /// `Name "value"`, `Name:: "value"`, `"value"` or `#clear Name`.
    fn option(&mut self, text: &str) -> Result<(), String> {
        let (tag, rest) = quote_word(text).ok_or("the name of the option cannot be read")?;
        let word = c_word(rest).or_else(|| only_word(rest));
        match (word, self.open.last_mut()) {
            (None, _) if !rest.is_empty() => Err("the value cannot be read".to_owned()),
            (None, None) => Err("an entry of a list stands in no scope".to_owned()),
            (None, Some((_, items))) => {
                let entry = ListEntry::new(&tag).map_err(|refused| about("entry", &refused))?;
                items.push(entry.into());
                Ok(())
            }
            (Some(word), None) if tag == "#clear" => {
                self.file.items.push(Item::Clear(name(&word)?));
                Ok(())
            }
            (Some(_), _) if tag.starts_with('#') => {
                Err(format!("`{}` cannot be held here", tag.escape_debug()))
            }
            (Some(word), _) => {
                let value = Value::new(&word).map_err(|refused| about("value", &refused))?;
                self.add(match tag.strip_suffix("::") {
                    Some(list) => Statement::append(name(list)?, value),
                    None => Statement::set(name(&tag)?, value),
                });
                Ok(())
            }
        }
    }
}

fn about(what: &str, refused: &Refused) -> String {
    format!("the {what} {refused}")
}

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|refused| format!("the name `{}` {refused}", text.escape_debug()))
}

fn only_word(text: &str) -> Option<String> {
    quote_word(text)
        .filter(|(_, rest)| rest.is_empty())
        .map(|(word, _)| word)
}

fn scope_name(text: &str) -> Result<Name, String> {
    if text.is_empty() {
        return Err("there is no name before `{`".to_owned());
    }
    match quote_word(text) {
        Some((word, "")) => name(&word),
        Some(_) => Err("a scope that is set itself cannot be held".to_owned()),
        None => Err("the name before `{` cannot be read".to_owned()),
    }
}
