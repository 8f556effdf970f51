//! Text to words.

use super::{Entry, File, Token};
use crate::{Cause, ParseError};
use std::ops::Range;

/// A file as it stands: one line of words, and perhaps blank lines around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    text: &'a str,
    words: Vec<Range<usize>>,
}

impl<'a> Document<'a> {
    /// Reads a file. Words end at blanks that do not stand in double quotes, as `next_arg()` of the
    /// kernel takes them.
    ///
    /// # Errors
    /// Words on more than one line, an open quote, NUL.
    pub fn read(text: &'a str) -> Result<Self, ParseError> {
        let error = |at: usize, message: &str| ParseError {
            line: 1 + text[..at].matches('\n').count(),
            message: message.to_owned(),
        };
        if let Some(at) = text.find('\0') {
            return Err(error(at, "the line holds a NUL byte"));
        }
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut start = None;
        let mut is_quoted = false;
        for (at, c) in text.char_indices() {
            is_quoted ^= c == '"';
            if c == '\n' && is_quoted {
                return Err(error(at, "a quote is still open at the end of the line"));
            }
            match (c.is_ascii_whitespace() && !is_quoted, start) {
                (true, Some(first)) => {
                    words.push(first..at);
                    start = None;
                }
                (false, None) => start = Some(at),
                (true, None) | (false, Some(_)) => {}
            }
        }
        if is_quoted {
            return Err(error(
                text.len(),
                "a quote is still open at the end of the line",
            ));
        }
        words.extend(start.map(|first| first..text.len()));
        if let (Some(first), Some(last)) = (words.first(), words.last())
            && text[first.start..last.start].contains('\n')
        {
            return Err(error(last.start, "the words stand on more than one line"));
        }
        Ok(Self { text, words })
    }

    /// The words in order.
    pub fn words(&self) -> impl DoubleEndedIterator<Item = &'a str> {
        self.words.iter().map(|range| &self.text[range.clone()])
    }

    /// Whether a word is there, in front of `--`.
    pub fn has(&self, token: &Token) -> bool {
        self.words()
            .take_while(|word| *word != super::syntax::END)
            .any(|word| word == token.as_str())
    }

    /// Where words stand in the text.
    pub(super) fn ranges(&self) -> &[Range<usize>] {
        &self.words
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }
}

/// Reads a file of ours. Files of others are better read as a [`Document`], which holds every word.
///
/// # Errors
/// What [`Document::read`] and [`Token::parse`] refuse.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let document = Document::read(text)?;
    let entry = |word: &str| match Token::parse(word) {
        Ok(token) => Ok(Entry {
            token,
            cause: Cause::default(),
        }),
        Err(refused) => Err(ParseError {
            line: 1,
            message: format!("the word {word:?} {refused}"),
        }),
    };
    let entries = document.words().map(entry).collect::<Result<_, _>>()?;
    Ok(File { entries })
}
