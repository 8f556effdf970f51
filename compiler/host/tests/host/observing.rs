//! Real directories as hosts.

use crate::common::{file, generation, path};
use host::{Disk, Host, HostError, State, compare};
use rustix::process::{Uid, geteuid};
use rustix::thread::set_thread_res_uid;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;
use store::{Generation, write_folder};
use tempfile::TempDir;

fn sample() -> Generation {
    let artifacts = ["etc/a", "etc/b/c", "etc/b/d/e"].map(|path| file(path, "text\n", &[]));
    generation(artifacts, &[], BTreeMap::new())
}

/// A folder that everybody may look into.
pub(crate) fn scratch() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// Looks at a directory that stands for `/etc`.
pub(crate) fn observe_etc(etc: &Path, generation: &Generation) -> Result<Host, HostError> {
    Host::observe(&Disk::of_etc(etc)?, generation)
}

/// A host on which the sample was installed, and then something happened.
fn after(damage: fn(&Path)) -> (TempDir, Host) {
    let folder = scratch();
    write_folder(sample().tree(), folder.path()).unwrap();
    let etc = folder.path().join("etc");
    damage(&etc);
    let host = observe_etc(&etc, &sample()).unwrap();
    (folder, host)
}

fn describe(host: &Host, at: &str) -> String {
    match &host.states[&path(at)] {
        State::Behind { ancestor, what } => format!("behind {what} {ancestor}"),
        State::Symlink { target, .. } => format!("-> {}", String::from_utf8_lossy(target)),
        other => other.noun().to_owned(),
    }
}

/// Does something as a user who is not root. Only this thread changes its user.
fn without_privileges<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let unprivileged = scope.spawn(|| {
            if geteuid().is_root() {
                let nobody = Uid::from_raw(65_534);
                set_thread_res_uid(nobody, nobody, nobody).unwrap();
            }
            act()
        });
        unprivileged.join().unwrap()
    })
}

#[test]
fn an_installed_generation_is_unchanged() {
    let (_folder, host) = after(|_| {});
    assert_eq!(host.previous.as_ref(), Some(sample().manifest()));
    assert!(compare(&sample(), &host).is_same());
}

#[test]
fn every_kind_of_thing_is_seen_and_no_symlink_is_followed() {
    type Damage = fn(&Path);
    let cases: [(&str, Damage, &str, &str); 9] = [
        (
            "nothing",
            |etc| fs::remove_file(etc.join("a")).unwrap(),
            "etc/a",
            "nothing",
        ),
        ("a file", |_| {}, "etc/b/d/e", "a file"),
        (
            "a missing folder",
            |etc| fs::remove_dir_all(etc.join("b")).unwrap(),
            "etc/b/d/e",
            "nothing",
        ),
        (
            "a symlink to an equal file",
            |etc| {
                fs::rename(etc.join("a"), etc.join("x")).unwrap();
                symlink("x", etc.join("a")).unwrap();
            },
            "etc/a",
            "-> x",
        ),
        (
            "a folder behind a symlink",
            |etc| {
                fs::rename(etc.join("b"), etc.join("x")).unwrap();
                symlink("x", etc.join("b")).unwrap();
            },
            "etc/b/d/e",
            "behind a symlink etc/b",
        ),
        (
            "a symlink that goes round",
            |etc| {
                fs::remove_dir_all(etc.join("b/d")).unwrap();
                symlink("d", etc.join("b/d")).unwrap();
            },
            "etc/b/d/e",
            "behind a symlink etc/b/d",
        ),
        (
            "a file as folder",
            |etc| {
                fs::remove_dir_all(etc.join("b")).unwrap();
                fs::write(etc.join("b"), "").unwrap();
            },
            "etc/b/c",
            "behind a file etc/b",
        ),
        (
            "a folder as file",
            |etc| {
                fs::remove_file(etc.join("a")).unwrap();
                fs::create_dir(etc.join("a")).unwrap();
            },
            "etc/a",
            "a directory",
        ),
        (
            "a socket",
            |etc| {
                fs::remove_file(etc.join("a")).unwrap();
                UnixListener::bind(etc.join("a")).unwrap();
            },
            "etc/a",
            "a socket",
        ),
    ];
    for (what, damage, at, expected) in cases {
        let (_folder, host) = after(damage);
        assert_eq!(describe(&host, at), expected, "{what}");
    }
}

