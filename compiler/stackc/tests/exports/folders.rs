//! Folders.

use crate::exports::{export, golden_tree, golden_trees, said, world_readable_folder};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

#[test]
fn a_folder_has_real_modes_and_the_hash() {
    let folder = world_readable_folder();
    for tree in golden_trees() {
        let to = folder.path().join(&tree.name);
        export(&tree.folder, "dir", &to);
        let verified = said(["verify", to.to_str().unwrap()]);
        assert_eq!(
            verified,
            (Some(0), format!("{}\n", tree.hash), String::new())
        );
        for line in tree.files.iter().filter(|line| !line.starts_with("link")) {
            let (mode, rest) = line.split_once(' ').unwrap();
            let (_, path) = rest.split_once(' ').unwrap();
            let found = fs::metadata(to.join(path)).unwrap().permissions().mode() & 0o7777;
            assert_eq!(format!("{found:04o}"), mode, "{}: {path}", tree.name);
        }
    }
}

#[test]
fn every_format_gives_the_same_folder_back() {
    let folder = world_readable_folder();
    let tree = golden_tree("dcor");
    for format in ["nar", "tar", "deb", "oci", "confext", "confext-dir"] {
        let between = folder.path().join(format);
        export(&tree.folder, format, &between);
        let back = folder.path().join(format!("{format}-back"));
        export(&between, "dir", &back);
        assert_eq!(
            said(["verify", back.to_str().unwrap()]).1,
            format!("{}\n", tree.hash),
            "{format}"
        );
        let json = said(["verify", "--json", between.to_str().unwrap()]).1;
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let kind = if format == "confext-dir" {
            "dir"
        } else {
            format
        };
        assert_eq!(
            (&json["ok"], &json["kind"], &json["stack"]),
            (&true.into(), &kind.into(), &"dcor".into())
        );
        assert_eq!(json["hash"], tree.hash);
    }
}

#[test]
fn standard_output_gets_the_same_bytes_as_a_file() {
    let folder = world_readable_folder();
    let tree = golden_tree("pgaw");
    let file = folder.path().join("x.nar");
    export(&tree.folder, "nar", &file);
    let from = tree.folder.to_str().unwrap();
    for more in [&[][..], &["--output", "-"]] {
        let mut command = crate::common::stackc();
        let output = command
            .args(["export", from, "--format", "nar"])
            .args(more)
            .output()
            .unwrap();
        assert_eq!(output.stdout, fs::read(&file).unwrap());
    }
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o644);
}
