//! The golden trees: what the stacks must give, byte for byte, judged by the real programs.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

#[path = "golden/analysed.rs"]
mod analysed;
#[path = "golden/hosts.rs"]
mod hosts;
#[path = "golden/security.rs"]
mod security;

use hosts::host;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The stacks that have golden trees.
const STACKS: &[&str] = &[
    "stacks/otterwiki",
    "stacks/otterwiki/variants.ncl",
    "stacks/dcor",
    "stacks/dcor/variants.ncl",
    "stacks/inloop",
    "stacks/inloop/variants.ncl",
    "stacks/pgaw",
    "stacks/pgaw/variants.ncl",
    "stacks/permacoop",
    "stacks/permacoop/variants.ncl",
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The golden trees: name, folder, and the lines of the list beside it.
fn golden_trees() -> Vec<(String, PathBuf, Vec<String>)> {
    let folder = workspace().join("golden");
    let mut trees = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the folder of golden trees can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            let name = path.file_name().expect("an entry has a name");
            let name = name.to_str().expect("our names are plain").to_owned();
            let list = std::fs::read_to_string(folder.join(format!("{name}.txt")));
            let list = list.expect("each tree has a list beside it");
            trees.push((name, path, list.lines().map(str::to_owned).collect()));
        }
    }
    trees.sort();
    assert!(!trees.is_empty());
    trees
}

#[test]
fn every_stack_gives_its_golden_trees() {
    let output = Command::new(env!("CARGO_BIN_EXE_stackc"))
        .current_dir(workspace())
        .arg("test")
        .args(STACKS)
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stdout}{stderr}");
    assert_eq!(stderr, "", "a stack of ours has findings");
    for (name, _, _) in golden_trees() {
        let line = format!("ok {name}\n");
        assert!(stdout.contains(&line), "no stack gives `golden/{name}`");
    }
}

#[test]
fn the_real_programs_accept_every_golden_tree_without_a_warning() {
    for (name, folder, _) in golden_trees() {
        let readable = readable(&name, &folder);
        let verdicts = judge::tree(readable.path(), &host(&name));
        let judges: Vec<&str> = verdicts.iter().map(|verdict| verdict.judge).collect();
        for expected in judges_of(&folder) {
            assert!(
                judges.contains(&expected),
                "{name}: {expected} did not judge"
            );
        }
        assert_eq!(judge::objections(&verdicts), "", "{name}");
    }
}

#[test]
fn the_real_programs_accept_three_stacks_on_one_host() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_stackc"))
        .current_dir(workspace())
        .args([
            "build",
            "stacks/campus.ncl",
            "--no-cache",
            "--no-out-link",
            "--store",
        ])
        .arg(folder.path().join("store"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let objects = String::from_utf8(output.stdout).unwrap();
    assert_eq!(objects.lines().count(), 3);
    let host = folder.path().join("host");
    std::fs::create_dir(&host).unwrap();
    for object in objects.lines() {
        let from = Path::new(object).join("etc");
        let mut copy = Command::new("cp");
        copy.args(["-a", "--no-preserve=mode"]).arg(from).arg(&host);
        assert!(copy.status().unwrap().success());
    }
    let verdicts = judge::tree(&host, &hosts::campus());
    let judges: BTreeSet<&str> = verdicts.iter().map(|verdict| verdict.judge).collect();
    assert!(judges.is_superset(&BTreeSet::from([
        "systemd", "nginx", "sysusers", "tmpfiles"
    ])));
    assert_eq!(judge::objections(&verdicts), "");
}

/// The programs that read something of a tree.
fn judges_of(folder: &Path) -> Vec<&'static str> {
    let mut judges = vec!["systemd", "nginx"];
    for (below, readers) in [
        ("etc/containers", ["quadlet", "podman"].as_slice()),
        ("etc/sysusers.d", &["sysusers"]),
        ("etc/tmpfiles.d", &["tmpfiles"]),
    ] {
        if folder.join(below).exists() {
            judges.extend(readers);
        }
    }
    let has_table = |stack: std::fs::DirEntry| stack.path().join("nftables.nft").exists();
    let mut stacks = std::fs::read_dir(folder.join("etc/stackc")).unwrap();
    if stacks.any(|stack| has_table(stack.unwrap())) {
        judges.push("nft");
    }
    judges
}

