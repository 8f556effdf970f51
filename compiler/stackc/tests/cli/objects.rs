//! Stores: where they are, and that their objects are whole.

use crate::common::{Said, copy_folder, stack, stackc};
use crate::project::{GOOD, assert_trouble, build, folder, objects, project, run_in};
use crate::trouble::in_namespace;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

#[test]
fn a_killed_build_leaves_nothing_that_looks_whole() {
    const ROUNDS: u32 = 80;
    let folder = folder();
    copy_folder(&stack("otterwiki"), folder.path());
    let store = folder.path().join("store");
    let started = Instant::now();
    let expected = build(folder.path(), &["--no-out-link"]).stdout;
    // Aims at the moment at which the store is written, which is the last one, however fast the machine
    // is: earlier when the build was done, later when nothing was there yet.
    let mut wait = started.elapsed();
    let (mut n_killed, mut n_done) = (0, 0);
    for round in 0..ROUNDS {
        remove_store(&store);
        let mut child = stackc()
            .current_dir(folder.path())
            .args(["build", "--no-out-link", "--store", "store"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            n_done += 1;
            wait = wait.mul_f64(0.93);
        } else {
            n_killed += 1;
            let began = store.exists();
            wait = wait.mul_f64(if began { 1.003 } else { 1.05 });
        }
        for object in objects(&store) {
            let said = run_in(folder.path(), [OsStr::new("hash"), object.as_os_str()]);
            assert_eq!(said.code, Some(0), "{}: {said:?}", object.display());
            assert_eq!(format!("{}\n", object.display()), expected);
        }
        // Whatever lies about is no hindrance.
        if round % 10 == 0 {
            assert_eq!(build(folder.path(), &["--no-out-link"]).stdout, expected);
        }
    }
    assert!(n_killed > 10, "{n_killed} killed, {n_done} done");
}

/// Removes a store; its folders are read-only.
fn remove_store(store: &Path) {
    if store.exists() {
        let status = Command::new("chmod")
            .args(["-R", "u+w"])
            .arg(store)
            .status();
        assert!(status.unwrap().success());
        fs::remove_dir_all(store).unwrap();
    }
}

#[test]
fn an_object_that_was_changed_is_noticed() {
    let folder = project(GOOD);
    let said = build(folder.path(), &["--no-out-link"]);
    let object = PathBuf::from(said.stdout.trim_end());
    let file = object.join("etc/containers/systemd/small-web.container");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&file, "[Container]\n").unwrap();
    let said = run_in(folder.path(), [OsStr::new("hash"), object.as_os_str()]);
    assert_trouble(&said, "small");
}

/// Runs a build in an environment of its own, as somebody who is not root.
fn as_a_user(folder: &Path, environment: &[(&str, &Path)]) -> Said {
    let mut command = Command::new("unshare");
    command.args(["--map-user=1000", "--map-group=1000"]);
    command
        .arg(stackc().get_program())
        .args(["build", "--no-out-link"]);
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/bin:/bin");
    command
        .envs(environment.iter().copied())
        .output()
        .unwrap()
        .into()
}

#[test]
fn the_store_of_a_user_is_among_their_data() {
    let folder = project(GOOD);
    let home = folder.path().join("home");
    let data = folder.path().join("data");
    let cases: [(&[(&str, &Path)], PathBuf); 3] = [
        (
            &[("XDG_DATA_HOME", &data), ("HOME", &home)],
            data.join("stackc/store"),
        ),
        (&[("HOME", &home)], home.join(".local/share/stackc/store")),
        // Relative paths are to be ignored (XDG Base Directory Specification).
        (
            &[("XDG_DATA_HOME", Path::new("data")), ("HOME", &home)],
            home.join(".local/share/stackc/store"),
        ),
    ];
    for (environment, store) in cases {
        let said = as_a_user(folder.path(), environment);
        let object = said.stdout.trim_end();
        assert_eq!(
            Path::new(object).parent(),
            Some(store.as_path()),
            "{environment:?}: {said:?}"
        );
    }
    assert_trouble(&as_a_user(folder.path(), &[]), "`--store`");
}

#[test]
fn a_store_has_one_name() {
    let folder = project(GOOD);
    let store = folder.path().canonicalize().unwrap().join("a/store");
    fs::create_dir(folder.path().join("a")).unwrap();
    std::os::unix::fs::symlink("a", folder.path().join("link")).unwrap();
    for name in ["a/../a/store", "link/store", "./a//store/", "a/store"] {
        let said = run_in(folder.path(), ["build", "--no-out-link", "--store", name]);
        let object = Path::new(said.stdout.trim_end());
        assert_eq!(object.parent(), Some(store.as_path()), "{name}: {said:?}");
    }
    let said = run_in(
        folder.path(),
        ["build", "--no-out-link", "--store", "stack.ncl"],
    );
    assert_trouble(&said, "`stack.ncl` is no folder, as a store is");
    let said = run_in(
        folder.path(),
        ["build", "--no-out-link", "--store", "none/../store"],
    );
    assert_trouble(&said, "none/../store");
}

#[test]
fn the_store_of_root_belongs_to_the_host() {
    let folder = project(GOOD);
    fs::create_dir(folder.path().join("store")).unwrap();
    let mount = "mount -t tmpfs tmpfs /var/lib";
    let said = in_namespace(folder.path(), mount, "\"$0\" build --no-out-link");
    assert!(
        said.stdout.starts_with("/var/lib/stackc/store/"),
        "{said:?}"
    );
}
