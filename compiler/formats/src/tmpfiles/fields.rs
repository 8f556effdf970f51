//! The fields of a line, each a type with its own grammar.

use super::print::READER;
use crate::Refused;
use crate::unit::{TimeSpan, refuse};
use std::fmt;
use std::str::FromStr;

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
            return Err(refuse::whole(
                READER,
                reason,
                "write a letter such as `d` or `f`, and modifiers such as `+` behind it",
            ));
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
                "write it in octal digits, such as `0750`",
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
            return Err(refuse::whole(
                READER,
                reason,
                "write a name, or a number such as `1001`",
            ));
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
            false => Err(refuse::whole(
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
