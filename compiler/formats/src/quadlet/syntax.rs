//! What a quadlet file is, and what one of its settings is.

use crate::Version;
use crate::quadlet::Rule;
use crate::unit::SectionName;
use std::fmt;

/// The kinds of quadlet files, by their extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// `.container`
    Container,
    /// `.pod`
    Pod,
    /// `.network`
    Network,
    /// `.volume`
    Volume,
    /// `.image`
    Image,
    /// `.build`
    Build,
    /// `.kube`
    Kube,
    /// `.artifact`
    Artifact,
}

impl UnitKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Container,
        Self::Pod,
        Self::Network,
        Self::Volume,
        Self::Image,
        Self::Build,
        Self::Kube,
        Self::Artifact,
    ];

    /// The extension, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Pod => "pod",
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Image => "image",
            Self::Build => "build",
            Self::Kube => "kube",
            Self::Artifact => "artifact",
        }
    }

    /// The name of its own section.
    pub const fn section_name(self) -> &'static str {
        match self {
            Self::Container => "Container",
            Self::Pod => "Pod",
            Self::Network => "Network",
            Self::Volume => "Volume",
            Self::Image => "Image",
            Self::Build => "Build",
            Self::Kube => "Kube",
            Self::Artifact => "Artifact",
        }
    }

    /// Its own section, as a part of a file.
    pub fn section(self) -> SectionName {
        SectionName::known(self.section_name())
    }

    /// The first podman that reads such files. Older generators ignore them silently.
    pub const fn since(self) -> Version {
        match self {
            Self::Container | Self::Network | Self::Volume | Self::Kube => Version::new(4, 4, 0),
            Self::Image => Version::new(4, 8, 0),
            Self::Pod => Version::new(5, 0, 0),
            Self::Build => Version::new(5, 2, 0),
            Self::Artifact => Version::new(5, 7, 0),
        }
    }

    /// The kind with this extension.
    pub fn with_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }
}

impl fmt::Display for UnitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ".{}", self.extension())
    }
}

/// One key of the own section of a kind of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The files that have it.
    pub unit: UnitKind,
    /// Its name.
    pub name: &'static str,
    /// The first podman whose generator takes it.
    pub since: Version,
    /// How the generator reads it.
    pub kind: KeyKind,
    /// How it read it before a release, where that has changed.
    pub earlier: Option<(Version, KeyKind)>,
    /// Whether podman splits the value at commas and reads `"` as CSV does.
    pub splits_at_comma: bool,
    /// Whether the manual page calls it deprecated.
    pub is_deprecated: bool,
    /// What is known about its values beyond the kind.
    pub rule: Rule,
}

impl Setting {
    /// How the generator of a release reads it.
    pub fn kind_in(&self, podman: Version) -> KeyKind {
        match self.earlier {
            Some((before, kind)) if podman < before => kind,
            _ => self.kind,
        }
    }
}

/// How the generator reads the value of a key: the look-up function it uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The whole line; the last assignment wins; no escapes; a `"` at an end may vanish.
    Text,
    /// `1 yes true on` are true, anything else is false.
    Bool,
    /// An unsigned number of 32 bits; junk is 0.
    Number,
    /// Each line is one value, taken as it is.
    Lines,
    /// Words at blanks; quotes are removed, a backslash is an ordinary character.
    Words,
    /// Words at blanks; quotes are removed, C escapes decoded.
    Arguments,
    /// The same, but only the last line counts.
    LastArguments,
    /// As [`KeyKind::Arguments`], each `NAME=VALUE`; the last of a name wins.
    Assignments,
}

impl KeyKind {
    /// Whether assignments add up, and an empty one forgets those before.
    pub fn is_list(self) -> bool {
        match self {
            Self::Lines | Self::Words | Self::Arguments | Self::Assignments => true,
            Self::Text | Self::Bool | Self::Number | Self::LastArguments => false,
        }
    }
}
