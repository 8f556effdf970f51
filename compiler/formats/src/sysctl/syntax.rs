//! The grammar of `sysctl.d(5)` as types.

use crate::unit::{Comment, refuse};
use crate::{Cause, Refused};

pub(super) const READER: &str = "systemd-sysctl";

/// A file of `sysctl.d`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The lines in order, without blank ones. Of two settings of one key the last wins.
    pub items: Vec<Item>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            items: vec![Item::Comment(head)],
        }
    }

    /// Adds a setting.
    pub fn add(&mut self, setting: Setting) {
        self.items.push(Item::Setting(setting));
    }

    /// Adds a setting that must succeed.
    ///
    /// # Errors
    /// What [`Key::parse`] and [`Value::new`] refuse.
    pub fn set(&mut self, key: &str, value: &str, cause: Cause) -> Result<(), Refused> {
        let setting = Setting::new(Key::parse(key)?, Value::new(value)?);
        self.add(setting.because(cause));
        Ok(())
    }

    /// The settings in order.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.items.iter().filter_map(|item| match item {
            Item::Setting(setting) => Some(setting),
            Item::Comment(_) | Item::Except(_) => None,
        })
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// `key = value`
    Setting(Setting),
    /// `-key`: what a glob elsewhere matches, but must leave alone.
    Except(Key),
}

/// `key = value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Which parameter, or several by a glob.
    pub key: Key,
    /// What is written to it.
    pub value: Value,
    /// `-key`: a parameter that does not exist or cannot be written is no error.
    pub ignores_errors: bool,
    /// The value of the stack it was made from.
    pub cause: Cause,
}

impl Setting {
    /// A setting that must succeed.
    pub fn new(key: Key, value: Value) -> Self {
        Self {
            key,
            value,
            ignores_errors: false,
            cause: Cause::default(),
        }
    }

    /// The same, where failing is no error.
    #[must_use]
    pub fn may_fail(self) -> Self {
        Self {
            ignores_errors: true,
            ..self
        }
    }

    /// Because of this value of the stack.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }
}

/// A parameter below `/proc/sys`: lower case letters, digits, `_`, `.`, `/`, `-`, and `*` for any text.
///
/// If the first separator is a dot, dots are read as slashes and slashes as dots; with a slash first,
/// both stand for themselves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// A key such as `net.ipv4.ip_forward`.
    ///
    /// # Errors
    /// An empty key, other characters, a leading `-` (which means *ignore errors*), empty parts and
    /// `..`, which could leave `/proc/sys`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let is_good = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '.' | '/' | '-' | '*');
        if let Some((offset, found)) = text.char_indices().find(|(_, c)| !is_good(*c)) {
            return Err(refuse::character(READER, offset, found));
        }
        if text.starts_with('-') {
            let reason = "cannot begin with `-`, which means that errors are ignored";
            return Err(refuse::whole(READER, reason, "write the key without `-`"));
        }
        if text.split(['.', '/']).any(str::is_empty) {
            return Err(refuse::whole(
                READER,
                "is no key of a kernel parameter",
                "write it as `net.ipv4.ip_forward`",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The key as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below `/proc/sys`, as `sysctl_normalize()` of systemd makes it.
    ///
    /// ```
    /// # use formats::sysctl::Key;
    /// let path = |key| Key::parse(key).unwrap().path();
    /// assert_eq!(path("net.ipv4.conf.eth0/1.rp_filter"), "net/ipv4/conf/eth0.1/rp_filter");
    /// assert_eq!(path("net/ipv4/conf/eth0.1/rp_filter"), "net/ipv4/conf/eth0.1/rp_filter");
    /// ```
    pub fn path(&self) -> String {
        match self.0.find(['.', '/']) {
            Some(at) if self.0[at..].starts_with('.') => {
                let swapped = |c| match c {
                    '.' => '/',
                    '/' => '.',
                    other => other,
                };
                self.0.chars().map(swapped).collect()
            }
            Some(_) | None => self.0.clone(),
        }
    }

    /// Whether it can stand for several parameters.
    pub fn is_glob(&self) -> bool {
        self.0.contains('*')
    }
}

/// What is written to a parameter: printable ASCII and tabs, the whole rest of the line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(String);

impl Value {
    /// A value.
    ///
    /// # Errors
    /// An empty value, blanks at the ends, line ends and other control characters, anything but ASCII.
    /// There are no quotes and no escapes in this format.
    pub fn new(text: &str) -> Result<Self, Refused> {
        let is_blank = |c: &char| matches!(c, ' ' | '\t');
        match (text.chars().next(), text.chars().next_back()) {
            (None, _) => {
                return Err(refuse::whole(
                    READER,
                    "cannot be empty",
                    "give the parameter a value, or leave it out",
                ));
            }
            (Some(c), _) if is_blank(&c) => return Err(refuse::blank_at_end(READER, 0, c)),
            (_, Some(c)) if is_blank(&c) => {
                return Err(refuse::blank_at_end(READER, text.len() - 1, c));
            }
            _ => {}
        }
        let is_good = |c: char| matches!(c, ' '..='~' | '\t');
        match text.char_indices().find(|(_, c)| !is_good(*c)) {
            Some((offset, found)) => Err(refuse::character(READER, offset, found)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
