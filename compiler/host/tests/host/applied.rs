//! Two generations compared with each other.

use crate::common::{artifact, file, generation};
use crate::keys::owning;
use host::render::{self, Direction, Which};
use host::{Host, compare};
use std::collections::BTreeMap;
use store::Generation;
use tree::KeyFormat;

fn wiki(files: &[(&str, &str)]) -> Generation {
    let artifacts = files.iter().filter_map(|(at, text)| artifact(at, text));
    generation(artifacts, &[], BTreeMap::new())
}

/// The status of what follows when one takes the place of the other.
fn status(old: &Generation, new: &Generation) -> String {
    let host = Host::applied(old, new);
    render::status(&compare(new, &host))
}

#[test]
fn a_generation_is_the_same_as_itself() {
    let same = wiki(&[
        ("etc/a", "a 0600 wiki"),
        ("etc/b", "-> a"),
        ("etc/c", "c 0755 1001"),
    ]);
    assert_eq!(status(&same, &same), "");
    let keys = owning(KeyFormat::Tokens, "/boot/cmdline.txt", "quiet splash");
    assert_eq!(status(&keys, &keys), "");
}

#[test]
fn what_differs_is_what_would_change() {
    let old = wiki(&[
        ("etc/gone", "x"),
        ("etc/mode", "x 0644"),
        ("etc/owner", "x 0644 wiki"),
        ("etc/target", "-> a"),
        ("etc/text", "old"),
    ]);
    let new = wiki(&[
        ("etc/mode", "x 0600"),
        ("etc/new", "x"),
        ("etc/owner", "x 0644 www-data"),
        ("etc/target", "-> b"),
        ("etc/text", "new"),
    ]);
    let manifest = "etc/stackc/wiki/manifest.json";
    let said = status(&old, &new);
    let lines = said
        .lines()
        .filter(|line| !line.contains(manifest) && !line.starts_with("     ["));
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            " D etc/gone  orphan: gone from the stack",
            " M etc/mode  mode",
            "     mode 0600 instead of 0644",
            " A etc/new  create",
            " M etc/owner  owner",
            "     owner www-data:www-data instead of wiki:wiki",
            " M etc/target  update",
            "     to b instead of a",
            " M etc/text  update",
            "     compared by lines",
        ]
    );
}

#[test]
fn both_sides_are_called_what_they_are() {
    let [old, new] =
        ["one", "two"].map(|text| generation([file("etc/a", text, &[])], &[], BTreeMap::new()));
    let host = Host::applied(&old, &new);
    let diff = render::unified(&compare(&new, &host), Which::All, Direction::HostToStack);
    assert!(diff.contains("--- old/etc/a\n+++ new/etc/a\n"), "{diff}");
}

#[test]
fn keys_of_files_that_belong_to_others_are_compared() {
    let owning = |text| owning(KeyFormat::Tokens, "/boot/cmdline.txt", text);
    let said = status(&owning("quiet splash"), &owning("quiet debug"));
    assert!(said.contains("debug added"), "{said}");
    assert!(said.contains("splash: gone from the stack"), "{said}");
    assert!(!said.contains("quiet"), "{said}");
    let said = status(&wiki(&[]), &owning("quiet"));
    assert!(said.contains("quiet added"), "{said}");
    assert!(!said.contains("missing"), "{said}");
}
