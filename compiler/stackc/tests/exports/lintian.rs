//! Debian packages, before they are installed.

use crate::exports::{export, exported, golden_tree, world_readable_folder};
use judge::Root;

/// One package of each stack, and what else has units, modes or folders of other kinds.
const TREES: [&str; 7] = [
    "otterwiki",
    "pgaw",
    "dcor-debian13",
    "inloop",
    "inloop-podman",
    "permacoop-prod",
    "otterwiki-sqlite",
];

#[test]
fn lintian_has_nothing_to_say_about_a_package() {
    let folder = world_readable_folder();
    for name in TREES {
        let to = folder.path().join(format!("{name}.deb"));
        export(&golden_tree(name).folder, "deb", &to);
    }
    for name in TREES {
        let view = Root::find().view().bind(folder.path(), "/srv/exports");
        let script =
            "LC_ALL=C.UTF-8 lintian --allow-root --fail-on error,warning \"/srv/exports/$1.deb\"";
        let outcome = view.script(script, &[name]);
        let is_clean = outcome.is_silent() && outcome.stdout.is_empty();
        assert!(is_clean, "{name}: {}", outcome.transcript());
    }
}

#[test]
fn dpkg_sees_what_the_golden_lists_say() {
    let (trees, exports) = exported("deb", "deb");
    let script = r##"for package; do
  echo "# $package"
  dpkg-deb --fsys-tarfile "/srv/exports/$package.deb" | tar --list --verbose | grep -v '^d' | grep ' etc/' | tr -s ' '
done"##;
    let names: Vec<&str> = trees.iter().map(|tree| tree.name.as_str()).collect();
    let view = Root::find().view().bind(exports.path(), "/srv/exports");
    let outcome = view.script(script, &names);
    assert!(outcome.is_silent(), "{}", outcome.transcript());
    let found = outcome.stdout.split("# ").skip(1);
    for (tree, found) in trees.iter().zip(found) {
        // `-rw-r----- root/mail 149 1985-01-01 00:00 etc/…`
        let line = |line: &str| {
            let words: Vec<&str> = line.splitn(6, ' ').collect();
            let owner = words[1].replace('/', ":");
            match words[0].starts_with('l') {
                true => format!("link {owner} {}", words[5]),
                false => format!("{:04o} {owner} {}", bits(words[0]), words[5]),
            }
        };
        let found: Vec<String> = found.lines().skip(1).map(line).collect();
        assert_eq!(found, tree.files, "{}", tree.name);
    }
}

/// The bits of `-rwxr-x---`.
fn bits(text: &str) -> u32 {
    text.chars()
        .skip(1)
        .fold(0, |bits, c| bits << 1 | u32::from(c != '-'))
}
