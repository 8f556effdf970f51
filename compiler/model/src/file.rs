//! Configuration files. Mirrors `lib/file.ncl`.

use crate::Settings;
use crate::decode::{Decode, Table, choice, record, unexpected};
use crate::leaf::{AbsolutePath, EnvName, FileMode, LoginName, Name, Size};
use crate::rules;
use source::{Diagnostic, Located, Number, Report, Value, ValueKind};

record! {
    /// A file of the host, or single keys of one.
    pub struct ConfigFile {
        /// Where it stands; by format and name when absent.
        pub path: Option<Located<AbsolutePath>>,
        /// Its owner.
        pub owner: Located<LoginName>,
        /// Its group.
        pub group: Located<LoginName>,
        /// Permission bits.
        pub mode: Located<FileMode>,
        /// Whether all of it is ours.
        pub owned: Located<Owned>,
        /// What is in it.
        pub content: Located<Content>,
        /// Containers and services that must take over a change.
        pub readers: Vec<Located<Name>>,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}

impl ConfigFile {
    /// Whether nothing finds it but a container that mounts it: it stands in the stack's own folder.
    pub fn is_only_for_mounts(&self) -> bool {
        match &self.content.value {
            _ if self.owned.value == Owned::Keys => false,
            Content::Sysctl(_) | Content::Apt(_) | Content::Logrotate(_) | Content::Unit(_) => {
                false
            }
            Content::Uwsgi(_)
            | Content::Ini(_)
            | Content::Supervisor(_)
            | Content::KeyValues(_)
            | Content::Perl(_)
            | Content::Env(_)
            | Content::Tokens(_)
            | Content::Text(_) => self.path.is_none(),
        }
    }
}

choice! {
    /// How much of a file is ours.
    pub enum Owned {
        /// All of it.
        Whole,
        /// The keys of the content, and nothing else.
        Keys,
    }
}

/// Sections and their keys.
pub type Sections = Table<String, Table<String, Setting>>;

choice! {
    /// The content of a file, by format.
    pub enum Content {
        /// The `[uwsgi]` section of an ini file.
        Uwsgi(Table<String, Setting>),
        /// Sections as Python's `configparser` reads them.
        Ini(Sections),
        /// Sections as supervisor reads them.
        Supervisor(Sections),
        /// Keys without sections.
        KeyValues(KeyValues),
        /// Keys of hashes of Perl.
        Perl(Sections),
        /// Variables of systemd units.
        Env(Table<EnvName, Setting>),
        /// Kernel parameters.
        Sysctl(Table<String, Setting>),
        /// Options of apt.
        Apt(Table<String, AptValue>),
        /// Log files and when they are rotated.
        Logrotate(Vec<Located<Rotation>>),
        /// Sections of a drop-in of systemd.
        Unit(Sections),
        /// Words of a file of one line.
        Tokens(Vec<Located<FileText>>),
        /// Any text.
        Text(PlainText),
    }
}

impl Content {
    /// The tag, as the stack writes it.
    pub fn tag(&self) -> &'static str {
        match self {
            Self::Uwsgi(_) => "Uwsgi",
            Self::Ini(_) => "Ini",
            Self::Supervisor(_) => "Supervisor",
            Self::KeyValues(_) => "KeyValues",
            Self::Perl(_) => "Perl",
            Self::Env(_) => "Env",
            Self::Sysctl(_) => "Sysctl",
            Self::Apt(_) => "Apt",
            Self::Logrotate(_) => "Logrotate",
            Self::Unit(_) => "Unit",
            Self::Tokens(_) => "Tokens",
            Self::Text(_) => "Text",
        }
    }
}

record! {
    /// Keys and values, and who reads them.
    pub struct KeyValues {
        /// The program.
        pub reader: Located<KeyValuesReader>,
        /// Keys and values.
        pub keys: Table<String, Setting>,
    }
}

choice! {
    /// A program that reads keys and values.
    pub enum KeyValuesReader {
        /// `ssmtp.conf`
        Ssmtp,
        /// `login.defs`
        LoginDefs,
    }
}

