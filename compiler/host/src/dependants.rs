//! What a stop or restart of a unit takes along.
//!
//! `Requires=`, `BindsTo=` and `PartOf=` hand an explicit stop or restart of the other unit on
//! (`systemd.unit(5)`); `Wants=` and order alone do not. A quadlet requires the services of the other
//! quadlets that it names (`podman-systemd.unit(5)`).

use formats::Version;
use formats::quadlet::{self, UnitKind};
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

/// Which units of a generation go with which others.
#[derive(Debug, Default)]
pub(crate) struct Dependants(BTreeMap<UnitRef, BTreeSet<UnitRef>>);

impl Dependants {
    /// Reads the units of a generation.
    pub(crate) fn of(generation: &Generation) -> Self {
        let mut dependants = Self::default();
        for artifact in generation.tree().iter() {
            for (scope, unit) in units_of(artifact) {
                for other in bonds(artifact) {
                    let other = UnitRef::new(scope, other);
                    dependants.0.entry(other).or_default().insert(unit.clone());
                }
            }
        }
        dependants
    }

    /// All units that go with one, directly or through others; without itself.
    pub(crate) fn with(&self, unit: &UnitRef) -> BTreeSet<UnitRef> {
        let mut found = BTreeSet::new();
        let mut next = vec![unit];
        while let Some(unit) = next.pop() {
            for dependant in self.0.get(unit).into_iter().flatten() {
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
fn bonds(artifact: &Artifact) -> Vec<String> {
    let Some(file) = parsed(artifact) else {
        return Vec::new();
    };
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

fn parsed(artifact: &Artifact) -> Option<File> {
    let text = std::str::from_utf8(artifact.bytes()?).ok()?;
    match is_quadlet(&artifact.path) {
        true => quadlet::parse(text).ok(),
        false => unit::parse(text).ok(),
    }
}

fn is_quadlet(path: &TreePath) -> bool {
    path.as_str().starts_with("etc/containers/systemd/")
}

/// The service of the quadlet that a value begins with: `db.volume:/var/lib:z`.
fn service_of(value: &str) -> Option<String> {
    let name = value.split(':').next().unwrap_or_default();
    let (stem, kind) = name.rsplit_once('.')?;
    let kind = UnitKind::with_extension(kind)?;
    // Templates of all kinds, as the newest release has them.
    let newest = Version::new(u16::MAX, 0, 0);
    let service = quadlet::service_name(kind, stem, newest).ok()?;
    Some(service.as_str().to_owned())
}
