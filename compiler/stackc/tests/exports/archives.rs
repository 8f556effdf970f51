//! Tar archives, opened by tar.

use crate::exports::{export, exported, golden_tree, said, world_readable_folder};
use judge::Root;

/// Lists what was installed as the golden lists do.
const INSTALL: &str = r#"
tree=$1
mkdir /srv/root && cd /srv/root
mkdir -m 700 etc etc/stackc
umask 077
tar --extract --same-permissions --same-owner --no-overwrite-dir --file "/srv/exports/$tree.tar"
[ "$(stat -c %a etc etc/stackc | tr '\n' ' ')" = '700 700 ' ] || { echo 'folders that were there have other modes'; exit 1; }
find . -mindepth 1 -newermt @0 ! -path ./etc ! -path ./etc/stackc -printf 'later: %p\n'
find . -mindepth 2 -type d ! -path ./etc/stackc ! -perm 755 -printf 'hidden: %p\n'
{ find etc -type f -printf '%#m %u:%g %p\n'; find etc -type l -printf 'link %u:%g %p -> %l\n'; } | LC_ALL=C sort -k 3
"#;

#[test]
fn tar_gives_modes_and_owners_of_every_golden_tree() {
    let (trees, exports) = exported("tar", "tar");
    for tree in trees {
        let view = Root::find().view().bind(exports.path(), "/srv/exports");
        let add = "for name in inloop permacoop; do groupadd \"$name\"; done\n";
        let outcome = view.script(&format!("{add}{INSTALL}"), &[&tree.name]);
        let mut expected = tree.files.clone();
        expected.sort_by(|left, right| left.split(' ').nth(2).cmp(&right.split(' ').nth(2)));
        let found: Vec<&str> = outcome.stdout.lines().collect();
        assert_eq!(found, expected, "{}: {}", tree.name, outcome.transcript());
    }
}

#[test]
fn an_archive_is_a_host_that_has_the_stack() {
    let folder = world_readable_folder();
    let tree = golden_tree("otterwiki");
    let archive = folder.path().join("otterwiki.tar");
    export(&tree.folder, "tar", &archive);
    let object = folder.path().join(&tree.object);
    export(&archive, "dir", &object);
    let arguments = [
        "diff",
        "--tar",
        archive.to_str().unwrap(),
        "--stack",
        object.to_str().unwrap(),
    ];
    assert_eq!(said(arguments), (Some(0), String::new(), String::new()));
}
