//! Debian packages, before they are installed.

use crate::exports::exported;
use judge::Root;

#[test]
fn lintian_has_nothing_to_say_about_any_package() {
    let (_, exports) = exported("deb", "deb");
    let view = Root::find().view().bind(exports.path(), "/srv/exports");
    let script = "LC_ALL=C.UTF-8 lintian --allow-root --fail-on error,warning /srv/exports/*.deb";
    let outcome = view.script(script, &[]);
    assert!(
        outcome.is_silent() && outcome.stdout.is_empty(),
        "{}",
        outcome.transcript()
    );
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
