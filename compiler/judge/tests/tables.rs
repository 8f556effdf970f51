//! The tables of keys and directives, against the programs of the Debian root: a key that a program knows
//! and a table does not, or the other way round, is a difference.

use formats::Version;
use formats::quadlet::{self, UnitKind};
use formats::systemd::{self, Section};
use judge::Root;
use std::collections::BTreeSet;
use std::fs;

/// Those of the Debian root.
const PODMAN: Version = Version::new(5, 4, 2);
const SYSTEMD: Version = Version::new(257, 0, 0);

/// Where the generator finds the quadlets of the system.
const QUADLETS: &str = "etc/containers/systemd";

#[test]
fn directives_are_those_that_systemd_dumps() {
    let command = ["/usr/lib/systemd/systemd", "--dump-configuration-items"];
    let dump = Root::find().view().run(&command);
    assert!(dump.succeeded(), "{}", dump.transcript());
    let mut section = None;
    let mut known_to_systemd = BTreeSet::new();
    for line in dump.stdout.lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            section = Section::named(name);
        } else if let (Some(section), Some((name, _))) = (section, line.split_once('=')) {
            known_to_systemd.insert((section, name.to_owned()));
        }
    }
    let ours = systemd::directives().filter(|directive| directive.is_in(SYSTEMD));
    let known_to_us: BTreeSet<_> = ours
        .flat_map(|directive| {
            let sections = directive.sections.iter();
            sections.map(|section| (*section, directive.name.to_owned()))
        })
        .collect();
    assert_eq!(difference(&known_to_us, &known_to_systemd), []);
}

#[test]
fn keys_are_those_that_the_generator_takes() {
    let names: BTreeSet<&str> = UnitKind::ALL
        .into_iter()
        .flat_map(quadlet::settings)
        .map(|setting| setting.name)
        .chain(["NoSuchKey"])
        .collect();
    let kinds = UnitKind::ALL
        .into_iter()
        .filter(|kind| kind.since() <= PODMAN);
    let layer = tempfile::tempdir().unwrap();
    let folder = layer.path().join(QUADLETS);
    fs::create_dir_all(&folder).unwrap();
    let mut asked = BTreeSet::new();
    let mut known_to_us = BTreeSet::new();
    for kind in kinds {
        for &name in &names {
            let section = kind.section_name();
            let file = format!("{name}.{}", kind.extension());
            let text = format!("[{section}]\n{}{name}=x\n", needed(kind));
            fs::write(folder.join(file), text).unwrap();
            asked.insert((section, name));
            if quadlet::setting(kind, name).is_some_and(|setting| setting.since <= PODMAN) {
                known_to_us.insert((section, name));
            }
        }
    }
    let generator = [
        "/usr/lib/systemd/system-generators/podman-system-generator",
        "--dryrun",
    ];
    let said = Root::find().view().layer(layer.path()).run(&generator);
    let unknown = unsupported(&said.stderr);
    let known_to_podman: BTreeSet<_> = asked
        .into_iter()
        .filter(|(section, name)| !unknown.contains(&((*section).to_owned(), (*name).to_owned())))
        .collect();
    assert!(unknown.contains(&("Container".to_owned(), "NoSuchKey".to_owned())));
    assert_eq!(difference(&known_to_us, &known_to_podman), []);
}

#[test]
fn mounts_are_named_as_systemd_escapes_paths() {
    let paths = [
        "/",
        "/srv/a b",
        "/.x-y/ä/",
        "//a//b:c_d.e",
        "/home/./x",
        "/é.d/-",
    ];
    let command = ["systemd-escape", "--path"].into_iter().chain(paths);
    let said = Root::find().view().run(&command.collect::<Vec<_>>());
    assert!(said.succeeded(), "{}", said.transcript());
    let ours = paths.map(systemd::escaped_path);
    let theirs: Vec<&str> = said.stdout.split_whitespace().collect();
    assert_eq!(theirs, ours);
}

/// What the generator wants to see before it looks at keys.
fn needed(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Build => "ImageTag=x\nFile=/x\nSetWorkingDirectory=/\n",
        UnitKind::Container
        | UnitKind::Pod
        | UnitKind::Network
        | UnitKind::Volume
        | UnitKind::Image
        | UnitKind::Kube
        | UnitKind::Artifact => "",
    }
}

/// The sections and keys of the lines `unsupported key 'KEY' in group 'SECTION' in FILE`.
fn unsupported(said: &str) -> BTreeSet<(String, String)> {
    let of_line = |line: &str| {
        let (_, rest) = line.split_once("unsupported key '")?;
        let (key, rest) = rest.split_once("' in group '")?;
        let (section, _) = rest.split_once('\'')?;
        Some((section.to_owned(), key.to_owned()))
    };
    said.lines().filter_map(of_line).collect()
}

/// What one side has and the other has not.
fn difference<T: Ord + Clone>(ours: &BTreeSet<T>, theirs: &BTreeSet<T>) -> Vec<(&'static str, T)> {
    assert!(theirs.len() > 100, "the program said something");
    let added = ours.difference(theirs).map(|it| ("only here", it.clone()));
    let missing = theirs.difference(ours).map(|it| ("only there", it.clone()));
    added.chain(missing).collect()
}
