//! OCI artifacts, opened by skopeo and podman, and configuration extensions, opened by systemd and squashfs-tools.

use crate::exports::{export, exported, golden_tree, golden_trees, world_readable_folder};
use judge::Root;

const OCI: &str = r#"
for archive in /srv/exports/*.oci; do
  name=$(basename "$archive" .oci)
  skopeo inspect --raw "oci-archive:$archive" > /tmp/manifest
  grep -q '"artifactType":"application/vnd.stackc.tree.v1"' /tmp/manifest
  skopeo copy --quiet "oci-archive:$archive" "oci:/tmp/$name:1"
  layer=$(sed 's/.*"layers":\[{"mediaType":"[^"]*","digest":"sha256:\([0-9a-f]*\)".*/\1/' /tmp/manifest)
  cmp "/srv/tars/$name.tar" "/tmp/$name/blobs/sha256/$layer"
  rm -r "/tmp/$name"
done
# The store of podman's artifacts is such a layout.
mkdir -p /var/lib/containers/storage
skopeo copy --quiet oci-archive:/srv/exports/otterwiki.oci oci:/var/lib/containers/storage/artifacts:localhost/otterwiki:1
podman artifact ls --noheading | tr -s ' '
podman artifact inspect localhost/otterwiki:1 | grep dev.stackc.tree.hash
"#;

#[test]
fn skopeo_and_podman_take_every_artifact() {
    let (_, exports) = exported("oci", "oci");
    let (_, tars) = exported("tar", "tar");
    let view = Root::find().view().bind(exports.path(), "/srv/exports");
    let outcome = view.bind(tars.path(), "/srv/tars").script(OCI, &[]);
    assert!(outcome.is_silent(), "{}", outcome.transcript());
    let mut lines = outcome.stdout.lines();
    assert!(
        lines.next().unwrap().starts_with("localhost/otterwiki 1 "),
        "{}",
        outcome.stdout
    );
    let hash = golden_tree("otterwiki").hash;
    assert!(lines.next().unwrap().contains(&hash), "{}", outcome.stdout);
}

/// Lists an image as the golden lists do, but for names of owners.
const IMAGE: &str = r#"
systemd-dissect --validate "/srv/exports/$1.raw" > /dev/null
unsquashfs -quiet -no-progress -dest /tmp/root "/srv/exports/$1.raw" > /dev/null
cd /tmp/root
[ -z "$(find . -newermt @0)" ] || { echo 'something has a time'; exit 1; }
[ "$(find . -type d ! -perm 755)" = '' ] || { echo 'a folder is hidden'; exit 1; }
{ find etc -type f -printf '%#m %U:%G %p\n'; find etc -type l -printf 'link %U:%G %p -> %l\n'; } | LC_ALL=C sort -k 3
"#;

/// Trees whose owners systemd numbers on each host: no image can hold them.
fn has_no_numbers(name: &str) -> bool {
    name.starts_with("inloop") || name.starts_with("permacoop")
}

#[test]
fn systemd_and_squashfs_tools_take_every_image() {
    let folder = world_readable_folder();
    let trees = golden_trees();
    let trees = || trees.iter().filter(|tree| !has_no_numbers(&tree.name));
    for tree in trees() {
        let image = folder.path().join(format!("{}.raw", tree.name));
        export(&tree.folder, "confext", &image);
    }
    for tree in trees() {
        let view = Root::find().view().bind(folder.path(), "/srv/exports");
        let outcome = view.script(IMAGE, &[&tree.name]);
        let numbers = |line: &String| {
            line.replacen("root:root", "0:0", 1)
                .replacen("root:mail", "0:8", 1)
        };
        let mut expected: Vec<String> = tree.files.iter().map(numbers).collect();
        let (stack, _) = tree.name.split_once('-').unwrap_or((&tree.name, ""));
        expected.push(format!(
            "0644 0:0 etc/extension-release.d/extension-release.{stack}"
        ));
        expected.sort_by(|left, right| left.split(' ').nth(2).cmp(&right.split(' ').nth(2)));
        let found: Vec<&str> = outcome.stdout.lines().collect();
        assert_eq!(found, expected, "{}: {}", tree.name, outcome.transcript());
    }
    assert!(trees().count() > 10);
}

/// systemd takes a folder as an extension for its own release, and for no other.
const EXTENSION: &str = r#"
mount --bind /run /run
mkdir -p /var/lib/confexts
cp -r "/srv/exports/$1" "/var/lib/confexts/$1"
systemd-dissect --list "/var/lib/confexts/$1" | grep -c manifest.json
systemd-confext --no-legend list
systemd-confext refresh
"#;

#[test]
fn systemd_lays_a_folder_over_etc() {
    let folder = world_readable_folder();
    let tree = golden_tree("pgaw");
    export(&tree.folder, "confext-dir", &folder.path().join("pgaw"));
    let view = Root::find().view().bind(folder.path(), "/srv/exports");
    let script = format!("{EXTENSION}\ncat /etc/stackc/pgaw/manifest.json");
    let outcome = view.script(&script, &["pgaw"]);
    let manifest =
        std::fs::read_to_string(tree.folder.join("etc/stackc/pgaw/manifest.json")).unwrap();
    assert!(
        outcome.stdout.ends_with(&manifest),
        "{}",
        outcome.transcript()
    );
}
