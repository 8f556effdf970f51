//! Quadlets, read by podman's generator when a machine boots, and what that writes by systemd, which
//! starts it. The program `podman` is replaced by one that records its arguments.

use crate::hostile::{Hostile, Places, assert_same, carried, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, read_out};
use crate::podman::IMAGE;
use crate::systemd::{SYSTEMD, ask_descriptions, descriptions};
use formats::Version;
use formats::quadlet::{UnitKind::Container, assign, assign_passed};
use formats::systemd::Section::{Service, Unit};
use formats::unit::{Argument, File, Item, print};
use std::collections::BTreeMap;

/// That of the Debian root.
pub(crate) const PODMAN: Version = Version::new(5, 4, 2);

/// Writes the arguments of `podman run` as the kernel has them, where the variable `OUT` of the service
/// says.
pub(crate) const RECORD_RUN: &str = r#"[ "$1" != run ] || cat /proc/$$/cmdline > "/out/$OUT""#;

/// Where podman gets a string.
struct Setting {
    /// The column of the data.
    column: &'static str,
    key: &'static str,
    argument: fn(&str) -> Argument,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The only word after the image.
    Word,
    /// The word after this option.
    Option(&'static str),
    /// `K=` and the string, after this option.
    Named(&'static str),
    /// The second word of a JSON array, after this option.
    Json(&'static str),
}

const fn setting(
    column: &'static str,
    key: &'static str,
    argument: fn(&str) -> Argument,
    place: Place,
) -> Setting {
    Setting {
        column,
        key,
        argument,
        place,
    }
}

const SETTINGS: [Setting; 8] = [
    setting("quadlet_exec_word", "Exec", word, Place::Word),
    // A list of arguments takes what `Exec=` takes.
    setting(
        "quadlet_exec_word",
        "PodmanArgs",
        argument,
        Place::Option("--readers"),
    ),
    setting(
        "quadlet_environment",
        "Environment",
        named,
        Place::Named("--env"),
    ),
    setting("quadlet_key_value", "Label", named, Place::Named("--label")),
    setting("quadlet_string", "UserNS", text, Place::Option("--userns")),
    setting("quadlet_line", "Tmpfs", text, Place::Option("--tmpfs")),
    setting("quadlet_word", "LogOpt", word, Place::Option("--log-opt")),
    setting(
        "quadlet_healthcmd_json",
        "HealthCmd",
        json,
        Place::Json("--health-cmd"),
    ),
];

fn word(text: &str) -> Argument {
    Argument::words([text])
}

fn argument(text: &str) -> Argument {
    Argument::words(["--readers", text])
}

fn named(text: &str) -> Argument {
    Argument::pair("K", text)
}

fn text(text: &str) -> Argument {
    text.into()
}

fn json(text: &str) -> Argument {
    Argument::json(["/bin/echo", text])
}

#[test]
fn podman_gets_every_string() {
    let layer = Layer::new();
    layer.program("/usr/bin/podman", RECORD_RUN);
    let mut written = Places::new();
    let units = units(&mut written);
    for (id, mut unit) in units.clone() {
        let image = assign(Container, "Image", IMAGE, PODMAN).unwrap();
        unit.section(Container.section()).add(image);
        for (key, argument) in [
            ("Type", "oneshot".into()),
            ("RemainAfterExit", true.into()),
            ("Environment", Argument::pair("OUT", &id)),
        ] {
            let entries = assign_passed(Container, Service, key, argument, PODMAN, SYSTEMD);
            unit.section(Service.name()).add(entries.unwrap());
        }
        let path = format!("/etc/containers/systemd/hostile-{id}.container");
        layer.file(&path, &print(&unit).text);
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

/// A quadlet for each string, with the string in all settings that carry it, and in comments.
fn units(written: &mut Places) -> BTreeMap<String, File> {
    let mut units: BTreeMap<String, File> = BTreeMap::new();
    for Setting {
        column,
        key,
        argument,
        ..
    } in SETTINGS
    {
        let strings = carried(column, |hostile| {
            assign(Container, key, argument(&hostile.text), PODMAN)
        });
        for (hostile, entries) in strings {
            let comment = hostile.comment();
            let Hostile { id, text, .. } = hostile;
            written.insert(format!("{id} {key}"), text.into());
            let unit = units.entry(id);
            let unit = unit.or_insert_with(|| File::new(comment.clone()));
            let section = unit.section(Container.section());
            section.items.push(Item::Comment(comment));
            section.add(entries);
        }
    }
    for Hostile { id, text, .. } in hostile_strings() {
        // Passed on by the generator, so both parsers read it.
        let entries = assign_passed(Container, Unit, "Description", &text, PODMAN, SYSTEMD);
        if let Ok(entries) = entries {
            written.insert(format!("{id} description"), text.into());
            units
                .entry(id)
                .or_default()
                .section(Unit.name())
                .add(entries);
        }
    }
    let n_descriptions = written
        .keys()
        .filter(|place| place.ends_with(" description"));
    assert!(n_descriptions.count() > 70);
    units
}

/// What podman and systemd got, by place.
fn read(files: &Places) -> Places {
    let mut read = Places::new();
    for (id, bytes) in files {
        if id == "descriptions" {
            read.extend(descriptions(bytes));
            continue;
        }
        let bytes = bytes.strip_suffix(&[0]).unwrap();
        let words: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
        for Setting { key, place, .. } in SETTINGS {
            let value = find(&words, place);
            read.extend(value.map(|value| (format!("{id} {key}"), value)));
        }
    }
    read
}

/// What stands at a place of a command line of podman.
fn find(words: &[&[u8]], place: Place) -> Option<Vec<u8>> {
    let image = words
        .iter()
        .position(|word| *word == IMAGE.as_bytes())
        .unwrap();
    let (options, behind) = (&words[..image], &words[image + 1..]);
    let after = |option: &str| {
        let at = options.iter().position(|word| *word == option.as_bytes())?;
        Some(options[at + 1])
    };
    match place {
        Place::Word => {
            assert!(behind.len() < 2, "one string became several words");
            behind.first().map(|word| word.to_vec())
        }
        Place::Option(option) => after(option).map(<[u8]>::to_vec),
        Place::Named(option) => after(option)?.strip_prefix(b"K=").map(<[u8]>::to_vec),
        Place::Json(option) => {
            let [_, second]: [String; 2] = serde_json::from_slice(after(option)?).unwrap();
            Some(second.into())
        }
    }
}
