//! Which directives exist, where, since when, and what they take.

mod directives;

pub use directives::DIRECTIVES;

use crate::Version;
use std::fmt;

/// A kind of block, by what may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// Outside of all blocks.
    Main,
    /// `events`
    Events,
    /// `http`; also files below `conf.d` and `sites-enabled`.
    Http,
    /// `server` in `http`.
    Server,
    /// `location`
    Location,
    /// `if` in a `server`.
    IfInServer,
    /// `if` in a `location`.
    IfInLocation,
    /// `limit_except`
    LimitExcept,
    /// `upstream` in `http`.
    Upstream,
    /// `stream`
    Stream,
    /// `server` in `stream`.
    StreamServer,
    /// `upstream` in `stream`.
    StreamUpstream,
    /// `mail`
    Mail,
    /// `server` in `mail`.
    MailServer,
}

/// One directive of one module.
///
/// Contexts and counts are those of the newest release that was read; `before` holds what 1.26 had instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Specification {
    /// The directive.
    pub name: &'static str,
    /// The module, `ngx_http_core_module`.
    pub module: &'static str,
    /// Where it may stand; empty means everywhere.
    pub contexts: &'static [Context],
    /// How many parameters it takes.
    pub arguments: Arguments,
    /// Whether it has a block.
    pub is_block: bool,
    /// What kind of value, when all directives of that kind are read by one function of nginx.
    pub value: Option<ValueKind>,
    /// The words it takes, for [`ValueKind::Enum`] and [`ValueKind::Bitmask`].
    pub values: &'static [&'static str],
    /// Where `$` is special.
    pub expansion: Expansion,
    /// The first release that had it in a module of the same kind; 0.7.0 stands for that or older.
    pub since: Version,
    /// The `configure` option without which nginx is built without it.
    pub configure: Option<&'static str>,
    /// Contexts and counts up to 1.26.3, where they differ.
    pub before: Option<(&'static [Context], Arguments)>,
}

/// How many parameters a directive takes, name and block not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// At least.
    pub min: u8,
    /// At most; `None` for any number.
    pub max: Option<u8>,
}

/// How nginx reads the value of a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueKind {
    /// `on` or `off`
    Flag,
    /// Digits.
    Number,
    /// Digits and `k` or `m`.
    Size,
    /// Digits and `k`, `m` or `g`.
    Offset,
    /// A time with milliseconds: `500ms`, `1h 30m`.
    Milliseconds,
    /// A time in whole seconds.
    Seconds,
    /// One word of a list.
    Enum,
    /// Several words of a list.
    Bitmask,
    /// Any text.
    Text,
    /// Any text; the directive may be repeated.
    RepeatableText,
    /// Text with variables.
    TextWithVariables,
    /// Text with variables, or an empty word to switch it off.
    TextWithVariablesOrEmpty,
    /// A size in which variables are expanded.
    SizeWithVariables,
    /// Conditions made of variables.
    Predicates,
    /// A name and a value; the directive may be repeated.
    KeyAndValue,
    /// A number and a size: `8 4k`.
    NumberAndSize,
    /// MIME types.
    MimeTypes,
    /// A path with up to three levels.
    Path,
    /// `user:rw group:rw all:r`
    Access,
}

/// At which parameters nginx expands variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expansion {
    /// No evidence that it does.
    None,
    /// Somewhere, the source says; which parameters was not tested.
    Somewhere,
    /// At these positions from 1, tested with nginx 1.26.3.
    At(&'static [u8]),
}

impl Expansion {
    /// Whether a parameter (from 1) was seen to be expanded. The tests tried three; later ones are like
    /// the third.
    pub fn is_known_at(self, position: usize) -> bool {
        match self {
            Self::None | Self::Somewhere => false,
            Self::At(positions) => positions.iter().any(|p| usize::from(*p) == position.min(3)),
        }
    }
}

impl Arguments {
    /// Whether it takes this many.
    pub fn admits(self, count: usize) -> bool {
        count >= usize::from(self.min) && self.max.is_none_or(|max| count <= usize::from(max))
    }
}

/// The specifications of a name, one for each module that has it.
pub fn lookup(name: &str) -> &'static [Specification] {
    let start = DIRECTIVES.partition_point(|row| row.name < name);
    let length = DIRECTIVES[start..].partition_point(|row| row.name == name);
    &DIRECTIVES[start..start + length]
}

/// The newest release whose contexts and counts are those in `before`.
const BEFORE: Version = Version::new(1, 26, 3);

