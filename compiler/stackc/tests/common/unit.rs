//! Units and quadlets by what they mean: quotes and escapes are read, so that tests compare words.

#![allow(dead_code, reason = "each test program uses its part")]

use formats::quadlet::{self, UnitKind};
use formats::systemd::{self, Section};
use formats::unit::{Argument, File, Text};
use formats::{Version, unit};

/// A unit, as its readers understand it.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) name: String,
    assignments: Vec<Assignment>,
}

#[derive(Clone, Debug)]
struct Assignment {
    /// `Section.Key`.
    setting: String,
    words: Vec<String>,
}

impl Unit {
    /// A quadlet; its own section is read as the generator of this podman does, the others as systemd.
    pub(crate) fn quadlet(name: &str, text: &str, podman: Version) -> Self {
        let extension = name.rsplit('.').next().unwrap_or_default();
        let kind = UnitKind::with_extension(extension).expect("an extension of quadlets");
        let file = quadlet::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self::new(name, &file, |section, key, value| {
            if section == kind.section_name() {
                quadlet::read(kind, key, value, podman)
            } else {
                systemd::read(known(section), key, value)
            }
        })
    }

    /// A unit of systemd.
    pub(crate) fn native(name: &str, text: &str) -> Self {
        let file = unit::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self::new(name, &file, |section, key, value| {
            systemd::read(known(section), key, value)
        })
    }

    fn new(
        name: &str,
        file: &File,
        read: impl Fn(&str, &str, &unit::Value) -> Result<Argument, unit::AssignError>,
    ) -> Self {
        let assignments = file.entries().map(|(section, entry)| {
            let setting = format!("{section}.{}", entry.key);
            let meaning = read(section.as_str(), entry.key.as_str(), &entry.value);
            let meaning = meaning.unwrap_or_else(|error| panic!("{name}: {setting}: {error}"));
            Assignment {
                setting,
                words: words(meaning),
            }
        });
        Self {
            name: name.to_owned(),
            assignments: assignments.collect(),
        }
    }

    /// The words of each assignment of a setting, `Section.Key`.
    pub(crate) fn each(&self, setting: &str) -> Vec<Vec<String>> {
        let all = self.assignments.iter();
        all.filter(|assignment| assignment.setting == setting)
            .map(|assignment| assignment.words.clone())
            .collect()
    }

    /// The words of a setting over all its assignments.
    pub(crate) fn words(&self, setting: &str) -> Vec<String> {
        self.each(setting).concat()
    }

    /// The text of a setting that stands at most once.
    pub(crate) fn text(&self, setting: &str) -> Option<String> {
        let mut each = self.each(setting);
        assert!(each.len() < 2, "{}: `{setting}` stands twice", self.name);
        each.pop().map(|words| words.join(" "))
    }

    /// Whether a setting stands at all.
    pub(crate) fn has(&self, setting: &str) -> bool {
        !self.each(setting).is_empty()
    }

    /// Asserts what a setting is, over all its assignments.
    #[track_caller]
    pub(crate) fn assert(&self, setting: &str, expected: &[&str]) {
        assert_eq!(self.words(setting), expected, "{}: {setting}", self.name);
    }

    /// What a container mounts.
    pub(crate) fn mounts(&self) -> Vec<Mount> {
        self.words("Container.Volume")
            .iter()
            .map(|value| Mount::read(value))
            .collect()
    }

    /// What a container mounts at a path.
    pub(crate) fn mount_at(&self, target: &str) -> Option<Mount> {
        self.mounts()
            .into_iter()
            .find(|mount| mount.target == target)
    }

    /// The value of a plain variable.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        let prefix = format!("{name}=");
        let variables = self.words("Container.Environment");
        let mut found = variables
            .iter()
            .filter_map(|word| word.strip_prefix(&prefix));
        found.next().map(str::to_owned)
    }

    /// The podman secret that a variable is filled from.
    pub(crate) fn secret_variable(&self, name: &str) -> Option<String> {
        let target = format!("target={name}");
        self.secrets().into_iter().find_map(|(secret, options)| {
            let is_it = options.contains(&"type=env".into()) && options.contains(&target);
            is_it.then_some(secret)
        })
    }

    /// The podman secrets of a container, with their options.
    pub(crate) fn secrets(&self) -> Vec<(String, Vec<String>)> {
        let secret = |value: &String| {
            let mut options = value.split(',').map(str::to_owned);
            let name = options.next().unwrap_or_default();
            (name, options.collect())
        };
        self.words("Container.Secret").iter().map(secret).collect()
    }
}

/// `Volume=SOURCE:TARGET:OPTIONS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) options: Vec<String>,
}

impl Mount {
    fn read(value: &str) -> Self {
        let mut parts = value.split(':').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (source, target, options) = (next(), next(), next());
        assert_eq!(parts.next(), None, "{value}");
        let options = options.split(',').map(str::to_owned).collect();
        Self {
            source,
            target,
            options,
        }
    }

    /// Whether it has all these options.
    pub(crate) fn is(&self, options: &[&str]) -> bool {
        options
            .iter()
            .all(|option| self.options.iter().any(|own| own == option))
    }

    /// The SELinux option: `z`, `Z` or none.
    pub(crate) fn label(&self) -> Option<&str> {
        let labels = ["z", "Z"];
        let mut options = self.options.iter().map(String::as_str);
        options.find(|option| labels.contains(option))
    }
}

fn known(section: &str) -> Section {
    Section::named(section).unwrap_or_else(|| panic!("[{section}] is no section of systemd"))
}

fn words(argument: Argument) -> Vec<String> {
    match argument {
        Argument::Text(text) => vec![plain(&text)],
        Argument::Words(words) | Argument::Json(words) => words.iter().map(plain).collect(),
        Argument::Pair(name, value) => vec![format!("{name}={}", plain(&value))],
        Argument::Bool(value) => vec![value.to_string()],
        Argument::Number(number) => vec![number.to_string()],
        Argument::Command(command) => {
            let program = std::iter::once(&command.program);
            program.chain(&command.arguments).map(plain).collect()
        }
        Argument::Reset => vec![String::new()],
        Argument::Written(text) => vec![text],
    }
}

/// The text as it arrives; specifiers and variables as they are written.
fn plain(text: &Text) -> String {
    text.as_literal().unwrap_or_else(|| text.to_string())
}
