//! What a backend gives to a setting, and why it may not be taken.

use crate::unit::{Text, TimeSpan};
use crate::{Refused, Version};
use source::did_you_mean;
use std::fmt;

/// The meaning of a value, free of quoting; the setting decides how it is written.
///
/// Most are made with `into`: `"text"`, `["a", "b"]`, `true`, `8080`, a [`Command`], a
/// [`TimeSpan`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// One string.
    Text(Text),
    /// Several words, or several lines where each line is one value. None writes nothing.
    Words(Vec<Text>),
    /// `NAME=VALUE`, for environments, labels, options.
    Pair(String, Text),
    /// A boolean; written `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A command line of systemd, with its prefixes.
    Command(Command),
    /// A command as the JSON array that `HealthCmd=` and `Entrypoint=` of quadlets read.
    Json(Vec<Text>),
    /// The empty assignment: forgets what was assigned before.
    Reset,
    /// A value as a person writes it into the file, with its quotes and escapes. It is read by the
    /// decoder of the setting first, so that nothing gets through that the program reads in a
    /// surprising way.
    Written(String),
}

impl Argument {
    /// Several words.
    pub fn words<T: Into<Text>>(words: impl IntoIterator<Item = T>) -> Self {
        Self::Words(words.into_iter().map(Into::into).collect())
    }

    /// `NAME=VALUE`.
    pub fn pair(name: impl Into<String>, value: impl Into<Text>) -> Self {
        Self::Pair(name.into(), value.into())
    }

    /// A JSON array for `HealthCmd=`, `HealthStartupCmd=` and `Entrypoint=`.
    pub fn json<T: Into<Text>>(words: impl IntoIterator<Item = T>) -> Self {
        Self::Json(words.into_iter().map(Into::into).collect())
    }

    /// A value in the syntax of the file.
    pub fn written(text: impl Into<String>) -> Self {
        Self::Written(text.into())
    }

    /// What it is, for messages.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Words(_) => "a list of words",
            Self::Pair(..) => "a `NAME=VALUE` pair",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Command(_) => "a command line",
            Self::Json(_) => "a JSON array",
            Self::Reset => "a reset",
            Self::Written(_) => "a written value",
        }
    }
}

impl<const N: usize> From<[&str; N]> for Argument {
    fn from(words: [&str; N]) -> Self {
        Self::words(words)
    }
}

macro_rules! arguments_from {
    ($($from:ty => $name:ident $make:expr;)*) => {$(
        impl From<$from> for Argument {
            fn from($name: $from) -> Self {
                $make
            }
        }
    )*};
}

arguments_from! {
    &str => text Self::Text(text.into());
    &String => text Self::Text(text.into());
    String => text Self::Text(text.into());
    Text => text Self::Text(text);
    Vec<Text> => words Self::Words(words);
    Vec<String> => words Self::words(words);
    &[&str] => words Self::words(words.iter().copied());
    bool => value Self::Bool(value);
    i32 => number Self::Number(number.into());
    i64 => number Self::Number(number);
    u16 => number Self::Number(number.into());
    u32 => number Self::Number(number.into());
    Command => command Self::Command(command);
    TimeSpan => span Self::Text(span.to_string().into());
}

/// A command line of `ExecStart=` and its relatives: `systemd.service(5)`, *Command lines*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// What stands before the program.
    pub prefixes: Prefixes,
    /// An absolute path or the name of a program on the fixed search path; variables are not
    /// expanded in it.
    pub program: Text,
    /// `argv[0]`, when it shall differ from the program (prefix `@`).
    pub name: Option<Text>,
    /// The arguments.
    pub arguments: Vec<Text>,
}

impl Command {
    /// A command without prefixes.
    pub fn new<T: Into<Text>>(
        program: impl Into<Text>,
        arguments: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }
}

/// The special prefixes of an executable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefixes {
    /// `-`: failure is success.
    pub ignores_failure: bool,
    /// `:`: `$` is an ordinary character in the whole line.
    pub keeps_variables: bool,
    /// `+`, `!` and `!!`.
    pub privileges: Privileges,
}

/// With which privileges a command runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privileges {
    /// Those of the unit.
    #[default]
    Unit,
    /// `+`: all of them, outside every sandbox.
    Full,
    /// `!`: as `User=` says, but capabilities are kept.
    Elevated,
    /// `!!`: the same, only where ambient capabilities do not exist.
    ElevatedFallback,
}

/// Why a setting does not take an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignError {
    /// The section has no such setting; the program would refuse or ignore it.
    UnknownKey {
        /// The section.
        section: &'static str,
        /// What was asked for.
        key: String,
        /// The nearest name there is, or the section that has the setting.
        hint: Option<String>,
    },
    /// The setting, or this form of it, is newer than the target.
    NotInVersion {
        /// The setting.
        key: &'static str,
        /// The program.
        program: &'static str,
        /// The first release that knows it.
        since: Version,
        /// The release of the target.
        target: Version,
    },
    /// The setting wants another kind of argument.
    WrongKind {
        /// The setting.
        key: &'static str,
        /// What it wants: `a boolean`.
        expected: String,
        /// What it got.
        found: &'static str,
    },
    /// The text cannot be written so that the program reads it back.
    Refused {
        /// The setting.
        key: &'static str,
        /// Which character, and why.
        refused: Refused,
    },
}

impl AssignError {
    /// An unknown setting and the nearest one of those that exist.
    pub(crate) fn unknown(
        section: &'static str,
        key: &str,
        known: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        Self::UnknownKey {
            section,
            key: key.to_owned(),
            hint: did_you_mean(key, known).map(|near| format!("did you mean `{near}`?")),
        }
    }

    /// What can be done about it, when there is something.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownKey { hint, .. } => hint.clone(),
            Self::Refused { refused, .. } => Some(refused.hint.to_owned()),
            Self::NotInVersion { .. } | Self::WrongKind { .. } => None,
        }
    }
}

impl fmt::Display for AssignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { section, key, .. } => {
                write!(f, "`[{section}]` has no setting `{}`", key.escape_debug())
            }
            Self::NotInVersion {
                key,
                program,
                since,
                target,
            } => {
                let (since, target) = (release(program, *since), release(program, *target));
                write!(
                    f,
                    "`{key}=` needs {program} {since}, the target has {target}"
                )
            }
            Self::WrongKind {
                key,
                expected,
                found,
            } => write!(f, "`{key}=` wants {expected}, not {found}"),
            Self::Refused { key, refused } => write!(f, "`{key}=` {refused}"),
        }
    }
}

impl std::error::Error for AssignError {}

/// A release as its program counts: podman in two numbers at least (`6.0`), systemd in one (`257`).
fn release(program: &str, version: Version) -> String {
    match (program, version) {
        (
            "podman",
            Version {
                major,
                minor: 0,
                patch: 0,
            },
        ) => format!("{major}.0"),
        _ => version.to_string(),
    }
}
