//! The texts a ruleset holds: names, interfaces, comments, log prefixes.

use super::keywords::KEYWORDS;
use crate::Refused;
use crate::unit::refuse;

/// The name of a table, chain or set.
///
/// nft cannot quote names. Letters, digits, `_`, `-` and `.`, beginning with a letter or `_`; not a word
/// that nft keeps for itself. Prefix the names of ours with a fixed word and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

/// Tables and sets take 255 bytes, chains were tested up to this.
const LONGEST_NAME: usize = 128;

impl Name {
    /// A name nft can read.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !text.starts_with(is_first) {
            let reason = "a name must begin with a letter or `_`";
            return Err(refused(0, text.chars().next(), reason));
        }
        if let Some((offset, found)) = text.char_indices().find(|(_, c)| !is_inner(*c)) {
            return Err(refused(
                offset,
                Some(found),
                "a name cannot hold this character",
            ));
        }
        if text.len() > LONGEST_NAME {
            return Err(too_long("a name", LONGEST_NAME));
        }
        if KEYWORDS.binary_search(&text).is_ok() {
            return Err(Refused {
                hint: "put a word of your own and `_` before it",
                ..refused(
                    0,
                    None,
                    "is a word of the nft language, which cannot be a name",
                )
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A comment of a table, set, chain or rule: at most 128 bytes, no `"`, no control characters.
///
/// nft strings have no escapes; what stands after a `"` would be rules (G17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment(String);

/// `NFTNL_UDATA_COMMENT_MAXLEN`, in bytes.
const LONGEST_COMMENT: usize = 128;

impl Comment {
    /// A comment nft gives back unchanged.
    pub fn new(text: &str) -> Result<Self, Refused> {
        check_string("a comment", text, LONGEST_COMMENT)?;
        Ok(Self(text.to_owned()))
    }

    /// The comment.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words a log line begins with: 1 to 127 bytes, no `"`, `$` or control characters.
///
/// Unlike other strings it is searched for `$name` (defined variables).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPrefix(String);

/// `NF_LOG_PREFIXLEN` without its NUL, in bytes.
const LONGEST_LOG_PREFIX: usize = 127;

impl LogPrefix {
    /// A prefix nft takes as it is.
    pub fn new(text: &str) -> Result<Self, Refused> {
        check_string("a log prefix", text, LONGEST_LOG_PREFIX)?;
        if text.is_empty() {
            return Err(Refused {
                hint: "leave the prefix out",
                ..refused(0, None, "a log prefix cannot be empty")
            });
        }
        match text.find('$') {
            Some(offset) => Err(refused(
                offset,
                Some('$'),
                "a log prefix cannot hold `$`, which nft expands there",
            )),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The prefix.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An interface by name, or all whose names begin alike: `eth0`, `wg*`.
///
/// The grammar is ours; nft itself would take names that no interface can have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interface {
    name: String,
    is_prefix: bool,
}

/// `IFNAMSIZ` without its NUL, in bytes.
const LONGEST_INTERFACE: usize = 15;

impl Interface {
    /// One interface.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        check_interface(text)?;
        if matches!(text, "." | "..") {
            return Err(malformed(
                0,
                "cannot be the name of an interface",
                "name an interface, such as `eth0`",
            ));
        }
        Ok(Self {
            name: text.to_owned(),
            is_prefix: false,
        })
    }

    /// All interfaces whose names begin with a text: `wg` for `wg0`, `wg1`, …
    pub fn beginning_with(text: &str) -> Result<Self, Refused> {
        check_interface(text)?;
        if text.len() == LONGEST_INTERFACE {
            // The star takes a byte too.
            return Err(too_long("the beginning of a name", LONGEST_INTERFACE - 1));
        }
        Ok(Self {
            name: text.to_owned(),
            is_prefix: true,
        })
    }

    /// The name, or what the names begin with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether other names that begin with it are meant too.
    pub fn is_prefix(&self) -> bool {
        self.is_prefix
    }
}

fn check_interface(text: &str) -> Result<(), Refused> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "_.:@-".contains(c);
    match text.char_indices().find(|(_, c)| !is_inner(*c)) {
        Some((offset, found)) => Err(refused(
            offset,
            Some(found),
            "an interface name cannot hold this character",
        )),
        None if text.is_empty() => Err(malformed(
            0,
            "an interface name cannot be empty",
            "name an interface, such as `eth0`",
        )),
        None if text.len() > LONGEST_INTERFACE => {
            Err(too_long("an interface name", LONGEST_INTERFACE))
        }
        None => Ok(()),
    }
}

/// A `#` line above the tables; no control characters, no backslash at the end, which would join the
/// next line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine(String);

impl HeaderLine {
    /// A line that stays a comment.
    pub fn new(text: &str) -> Result<Self, Refused> {
        check_string_characters("a comment line", text, |c| {
            c.is_ascii_control() && c != '\t'
        })?;
        match text.strip_suffix('\\') {
            Some(before) => Err(refused(
                before.len(),
                Some('\\'),
                "a comment line cannot end in a backslash",
            )),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The text after `# `.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_string(what: &str, text: &str, longest: usize) -> Result<(), Refused> {
    check_string_characters(what, text, |c| c == '"' || c.is_ascii_control())?;
    if text.len() > longest {
        return Err(too_long(what, longest));
    }
    Ok(())
}

fn check_string_characters(
    what: &str,
    text: &str,
    is_bad: impl Fn(char) -> bool,
) -> Result<(), Refused> {
    let Some((offset, found)) = text.char_indices().find(|(_, c)| is_bad(*c)) else {
        return Ok(());
    };
    let which = match found {
        '"' => "a double quote",
        '\0' => "a NUL byte",
        _ => "a control character",
    };
    Err(refused(
        offset,
        Some(found),
        &format!("{what} cannot hold {which}"),
    ))
}

fn too_long(what: &str, longest: usize) -> Refused {
    malformed(
        longest,
        &format!("{what} cannot be longer than {longest} bytes"),
        "use a shorter text",
    )
}

pub(super) fn refused(offset: usize, found: Option<char>, reason: &str) -> Refused {
    Refused {
        offset,
        found,
        reader: "nft",
        reason: reason.to_owned(),
        hint: refuse::remedy(found),
    }
}

/// The whole text, or what begins at an offset, is not what it should be.
pub(super) fn malformed(offset: usize, reason: &str, hint: &'static str) -> Refused {
    Refused {
        hint,
        ..refused(offset, None, reason)
    }
}