/// The lines that the judges' podman 5.4 is too old for: tree, quadlet, key.
const TOO_NEW_FOR_THE_JUDGES: [(&str, &str, &str); 1] = [(
    "otterwiki-upstream",
    "otterwiki-nginx.container",
    "ReloadCmd",
)];

/// The keys of a tree that the judges cannot read, with the files they stand in.
fn too_new(tree: &str) -> impl Iterator<Item = (PathBuf, &'static str)> {
    let quadlets = Path::new("etc/containers/systemd/users/1001");
    let of_the_tree = TOO_NEW_FOR_THE_JUDGES
        .into_iter()
        .filter(move |(name, _, _)| *name == tree);
    of_the_tree.map(move |(_, file, key)| (quadlets.join(file), key))
}

/// A copy of a tree without those lines; each of them is there, once.
fn readable(name: &str, folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("there is a folder for temporary files");
    let from = folder.join("etc");
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from)
        .arg(copy.path())
        .status();
    assert!(copied.is_ok_and(|status| status.success()), "{name}");
    for (file, key) in too_new(name) {
        let file = copy.path().join(file);
        let text = std::fs::read_to_string(&file).expect("the copy can be read");
        let (new, old): (Vec<&str>, Vec<&str>) = text
            .split_inclusive('\n')
            .partition(|line| line.starts_with(&format!("{key}=")));
        assert_eq!(new.len(), 1, "{name}: {key}");
        std::fs::write(&file, old.concat()).expect("the copy can be changed");
    }
    http2_as_the_judges_write_it(name, copy.path());
    copy
}

/// Trees whose host has an nginx that knows no `http2 on;`: the judges' own warns of what that one needs.
const OLDER_NGINX: [&str; 9] = [
    "dcor",
    "dcor-development",
    "dcor-guarded",
    "dcor-intranet",
    "dcor-maintenance",
    "dcor-ops",
    "dcor-provided",
    "dcor-streamed",
    "inloop-ubuntu2404",
];

fn http2_as_the_judges_write_it(name: &str, tree: &Path) {
    if !OLDER_NGINX.contains(&name) {
        return;
    }
    for file in std::fs::read_dir(tree.join("etc/nginx/conf.d")).unwrap() {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        let newer = text.replace(" ssl http2", " ssl");
        assert_ne!(newer, text, "{name}");
        std::fs::write(&file, newer).unwrap();
    }
}

#[test]
fn what_is_kept_from_the_judges_is_what_they_cannot_read_and_no_more() {
    for (name, folder, _) in golden_trees() {
        let verdicts = judge::tree_by("quadlet", &folder, &host(&name));
        let objections = judge::objections(&verdicts);
        let unknown: BTreeSet<&str> = objections
            .split("unsupported key '")
            .skip(1)
            .filter_map(|rest| rest.split_once('\'').map(|(key, _)| key))
            .collect();
        let kept: BTreeSet<&str> = too_new(&name).map(|(_, key)| key).collect();
        assert_eq!(unknown, kept, "{name}: {objections}");
    }
}

#[test]
fn nix_prints_the_same_hash_and_store_path() {
    for (name, folder, list) in golden_trees() {
        let [hash, object] = [&list[0], &list[1]];
        assert_eq!(&judge::nix_hash_path(&folder).unwrap(), hash, "{name}");
        let path = judge::nix_store_add(&folder, &name).unwrap();
        assert_eq!(path, format!("/nix/store/{object}"), "{name}");
    }
}
