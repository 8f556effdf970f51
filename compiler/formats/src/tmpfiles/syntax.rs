//! The grammar of `tmpfiles.d(5)` as types.

use super::print::{self, READER};
use crate::unit::{Comment, Text, TimeSpan, refuse};
use crate::{Cause, Refused};
use std::fmt;
use std::str::FromStr;

/// A file of `tmpfiles.d`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The lines in order, without blank ones. Of two lines for one path the second is ignored by
    /// systemd, with a warning.
    pub items: Vec<Item>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            items: vec![Item::Comment(head)],
        }
    }

    /// Adds a line.
    pub fn add(&mut self, line: Line) {
        self.items.push(Item::Line(line));
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// A line that does something.
    Line(Line),
}

/// `type path mode user group age argument`. Made by [`Line::new`] and the methods that add fields, so
/// that each field has a written form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub(super) line_type: LineType,
    pub(super) path: Text,
    pub(super) mode: Option<Mode>,
    pub(super) user: Option<Owner>,
    pub(super) group: Option<Owner>,
    pub(super) age: Option<Age>,
    pub(super) argument: Option<Text>,
    pub(super) cause: Cause,
}

impl Line {
    /// A line with its two necessary fields.
    ///
    /// # Errors
    /// A path that is not absolute, holds `..` (which fails at run time) or a control character
    /// (systemd before 254 decodes no escapes in paths).
    pub fn new(line_type: LineType, path: impl Into<Text>) -> Result<Self, Refused> {
        let path = path.into();
        let shape = path.shape();
        if !shape.starts_with('/') && !path.begins_expanded() {
            return Err(refuse::whole(READER, "is no absolute path"));
        }
        if shape.split('/').any(|part| part == "..") {
            return Err(refuse::whole(READER, "cannot hold `..`"));
        }
        print::path(&path)?;
        Ok(Self {
            line_type,
            path,
            mode: None,
            user: None,
            group: None,
            age: None,
            argument: None,
            cause: Cause::default(),
        })
    }

    /// With these permissions.
    #[must_use]
    pub fn mode(self, mode: Mode) -> Self {
        let mode = Some(mode);
        Self { mode, ..self }
    }

    /// With this owner.
    #[must_use]
    pub fn user(self, user: Owner) -> Self {
        let user = Some(user);
        Self { user, ..self }
    }

    /// With this group.
    #[must_use]
    pub fn group(self, group: Owner) -> Self {
        let group = Some(group);
        Self { group, ..self }
    }

    /// Cleaned up after this time.
    #[must_use]
    pub fn age(self, age: Age) -> Self {
        let age = Some(age);
        Self { age, ..self }
    }

    /// With this argument: the content of a file, the target of a link, … An empty one is none.
    ///
    /// # Errors
    /// A type that takes none; NUL; more than 4095 bytes; for types whose argument is not unescaped,
    /// also control characters and blanks at the ends.
    pub fn argument(self, argument: impl Into<Text>) -> Result<Self, Refused> {
        let argument = argument.into();
        print::argument(&self.line_type, &argument)?;
        Ok(Self {
            argument: Some(argument).filter(|argument| !argument.is_empty()),
            ..self
        })
    }

    /// Because of this value of the stack.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }

    /// What the line does.
    pub fn line_type(&self) -> &LineType {
        &self.line_type
    }

    /// The path, with specifiers; a glob for some types.
    pub fn path(&self) -> &Text {
        &self.path
    }

    /// The argument.
    pub fn argument_text(&self) -> Option<&Text> {
        self.argument.as_ref()
    }
}

/// A letter and its modifiers: `d`, `f+`, `L+!`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineType {
    letter: char,
    /// Each at most once, in the order of [`MODIFIERS`].
    modifiers: String,
}

const LETTERS: &str = "fFwdDevqQpLcbCxXrRzZtThHaA";

/// `+` force or append, `!` only at boot, `-` may fail, `=` replace other kinds of files, `~` Base64,
/// `^` from a credential, `$` purge (256), `?` only if the target exists (257).
const MODIFIERS: &str = "+!-=~^$?";

impl LineType {
    /// The letter.
    pub fn letter(&self) -> char {
        self.letter
    }

    /// Whether a modifier is set.
    pub fn has(&self, modifier: char) -> bool {
        self.modifiers.contains(modifier)
    }

