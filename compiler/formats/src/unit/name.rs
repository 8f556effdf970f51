//! Names of units: `systemd.unit(5)`, *Description*, and `unit_name_is_valid()`.

use std::fmt;
use std::str::FromStr;

/// The longest name, with its suffix.
const MAX_LENGTH: usize = 255;

/// The longest name of ours, so that instances, drop-in folders and links still fit.
const MAX_OWN_LENGTH: usize = 200;

/// What a unit is, by its suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitType {
    /// `.service`
    Service,
    /// `.socket`
    Socket,
    /// `.timer`
    Timer,
    /// `.target`
    Target,
    /// `.path`
    Path,
    /// `.mount`
    Mount,
    /// `.automount`
    Automount,
    /// `.swap`
    Swap,
    /// `.slice`
    Slice,
    /// `.scope`
    Scope,
    /// `.device`
    Device,
}

impl UnitType {
    /// All types.
    pub const ALL: [Self; 11] = [
        Self::Service,
        Self::Socket,
        Self::Timer,
        Self::Target,
        Self::Path,
        Self::Mount,
        Self::Automount,
        Self::Swap,
        Self::Slice,
        Self::Scope,
        Self::Device,
    ];

    /// The suffix, without the dot.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Socket => "socket",
            Self::Timer => "timer",
            Self::Target => "target",
            Self::Path => "path",
            Self::Mount => "mount",
            Self::Automount => "automount",
            Self::Swap => "swap",
            Self::Slice => "slice",
            Self::Scope => "scope",
            Self::Device => "device",
        }
    }
}

/// The name of a unit, such as `nginx.service`, `wiki@.service` or `wiki@one.service`.
///
/// [`FromStr`] takes whatever systemd takes, for names of units that are not ours;
/// [`UnitName::own`] is stricter and for those that we make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitName {
    /// The whole name.
    name: String,
    unit_type: UnitType,
}

impl UnitName {
    /// A name for a unit of ours: `stem` of the grammar `[A-Za-z0-9][A-Za-z0-9_-]*`, at most 200
    /// bytes. No dot, no backslash, no leading `-`: those are legal, but tools read them as
    /// hidden files, escapes and options.
    ///
    /// # Errors
    /// Says which character is in the way.
    pub fn own(stem: &str, unit_type: UnitType) -> Result<Self, NameError> {
        Self::made(stem, "", unit_type)
    }

    /// The same for a template, `stem@.service`.
    ///
    /// # Errors
    /// As [`UnitName::own`].
    pub fn own_template(stem: &str, unit_type: UnitType) -> Result<Self, NameError> {
        Self::made(stem, "@", unit_type)
    }

    fn made(stem: &str, at: &str, unit_type: UnitType) -> Result<Self, NameError> {
        let name = format!("{stem}{at}.{}", unit_type.suffix());
        let error = |reason: String| NameError {
            name: name.clone(),
            reason,
        };
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if let Some(c) = stem.chars().find(|c| !word(*c)) {
            return Err(error(format!(
                "`{}` is not among the letters, digits, `_` and `-` that our unit names have",
                c.escape_debug()
            )));
        }
        if !stem.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(error("it must begin with a letter or digit".to_owned()));
        }
        if stem.len() > MAX_OWN_LENGTH {
            return Err(error(format!("it is longer than {MAX_OWN_LENGTH} bytes")));
        }
        Ok(Self { name, unit_type })
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// What it is.
    pub fn unit_type(&self) -> UnitType {
        self.unit_type
    }

    /// The name without its suffix (`%N`).
    pub fn stem(&self) -> &str {
        &self.name[..self.name.len() - self.unit_type.suffix().len() - 1]
    }

    /// What stands before the first `@`, or the stem (`%p`).
    pub fn prefix(&self) -> &str {
        let stem = self.stem();
        stem.split_once('@').map_or(stem, |(prefix, _)| prefix)
    }

    /// What stands after the first `@` (`%i`): empty in a template, `None` in a plain name.
    pub fn instance(&self) -> Option<&str> {
        self.stem().split_once('@').map(|(_, instance)| instance)
    }

