//! Generations in a few words.

use export::{Facts, Format};
use std::collections::BTreeMap;
use store::{Description, Generation, OnChange, Target, UnitPolicy};
use tree::{Artifact, FileMode, Owner, Reader, Scope, StoreName, SymlinkTarget, TreePath, UnitRef};

pub(crate) const FORMATS: [Format; 5] = [
    Format::Nar,
    Format::Tar,
    Format::Deb,
    Format::Oci,
    Format::Confext,
];

pub(crate) fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

pub(crate) fn file(at: &str, text: &str) -> Artifact {
    Artifact::file(path(at), text)
}

pub(crate) fn link(at: &str, target: &str) -> Artifact {
    Artifact::symlink(path(at), SymlinkTarget::parse(target).unwrap())
}

pub(crate) fn mode(bits: u32) -> FileMode {
    FileMode::new(bits).unwrap()
}

/// A generation of the stack `wiki`.
pub(crate) fn generation(artifacts: impl IntoIterator<Item = Artifact>) -> Generation {
    let web = (Scope::System, "wiki-web.service", OnChange::Restart, true);
    generation_with(artifacts, [web])
}

/// The same with units: their manager, name, what a change means to them, and whether they are started.
pub(crate) fn generation_with(
    artifacts: impl IntoIterator<Item = Artifact>,
    units: impl IntoIterator<Item = (Scope, &'static str, OnChange, bool)>,
) -> Generation {
    let units = units.into_iter().map(|(scope, name, on_change, start)| {
        (UnitRef::new(scope, name), UnitPolicy { on_change, start })
    });
    let description = Description {
        stack: StoreName::parse("wiki").unwrap(),
        target: Target {
            name: "Debian13".to_owned(),
            versions: BTreeMap::from([("podman".to_owned(), "5.4.2".to_owned())]),
        },
        units: units.collect(),
        secrets: BTreeMap::new(),
    };
    Generation::assemble(description, artifacts).unwrap()
}

/// One of every kind, with modes and owners.
pub(crate) fn sample() -> Generation {
    let owner = |user, group| Owner::parse(user, group).unwrap();
    let web = Reader::Unit(UnitRef::new(Scope::System, "wiki-web.service"));
    generation([
        file(
            "etc/containers/systemd/wiki-web.container",
            "[Container]\nImage=x\n",
        )
        .read_by(web),
        file("etc/stackc/wiki/run.sh", "#!/bin/sh\n").with_mode(FileMode::EXECUTABLE),
        file("etc/stackc/wiki/key", "x").with_mode(FileMode::PRIVATE),
        file("etc/stackc/wiki/mail", "")
            .with_mode(mode(0o640))
            .owned_by(owner("root", "mail")),
        file("etc/stackc/wiki/number", "1").owned_by(owner("1001", "1002")),
        file("etc/stackc/wiki/own", "2").owned_by(owner("wiki", "wiki")),
        file("etc/stackc/wiki/set", "3").with_mode(mode(0o4755)),
        file("etc/stackc/wiki/a name with ü and 'quotes'", "4"),
        file("etc/stackc/wiki/large", &"text ".repeat(60_000)),
        file("etc/sysusers.d/wiki.conf", "u wiki 5001 - - -\n").read_by(Reader::Sysusers),
        link(
            "etc/systemd/system/multi-user.target.wants/wiki-web.service",
            "../wiki-web.service",
        ),
        link("etc/stackc/wiki/null", "/dev/null"),
    ])
}

pub(crate) fn facts() -> Facts {
    Facts {
        time: 1_700_000_000,
        version: Some("1.2".to_owned()),
        maintainer: Some("Jane Doe <jane@example.org>".parse().unwrap()),
    }
}

pub(crate) fn written(generation: &Generation, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    export::write(&mut bytes, generation, format, &facts()).unwrap();
    bytes
}
