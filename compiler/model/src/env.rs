//! Environment variables and what an application expects of them. Mirrors `lib/env.ncl`.

use crate::decode::{Decode, Table, choice, record, tag, unexpected};
use crate::leaf::{AbsolutePath, EnvName, Name};
use crate::secret::Template;
use source::{Located, Number, Report, Value, ValueKind};

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvValue {
    /// Text as it is.
    Text(String),
    /// A number.
    Number(Number),
    /// A boolean, in the spelling of the application.
    Bool(bool),
    /// The entries of a list, which the application reads as one text.
    List(Vec<Located<String>>),
    /// The value of a secret.
    Secret(Located<Name>),
    /// The path of the file that holds a secret.
    SecretFile(Located<Name>),
    /// Text made from secrets on the host.
    SecretTemplate(Located<Template>),
}

impl EnvValue {
    /// Whether both give the same text, wherever they are written.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Secret(one), Self::Secret(other))
            | (Self::SecretFile(one), Self::SecretFile(other)) => one.value == other.value,
            (Self::SecretTemplate(one), Self::SecretTemplate(other)) => one.value == other.value,
            (Self::List(one), Self::List(other)) => {
                let texts = |list: &[Located<String>]| -> Vec<String> {
                    list.iter().map(|entry| entry.value.clone()).collect()
                };
                texts(one) == texts(other)
            }
            _ => self == other,
        }
    }

    /// Whether the value comes from a secret.
    pub fn is_secret(&self) -> bool {
        match self {
            Self::Text(_) | Self::Number(_) | Self::Bool(_) | Self::List(_) => false,
            Self::Secret(_) | Self::SecretFile(_) | Self::SecretTemplate(_) => true,
        }
    }

    /// The text that an application gets, in the spelling it expects; `None` for what is known only
    /// on the host.
    pub fn text(&self, expected: Option<&Variable>) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Bool(boolean) => Some(match (expected, boolean) {
                (Some(expected), true) => expected.true_as.value.clone(),
                (Some(expected), false) => expected.false_as.value.clone(),
                (None, boolean) => boolean.to_string(),
            }),
            Self::List(entries) => {
                // The checker refuses a list where nothing says how it is joined.
                let separator = match expected.map(|expected| &expected.kind.value) {
                    Some(VariableType::List(list)) => list.separator.as_str(),
                    _ => "",
                };
                let entries: Vec<&str> = entries.iter().map(|entry| entry.as_str()).collect();
                Some(entries.join(separator))
            }
            Self::Secret(_) | Self::SecretFile(_) | Self::SecretTemplate(_) => None,
        }
    }
}

impl Decode for EnvValue {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        match &value.kind {
            ValueKind::String(text) => Some(Self::Text(text.clone())),
            ValueKind::Number(number) => Some(Self::Number(*number)),
            ValueKind::Bool(boolean) => Some(Self::Bool(*boolean)),
            ValueKind::Enum(..) => {
                let tags = ["Secret", "SecretFile", "SecretTemplate"];
                let (tag, payload) = tag(value, &tags, report)?;
                let payload = crate::decode::payload(value, payload, report)?;
                match tag {
                    "Secret" => Located::decode(payload, report).map(Self::Secret),
                    "SecretFile" => Located::decode(payload, report).map(Self::SecretFile),
                    _ => Located::decode(payload, report).map(Self::SecretTemplate),
                }
            }
            ValueKind::Array(_) => Vec::decode(value, report).map(Self::List),
            ValueKind::Null | ValueKind::Record(_) => {
                report.add(unexpected(
                    "a string, a number, a boolean, an array or a secret",
                    value,
                ));
                None
            }
        }
    }
}

record! {
    /// What an application expects of one variable.
    pub struct Variable {
        /// How the application reads it.
        pub kind: Located<VariableType>,
        /// Whether the application fails without it.
        pub required: Located<bool>,
        /// Whether the value must be a secret.
        pub secret: Located<bool>,
        /// Why everyone can read it.
        pub public: Option<Located<String>>,
        /// The value that the image sets.
        pub image_default: Option<Located<String>>,
        /// Least number of characters.
        pub min_length: Located<u32>,
        /// Least value of a number, or number of entries of a list.
        pub at_least: Option<Located<u32>>,
        /// Values that must not be given.
        pub forbidden: Vec<Located<String>>,
        /// Folder that a path must lie in.
        pub below: Option<Located<AbsolutePath>>,
        /// Spelling of true.
        pub true_as: Located<String>,
        /// Spelling of false.
        pub false_as: Located<String>,
        /// What it does.
        pub description: Option<Located<String>>,
    }
}

choice! {
    /// How an application reads a variable.
    pub enum VariableType {
        /// Any text.
        String,
        /// A whole number.
        Integer,
        /// A boolean.
        Bool,
        /// A path.
        Path,
        /// The path of a URL.
        UrlPath,
        /// A host name or address.
        Host,
        /// An IPv4 or IPv6 address.
        Address,
        /// A port.
        Port,
        /// An e-mail address.
        Email,
        /// A locale with one of these encodings.
        Locale(Vec<String>),
        /// A time zone by its name.
        TimeZone,
        /// A URL with one of these schemes.
        Url(Vec<String>),
        /// One of these values.
        OneOf(Vec<String>),
        /// Several of a kind.
        List(Box<List>),
    }
}

record! {
    /// A list in one text.
    pub struct List {
        /// What its entries are.
        pub of: VariableType,
        /// What stands between two entries.
        pub separator: Located<String>,
    }
}

record! {
    /// All variables that an application reads.
    pub struct EnvContract {
        /// By name; others are errors.
        pub variables: Table<EnvName, Variable>,
        /// What holds between variables.
        pub rules: Vec<Located<EnvRule>>,
    }
}

choice! {
    /// Something that holds between variables.
    pub enum EnvRule {
        /// They have the same value.
        Equal(Vec<Located<EnvName>>),
        /// No two name the same.
        Different(Vec<Located<EnvName>>),
        /// A path lies below a folder.
        Below(Below),
        /// At most one is true.
        NotBothTrue(Vec<Located<EnvName>>),
        /// Where one is true, others are set.
        TrueNeeds(TrueNeeds),
        /// A URL or a host is that of a site.
        NamesSite(Located<EnvName>),
        /// A list holds every name of the sites.
        NamesSites(Located<EnvName>),
    }
}

record! {
    /// The path that `path` holds lies below the folder that `folder` holds.
    pub struct Below {
        /// The path.
        pub path: Located<EnvName>,
        /// The folder.
        pub folder: Located<EnvName>,
    }
}

record! {
    /// Where `variable` is true, all of `needs` must be set.
    pub struct TrueNeeds {
        /// The boolean.
        pub variable: Located<EnvName>,
        /// What it needs.
        pub needs: Vec<Located<EnvName>>,
    }
}