record! {
    /// Text in a language that nobody here knows.
    pub struct PlainText {
        /// The text.
        pub text: Located<FileText>,
        /// How a comment line starts.
        pub comment: Option<Located<String>>,
    }
}

record! {
    /// Log files that are rotated alike.
    pub struct Rotation {
        /// Paths and patterns.
        pub paths: Vec<Located<String>>,
        /// How often.
        pub schedule: Option<Located<Schedule>>,
        /// How many old files are kept.
        pub rotate: Option<Located<u32>>,
        /// How many days they are kept.
        pub maxage: Option<Located<u32>>,
        /// Least size.
        pub minsize: Option<Located<Size>>,
        /// Largest size.
        pub maxsize: Option<Located<Size>>,
        /// Whether old files are compressed.
        pub compress: Option<Located<bool>>,
        /// Whether that is delayed by one rotation.
        pub delaycompress: Option<Located<bool>>,
        /// Whether a missing file is no error.
        pub missingok: Option<Located<bool>>,
        /// Whether empty files are left alone.
        pub notifempty: Option<Located<bool>>,
        /// Whether the file is copied and emptied.
        pub copytruncate: Option<Located<bool>>,
        /// Whether old files are named by date.
        pub dateext: Option<Located<bool>>,
        /// Whether scripts run once for all files.
        pub sharedscripts: Option<Located<bool>>,
        /// How the new file is made.
        pub create: Option<Located<CreatedLog>>,
        /// Who rotates.
        pub su: Option<Located<RotatedAs>>,
        /// Script that runs before.
        pub prerotate: Option<Located<FileText>>,
        /// Script that runs after.
        pub postrotate: Option<Located<FileText>>,
        /// Further directives, checked.
        pub extra: Option<Located<FileText>>,
    }
}

choice! {
    /// How often log files are rotated.
    pub enum Schedule {
        /// Each hour.
        Hourly,
        /// Each day.
        Daily,
        /// Each week.
        Weekly,
        /// Each month.
        Monthly,
        /// Each year.
        Yearly,
    }
}

record! {
    /// How a new log file is made.
    pub struct CreatedLog {
        /// Permission bits; those of the old file when absent.
        pub mode: Option<Located<FileMode>>,
        /// Owner; that of the old file when absent.
        pub user: Option<Located<LoginName>>,
        /// Group; that of the old file when absent.
        pub group: Option<Located<LoginName>>,
    }
}

record! {
    /// Who rotates log files.
    pub struct RotatedAs {
        /// User.
        pub user: Located<LoginName>,
        /// Group.
        pub group: Located<LoginName>,
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
                let expected = "a string, a number, a boolean or an array of those";
                report.add(no_secret(value).unwrap_or_else(|| unexpected(expected, value)));
                None
            }
        }
    }
}

/// What an option of apt holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AptValue {
    /// A value, or a list of them.
    Setting(Setting),
    /// Further options.
    Scope(Table<String, AptValue>),
}

impl Decode for AptValue {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        match &value.kind {
            ValueKind::Record(_) => Table::decode(value, report).map(Self::Scope),
            _ => Setting::decode(value, report).map(Self::Setting),
        }
    }
}

/// Text of a file, which is no secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileText(pub String);

impl Decode for FileText {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        if let ValueKind::String(text) = &value.kind {
            return Some(Self(text.clone()));
        }
        report.add(no_secret(value).unwrap_or_else(|| unexpected("a string", value)));
        None
    }
}

impl std::ops::Deref for FileText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Says that a secret cannot stand in a file, when the value is one.
fn no_secret(value: &Value) -> Option<Diagnostic> {
    let ValueKind::Enum(tag, _) = &value.kind else {
        return None;
    };
    let tags = ["Secret", "SecretFile", "SecretTemplate"];
    tags.contains(&tag.as_str()).then(|| {
        Diagnostic::error(&rules::SECRET_IN_FILE, "a file cannot hold a secret")
            .at(&value.origin, "its value would stand in the tree")
            .note("what a tree holds, everybody can read who can read the store or the host's `/etc`")
            .hint("give it to the program as an environment variable or a file of the container: `env`, `secret_files`")
    })
}
