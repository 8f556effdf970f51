//! Small things that expansion makes: jobs, mounts, entries, all with the origin of who asked for them.

use crate::decode::{Entry, Table, Text};
use crate::leaf::{AbsolutePath, Duration, Name};
use crate::{Container, Image, Kind, Limits, Mount, Ready, Restart};
use source::{Located, Origin};
use std::collections::BTreeMap;

/// A container that runs to its end and is nothing else.
pub(super) fn job(
    image: Image,
    description: String,
    start_timeout: &Located<Duration>,
    origin: &Origin,
) -> Container {
    let located = |value| Located::new(value, origin.clone());
    Container {
        description: Some(Located::new(description, origin.clone())),
        image: Located::new(image, origin.clone()),
        kind: Located::new(Kind::Oneshot, origin.clone()),
        entrypoint: None,
        command: None,
        user: None,
        env: BTreeMap::new(),
        env_contract: None,
        secret_files: BTreeMap::new(),
        listens: BTreeMap::new(),
        speaks: BTreeMap::new(),
        publish: BTreeMap::new(),
        networks: BTreeMap::new(),
        volumes: BTreeMap::new(),
        needs: Vec::new(),
        health: None,
        ready: Located::new(Ready::Started, origin.clone()),
        restart: Located::new(Restart::Never, origin.clone()),
        start_timeout: start_timeout.clone(),
        stop_timeout: None,
        reload: None,
        replicas: located(1),
        limits: Limits {
            memory: None,
            cpus: None,
            shm: None,
        },
        certificates: BTreeMap::new(),
        first_alone: Located::new(false, origin.clone()),
        only_one: None,
        sticky: None,
        nginx: None,
        extra: BTreeMap::new(),
        unchecked: BTreeMap::new(),
    }
}

pub(super) fn volume_table(
    mounts: &[(&str, &Name)],
    origin: &Origin,
) -> Table<AbsolutePath, Mount> {
    mounts
        .iter()
        .map(|(target, volume)| {
            (
                path(target),
                entry(volume_mount(volume, false, origin), origin),
            )
        })
        .collect()
}

pub(super) fn volume_mount(volume: &Name, read_only: bool, origin: &Origin) -> Mount {
    Mount {
        volume: Some(Located::new(volume.clone(), origin.clone())),
        file: None,
        host: None,
        tmpfs: None,
        read_only: Located::new(read_only, origin.clone()),
    }
}

pub(super) fn table<T>(name: Name, value: T, origin: &Origin) -> Table<Name, T> {
    BTreeMap::from([(name, entry(value, origin))])
}

pub(super) fn entry<T>(value: T, origin: &Origin) -> Entry<T> {
    Entry {
        key: origin.clone(),
        origin: origin.clone(),
        value,
    }
}

pub(super) fn word(name: &str) -> Name {
    Name::parse(name).expect("the words of this file are names")
}

pub(super) fn path(text: &str) -> AbsolutePath {
    AbsolutePath::parse(text).expect("folders of this file and host names make absolute paths")
}
