//! What cannot be trusted, and what cannot be written.

use crate::common::{Said, run};
use crate::exports::{export, golden_tree, said, world_readable_folder};
use std::fs;
use std::path::Path;
use std::process::Command;

#[track_caller]
fn refused(said: &Said, code: i32, reason: &str) {
    assert_eq!(said.code, Some(code), "{said:?}");
    assert!(said.stderr.starts_with("error: "), "{said:?}");
    assert!(said.stderr.contains(reason), "{reason}: {said:?}");
    assert!(!said.stderr.contains("panicked"), "{said:?}");
}

fn arguments<'a>(words: &[&'a str], path: &'a Path) -> Vec<&'a str> {
    let mut all = words.to_vec();
    all.push(path.to_str().unwrap());
    all
}

#[test]
fn a_damaged_export_is_refused_and_nothing_is_imported() {
    let folder = world_readable_folder();
    let tree = golden_tree("pgaw");
    for format in ["nar", "tar", "oci", "deb", "confext"] {
        let file = folder.path().join(format);
        export(&tree.folder, format, &file);
        let mut bytes = fs::read(&file).unwrap();
        let at = bytes
            .windows(11)
            .position(|it| it == b"[Container]")
            .unwrap_or(bytes.len() / 2);
        bytes[at] ^= 0x20;
        fs::write(&file, bytes).unwrap();
        let verified = run(arguments(&["verify"], &file));
        assert!(
            matches!(verified.code, Some(1 | 2)),
            "{format}: {verified:?}"
        );
        refused(&verified, verified.code.unwrap(), format);

        let to = folder.path().join("imported");
        let words = [
            "export",
            "--format",
            "dir",
            "--output",
            to.to_str().unwrap(),
        ];
        refused(&run(arguments(&words, &file)), 2, format);
        assert!(!to.exists(), "{format}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 5, "{left:?}");
}

#[test]
fn every_problem_of_a_folder_is_named() {
    let folder = world_readable_folder();
    let tree = golden_tree("pgaw");
    let to = folder.path().join(&tree.object);
    export(&tree.folder, "dir", &to);
    assert_eq!(
        said(["verify", to.to_str().unwrap()]),
        (Some(0), format!("{}\n", tree.hash), String::new())
    );
    let manifest = to.join("etc/stackc/pgaw/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"0644\"", "\"0640\"")).unwrap();
    fs::write(to.join("etc/stackc/pgaw/more"), "").unwrap();
    fs::create_dir(to.join("etc/empty")).unwrap();
    let verified = run(arguments(&["verify"], &to));
    refused(
        &verified,
        1,
        "its manifest does not know `etc/stackc/pgaw/more`",
    );
    refused(
        &verified,
        1,
        "it holds more than its files, such as empty directories",
    );
    refused(&verified, 1, &format!("not `{}`", tree.object));
    let hashed = run(["verify", to.to_str().unwrap(), "--hash", &tree.hash]);
    refused(&hashed, 1, &format!("not {}", tree.hash));
}

#[test]
fn what_is_no_tree_and_no_export_is_said_to_be_none() {
    let folder = world_readable_folder();
    let file = folder.path().join("x");
    fs::write(&file, "x").unwrap();
    for (path, reason) in [
        (
            file.as_path(),
            "is neither a tree of stackc nor an export of one",
        ),
        (
            folder.path(),
            "is neither a tree of stackc nor an export of one",
        ),
        (Path::new("/dev/null"), "is neither"),
        (Path::new("/nonexistent"), "there is no `/nonexistent`"),
    ] {
        refused(&run(arguments(&["verify"], path)), 2, reason);
    }
    let wrong = run(["verify", "/dev/null", "--hash", "sha256-x"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
}

#[test]
fn what_stands_in_the_way_stays() {
    let folder = world_readable_folder();
    let tree = golden_tree("pgaw");
    let from = tree.folder.to_str().unwrap();
    let full = folder.path().join("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("file"), "mine").unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink("full/file", &link).unwrap();
    for (format, to) in [
        ("dir", &full),
        ("nar", &full),
        ("nar", &link),
        ("dir", &link),
    ] {
        let said = run([
            "export",
            from,
            "--format",
            format,
            "--output",
            to.to_str().unwrap(),
        ]);
        refused(&said, 2, "is in the way");
    }
    let nowhere = folder.path().join("no/where");
    let said = run([
        "export",
        from,
        "--format",
        "nar",
        "--output",
        nowhere.to_str().unwrap(),
    ]);
    refused(&said, 2, "No such file or directory");
    assert_eq!(fs::read_to_string(full.join("file")).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let tree = golden_tree("otterwiki");
    let folder = world_readable_folder();
    let script = r#"
mount -t tmpfs -o "size=$2" tmpfs "$3" || exit 99
cd "$3" && echo old > out
for format in nar tar oci dir; do
  code=0
  to=out
  [ "$format" = dir ] && to=folder
  "$0" export "$1" --format "$format" --output "$to" 2> /tmp/said.$$ || code=$?
  grep -q 'No space left on device' /tmp/said.$$ || cat /tmp/said.$$
  echo "$format $code $(ls -A | tr '\n' ' ')$(cat out)"
  rm -f /tmp/said.$$
done"#;
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script])
        .arg(crate::common::stackc().get_program())
        .arg(&tree.folder)
        .arg("24k")
        .arg(folder.path())
        .output()
        .unwrap();
    let said = Said::from(output);
    assert_ne!(
        said.code,
        Some(99),
        "this test needs user namespaces: {said:?}"
    );
    assert_eq!(
        said.stdout, "nar 2 out old\ntar 2 out old\noci 2 out old\ndir 2 out old\n",
        "{said:?}"
    );
}

#[test]
fn several_stacks_are_not_one_export() {
    let stack = crate::common::stack("permacoop");
    let said = run(arguments(&["export", "--format", "nar"], &stack));
    refused(&said, 2, "has several stacks, and an export holds one");
    refused(&said, 2, "name one of `#");
}

#[test]
fn a_time_that_is_none_is_refused() {
    let tree = golden_tree("pgaw");
    for bad in ["", "x", "-1", "1.5", "4294967296"] {
        let mut command = crate::common::stackc();
        command.env("SOURCE_DATE_EPOCH", bad);
        let output = command
            .arg("export")
            .arg(&tree.folder)
            .args(["--format", "tar"])
            .output();
        refused(&output.unwrap().into(), 2, "`SOURCE_DATE_EPOCH` is");
    }
}
