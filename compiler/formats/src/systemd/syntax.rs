//! What a directive is: where it stands, how its value is read.

use crate::Version;
use crate::systemd::Kind;
use crate::unit::SectionName;
use std::fmt;

/// The sections whose directives are known: `systemd.unit(5)` and the pages it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// `[Unit]`
    Unit,
    /// `[Service]`
    Service,
    /// `[Socket]`
    Socket,
    /// `[Timer]`
    Timer,
    /// `[Path]`
    Path,
    /// `[Mount]`
    Mount,
    /// `[Automount]`
    Automount,
    /// `[Swap]`
    Swap,
    /// `[Slice]`
    Slice,
    /// `[Scope]`
    Scope,
    /// `[Install]`
    Install,
}

impl Section {
    /// All sections.
    pub const ALL: [Self; 11] = [
        Self::Unit,
        Self::Service,
        Self::Socket,
        Self::Timer,
        Self::Path,
        Self::Mount,
        Self::Automount,
        Self::Swap,
        Self::Slice,
        Self::Scope,
        Self::Install,
    ];

    /// The name between the brackets.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "Unit",
            Self::Service => "Service",
            Self::Socket => "Socket",
            Self::Timer => "Timer",
            Self::Path => "Path",
            Self::Mount => "Mount",
            Self::Automount => "Automount",
            Self::Swap => "Swap",
            Self::Slice => "Slice",
            Self::Scope => "Scope",
            Self::Install => "Install",
        }
    }

    /// The name as a part of a unit file.
    pub fn name(self) -> SectionName {
        SectionName::known(self.as_str())
    }

    /// The section of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|section| section.as_str() == name)
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its name.
    pub name: &'static str,
    /// The sections that have it, all with the same reading.
    pub sections: &'static [Section],
    /// How the value is taken apart.
    pub reading: Reading,
    /// What it may be.
    pub kind: Kind,
    /// The first systemd that has it; 0 stands for 252 and before, the oldest we write for.
    pub since: u16,
}

impl Directive {
    /// The first release that has it, when that is later than the oldest we write for.
    pub fn since_version(&self) -> Version {
        Version::new(self.since, 0, 0)
    }

    /// Whether a further line adds to the value instead of replacing it: words do, and so do conditions,
    /// addresses and others that take a whole line for each of several values.
    pub fn is_list(&self) -> bool {
        let kinds = ["Assert", "Condition", "Listen"];
        self.reading.is_list()
            || kinds.iter().any(|kind| self.name.starts_with(kind))
            || LISTS_OF_LINES.contains(&self.name)
    }

    /// Whether a release has it.
    pub fn is_in(&self, systemd: Version) -> bool {
        systemd.major >= self.since
    }
}

/// Directives that take one value a line and as many lines as wanted, beside those of a kind
/// (`systemd.exec(5)`, `systemd.path(5)`, `systemd.resource-control(5)`, `systemd.service(5)`,
/// `systemd.timer(5)`).
const LISTS_OF_LINES: &[&str] = &[
    "BPFProgram",
    "DirectoryNotEmpty",
    "EnvironmentFile",
    "IPEgressFilterPath",
    "IPIngressFilterPath",
    "ImportCredential",
    "LoadCredential",
    "LoadCredentialEncrypted",
    "LogFilterPatterns",
    "OnActiveSec",
    "OnBootSec",
    "OnCalendar",
    "OnStartupSec",
    "OnUnitActiveSec",
    "OnUnitInactiveSec",
    "OpenFile",
    "PathChanged",
    "PathExists",
    "PathExistsGlob",
    "PathModified",
    "SocketBindAllow",
    "SocketBindDeny",
    "StandardInputData",
    "StandardInputText",
];

/// How a value is taken apart: the columns of the parse function bound to a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Words, quotes, escapes.
    pub shape: Shape,
    /// Whether `%h` and the like are expanded, so that `%` must be doubled.
    pub specifiers: bool,
    /// Whether an empty value is taken as such: most lists forget what was assigned before.
    pub resets: bool,
}

/// The shapes of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The whole line, quotes and backslashes kept: `Description=`, `WorkingDirectory=`.
    Line,
    /// The whole line with C escapes, quotes kept: `StandardInputText=`.
    EscapedLine,
    /// `ID:VALUE`, the value with C escapes, quotes kept: `SetCredential=`.
    Credential,
    /// Words at blanks, quotes and backslashes kept: `After=`, `SystemCallFilter=`.
    Words,
    /// Words with quotes, where a backslash takes the next character: `ReadWritePaths=`.
    QuotedWords,
    /// Words with quotes and C escapes: `Environment=`, `StateDirectory=`.
    EscapedWords,
    /// A command line: `ExecStart=`.
    Command,
}

impl Reading {
    /// Whether a further line adds to the value instead of replacing it.
    pub fn is_list(self) -> bool {
        match self.shape {
            Shape::Line | Shape::EscapedLine => false,
            Shape::Credential
            | Shape::Words
            | Shape::QuotedWords
            | Shape::EscapedWords
            | Shape::Command => true,
        }
    }
}

const fn reading(shape: Shape, specifiers: bool, resets: bool) -> Reading {
    Reading {
        shape,
        specifiers,
        resets,
    }
}

/// The readings under the names that the table uses. `_BARE`: no specifiers; `_KEPT`: an empty value
/// has no effect or is an error.
impl Reading {
    pub(crate) const SCALAR: Self = reading(Shape::Line, false, false);
    pub(crate) const SCALAR_RESETS: Self = reading(Shape::Line, false, true);
    pub(crate) const LINE: Self = reading(Shape::Line, true, true);
    pub(crate) const LINE_KEPT: Self = reading(Shape::Line, true, false);
    pub(crate) const ESCAPED_LINE: Self = reading(Shape::EscapedLine, true, true);
    /// Specifiers are expanded in the ID only, which is no text of ours.
    pub(crate) const CREDENTIAL: Self = reading(Shape::Credential, false, true);
    pub(crate) const WORDS: Self = reading(Shape::Words, true, true);
    pub(crate) const WORDS_KEPT: Self = reading(Shape::Words, true, false);
    pub(crate) const WORDS_BARE: Self = reading(Shape::Words, false, true);
    pub(crate) const QUOTED: Self = reading(Shape::QuotedWords, true, true);
    pub(crate) const QUOTED_KEPT: Self = reading(Shape::QuotedWords, true, false);
    pub(crate) const QUOTED_BARE: Self = reading(Shape::QuotedWords, false, true);
    pub(crate) const ESCAPED: Self = reading(Shape::EscapedWords, true, true);
    pub(crate) const ESCAPED_BARE: Self = reading(Shape::EscapedWords, false, true);
    pub(crate) const COMMAND: Self = reading(Shape::Command, true, true);
}
