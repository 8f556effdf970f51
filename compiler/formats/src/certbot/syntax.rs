//! Keys and values of `cli.ini` as types.

use crate::unit::{Comment, refuse};
use crate::{Cause, Refused};

const READER: &str = "certbot";

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The lines in order, without blank ones. Of two entries of one key the last wins.
    pub items: Vec<Item>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            items: vec![Item::Comment(head)],
        }
    }

    /// Adds an entry.
    pub fn add(&mut self, entry: Entry) {
        self.items.push(Item::Entry(entry));
    }

    /// Adds an entry of text.
    ///
    /// # Errors
    /// What [`Key::parse`] and [`Value::text`] refuse.
    pub fn set(&mut self, key: &str, text: &str, cause: Cause) -> Result<(), Refused> {
        let entry = Entry::new(Key::parse(key)?, Value::text(text)?);
        self.add(entry.because(cause));
        Ok(())
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// `key = value`
    Entry(Entry),
}

/// `key = value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which option. certbot ignores those it does not know.
    pub key: Key,
    /// Its value; `true` for an option without argument.
    pub value: Value,
    /// The value of the stack it was made from.
    pub cause: Cause,
}

impl Entry {
    /// An entry.
    pub fn new(key: Key, value: Value) -> Self {
        Self {
            key,
            value,
            cause: Cause::default(),
        }
    }

    /// Because of this value of the stack.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }
}

/// The name of an option without `--`: lower case letters, digits and `-`, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// A key such as `webroot-path`.
    ///
    /// # Errors
    /// Other characters, or no letter in front.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let is_good = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-');
        if let Some((offset, found)) = text.char_indices().find(|(_, c)| !is_good(*c)) {
            return Err(refuse::character(READER, offset, found));
        }
        match text.starts_with(|c: char| c.is_ascii_lowercase()) {
            true => Ok(Self(text.to_owned())),
            false => Err(refuse::whole(
                READER,
                "must begin with a letter",
                "begin the key with a lower case letter",
            )),
        }
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an option is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Text(String),
    List(Vec<String>),
}

impl Value {
    /// Text, which is written in quotes.
    ///
    /// # Errors
    /// `"`, which has no escape; control characters; text in brackets, which would be a list.
    pub fn text(text: &str) -> Result<Self, Refused> {
        let is_bad = |c: char| c == '"' || refuse::is_control(c);
        if let Some((offset, found)) = text.char_indices().find(|(_, c)| is_bad(*c)) {
            return Err(refuse::character(READER, offset, found));
        }
        if text.starts_with('[') && text.ends_with(']') {
            return Err(refuse::whole(
                READER,
                "cannot stand in brackets, which make a list",
                "give the words as a list",
            ));
        }
        Ok(Self(Kind::Text(text.to_owned())))
    }

    /// A list of words, for an option that may be given more than once.
    ///
    /// Older and newer releases of ConfigArgParse read it the same: they try JSON first, or do not know
    /// it, and then split at commas.
    ///
    /// # Errors
    /// An empty list; a word that is empty, is a number, `true`, `false`, `null` or another word of JSON,
    /// or holds anything but ASCII letters, digits and `_ . / : @ * + -`.
    pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, Refused> {
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        if words.is_empty() {
            return Err(refuse::whole(
                READER,
                "cannot be an empty list",
                "give it a word, or leave the option out",
            ));
        }
        for word in &words {
            check_word(word)?;
        }
        Ok(Self(Kind::List(words)))
    }

    /// The text; `None` for a list.
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            Kind::Text(text) => Some(text),
            Kind::List(_) => None,
        }
    }

    /// The words of a list; `None` for text.
    pub fn as_list(&self) -> Option<&[String]> {
        match &self.0 {
            Kind::Text(_) => None,
            Kind::List(words) => Some(words),
        }
    }
}

fn check_word(word: &str) -> Result<(), Refused> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || "_./:@*+-".contains(c);
    if let Some((offset, found)) = word.char_indices().find(|(_, c)| !is_good(*c)) {
        return Err(refuse::character(READER, offset, found));
    }
    // `NaN` and `Infinity` are JSON to Python.
    let is_json = matches!(
        word,
        "" | "true" | "false" | "null" | "NaN" | "Infinity" | "-Infinity"
    );
    let is_number =
        word.starts_with(|c: char| c.is_ascii_digit() || c == '-') && word.parse::<f64>().is_ok();
    match is_json || is_number {
        true => Err(refuse::whole(
            READER,
            "cannot be empty, a number or a word of JSON in a list",
            "give the list as one text with commas, if the option takes it",
        )),
        false => Ok(()),
    }
}
