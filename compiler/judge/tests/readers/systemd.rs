//! Units, read by systemd as the first process of a booted machine.

use crate::hostile::{Hostile, Places, assert_same, carried};
use crate::layer::{Layer, PRINT_OUT, read_out};
use formats::systemd::Section::{self, Service, Unit};
use formats::systemd::assign;
use formats::unit::{Argument, Command, File, Item, print};
use formats::{Cause, Version, env};
use serde_json::Value;
use std::collections::BTreeMap;

/// That of the Debian root.
pub(crate) const SYSTEMD: Version = Version::new(257, 0, 0);

/// Writes its arguments, its environment and its input where the first argument says, as the kernel has
/// them.
const RECORD: &str = r#"cat /proc/$$/cmdline > "/out/$1.arguments"
cat /proc/$$/environ > "/out/$1.environment"
cat > "/out/$1.input""#;

/// Where a service gets a string.
struct Setting {
    place: &'static str,
    /// The column of the data.
    column: &'static str,
    section: Section,
    key: &'static str,
    argument: fn(&Hostile) -> Argument,
}

const SETTINGS: [Setting; 4] = [
    Setting {
        place: "argument",
        column: "systemd_exec_word",
        section: Service,
        key: "ExecStart",
        argument: |Hostile { id, text, .. }| Command::new("/usr/bin/record", [id, text]).into(),
    },
    Setting {
        place: "variable K",
        column: "systemd_environment",
        section: Service,
        key: "Environment",
        argument: |hostile| Argument::pair("K", &hostile.text),
    },
    Setting {
        place: "description",
        column: "systemd_plain_string",
        section: Unit,
        key: "Description",
        argument: |hostile| (&hostile.text).into(),
    },
    // Carries what a variable carries, and may be left out.
    Setting {
        place: "input",
        column: "systemd_environment",
        section: Service,
        key: "StandardInputText",
        argument: |hostile| match hostile.text.as_str() {
            "" => Argument::Reset,
            text => text.into(),
        },
    },
];

#[test]
fn services_get_every_string() {
    let layer = Layer::new();
    layer.program("/usr/bin/record", RECORD);
    let mut written = Places::new();
    let mut units = units(&mut written);
    add_environment_files(&layer, &mut units, &mut written);
    for (id, unit) in &mut units {
        let service = unit.section(Service.name());
        for (key, argument) in [
            ("Type", "oneshot".into()),
            ("RemainAfterExit", true.into()),
            ("StandardInput", Argument::from("data")),
        ] {
            service.add(assign(Service, key, argument, SYSTEMD).unwrap());
        }
        layer.file(&path(id), &print(unit).text);
    }
    let names: Vec<_> = units
        .keys()
        .map(|id| format!("hostile-{id}.service"))
        .collect();
    let script = format!(
        "mkdir /out\nsystemctl start {}\n{}\n{PRINT_OUT}",
        names.join(" "),
        ask_descriptions(&names)
    );
    assert_same(&written, &read(&read_out(&layer.boot(&script))));
}

fn path(id: &str) -> String {
    format!("/etc/systemd/system/hostile-{id}.service")
}

/// A unit for each string, with the string in all settings that carry it, and in comments.
fn units(written: &mut Places) -> BTreeMap<String, File> {
    let mut units: BTreeMap<String, File> = BTreeMap::new();
    for Setting {
        place,
        column,
        section,
        key,
        argument,
    } in SETTINGS
    {
        let strings = carried(column, |hostile| {
            assign(section, key, argument(hostile), SYSTEMD)
        });
        for (hostile, entries) in strings {
            let comment = hostile.comment();
            let Hostile { id, text, .. } = hostile;
            // systemd ends each text of the input with a line feed.
            let arrives = match place {
                "input" if !text.is_empty() => format!("{text}\n"),
                _ => text,
            };
            written.insert(format!("{id} {place}"), arrives.into());
            let unit = units.entry(id);
            let unit = unit.or_insert_with(|| File::new(comment.clone()));
            let section = unit.section(section.name());
            section.items.push(Item::Comment(comment));
            section.add(entries);
        }
    }
    units
}

/// Gives each unit a file of each dialect of systemd that carries the string.
fn add_environment_files(layer: &Layer, units: &mut BTreeMap<String, File>, written: &mut Places) {
    for (column, dialect, name) in [
        ("env_file_systemd", env::Dialect::Systemd, "L"),
        ("env_file_common", env::Dialect::Common, "M"),
    ] {
        let encode = |hostile: &Hostile| {
            let mut file = env::File::new(dialect, hostile.comment());
            file.set(name, &hostile.text, Cause::default())
                .map(|()| file)
        };
        for (Hostile { id, text, .. }, file) in carried(column, encode) {
            let path = format!("/etc/{id}.{name}");
            layer.file(&path, &env::print(&file).text);
            let entries = assign(Service, "EnvironmentFile", path, SYSTEMD).unwrap();
            let unit = units.get_mut(&id).unwrap();
            unit.section(Service.name()).add(entries);
            written.insert(format!("{id} variable {name}"), text.into());
        }
    }
}

/// What systemd gave to the programs and answered, by place.
fn read(files: &Places) -> Places {
    let mut read = Places::new();
    for (name, bytes) in files {
        let parts: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
        match name.split_once('.') {
            None => read.extend(descriptions(bytes)),
            // `/bin/sh /usr/bin/record ID TEXT`, and nothing behind the last NUL.
            Some((id, "arguments")) => {
                assert_eq!(parts.len(), 5, "{id}");
                read.insert(format!("{id} argument"), parts[3].to_vec());
            }
            Some((id, "environment")) => {
                for name in ["K", "L", "M"] {
                    let value = |part: &&[u8]| {
                        let value = part.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
                        Some((format!("{id} variable {name}"), value.to_vec()))
                    };
                    read.extend(parts.iter().filter_map(value));
                }
            }
            Some((id, kind)) => drop(read.insert(format!("{id} {kind}"), bytes.clone())),
        }
    }
    read
}

/// A command that writes the names and descriptions of units to `/out/descriptions`, for
/// [`descriptions`].
pub(crate) fn ask_descriptions(units: &[String]) -> String {
    format!(
        "busctl --json=short call org.freedesktop.systemd1 /org/freedesktop/systemd1 \
         org.freedesktop.systemd1.Manager ListUnitsByNames as {} {} > /out/descriptions",
        units.len(),
        units.join(" ")
    )
}

/// What systemd says of our units, by place.
pub(crate) fn descriptions(json: &[u8]) -> Places {
    let json: Value = serde_json::from_slice(json).unwrap();
    let units = json["data"][0].as_array().unwrap();
    let description = |unit: &Value| {
        let (name, description) = (unit[0].as_str().unwrap(), unit[1].as_str().unwrap());
        // Without one, it is the name.
        let is_own = name != description;
        let id = name.strip_prefix("hostile-")?.strip_suffix(".service")?;
        is_own.then(|| (format!("{id} description"), description.into()))
    };
    units.iter().filter_map(description).collect()
}
