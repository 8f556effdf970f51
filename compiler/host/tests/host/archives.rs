//! Hosts seen through tar archives, as `tar` makes them and as it does not.

use crate::common::{file, generation, path};
use crate::observing::{observe_etc, scratch};
use host::{Archive, Host, HostError, State, compare};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use store::{Generation, write_folder};
use tar::{Builder, EntryType, Header};

fn sample() -> Generation {
    let artifacts = ["etc/a", "etc/b/c", "etc/b/d/e"].map(|path| file(path, "text\n", &[]));
    generation(artifacts, &[], BTreeMap::new())
}

fn observe(archive: &[u8], generation: &Generation) -> Host {
    Host::observe(&Archive::read(archive).unwrap(), generation).unwrap()
}

/// What the program `tar` makes of a folder.
fn packed(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut tar = Command::new("tar");
    tar.current_dir(folder).args(["--create", "--file=-"]);
    let output = tar.args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

#[test]
fn an_archive_shows_what_the_directory_shows() {
    let folder = scratch();
    write_folder(sample().tree(), folder.path()).unwrap();
    let etc = folder.path().join("etc");
    fs::write(etc.join("passwd"), "root:x:0:0::/:\n").unwrap();
    fs::write(etc.join("a"), "changed\n").unwrap();
    fs::hard_link(etc.join("a"), etc.join("z")).unwrap();
    fs::remove_file(etc.join("b/c")).unwrap();
    symlink("../a", etc.join("b/c")).unwrap();
    let long = "x".repeat(200);
    fs::create_dir(etc.join(&long)).unwrap();
    fs::write(etc.join(&long).join(&long), "long names\n").unwrap();
    let on_disk = observe_etc(&etc, &sample()).unwrap();
    for arguments in [
        &["etc"][..],
        &["./etc"],
        &["--format=pax", "etc"],
        &["--format=gnu", "--sparse", "etc"],
        &["--transform=s,^,/,S", "--absolute-names", "etc"],
    ] {
        let archive = packed(folder.path(), arguments);
        let host = observe(&archive, &sample());
        assert_eq!(host, on_disk, "{arguments:?}");
    }
}

#[test]
fn an_installed_generation_is_unchanged_in_an_archive() {
    let folder = scratch();
    write_folder(sample().tree(), folder.path()).unwrap();
    let archive = packed(folder.path(), &["etc"]);
    let host = observe(&archive, &sample());
    assert!(compare(&sample(), &host).is_same());
}

/// Name, kind, and text or target.
type Packed<'a> = (&'a str, EntryType, &'a str);

/// An archive of these entries; the names are written as they are.
fn archive(entries: &[Packed<'_>]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, kind, text) in entries {
        let mut header = Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        let is_link = matches!(kind, EntryType::Symlink | EntryType::Link);
        let bytes = if is_link { "" } else { *text };
        if is_link {
            header.set_link_name_literal(text).unwrap();
        }
        header.set_size(bytes.len() as u64);
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, bytes.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

const ETC: Packed<'_> = ("etc/", EntryType::Directory, "");

#[test]
fn nothing_is_seen_that_does_not_lie_where_it_says() {
    let file = EntryType::Regular;
    let cases: [(&str, &[Packed<'_>], &str); 8] = [
        (
            "parents lead out",
            &[ETC, ("etc/../etc/a", file, "x")],
            "nothing",
        ),
        (
            "a symlink is no directory",
            &[
                ETC,
                ("etc/b", EntryType::Symlink, "/srv"),
                ("etc/b/c", file, "x"),
            ],
            "behind etc/b",
        ),
        (
            "a file is no directory",
            &[ETC, ("etc/b", file, "x"), ("etc/b/c", file, "x")],
            "behind etc/b",
        ),
        (
            "a folder that is not there",
            &[ETC, ("etc/b/c", file, "x")],
            "nothing",
        ),
        ("a pipe", &[ETC, ("etc/a", EntryType::Fifo, "")], "a pipe"),
        (
            "a device",
            &[ETC, ("etc/a", EntryType::Char, "")],
            "a device",
        ),
        (
            "a link to nowhere",
            &[ETC, ("etc/a", EntryType::Link, "etc/none")],
            "something unreadable",
        ),
        (
            "the last entry counts",
            &[ETC, ("etc/a", EntryType::Fifo, ""), ("etc/a", file, "x")],
            "a file",
        ),
    ];
    for (name, entries, expected) in cases {
        let archive = archive(entries);
        let host = observe(&archive, &sample());
        let seen: Vec<String> = ["etc/a", "etc/b/c"]
            .iter()
            .map(|at| match &host.states[&path(at)] {
                State::Behind { ancestor, .. } => format!("behind {ancestor}"),
                other => other.noun().to_owned(),
            })
            .collect();
        assert!(seen.iter().any(|seen| seen == expected), "{name}: {seen:?}");
        assert!(
            seen.iter()
                .all(|seen| seen == expected || seen == "nothing"),
            "{name}: {seen:?}"
        );
    }
}

#[test]
fn what_is_no_archive_of_a_host_is_an_error() {
    let whole = archive(&[ETC, ("etc/a", EntryType::Regular, "text\n")]);
    let cut = &whole[..whole.len() - 1500];
    let cases: [(&str, &[u8]); 4] = [
        ("nothing", b""),
        ("no archive", &[b'x'; 4096]),
        ("cut off", &cut[..700]),
        ("no etc", &archive(&[("srv/", EntryType::Directory, "")])),
    ];
    for (name, bytes) in cases {
        let error = Archive::read(bytes).unwrap_err();
        assert!(matches!(error, HostError::Archive(_)), "{name}: {error}");
    }
}

#[test]
fn files_outside_of_etc_are_seen_when_they_are_in_the_archive() {
    use crate::keys::owning;
    use tree::{HostPath, KeyFormat};
    let generation = owning(KeyFormat::Tokens, "/boot/cmdline.txt", "quiet");
    let boot = HostPath::parse("/boot/cmdline.txt").unwrap();
    let seen = |entries: &[_]| {
        let host = observe(&archive(entries), &generation);
        host.foreign[&boot].noun()
    };
    let folder = ("boot/", EntryType::Directory, "");
    assert_eq!(seen(&[ETC]), "something unreadable");
    assert_eq!(seen(&[ETC, folder]), "nothing");
    let file = ("boot/cmdline.txt", EntryType::Regular, "quiet");
    assert_eq!(seen(&[ETC, folder, file]), "a file");
}
