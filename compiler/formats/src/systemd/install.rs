//! `[Install]`: the links that enabling a unit makes (`systemd.unit(5)`, *[INSTALL] SECTION OPTIONS*).

use crate::unit::{File, Piece, Text, UnitName};
use std::fmt;

use super::{Reading, parse};

/// A link that `systemctl enable` makes, relative to the folder of the units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Its path: `multi-user.target.wants/wiki.service`, or a bare name for an alias.
    pub path: String,
    /// The name of the unit file it leads to; of the template for an instance.
    pub unit_file: String,
}

/// Why `[Install]` cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallError {
    /// The setting.
    pub key: &'static str,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}=` {}", self.key, self.reason)
    }
}

impl std::error::Error for InstallError {}

/// The keys that make links into a folder beside a unit.
const FOLDERS: [(&str, &str); 3] = [
    ("WantedBy", "wants"),
    ("RequiredBy", "requires"),
    ("UpheldBy", "upholds"),
];

/// The links that enabling `unit` makes, sorted; none when the file has no `[Install]`, or the unit is
/// a template without `DefaultInstance=`.
///
/// The podman generator makes the same links for the service of a quadlet each time it runs
/// (`UpheldBy=` since 5.5). `Also=` enables other units and makes no link for this one.
///
/// # Errors
/// When a name is no unit name, or holds a specifier that depends on the host.
pub fn links(unit: &UnitName, file: &File) -> Result<Vec<Link>, InstallError> {
    let enabled = match unit.is_template() {
        true => default_instance(unit, file)?,
        false => Some(unit.clone()),
    };
    let Some(enabled) = enabled else {
        return Ok(Vec::new());
    };
    let unit_file = enabled.template().unwrap_or_else(|| enabled.clone());
    let mut links = Vec::new();
    for (key, folder) in FOLDERS {
        for name in names(key, &enabled, file)? {
            links.push(format!("{name}.{folder}/{enabled}"));
        }
    }
    for alias in names("Alias", &enabled, file)? {
        if alias.unit_type() != enabled.unit_type() {
            let reason = format!("cannot name `{alias}`: an alias has the suffix of its unit");
            return Err(InstallError {
                key: "Alias",
                reason,
            });
        }
        links.push(alias.to_string());
    }
    links.sort();
    links.dedup();
    let link = |path| Link {
        path,
        unit_file: unit_file.to_string(),
    };
    Ok(links.into_iter().map(link).collect())
}

/// The instance that is enabled when a template is.
fn default_instance(template: &UnitName, file: &File) -> Result<Option<UnitName>, InstallError> {
    const KEY: &str = "DefaultInstance";
    let Some(value) = file.values("Install", KEY).last() else {
        return Ok(None);
    };
    if value.is_reset() {
        return Ok(None);
    }
    let text = parse::line(value.as_str(), Reading::LINE_KEPT).map_err(|e| failed(KEY, e))?;
    let instance = expanded(KEY, &text, template)?;
    let instance = template
        .instantiate(&instance)
        .map_err(|e| failed(KEY, e))?;
    Ok(Some(instance))
}

/// The names that a key lists, after its last reset.
fn names(key: &'static str, unit: &UnitName, file: &File) -> Result<Vec<UnitName>, InstallError> {
    let mut names = Vec::new();
    for value in file.values("Install", key) {
        if value.is_reset() {
            names.clear();
        }
        let words = parse::words(value.as_str(), Reading::QUOTED).map_err(|e| failed(key, e))?;
        for word in &words {
            let name: Result<UnitName, _> = expanded(key, word, unit)?.parse();
            names.push(name.map_err(|e| failed(key, e))?);
        }
    }
    Ok(names)
}

fn failed(key: &'static str, error: impl fmt::Display) -> InstallError {
    InstallError {
        key,
        reason: format!("cannot be followed: {error}"),
    }
}

/// Writes out the specifiers that the name of the unit answers.
fn expanded(key: &'static str, text: &Text, unit: &UnitName) -> Result<String, InstallError> {
    let instance = unit.instance().unwrap_or_default();
    let mut name = String::new();
    for piece in text.pieces() {
        match piece {
            Piece::Literal(literal) => name.push_str(literal),
            Piece::Specifier('n') => name.push_str(unit.as_str()),
            Piece::Specifier('N') => name.push_str(unit.stem()),
            Piece::Specifier('p') => name.push_str(unit.prefix()),
            Piece::Specifier('i') => name.push_str(instance),
            Piece::Specifier('j') => {
                name.push_str(unit.prefix().rsplit('-').next().unwrap_or_default());
            }
            Piece::Specifier(letter) => {
                let reason = format!("cannot be followed: `%{letter}` is only known on the host");
                return Err(InstallError { key, reason });
            }
            Piece::Variable(variable) | Piece::Splice(variable) => {
                let reason = format!("cannot be followed: `{variable}` is not expanded here");
                return Err(InstallError { key, reason });
            }
        }
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(unit: &str, install: &str) -> Vec<String> {
        let file = crate::unit::parse(&format!("[Install]\n{install}\n")).unwrap();
        let links = links(&unit.parse().unwrap(), &file).unwrap();
        links
            .into_iter()
            .map(|link| format!("{} -> {}", link.path, link.unit_file))
            .collect()
    }

    #[test]
    fn enabling_makes_the_links_that_systemctl_makes() {
        let cases: [(&str, &str, &[&str]); 8] = [
            ("a.service", "", &[]),
            (
                "a.timer",
                "WantedBy=timers.target",
                &["timers.target.wants/a.timer -> a.timer"],
            ),
            (
                "a.service",
                "RequiredBy=b.service \"c.service\"\nAlias=z.service\nAlso=q.socket",
                &[
                    "b.service.requires/a.service -> a.service",
                    "c.service.requires/a.service -> a.service",
                    "z.service -> a.service",
                ],
            ),
            (
                "a.service",
                "WantedBy=x.target\nWantedBy=\nUpheldBy=y.target",
                &["y.target.upholds/a.service -> a.service"],
            ),
            ("a@.service", "WantedBy=x.target", &[]),
            (
                "a@.service",
                "WantedBy=x.target\nDefaultInstance=one",
                &["x.target.wants/a@one.service -> a@.service"],
            ),
            (
                "a@two.service",
                "WantedBy=%p-%i.target",
                &["a-two.target.wants/a@two.service -> a@.service"],
            ),
            (
                "a.service",
                "WantedBy=x.target x.target",
                &["x.target.wants/a.service -> a.service"],
            ),
        ];
        for (unit, install, expected) in cases {
            assert_eq!(paths(unit, install), expected, "{unit} {install}");
        }
    }

    #[test]
    fn what_cannot_be_linked_is_an_error() {
        for install in [
            "WantedBy=multi user",
            "WantedBy=%H.target",
            "Alias=a.timer",
            "WantedBy=../x.target",
        ] {
            let file = crate::unit::parse(&format!("[Install]\n{install}\n")).unwrap();
            assert!(
                links(&"a.service".parse().unwrap(), &file).is_err(),
                "{install}"
            );
        }
    }
}
