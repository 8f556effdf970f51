//! What the units of a generation say: which build an image, and what a stop or restart takes along.
//!
//! `Requires=`, `BindsTo=` and `PartOf=` hand an explicit stop or restart of the other unit on
//! (`systemd.unit(5)`); `Wants=` and order alone do not. A quadlet requires the services of the other
//! quadlets that it names (`podman-systemd.unit(5)`).

use crate::quadlets;
use formats::quadlet;
use formats::unit::{self, File};
use std::collections::{BTreeMap, BTreeSet};
use store::Generation;
use tree::{Artifact, Reader, Scope, TreePath, UnitRef};

/// Keys of `[Unit]` that hand a stop or restart on.
const BONDS: [&str; 3] = ["Requires", "BindsTo", "PartOf"];

/// Keys of a quadlet that may name another quadlet, at their beginning.
const NAMES: [(&str, &str); 8] = [
    ("Container", "Image"),
    ("Container", "Network"),
    ("Container", "Pod"),
    ("Container", "Volume"),
    ("Kube", "Network"),
    ("Pod", "Network"),
    ("Pod", "Volume"),
    ("Volume", "Image"),
];

/// What the units of a generation say.
#[derive(Debug, Default)]
pub(crate) struct Units {
    /// Those that go with a unit.
    dependants: BTreeMap<UnitRef, BTreeSet<UnitRef>>,
    /// Those that build an image.
    builds: BTreeSet<UnitRef>,
    /// Those that make a network.
    networks: BTreeSet<UnitRef>,
}

impl Units {
    /// Reads the units of a generation.
    pub(crate) fn of(generation: &Generation) -> Self {
        let mut units = Self::default();
        for artifact in generation.tree().iter() {
            let mut of_file = units_of(artifact).peekable();
            let Some(file) = of_file.peek().and_then(|_| parsed(artifact)) else {
                continue;
            };
            let bonds = bonds(&file);
            let builds = is_build(&file);
            let is_network =
                artifact.path.as_str().ends_with(".network") && is_quadlet(&artifact.path);
            for (scope, unit) in of_file {
                for other in &bonds {
                    let other = UnitRef::new(scope, other);
                    let dependants = units.dependants.entry(other).or_default();
                    dependants.insert(unit.clone());
                }
                if builds {
                    units.builds.insert(unit.clone());
                }
                if is_network {
                    units.networks.insert(unit.clone());
                }
            }
        }
        units
    }

    /// Whether a unit builds an image: a start of it is what makes a new one.
    pub(crate) fn builds(&self, unit: &UnitRef) -> bool {
        self.builds.contains(unit)
    }

    /// Whether a unit makes a network of podman.
    pub(crate) fn makes_network(&self, unit: &UnitRef) -> bool {
        self.networks.contains(unit)
    }

    /// All units that go with one, directly or through others; without itself.
    pub(crate) fn that_go_with(&self, unit: &UnitRef) -> BTreeSet<UnitRef> {
        let mut found = BTreeSet::new();
        let mut next = vec![unit];
        while let Some(unit) = next.pop() {
            for dependant in self.dependants.get(unit).into_iter().flatten() {
                if found.insert(dependant.clone()) {
                    next.push(dependant);
                }
            }
        }
        found.remove(unit);
        found
    }
}

/// The units that a file says something about, if it is one that a manager reads.
fn units_of(artifact: &Artifact) -> impl Iterator<Item = (Scope, &UnitRef)> {
    let scope = artifact.readers.iter().find_map(|reader| match reader {
        Reader::Manager(scope) => Some(*scope),
        _ => None,
    });
    let units = artifact
        .readers
        .iter()
        .filter_map(move |reader| match reader {
            Reader::Unit(unit) if Some(unit.scope) == scope => Some((unit.scope, unit)),
            _ => None,
        });
    units.filter(move |_| scope.is_some())
}

/// The names of the units that the unit of a file goes with.
fn bonds(file: &File) -> Vec<String> {
    let named = BONDS
        .iter()
        .flat_map(|key| file.values("Unit", key))
        .flat_map(|value| value.as_str().split_whitespace())
        .map(str::to_owned);
    let quadlets = NAMES
        .iter()
        .flat_map(|(section, key)| file.values(section, key))
        .filter_map(|value| service_of(value.as_str()));
    named.chain(quadlets).collect()
}

/// Whether a unit builds an image: a `.build` of podman, or a job that calls `podman build`.
fn is_build(file: &File) -> bool {
    let mut commands = file.values("Service", "ExecStart");
    let is_call = |command: &str| {
        let mut words = command.split_whitespace();
        let program = words.next().unwrap_or_default();
        program.ends_with("/podman") && words.next() == Some("build")
    };
    file.values("Build", "ImageTag").next().is_some()
        || commands.any(|command| is_call(command.as_str()))
}

fn parsed(artifact: &Artifact) -> Option<File> {
    let text = std::str::from_utf8(artifact.bytes()?).ok()?;
    match is_quadlet(&artifact.path) {
        true => quadlet::parse(text).ok(),
        false => unit::parse(text).ok(),
    }
}

fn is_quadlet(path: &TreePath) -> bool {
    quadlets::is_folder(path.below_etc().rsplit_once('/').unwrap_or_default().0)
}

/// The service of the quadlet that a value begins with: `db.volume:/var/lib:z`.
fn service_of(value: &str) -> Option<String> {
    quadlets::service_of_file(value.split(':').next().unwrap_or_default())
}
