//! The example in `README.md` is compiled, and gives what stands there. `BLESS=1` rewrites it.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{Said, compare, stackc, workspace};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The mistake of the example, and the line that it follows.
const MISTAKE: [&str; 2] = [
    "      listens = { uwsgi = 9090 },\n",
    "      publish = { uwsgi = { host = 9090 } },\n",
];

/// Where the reader's store is.
const STORE: &str = "/home/me/.local/share/stackc/store";

#[test]
fn the_example_gives_what_the_readme_shows() {
    let file = workspace().join("README.md");
    let readme = fs::read_to_string(&file).unwrap();
    let stack = block(&readme, "```nickel\n", "");

    let folder = tempfile::tempdir().unwrap();
    let built = run(&folder, stack);
    assert_eq!((built.code, built.stderr.as_str()), (Some(0), ""));
    let path = built.stdout.trim_end();
    let (_, object) = path.rsplit_once('/').unwrap();
    let mut console = format!("{STORE}/{object}\n$ find result/etc -name '*.container'\n");
    for container in containers(Path::new(path)) {
        console.push_str(&format!("result/{container}\n"));
    }

    let [before, mistake] = MISTAKE;
    assert_eq!(stack.matches(before).count(), 1);
    let refused = run(
        &folder,
        &stack.replace(before, &format!("{before}{mistake}")),
    );
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    let finding = format!("{}\n", refused.stderr.trim_end());

    let mut expected = readme.clone();
    for (open, first, text) in [
        ("```console\n$ stackc build\n", STORE, console),
        ("```text\n", "error[", finding),
    ] {
        let shown = block(&readme, open, first);
        expected = expected.replacen(&format!("{open}{shown}"), &format!("{open}{text}"), 1);
    }
    compare(&file, &expected).unwrap();
}

/// The block that is opened so and begins with a text.
fn block<'a>(readme: &'a str, open: &str, first: &str) -> &'a str {
    let start = readme.find(&format!("{open}{first}")).unwrap() + open.len();
    let rest = &readme[start..];
    &rest[..rest.find("```").unwrap()]
}

/// Builds a stack as the reader would, in a folder of its own.
fn run(folder: &TempDir, stack: &str) -> Said {
    fs::write(folder.path().join("stack.ncl"), stack).unwrap();
    let mut command = stackc();
    command.current_dir(folder.path());
    command.args(["build", "--store", "store"]);
    command.output().unwrap().into()
}

/// The quadlets of the containers of a tree, in order.
fn containers(tree: &Path) -> Vec<String> {
    let quadlets = "etc/containers/systemd/users/1001";
    let entries = fs::read_dir(tree.join(quadlets)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let containers = names.filter(|name| name.ends_with(".container"));
    let mut paths: Vec<String> = containers
        .map(|name| format!("{quadlets}/{name}"))
        .collect();
    paths.sort();
    paths
}
