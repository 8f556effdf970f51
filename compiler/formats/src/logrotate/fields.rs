//! The arguments of directives, each a type with its own grammar.

use crate::Refused;
use crate::unit::refuse;
use std::fmt;

pub(super) const READER: &str = "logrotate";

/// The longest path that logrotate takes, in bytes.
const MAX_PATH: usize = 2048;

/// The path of a log file, or a pattern for several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPath {
    text: String,
    is_glob: bool,
}

impl LogPath {
    /// One file: an absolute path of ASCII letters, digits and `_ . / -`.
    ///
    /// logrotate takes every path as a pattern and every blank as its end; quoting helps only half
    /// (a `{` inside quotes still opens the block).
    ///
    /// # Errors
    /// A relative path, and any other character.
    pub fn file(text: &str) -> Result<Self, Refused> {
        Self::checked(text, false)
    }

    /// A pattern in which `*` stands for any text without `/`.
    ///
    /// # Errors
    /// A relative path, and any other character.
    pub fn glob(text: &str) -> Result<Self, Refused> {
        Self::checked(text, true)
    }

    fn checked(text: &str, is_glob: bool) -> Result<Self, Refused> {
        if !text.starts_with('/') {
            return Err(refuse::whole(
                READER,
                "is no absolute path",
                "begin the path with `/`",
            ));
        }
        if text.len() > MAX_PATH {
            let reason = format!("cannot be longer than {MAX_PATH} bytes");
            return Err(refuse::whole(READER, reason, "use a shorter path"));
        }
        let is_good = |c: char| is_path(c) || (is_glob && c == '*');
        match text.char_indices().find(|(_, c)| !is_good(*c)) {
            Some((offset, found)) => Err(refuse::character(READER, offset, found)),
            None => Ok(Self {
                text: text.to_owned(),
                is_glob: text.contains('*'),
            }),
        }
    }

    /// The path or pattern.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it can stand for several files.
    pub fn is_glob(&self) -> bool {
        self.is_glob
    }
}

fn is_path(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/' | '-')
}

/// One word of text: ASCII letters, digits and `_ . / - : % @ + , =`, without a `=` in front, which
/// logrotate takes as the sign between directive and value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(String);

impl Word {
    /// A word such as `-%Y%m%d` or `/var/log/old`.
    ///
    /// # Errors
    /// An empty word, and other characters: values reach to the end of the line, without quotes.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.is_empty() {
            return Err(refuse::whole(
                READER,
                "cannot be empty",
                "give it a value, or leave the directive out",
            ));
        }
        let is_good = |(offset, c): &(usize, char)| {
            is_path(*c) || matches!(c, ':' | '%' | '@' | '+' | ',') || (*c == '=' && *offset > 0)
        };
        match text.char_indices().find(|pair| !is_good(pair)) {
            Some((offset, found)) => Err(refuse::character(READER, offset, found)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One word or more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words(Vec<Word>);

impl Words {
    /// These words; `None` when there is none.
    pub fn new(words: Vec<Word>) -> Option<Self> {
        (!words.is_empty()).then_some(Self(words))
    }

    /// The words, at least one.
    pub fn as_slice(&self) -> &[Word] {
        &self.0
    }
}

/// A user or group: a name, or (since 3.19) a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account(String);

impl Account {
    /// A name such as `www-data`.
    ///
    /// # Errors
    /// Anything but ASCII letters, digits, `_`, `-` and `.`; a `-` or `.` in front.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let is_start = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_good = |c: char| is_start(c) || matches!(c, '-' | '.');
        if !text.starts_with(is_start) || !text.chars().all(is_good) {
            let reason = format!("is no user or group: `{}`", text.escape_debug());
            return Err(refuse::whole(
                READER,
                reason,
                "write a name, such as `root`",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Permissions, at most `07777`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mode(u16);

impl Mode {
    /// These bits; `None` above `07777`.
    pub const fn new(bits: u16) -> Option<Self> {
        if bits > 0o7777 {
            None
        } else {
            Some(Self(bits))
        }
    }

    /// The permission bits.
    pub fn bits(self) -> u16 {
        self.0
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_octal = !text.is_empty() && text.bytes().all(|b| matches!(b, b'0'..=b'7'));
        u16::from_str_radix(text, 8)
            .ok()
            .filter(|_| is_octal)
            .and_then(Self::new)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

/// A script that logrotate runs by `sh -c`, with the path of the log as `$1`.
///
/// It ends at a line whose first word is `endscript`, whatever follows it, heredocs or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Script(String);

impl Script {
    /// A script of one or more lines; line feeds at its end are dropped.
    ///
    /// # Errors
    /// An empty script, control characters other than line feeds and tabs, and a line that begins with
    /// `endscript`.
    pub fn new(text: &str) -> Result<Self, Refused> {
        let text = text.trim_end_matches('\n');
        if text.trim().is_empty() {
            return Err(refuse::whole(
                READER,
                "cannot be an empty script",
                "write a command, or leave the script out",
            ));
        }
        let is_bad = |c: char| refuse::is_control(c) && !matches!(c, '\n' | '\t');
        if let Some((offset, found)) = text.char_indices().find(|(_, c)| is_bad(*c)) {
            return Err(refuse::character(READER, offset, found));
        }
        if text.split('\n').any(ends_script) {
            return Err(refuse::whole(
                READER,
                "cannot hold a line that begins with `endscript`",
                "put the script into a file of its own",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, without a line feed at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a line ends a script: `isolateWord()` of logrotate takes letters only, so that
/// `endscript2` ends it, too.
pub(super) fn ends_script(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let word = line.find(|c: char| !c.is_ascii_alphabetic());
    &line[..word.unwrap_or(line.len())] == "endscript"
}