#[test]
fn a_pipe_does_not_make_it_wait() {
    let (_folder, host) = after(|etc| {
        fs::remove_file(etc.join("a")).unwrap();
        let mode = rustix::fs::Mode::from_bits_truncate(0o644);
        rustix::fs::mkfifoat(rustix::fs::CWD, etc.join("a"), mode).unwrap();
    });
    assert_eq!(describe(&host, "etc/a"), "a pipe");
}

#[test]
fn unreadable_is_never_absent() {
    let (folder, _) = after(|etc| {
        fs::set_permissions(etc.join("a"), fs::Permissions::from_mode(0o000)).unwrap();
        fs::set_permissions(etc.join("b/d"), fs::Permissions::from_mode(0o000)).unwrap();
    });
    let generation = sample();
    let etc = folder.path().join("etc");
    let host = without_privileges(|| observe_etc(&etc, &generation).unwrap());
    let cause = |at: &str| match &host.states[&path(at)] {
        State::Unreadable { cause } => cause.clone(),
        other => other.noun().to_owned(),
    };
    assert_eq!(cause("etc/a"), "Permission denied (os error 13)");
    assert_eq!(cause("etc/b/d/e"), "Permission denied (os error 13)");
    assert_eq!(cause("etc/b/c"), "a file");
    assert!(compare(&generation, &host).is_partial());
    fs::set_permissions(etc.join("b/d"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_long_file_is_known_by_its_digest() {
    let (_folder, host) = after(|etc| fs::write(etc.join("a"), vec![b'x'; 5 << 20]).unwrap());
    let State::File(file) = &host.states[&path("etc/a")] else {
        panic!("no file");
    };
    assert_eq!((file.size, file.bytes.as_ref()), (5 << 20, None));
    assert_eq!(file.digest, Some(tree::Digest::of(&vec![b'x'; 5 << 20])));
}

#[test]
fn owners_have_the_names_of_the_host_s_own_files() {
    let (folder, host) = after(|etc| fs::write(etc.join("passwd"), "me:x:4711:1::/:\n").unwrap());
    let accounts = host.accounts.unwrap();
    assert_eq!(accounts.describe(host::Ids { uid: 4711, gid: 12 }), "me:12");
    fs::remove_file(folder.path().join("etc/passwd")).unwrap();
    let host = observe_etc(&folder.path().join("etc"), &sample()).unwrap();
    assert_eq!(host.accounts, None);
}

#[test]
fn what_the_last_generation_left_is_looked_at_too() {
    let (folder, _) = after(|_| {});
    let smaller = generation([file("etc/a", "text\n", &[])], &[], BTreeMap::new());
    let host = observe_etc(&folder.path().join("etc"), &smaller).unwrap();
    assert_eq!(describe(&host, "etc/b/c"), "a file");
    let plan = compare(&smaller, &host);
    let orphans: Vec<&str> = plan
        .changes()
        .filter(|path| path.kind == host::Kind::Orphan)
        .map(|path| path.path.as_str())
        .collect();
    assert_eq!(orphans, ["etc/b/c", "etc/b/d/e"]);
}

#[test]
fn a_host_whose_manifest_cannot_be_read_is_refused() {
    type Damage = fn(&Path);
    let cases: [(Damage, &str); 4] = [
        (
            |manifest| fs::write(manifest, "{}").unwrap(),
            "missing field `format`",
        ),
        (
            |manifest| fs::write(manifest, r#"{"format": 9}"#).unwrap(),
            "use a newer stackc",
        ),
        (
            |manifest| {
                let text = fs::read_to_string(manifest).unwrap();
                fs::write(
                    manifest,
                    text.replace("\"stack\": \"wiki\"", "\"stack\": \"x\""),
                )
                .unwrap();
            },
            "it is of the stack `x`",
        ),
        (
            |manifest| {
                fs::remove_file(manifest).unwrap();
                symlink("elsewhere", manifest).unwrap();
            },
            "it is a symlink",
        ),
    ];
    for (damage, expected) in cases {
        let (folder, _) = after(|_| {});
        let etc = folder.path().join("etc");
        damage(&etc.join("stackc/wiki/manifest.json"));
        let error = observe_etc(&etc, &sample()).unwrap_err();
        assert!(matches!(
            error,
            HostError::Manifest { .. } | HostError::Newer { .. }
        ));
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_directory_that_is_not_there_is_an_error() {
    let folder = scratch();
    let error = observe_etc(&folder.path().join("absent"), &sample()).unwrap_err();
    assert!(matches!(error, HostError::Open { .. }), "{error}");
    let host = observe_etc(folder.path(), &sample()).unwrap();
    assert_eq!(host.previous, None);
    assert_eq!(describe(&host, "etc/b/c"), "nothing");
}
