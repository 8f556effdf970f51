//! The rules that every tree obeys, whatever its stack: judged on the golden trees, by what the files mean.
//!
//! What only a stack can say (which values are one, which variables are read) is tested with each stack.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod common;

use common::workspace;
use formats::nginx::{self, Directive, Item};
use formats::unit;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A unit or quadlet: its keys and values, in order.
struct Unit {
    place: String,
    name: String,
    settings: Vec<(String, String, String)>,
}

impl Unit {
    fn all<'a>(&'a self, section: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.settings
            .iter()
            .filter(move |(in_section, of_key, _)| in_section == section && of_key == key)
            .map(|(_, _, value)| value.as_str())
    }

    fn one<'a>(&'a self, section: &'a str, key: &'a str) -> Option<&'a str> {
        self.all(section, key).next()
    }

    /// The units that a list names.
    fn names<'a>(&'a self, key: &'a str) -> BTreeSet<&'a str> {
        self.all("Unit", key)
            .flat_map(str::split_whitespace)
            .collect()
    }

    fn has_suffix(&self, suffix: &str) -> bool {
        self.name.ends_with(suffix)
    }
}

/// The files of all golden trees: the path below `golden/`, and the text.
fn files() -> Vec<(String, String)> {
    let root = workspace().join("golden");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_symlink() {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else if path.parent() != Some(root.as_path()) {
                let place = path.strip_prefix(&root).unwrap().display().to_string();
                files.push((place, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(files.len() > 100);
    files
}

fn units() -> Vec<Unit> {
    const TYPES: [&str; 7] = [
        "service",
        "timer",
        "target",
        "container",
        "volume",
        "network",
        "build",
    ];
    let is_unit = |place: &str| {
        let extension = Path::new(place).extension().unwrap_or_default();
        TYPES.iter().any(|known| extension == *known)
    };
    let read = |(place, text): (String, String)| {
        let file = unit::parse(&text).unwrap();
        let settings = file.entries().map(|(section, entry)| {
            let value = entry.value.as_str().to_owned();
            (section.to_string(), entry.key.as_str().to_owned(), value)
        });
        let name = place.rsplit('/').next().unwrap().to_owned();
        Unit {
            settings: settings.collect(),
            place,
            name,
        }
    };
    let units: Vec<Unit> = files()
        .into_iter()
        .filter(|(place, _)| is_unit(place))
        .map(read)
        .collect();
    assert!(units.len() > 100);
    units
}

/// The nginx files: the path, and what stands in them.
fn sites() -> Vec<(String, Vec<Item>)> {
    let is_site = |text: &str| text.contains("\nserver {\n");
    let sites: Vec<_> = files()
        .into_iter()
        .filter(|(place, text)| place.ends_with(".conf") && is_site(text))
        .map(|(place, text)| (place, nginx::File::parse(&text).unwrap().items))
        .collect();
    assert!(sites.len() > 10);
    sites
}

fn directives(items: &[Item]) -> impl Iterator<Item = &Directive> {
    items.iter().filter_map(Item::directive)
}

fn words(directive: &Directive) -> Vec<&str> {
    directive
        .parameters
        .iter()
        .map(|parameter| parameter.as_str())
        .collect()
}

/// The servers of a file, with their directives.
fn servers(items: &[Item]) -> impl Iterator<Item = &[Item]> {
    directives(items)
        .filter(|directive| directive.name.as_str() == "server")
        .filter_map(|directive| directive.block.as_deref())
}

#[test]
fn r4_nothing_that_a_timer_starts_starts_by_itself() {
    let units = units();
    for timer in units.iter().filter(|unit| unit.has_suffix(".timer")) {
        assert_eq!(
            timer.one("Install", "WantedBy"),
            Some("timers.target"),
            "{}",
            timer.place
        );
        let starts = timer.one("Timer", "Unit").unwrap();
        let tree = timer.place.split('/').next().unwrap();
        let stem = starts.strip_suffix(".service").unwrap();
        let is_it = |unit: &&Unit| {
            let same_tree = unit.place.split('/').next() == Some(tree);
            same_tree && (unit.name == starts || unit.name == format!("{stem}.container"))
        };
        let started = units.iter().find(is_it).unwrap();
        assert_eq!(
            started.one("Install", "WantedBy"),
            None,
            "{}",
            started.place
        );
        assert_eq!(
            started.one("Service", "RemainAfterExit"),
            None,
            "{}",
            started.place
        );
    }
}

#[test]
fn r5_who_needs_another_comes_after_it() {
    // The queue of INLOOP starts beside its web workers, on purpose.
    let beside = [("gunicorn.service", "huey.service")];
    for unit in units() {
        let after = unit.names("After");
        for key in ["Requires", "Wants"] {
            for needed in unit.names(key) {
                let is_beside = beside.contains(&(unit.name.as_str(), needed));
                let pulls_in = needed == "network-pre.target";
                assert!(
                    after.contains(needed) || is_beside || pulls_in,
                    "{}: {key}={needed} without After=",
                    unit.place
                );
            }
        }
    }
}

#[test]
fn r6_what_runs_for_ever_is_started_again() {
    for unit in units() {
        let runs = unit.one("Service", "ExecStart").is_some() || unit.has_suffix(".container");
        if runs && unit.one("Service", "Type") != Some("oneshot") {
            assert!(unit.one("Service", "Restart").is_some(), "{}", unit.place);
        }
    }
}

#[test]
fn r9_a_volume_of_several_containers_has_the_shared_label() {
    let mut labels: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for unit in units().iter().filter(|unit| unit.has_suffix(".container")) {
        let tree = unit.place.split('/').next().unwrap();
        for mount in unit.all("Container", "Volume") {
            let parts: Vec<&str> = mount.split(':').collect();
            if parts[0].ends_with(".volume") {
                let key = (tree.to_owned(), parts[0].to_owned());
                labels.entry(key).or_default().push(parts[2].to_owned());
            }
        }
    }
    for (volume, options) in labels {
        let expected = if options.len() > 1 { "z" } else { "Z" };
        let is_shared = |option: &&str| ["z", "Z"].contains(option);
        for option in &options {
            let label = option.split(',').find(is_shared);
            assert_eq!(label, Some(expected), "{volume:?}");
        }
    }
}

#[test]
fn r10_owners_of_volumes_are_numbers() {
    for unit in units().iter().filter(|unit| unit.has_suffix(".volume")) {
        for key in ["User", "Group"] {
            for value in unit.all("Volume", key) {
                assert!(
                    value.bytes().all(|byte| byte.is_ascii_digit()),
                    "{}",
                    unit.place
                );
            }
        }
    }
}

#[test]
fn r13_all_servers_of_a_port_speak_the_same_protocol() {
    for (place, items) in sites() {
        let mut flags: BTreeMap<String, bool> = BTreeMap::new();
        for listen in servers(&items).flat_map(directives) {
            if listen.name.as_str() == "listen" {
                let words = words(listen);
                let ssl = words.contains(&"ssl");
                let known = flags.insert(words[0].to_owned(), ssl);
                assert!(known.is_none_or(|known| known == ssl), "{place}: {words:?}");
            }
        }
    }
}

#[test]
fn r16_servers_listen_on_both_protocols_alike() {
    for (place, items) in sites() {
        for server in servers(&items) {
            let listens: Vec<Vec<&str>> = directives(server)
                .filter(|directive| directive.name.as_str() == "listen")
                .map(words)
                .collect();
            let v4 = |words: &[&str]| words[0].rsplit(':').next().unwrap().to_owned();
            let (six, four): (Vec<_>, Vec<_>) =
                listens.iter().partition(|words| words[0].starts_with('['));
            let ports = |all: Vec<&Vec<&str>>| -> Vec<(String, Vec<String>)> {
                let of = |words: &&Vec<&str>| {
                    let flags = words[1..].iter().map(|flag| (*flag).to_owned());
                    (
                        v4(words),
                        flags.filter(|flag| flag != "ipv6only=on").collect(),
                    )
                };
                all.iter().map(of).collect()
            };
            assert!(!listens.is_empty(), "{place}");
            assert_eq!(ports(four), ports(six), "{place}");
        }
    }
}

#[test]
fn r17_a_block_with_a_header_of_its_own_sends_those_around_it_too() {
    for (place, items) in sites() {
        for server in servers(&items) {
            repeats(&place, server, &BTreeSet::new());
        }
    }
}

/// Looks into every block: one that adds a header adds all that it would have inherited.
fn repeats(place: &str, items: &[Item], inherited: &BTreeSet<String>) {
    let headers = directives(items).filter(|directive| directive.name.as_str() == "add_header");
    let own: BTreeSet<String> = headers
        .map(|header| words(header)[0].to_ascii_lowercase())
        .collect();
    if !own.is_empty() {
        assert!(
            own.is_superset(inherited),
            "{place}: {own:?} of {inherited:?}"
        );
    }
    let here = if own.is_empty() { inherited } else { &own };
    for directive in directives(items) {
        if let Some(block) = &directive.block {
            repeats(place, block, here);
        }
    }
}

#[test]
fn r20_locations_and_their_folders_both_end_in_a_slash() {
    for (place, items) in sites() {
        for location in servers(&items).flat_map(directives) {
            let words = words(location);
            let is_prefix = location.name.as_str() == "location" && words.len() == 1;
            let block = location.block.as_deref().unwrap_or_default();
            let aliases = directives(block).filter(|inner| inner.name.as_str() == "alias");
            for alias in aliases.filter(|_| is_prefix) {
                let folder = alias.parameters[0].as_str();
                assert_eq!(
                    words[0].ends_with('/'),
                    folder.ends_with('/'),
                    "{place}: {words:?}"
                );
            }
        }
    }
}

#[test]
fn r23_commands_are_absolute() {
    for unit in units() {
        for key in [
            "ExecStart",
            "ExecStartPre",
            "ExecStartPost",
            "ExecReload",
            "ExecStop",
        ] {
            for command in unit.all("Service", key) {
                let program = command.trim_start_matches(['-', '+', '!', ':', '@']);
                assert!(program.starts_with('/'), "{}: {key}={command}", unit.place);
            }
        }
    }
}

#[test]
fn r24_images_are_pinned_or_built_here() {
    for unit in units().iter().filter(|unit| unit.has_suffix(".container")) {
        let image = unit.one("Container", "Image").unwrap();
        let is_local = image.ends_with(".build") || image.starts_with("localhost/");
        let (name, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
        let is_pinned = name.contains('.') && name.contains('/') && tag != "latest";
        assert!(is_local || is_pinned, "{}: {image}", unit.place);
    }
}

#[test]
fn r25_the_table_is_one_of_the_stacks_own_and_replaces_itself() {
    let tables = files()
        .into_iter()
        .filter(|(place, _)| place.ends_with(".nft"));
    for (place, text) in tables {
        let file = formats::nft::File::parse(&text).unwrap();
        let names: BTreeSet<&str> = file
            .tables
            .iter()
            .map(|table| table.name.as_str())
            .collect();
        assert_eq!(names.len(), 1, "{place}");
        let name = names.into_iter().next().unwrap();
        assert!(name.starts_with("stackc_"), "{place}: {name}");
        let replaces = text.contains(&format!("delete table inet {name}\n"));
        assert!(replaces, "{place}");
    }
}