    /// Whether the path is a pattern, in which `*`, `?` and `[` have meaning.
    pub fn reads_glob(&self) -> bool {
        "wexXrRzZtThHaA".contains(self.letter)
    }

    /// Whether there is an argument at all; systemd ignores it otherwise, with a warning.
    pub fn takes_argument(&self) -> bool {
        "fFwLcbCtThHaA".contains(self.letter)
    }

    /// Whether C escapes are decoded in the argument.
    pub(super) fn unescapes(&self) -> bool {
        "fFwLC".contains(self.letter) && !self.has('~')
    }
}

impl FromStr for LineType {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let mut characters = text.chars();
        let letter = characters.next().filter(|c| LETTERS.contains(*c));
        let given: Vec<char> = characters.collect();
        let known = given.iter().all(|c| MODIFIERS.contains(*c));
        let (Some(letter), true) = (letter, known) else {
            let reason = format!("is no type of line: `{}`", text.escape_debug());
            return Err(refuse::whole(READER, reason));
        };
        let modifiers = MODIFIERS.chars().filter(|c| given.contains(c));
        Ok(Self {
            letter,
            modifiers: modifiers.collect(),
        })
    }
}

impl fmt::Display for LineType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.letter, self.modifiers)
    }
}

/// Permissions, at most `07777`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mode {
    bits: u16,
    /// `~`: masked by what an existing file already has.
    pub is_masked: bool,
    /// `:`: only for what is created.
    pub only_new: bool,
}

impl Mode {
    /// Exactly these bits; `None` above `07777`.
    pub const fn new(bits: u16) -> Option<Self> {
        if bits > 0o7777 {
            return None;
        }
        Some(Self {
            bits,
            is_masked: false,
            only_new: false,
        })
    }

    /// The permission bits.
    pub fn bits(self) -> u16 {
        self.bits
    }
}

impl FromStr for Mode {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let digits = text.trim_start_matches(['~', ':']);
        let prefix = &text[..text.len() - digits.len()];
        let is_octal = !digits.is_empty() && digits.bytes().all(|b| matches!(b, b'0'..=b'7'));
        let bits = u16::from_str_radix(digits, 8).ok().filter(|_| is_octal);
        match bits.and_then(Self::new) {
            Some(mode) => Ok(Self {
                is_masked: prefix.contains('~'),
                only_new: prefix.contains(':'),
                ..mode
            }),
            None => Err(refuse::whole(
                READER,
                format!("is no mode: `{}`", text.escape_debug()),
            )),
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let masked = if self.is_masked { "~" } else { "" };
        let only_new = if self.only_new { ":" } else { "" };
        write!(f, "{masked}{only_new}{:04o}", self.bits)
    }
}

/// A user or group: a name or number, perhaps behind `:` for *only what is created*.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    name: String,
    only_new: bool,
}

impl Owner {
    /// The name or number.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, only for what is created.
    #[must_use]
    pub fn only_new(self) -> Self {
        Self {
            only_new: true,
            ..self
        }
    }
}

impl FromStr for Owner {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let name = text.strip_prefix(':').unwrap_or(text);
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if !is_name || !name.chars().all(word) || name.len() > 256 {
            let reason = format!("is no user or group: `{}`", text.escape_debug());
            return Err(refuse::whole(READER, reason));
        }
        Ok(Self {
            name: name.to_owned(),
            only_new: name.len() < text.len(),
        })
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let only_new = if self.only_new { ":" } else { "" };
        write!(f, "{only_new}{}", self.name)
    }
}

/// When contents are old: `10d`, `~1w`, `aBm:3h`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(String);

impl FromStr for Age {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let rest = text.strip_prefix('~').unwrap_or(text);
        let (stamps, span) = rest.split_once(':').unwrap_or(("", rest));
        let is_stamps = stamps.chars().all(|c| "aAbBcCmM".contains(c));
        let is_span = span.parse::<TimeSpan>().is_ok() && !span.contains(char::is_whitespace);
        match is_stamps && is_span {
            true => Ok(Self(text.to_owned())),
            false => Err(refuse::whole_with_hint(
                READER,
                format!("is no age: `{}`", text.escape_debug()),
                "write it without blanks, as `10d` or `1h30min`",
            )),
        }
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
