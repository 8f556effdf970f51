//! What stands after `location`.

use super::names::{malformed, refused};
use super::server_name::check_regex;
use super::{Directive, Item, Parameter};
use crate::Refused;
use std::fmt;
use std::str::FromStr;

/// How a location compares its text with the path of a request.
///
/// <https://nginx.org/en/docs/http/ngx_http_core_module.html#location>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modifier {
    /// `/path`: begins with it.
    Prefix,
    /// `= /path`: is it.
    Exact,
    /// `^~ /path`: begins with it, and regular expressions are not tried.
    PriorityPrefix,
    /// `~ pattern`
    Regex,
    /// `~* pattern`: without regard to case.
    RegexIgnoringCase,
    /// `@name`: reached only by name.
    Named,
}

/// A modifier and its text.
///
/// The two are always separate parameters: nginx reads a modifier even out of a quoted word, so
/// that `"=/x"` would be an exact match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    modifier: Modifier,
    text: String,
}

/// Longest path we take; with its escapes it then always fits a parameter.
const LONGEST_PATH: usize = 2000;

impl Location {
    /// A location; paths begin with `/`, names hold letters, digits, `_`, `-` and `.`.
    pub fn new(modifier: Modifier, text: &str) -> Result<Self, Refused> {
        match modifier {
            Modifier::Prefix | Modifier::Exact | Modifier::PriorityPrefix => check_path(text)?,
            Modifier::Regex | Modifier::RegexIgnoringCase => check_regex(text)?,
            Modifier::Named => check_name(text)?,
        }
        Ok(Self {
            modifier,
            text: text.to_owned(),
        })
    }

    /// How it compares.
    pub fn modifier(&self) -> Modifier {
        self.modifier
    }

    /// The path or pattern; the name without `@`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters of a `location` directive.
    pub fn parameters(&self) -> Vec<Parameter> {
        let text = Parameter::of_checked(self.text.clone());
        match self.modifier {
            Modifier::Prefix => vec![text],
            Modifier::Exact => vec![Parameter::keyword("="), text],
            Modifier::PriorityPrefix => vec![Parameter::keyword("^~"), text],
            Modifier::Regex => vec![Parameter::keyword("~"), text],
            Modifier::RegexIgnoringCase => vec![Parameter::keyword("~*"), text],
            Modifier::Named => vec![Parameter::of_checked(format!("@{}", self.text))],
        }
    }

    /// A `location` directive with a block.
    pub fn directive<T: Into<Item>>(&self, items: impl IntoIterator<Item = T>) -> Directive {
        Directive::block("location", self.parameters(), items)
    }
}

impl FromStr for Location {
    type Err = Refused;

    /// Reads nginx's own notation: `/path`, `= /path`, `^~ /path`, `~ pattern`, `~* pattern`, `@name`.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let with_blank = [
            ("= ", Modifier::Exact),
            ("^~ ", Modifier::PriorityPrefix),
            ("~ ", Modifier::Regex),
            ("~* ", Modifier::RegexIgnoringCase),
        ];
        for (prefix, modifier) in with_blank {
            if let Some(rest) = text.strip_prefix(prefix) {
                let trimmed = rest.trim_start_matches(' ');
                let shift = text.len() - trimmed.len();
                return Self::new(modifier, trimmed)
                    .map_err(|refused| refused_later(shift, refused));
            }
        }
        match text.strip_prefix('@') {
            Some(name) => {
                Self::new(Modifier::Named, name).map_err(|refused| refused_later(1, refused))
            }
            None => Self::new(Modifier::Prefix, text),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modifier = match self.modifier {
            Modifier::Prefix => "",
            Modifier::Exact => "= ",
            Modifier::PriorityPrefix => "^~ ",
            Modifier::Regex => "~ ",
            Modifier::RegexIgnoringCase => "~* ",
            Modifier::Named => "@",
        };
        write!(f, "{modifier}{}", self.text)
    }
}

fn refused_later(shift: usize, refused: Refused) -> Refused {
    Refused {
        offset: refused.offset + shift,
        ..refused
    }
}

fn check_path(path: &str) -> Result<(), Refused> {
    if !path.starts_with('/') {
        return Err(Refused {
            hint: "begin with `/`, or with `= `, `^~ `, `~ ` or `~* ` and a blank, or with `@`",
            ..refused(
                0,
                path.chars().next(),
                "a location path must begin with `/`",
            )
        });
    }
    if path.len() > LONGEST_PATH {
        return Err(malformed(
            LONGEST_PATH,
            "a location path cannot be longer than 2000 bytes",
            "use a shorter path",
        ));
    }
    match path.char_indices().find(|(_, c)| c.is_control()) {
        Some((offset, found)) => Err(refused(
            offset,
            Some(found),
            "a location path cannot hold control characters",
        )),
        None => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), Refused> {
    let bad = |c: &(usize, char)| !c.1.is_ascii_alphanumeric() && !matches!(c.1, '_' | '-' | '.');
    match name.char_indices().find(bad) {
        Some((offset, found)) => Err(refused(
            offset,
            Some(found),
            "the name of a location cannot hold this character",
        )),
        None if name.is_empty() => Err(malformed(
            0,
            "the name of a location cannot be empty",
            "give the location a name: `@app`",
        )),
        None if name.len() > LONGEST_PATH => Err(malformed(
            LONGEST_PATH,
            "the name of a location cannot be longer than 2000 bytes",
            "use a shorter name",
        )),
        None => Ok(()),
    }
}