    /// Whether this is a template, `x@.service`.
    pub fn is_template(&self) -> bool {
        self.instance() == Some("")
    }

    /// The template of an instance, `x@.service` of `x@one.service`.
    pub fn template(&self) -> Option<Self> {
        let suffix = self.unit_type.suffix();
        self.instance().map(|_| Self {
            name: format!("{}@.{suffix}", self.prefix()),
            unit_type: self.unit_type,
        })
    }

    /// An instance of this template.
    ///
    /// # Errors
    /// When this is no template, the instance is empty, or the name would not be one.
    pub fn instantiate(&self, instance: &str) -> Result<Self, NameError> {
        let name = format!("{}@{instance}.{}", self.prefix(), self.unit_type.suffix());
        if !self.is_template() || instance.is_empty() {
            let reason = format!("`{self}` cannot have an instance of this name");
            return Err(NameError { name, reason });
        }
        name.parse()
    }
}

/// Text that names no unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// The text.
    pub name: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, reason } = self;
        write!(f, "`{}` is no unit name: {reason}", name.escape_debug())
    }
}

impl std::error::Error for NameError {}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl FromStr for UnitName {
    type Err = NameError;

    fn from_str(name: &str) -> Result<Self, NameError> {
        let error = |reason: String| NameError {
            name: name.to_owned(),
            reason,
        };
        let legal =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.' | '\\' | '@');
        if let Some(c) = name.chars().find(|c| !legal(*c)) {
            return Err(error(format!("it cannot hold `{}`", c.escape_debug())));
        }
        if name.len() > MAX_LENGTH {
            return Err(error(format!("it is longer than {MAX_LENGTH} bytes")));
        }
        let (stem, suffix) = name
            .rsplit_once('.')
            .ok_or_else(|| error("it has no suffix such as `.service`".to_owned()))?;
        let unit_type = UnitType::ALL
            .into_iter()
            .find(|unit_type| unit_type.suffix() == suffix)
            .ok_or_else(|| error(format!("`.{suffix}` is no type of unit")))?;
        if stem.is_empty() || stem.starts_with('@') {
            return Err(error(
                "there is nothing before the `@` or the suffix".to_owned(),
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            unit_type,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_systemd_takes() {
        let long = format!("{}.service", "x".repeat(247));
        for good in [
            "a.service",
            "a@.timer",
            "a@b@c.service",
            "a\\x2d.mount",
            "-.slice",
            ".x.path",
            &long,
        ] {
            assert_eq!(good.parse::<UnitName>().unwrap().to_string(), good);
        }
        let longer = format!("{}.service", "x".repeat(248));
        for bad in [
            "",
            "a",
            "a.x",
            ".service",
            "@a.service",
            "a b.service",
            "a%i.service",
            "a;b.service",
            "é.service",
            "../x.service",
            &longer,
        ] {
            assert!(bad.parse::<UnitName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn templates_and_instances_are_told_apart() {
        let instance: UnitName = "v@x@y.service".parse().unwrap();
        assert_eq!((instance.prefix(), instance.instance()), ("v", Some("x@y")));
        assert_eq!(instance.stem(), "v@x@y");
        let template = instance.template().unwrap();
        assert!(template.is_template() && !instance.is_template());
        assert_eq!(template.instantiate("x@y").unwrap(), instance);
        assert!(instance.instantiate("z").is_err());
        assert!(template.instantiate("").is_err());
        assert!(template.instantiate("a b").is_err());
    }

    #[test]
    fn g12_our_own_names_lead_nowhere_else() {
        assert_eq!(
            UnitName::own("wiki-web", UnitType::Service)
                .unwrap()
                .as_str(),
            "wiki-web.service"
        );
        assert_eq!(
            UnitName::own_template("job", UnitType::Timer)
                .unwrap()
                .as_str(),
            "job@.timer"
        );
        for bad in [
            "",
            "../x",
            "a/b",
            "-x",
            ".x",
            "_x",
            "a.b",
            "a\\b",
            "a b",
            "a@b",
            "é",
            &"x".repeat(201),
        ] {
            assert!(UnitName::own(bad, UnitType::Service).is_err(), "{bad}");
        }
    }
}
