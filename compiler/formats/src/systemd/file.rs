//! Whole unit files: which sections a unit may have, and what its name says about its values.

use crate::systemd::Section;
use crate::unit::{File, UnitName, UnitType};
use source::did_you_mean;
use std::fmt;

/// Why systemd would not read a file as it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// The section is ignored in a unit of this type.
    Section {
        /// The unit.
        unit: UnitName,
        /// The section.
        section: String,
        /// A section of such units that has nearly the same name.
        near: Option<&'static str>,
    },
    /// The name of a mount or automount does not say where it is: the unit is refused.
    Name {
        /// The unit.
        unit: UnitName,
        /// What `Where=` demands.
        expected: String,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Section {
                unit,
                section,
                near,
            } => {
                write!(f, "`{unit}` takes no section `[{section}]`")?;
                match near {
                    Some(near) => write!(f, "; did you mean `[{near}]`?"),
                    None => Ok(()),
                }
            }
            Self::Name { unit, expected } => {
                write!(
                    f,
                    "`{unit}` must be called `{expected}`, after its `Where=`"
                )
            }
        }
    }
}

impl std::error::Error for FileError {}

/// The sections of units of a type, its own one between `[Unit]` and `[Install]`: `systemd.unit(5)` and the
/// page of the type. Devices and targets have none of their own, and scopes are made by programs.
pub fn sections(unit_type: UnitType) -> &'static [Section] {
    use Section::{
        Automount, Install, Mount, Path, Scope, Service, Slice, Socket, Swap, Timer, Unit,
    };
    match unit_type {
        UnitType::Service => &[Unit, Service, Install],
        UnitType::Socket => &[Unit, Socket, Install],
        UnitType::Timer => &[Unit, Timer, Install],
        UnitType::Path => &[Unit, Path, Install],
        UnitType::Mount => &[Unit, Mount, Install],
        UnitType::Automount => &[Unit, Automount, Install],
        UnitType::Swap => &[Unit, Swap, Install],
        UnitType::Slice => &[Unit, Slice, Install],
        UnitType::Scope => &[Unit, Scope, Install],
        UnitType::Target | UnitType::Device => &[Unit, Install],
    }
}

/// Checks a file, or a drop-in of it, against the name of its unit. Sections that begin with `X-` are free.
///
/// # Errors
/// The first thing that systemd would ignore or refuse.
pub fn check(unit: &UnitName, file: &File) -> Result<(), FileError> {
    let known = sections(unit.unit_type());
    for section in &file.sections {
        let name = section.name.as_str();
        let is_known = known.iter().any(|section| section.as_str() == name);
        if !is_known && !name.starts_with("X-") {
            return Err(FileError::Section {
                unit: unit.clone(),
                section: name.to_owned(),
                near: did_you_mean(name, known.iter().map(|section| section.as_str())),
            });
        }
    }
    let section = match unit.unit_type() {
        UnitType::Mount => "Mount",
        UnitType::Automount => "Automount",
        _ => return Ok(()),
    };
    // What a specifier stands for is not known here.
    let place = file.values(section, "Where").last();
    let place = place
        .map(|place| place.as_str())
        .filter(|place| !place.contains('%'));
    let expected =
        place.map(|place| format!("{}.{}", escaped_path(place), unit.unit_type().suffix()));
    match expected {
        Some(expected) if expected != unit.as_str() => Err(FileError::Name {
            unit: unit.clone(),
            expected,
        }),
        Some(_) | None => Ok(()),
    }
}

/// A path as the name of a unit, as `systemd-escape --path` writes it: `/srv/a b` becomes `srv-a\x20b`.
pub fn escaped_path(path: &str) -> String {
    let parts: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .map(escaped)
        .collect();
    match parts.is_empty() {
        true => "-".to_owned(),
        // A name cannot begin with a dot.
        false => match parts.join("-") {
            name if name.starts_with('.') => format!("\\x2e{}", &name[1..]),
            name => name,
        },
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() => escaped.push(char::from(b)),
            b @ (b':' | b'_' | b'.') => escaped.push(char::from(b)),
            b => escaped.push_str(&format!("\\x{b:02x}")),
        }
    }
    escaped
}
