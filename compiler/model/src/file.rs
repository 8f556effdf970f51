//! Configuration files of applications. Mirrors `lib/file.ncl`.

use crate::decode::{Decode, Table, choice, record, unexpected};
use crate::leaf::FileMode;
use source::{Located, Number, Report, Value, ValueKind};

record! {
    /// A file that containers mount.
    pub struct ConfigFile {
        /// What is in it.
        pub content: Located<Content>,
        /// Permission bits.
        pub mode: Located<FileMode>,
    }
}

choice! {
    /// The content of a file, by format.
    pub enum Content {
        /// The `[uwsgi]` section of an ini file.
        Uwsgi(Table<String, Setting>),
    }
}

/// A setting of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(String),
    /// The same key several times.
    List(Vec<Located<Setting>>),
}

impl Decode for Setting {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        match &value.kind {
            ValueKind::Bool(boolean) => Some(Self::Bool(*boolean)),
            ValueKind::Number(number) => Some(Self::Number(*number)),
            ValueKind::String(text) => Some(Self::Text(text.clone())),
            ValueKind::Array(_) => Vec::decode(value, report).map(Self::List),
            ValueKind::Null | ValueKind::Record(_) | ValueKind::Enum(..) => {
                report.add(unexpected(
                    "a string, a number, a boolean or an array of those",
                    value,
                ));
                None
            }
        }
    }
}
