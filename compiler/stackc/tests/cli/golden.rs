//! `stackc test`: what it says of a folder that is not the tree.

use crate::common::Said;
use crate::project::{BAD, Folder, GOOD, assert_trouble, project, run_in};
use crate::trouble::without_powers;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

/// A project with its golden tree.
fn blessed() -> (Folder, PathBuf) {
    let folder = project(GOOD);
    let said = run_in(folder.path(), ["test", "--bless"]);
    assert_eq!(
        (said.code, said.stdout.as_str()),
        (Some(0), "blessed small\n"),
        "{said:?}"
    );
    let tree = folder.path().join("golden/small/etc");
    (folder, tree)
}

fn test(folder: &Folder) -> Said {
    run_in(folder.path(), ["test"])
}

const QUADLET: &str = "containers/systemd/small-web.container";

#[test]
fn the_same_tree_passes() {
    let (folder, _) = blessed();
    let said = test(&folder);
    assert_eq!(said.code, Some(0));
    assert_eq!(said.stdout, "ok small\n1 passed, 0 failed\n");
    let bad = project(BAD);
    let said = test(&bad);
    assert_eq!(
        (said.code, said.stdout.as_str()),
        (Some(1), "0 passed, 1 failed\n")
    );
}

/// Each change to a golden tree, and what names it.
#[test]
fn whatever_differs_is_named() {
    type Change = fn(&std::path::Path);
    let cases: [(Change, &[&str]); 8] = [
        (
            |etc| fs::write(etc.join("extra.conf"), "x").unwrap(),
            &["`golden/small/etc/extra.conf` is not in the tree"],
        ),
        (
            |etc| fs::create_dir(etc.join("empty")).unwrap(),
            &["`golden/small/etc/empty` is not in the tree"],
        ),
        (
            |etc| fs::set_permissions(etc.join(QUADLET), Permissions::from_mode(0o755)).unwrap(),
            &["small-web.container` is executable, and not so in the tree"],
        ),
        (
            |etc| fs::remove_file(etc.join(QUADLET)).unwrap(),
            &[
                "--- /dev/null",
                "+++ stack/etc/containers/systemd/small-web.container",
                "+[Container]",
            ],
        ),
        (
            |etc| fs::write(etc.join(QUADLET), "[Pod]\n").unwrap(),
            &[
                "--- golden/small/etc/containers/systemd/small-web.container",
                "-[Pod]",
                "+[Container]",
            ],
        ),
        (
            |etc| fs::write(etc.join(QUADLET), [0xff]).unwrap(),
            &["small-web.container` has other content"],
        ),
        (
            |etc| {
                fs::remove_file(etc.join(QUADLET)).unwrap();
                symlink("/dev/null", etc.join(QUADLET)).unwrap();
            },
            &["small-web.container` is no file"],
        ),
        (
            |etc| fs::write(etc.join("../../small.txt"), "").unwrap(),
            &["--- golden/small.txt", "+sha256-"],
        ),
    ];
    for (change, names) in cases {
        let (folder, tree) = blessed();
        change(&tree);
        let said = test(&folder);
        assert_eq!(said.code, Some(1), "{said:?}");
        for name in names {
            assert!(said.stdout.contains(name), "{name}: {}", said.stdout);
        }
        assert!(!said.stdout.contains("host/"), "{}", said.stdout);
    }
}

#[test]
fn a_golden_tree_that_cannot_be_read_is_trouble() {
    let (folder, tree) = blessed();
    fs::set_permissions(&tree, Permissions::from_mode(0o000)).unwrap();
    let said = without_powers(folder.path(), &["test"]);
    assert_trouble(&said, "golden/small/etc");
    assert!(said.stderr.contains("hint: make it readable"), "{said:?}");
}
