//! Words as types.

use crate::unit::refuse;
use crate::{Cause, Refused};

const READER: &str = "the kernel";

/// What ends the words of the kernel; behind it stand arguments of init.
pub(super) const END: &str = "--";

/// A file of ours: its words, written in one line.
///
/// The format has no comments, so a file cannot say who made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The words, in order.
    pub entries: Vec<Entry>,
}

/// A word, and why it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word.
    pub token: Token,
    /// The value of the stack it was made from.
    pub cause: Cause,
}

/// A word: `quiet`, `cgroup_enable=memory`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token(String);

impl Token {
    /// A word of visible ASCII characters.
    ///
    /// # Errors
    /// An empty word, `--`, blanks, quotes (which join words with blanks), anything but ASCII.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.is_empty() {
            return Err(refuse::empty(READER));
        }
        if text == END {
            let reason = "cannot be `--`, which ends the words of the kernel";
            let hint = "write words of the kernel only";
            return Err(refuse::whole(READER, reason, hint));
        }
        let is_good = |c: char| c.is_ascii_graphic() && c != '"';
        match text.char_indices().find(|(_, c)| !is_good(*c)) {
            Some((offset, found)) => Err(refuse::character(READER, offset, found)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
