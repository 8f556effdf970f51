//! The sections that the generator passes on to systemd: `[Unit]`, `[Service]`, `[Install]`.

use super::UnitKind;
use super::print::{READER, check_ends};
use crate::systemd::{self, Section};
use crate::unit::{Argument, AssignError, Entry, Text, refuse};
use crate::{Refused, Version};

/// The lines that give a directive of systemd a value, in a quadlet file.
///
/// They pass through both line parsers, so nothing may end in white space of any kind; and the
/// generator has an opinion on some of them.
///
/// # Errors
/// As [`systemd::assign`]; sections that are not passed on; settings that make the generator refuse the
/// unit, that it overwrites, or that do not work in the service it makes.
pub fn assign_passed(
    unit: UnitKind,
    section: Section,
    key: &str,
    argument: impl Into<Argument>,
    podman: Version,
    systemd: Version,
) -> Result<Vec<Entry>, AssignError> {
    if !matches!(section, Section::Unit | Section::Service | Section::Install) {
        return Err(AssignError::UnknownKey {
            section: section.as_str(),
            key: key.to_owned(),
            hint: Some(format!("a `{unit}` file makes a service: use `[Service]`")),
        });
    }
    let entries = systemd::assign(section, key, argument, systemd)?;
    for entry in &entries {
        let value = entry.value.as_str();
        let judged =
            check_ends(&Text::from(value)).and_then(|()| judge(unit, section, key, value, podman));
        if let Err(refused) = judged {
            return Err(AssignError::Refused {
                key: systemd::directive(section, key).map_or("", |directive| directive.name),
                refused,
            });
        }
    }
    Ok(entries)
}

/// What the generator does with some settings (formats by key, podman 4.4 to 5.8).
fn judge(
    unit: UnitKind,
    section: Section,
    key: &str,
    value: &str,
    podman: Version,
) -> Result<(), Refused> {
    let starts_podman = matches!(unit, UnitKind::Container | UnitKind::Kube);
    match (section, key) {
        (Section::Service, "User" | "Group" | "DynamicUser") => Err(refuse::whole(
            READER,
            "does not work in a quadlet: podman must run as the owner of the containers",
            "make the quadlet a rootless one of that user",
        )),
        (Section::Service, "Type") if starts_podman && !matches!(value, "notify" | "oneshot") => {
            Err(refuse::whole(
                READER,
                "makes the generator refuse the unit: it takes `notify` and `oneshot`",
                "leave `Type=` out, or write one of these",
            ))
        }
        (Section::Service, "KillMode")
            if starts_podman && !matches!(value, "mixed" | "control-group") =>
        {
            Err(refuse::whole(
                READER,
                "makes the generator refuse the unit: it takes `mixed` and `control-group`",
                "leave `KillMode=` out, or write one of these",
            ))
        }
        (Section::Service, "Type" | "PIDFile" | "Restart") if unit == UnitKind::Pod => {
            Err(refuse::whole(
                READER,
                "is overwritten by the generator in a `.pod` file",
                "set it in the containers of the pod",
            ))
        }
        (Section::Service, "Environment")
            if unit == UnitKind::Pod && podman < Version::new(5, 6, 0) =>
        {
            Err(refuse::whole(
                READER,
                "is replaced by the generator in a `.pod` file before podman 5.6",
                "set it in the containers of the pod",
            ))
        }
        (Section::Install, "Also") => Err(refuse::whole(
            READER,
            "is ignored by the generator",
            "give the other unit its own `WantedBy=`",
        )),
        (Section::Install, "UpheldBy") if podman < Version::new(5, 5, 0) => Err(refuse::whole(
            READER,
            "is ignored by the generator before podman 5.5",
            "use `WantedBy=` and `Restart=`",
        )),
        _ => Ok(()),
    }
}