impl Specification {
    /// Where it may stand in a release; empty means everywhere.
    pub fn contexts_in(&self, version: Version) -> &'static [Context] {
        match self.before {
            Some((contexts, _)) if version <= BEFORE => contexts,
            Some(_) | None => self.contexts,
        }
    }

    /// How many parameters it takes in a release.
    pub fn arguments_in(&self, version: Version) -> Arguments {
        match self.before {
            Some((_, arguments)) if version <= BEFORE => arguments,
            Some(_) | None => self.arguments,
        }
    }

    /// Whether a second one on the same level is an error (`directive is duplicate`).
    ///
    /// The functions of nginx that read these kinds of values refuse a field that is set already; some
    /// directives with functions of their own do too.
    pub fn stands_once(&self) -> bool {
        let Some(value) = self.value else {
            return STANDS_ONCE.contains(&self.name);
        };
        match value {
            ValueKind::Flag
            | ValueKind::Number
            | ValueKind::Size
            | ValueKind::Offset
            | ValueKind::Milliseconds
            | ValueKind::Seconds
            | ValueKind::Enum
            | ValueKind::Text
            | ValueKind::NumberAndSize
            | ValueKind::TextWithVariables
            | ValueKind::TextWithVariablesOrEmpty
            | ValueKind::SizeWithVariables
            | ValueKind::Path
            | ValueKind::Access => true,
            ValueKind::Bitmask
            | ValueKind::RepeatableText
            | ValueKind::Predicates
            | ValueKind::KeyAndValue
            | ValueKind::MimeTypes => false,
        }
    }

    /// A row of the table; `max` [`MANY`] means any number.
    const fn row(
        name: &'static str,
        module: &'static str,
        contexts: &'static [Context],
        min: u8,
        max: u8,
    ) -> Self {
        Self {
            name,
            module,
            contexts,
            arguments: arguments(min, max),
            is_block: false,
            value: None,
            values: &[],
            expansion: Expansion::None,
            since: Version::new(0, 7, 0),
            configure: None,
            before: None,
        }
    }

    const fn block(mut self) -> Self {
        self.is_block = true;
        self
    }

    const fn is(mut self, value: ValueKind) -> Self {
        self.value = Some(value);
        self
    }

    const fn one_of(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    const fn expands(mut self, positions: &'static [u8]) -> Self {
        self.expansion = match positions {
            [] => Expansion::Somewhere,
            _ => Expansion::At(positions),
        };
        self
    }

    const fn since(mut self, major: u16, minor: u16, patch: u16) -> Self {
        self.since = Version::new(major, minor, patch);
        self
    }

    const fn with(mut self, configure: &'static str) -> Self {
        self.configure = Some(configure);
        self
    }

    const fn before(mut self, contexts: &'static [Context], min: u8, max: u8) -> Self {
        self.before = Some((contexts, arguments(min, max)));
        self
    }
}

/// Directives with functions of their own that refuse a second one, each shown to nginx 1.26.3.
const STANDS_ONCE: &[&str] = &[
    "alias",
    "fastcgi_pass",
    "grpc_pass",
    "internal",
    "memcached_pass",
    "proxy_cache",
    "proxy_cache_key",
    "proxy_pass",
    "root",
    "scgi_pass",
    "try_files",
    "uwsgi_pass",
];

/// Any number of parameters, in the table.
const MANY: u8 = u8::MAX;

const fn arguments(min: u8, max: u8) -> Arguments {
    Arguments {
        min,
        max: if max == MANY { None } else { Some(max) },
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Context {
    /// The name nginx's documentation uses: `http`, `if in location`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Events => "events",
            Self::Http => "http",
            Self::Server => "server",
            Self::Location => "location",
            Self::IfInServer => "if in server",
            Self::IfInLocation => "if in location",
            Self::LimitExcept => "limit_except",
            Self::Upstream => "upstream",
            Self::Stream => "stream",
            Self::StreamServer => "stream server",
            Self::StreamUpstream => "stream upstream",
            Self::Mail => "mail",
            Self::MailServer => "mail server",
        }
    }

    /// The block of the main context it lies in.
    pub(super) fn protocol(self) -> Self {
        match self {
            Self::Main => Self::Main,
            Self::Events => Self::Events,
            Self::Http
            | Self::Server
            | Self::Location
            | Self::IfInServer
            | Self::IfInLocation
            | Self::LimitExcept
            | Self::Upstream => Self::Http,
            Self::Stream | Self::StreamServer | Self::StreamUpstream => Self::Stream,
            Self::Mail | Self::MailServer => Self::Mail,
        }
    }

    /// The context that a block directive opens here; `None` when its content is data (`map`, `types`)
    /// or it does not belong here.
    pub fn inside(self, directive: &str) -> Option<Self> {
        match (self, directive) {
            (Self::Main, "events") => Some(Self::Events),
            (Self::Main, "http") => Some(Self::Http),
            (Self::Main, "stream") => Some(Self::Stream),
            (Self::Main, "mail") => Some(Self::Mail),
            (Self::Http, "server") => Some(Self::Server),
            (Self::Http, "upstream") => Some(Self::Upstream),
            (Self::Server | Self::Location, "location") => Some(Self::Location),
            (Self::Server, "if") => Some(Self::IfInServer),
            (Self::Location, "if") => Some(Self::IfInLocation),
            (Self::Location, "limit_except") => Some(Self::LimitExcept),
            (Self::Stream, "server") => Some(Self::StreamServer),
            (Self::Stream, "upstream") => Some(Self::StreamUpstream),
            (Self::Mail, "server") => Some(Self::MailServer),
            _ => None,
        }
    }
}
