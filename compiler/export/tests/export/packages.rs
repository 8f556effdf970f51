//! What stands in a Debian package beside the tree.

use crate::samples::{facts, file, generation_with, mode};
use export::{Format, write};
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read as _;
use store::{Generation, OnChange};
use tree::{Artifact, Owner, Reader, Scope, UnitRef};

const USER: Scope = Scope::User(1001);

/// The files of a member, by path.
fn member(package: &[u8], name: &str) -> BTreeMap<String, String> {
    let at = package
        .windows(name.len())
        .position(|it| it == name.as_bytes())
        .unwrap();
    let size = std::str::from_utf8(&package[at + 48..at + 58]).unwrap();
    let size: usize = size.trim().parse().unwrap();
    let mut bytes = Vec::new();
    GzDecoder::new(&package[at + 60..at + 60 + size])
        .read_to_end(&mut bytes)
        .unwrap();
    let mut archive = tar::Archive::new(bytes.as_slice());
    let files = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        let path = entry.path().unwrap().display().to_string();
        (path, String::from_utf8_lossy(&text).into_owned())
    });
    files.collect()
}

fn package(generation: &Generation) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, generation, Format::Deb, &facts()).unwrap();
    bytes
}

fn read_by(artifact: Artifact, scope: Scope, unit: Option<&str>) -> Artifact {
    let artifact = artifact.read_by(Reader::Manager(scope));
    match unit {
        Some(unit) => artifact.read_by(Reader::Unit(UnitRef::new(scope, unit))),
        None => artifact,
    }
}

/// A stack with one of everything that a change can ask for.
fn sample() -> Generation {
    let of = |scope, unit: &str| Reader::Unit(UnitRef::new(scope, unit));
    let system = Scope::System;
    let files = [
        read_by(
            file("etc/containers/systemd/users/1001/db.container", "x"),
            USER,
            Some("db.service"),
        ),
        read_by(
            file(
                "etc/containers/systemd/users/1001/net.network",
                "[Network]\n",
            ),
            USER,
            Some("net-network.service"),
        ),
        read_by(
            file(
                "etc/containers/systemd/named.network",
                "[Network]\nNetworkName=other\n",
            ),
            system,
            Some("named-network.service"),
        ),
        file("etc/app/db.env", "A=1\n")
            .with_mode(mode(0o640))
            .owned_by(Owner::parse("root", "app").unwrap())
            .read_by(of(USER, "db.service")),
        file("etc/nginx/conf.d/wiki.conf", "").read_by(of(system, "nginx.service")),
        read_by(
            file("etc/systemd/system/nginx.service.d/wiki.conf", ""),
            system,
            Some("nginx.service"),
        ),
        read_by(
            file("etc/systemd/system/wiki.service", ""),
            system,
            Some("wiki.service"),
        ),
        file("etc/stackc/wiki/wiki.toml", "").read_by(of(system, "wiki.service")),
        read_by(
            file("etc/systemd/system/job.service", ""),
            system,
            Some("job.service"),
        ),
        file("etc/other.conf", "").read_by(of(system, "of-others.service")),
        file("etc/stackc/wiki/table.nft", "").read_by(Reader::Nft),
        file("etc/sysusers.d/wiki.conf", "").read_by(Reader::Sysusers),
        file("etc/tmpfiles.d/wiki.conf", "").read_by(Reader::Tmpfiles(system)),
        file("etc/user-tmpfiles.d/wiki.conf", "").read_by(Reader::Tmpfiles(USER)),
    ];
    let units = [
        (USER, "db.service", OnChange::Restart, true),
        (USER, "net-network.service", OnChange::Restart, false),
        (system, "named-network.service", OnChange::Restart, false),
        (system, "nginx.service", OnChange::Reload, false),
        (system, "wiki.service", OnChange::Reload, true),
        (system, "job.service", OnChange::Nothing, false),
    ];
    generation_with(files, units)
}

#[test]
fn the_tables_say_what_follows_from_what() {
    let data = member(&package(&sample()), "data.tar.gz");
    let table = |name: &str| data[&format!("usr/share/stackc-wiki/{name}")].replace('\t', " ");
    assert_eq!(
        table("actions"),
        "\
daemon-reload 1001 - etc/containers/systemd/users/1001/db.container etc/containers/systemd/users/1001/net.network
daemon-reload system - etc/containers/systemd/named.network etc/systemd/system/job.service etc/systemd/system/nginx.service.d/wiki.conf etc/systemd/system/wiki.service
load - etc/stackc/wiki/table.nft etc/stackc/wiki/table.nft
recreate 1001 net-network.service etc/containers/systemd/users/1001/net.network
recreate system named-network.service etc/containers/systemd/named.network
reload-or-restart system wiki.service etc/stackc/wiki/wiki.toml
restart 1001 db.service etc/app/db.env etc/containers/systemd/users/1001/db.container
restart system wiki.service etc/systemd/system/wiki.service
start 1001 db.service
start system wiki.service
sysusers - - etc/sysusers.d/wiki.conf
tmpfiles 1001 - etc/user-tmpfiles.d/wiki.conf
tmpfiles system - etc/tmpfiles.d/wiki.conf
try-reload-or-restart system nginx.service etc/nginx/conf.d/wiki.conf
try-restart system nginx.service etc/systemd/system/nginx.service.d/wiki.conf
try-restart system of-others.service etc/other.conf
"
    );
    assert_eq!(
        table("units"),
        "\
system job.service no -
system named-network.service no other
system nginx.service no -
system wiki.service yes -
1001 db.service yes -
1001 net-network.service no systemd-net
"
    );
    assert!(
        table("files").starts_with("0640 root app etc/app/db.env\n0644 root root etc/containers")
    );
}

#[test]
fn the_package_says_what_it_needs_and_what_it_does_not_do() {
    let control = member(&package(&sample()), "control.tar.gz");
    let fields: BTreeMap<&str, &str> = control["control"]
        .lines()
        .filter_map(|line| line.split_once(": "))
        .collect();
    assert_eq!(fields["Package"], "stackc-wiki");
    assert_eq!(fields["Version"], "1.2");
    assert_eq!(fields["Maintainer"], "Jane Doe <jane@example.org>");
    assert_eq!(
        fields["Depends"],
        "nftables, nginx, podman (>= 5.4.2), systemd"
    );
    let conffiles: Vec<&str> = control["conffiles"].lines().collect();
    assert_eq!(conffiles.len(), sample().tree().len());
    assert!(conffiles.iter().all(|path| path.starts_with("/etc/")));
    for script in ["preinst", "postinst", "prerm", "postrm"] {
        assert!(control[script].starts_with("#!/bin/sh\n"), "{script}");
        assert!(!control[script].contains("@PA"), "{script}");
    }
    assert!(control["preinst"].contains("\n/etc/app/db.env\n"));
}
