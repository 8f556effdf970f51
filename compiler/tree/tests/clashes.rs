//! What cannot stand in one tree.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use source::{Origin, ValuePath};
use tree::{Artifact, SymlinkTarget, Tree, TreeError, TreePath};

fn artifact(path: &str, cause: &str) -> Artifact {
    let origin = Origin::new(ValuePath::root().field(cause), None);
    Artifact::file(TreePath::parse(path).unwrap(), "").because_of(&origin)
}

/// Each error with the values that both sides come from.
fn clashes(artifacts: impl IntoIterator<Item = Artifact>) -> Vec<String> {
    let describe = |error: &TreeError| {
        let [first, second] = error.parties().map(|origins| origins[0].path().to_string());
        format!("{error} ({first}, {second})")
    };
    match Tree::new(artifacts) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(describe).collect(),
    }
}

#[test]
fn a_path_is_taken_once_and_both_parties_are_named() {
    assert_eq!(
        clashes([
            artifact("etc/a", "one"),
            artifact("etc/b", "two"),
            artifact("etc/a", "three"),
            artifact("etc/a", "four"),
        ]),
        [
            "two files have the path `etc/a` (one, three)",
            "two files have the path `etc/a` (one, four)",
        ]
    );
}

#[test]
fn nothing_lies_below_a_file() {
    assert_eq!(
        clashes([
            artifact("etc/a/b/c", "deep"),
            artifact("etc/a-b", "beside"),
            artifact("etc/a", "file"),
        ]),
        ["`etc/a` is a file, but `etc/a/b/c` needs it as a directory (file, deep)"]
    );
}

#[test]
fn nothing_lies_below_a_symlink() {
    let target = SymlinkTarget::parse("elsewhere").unwrap();
    let link = Artifact::symlink(TreePath::parse("etc/a").unwrap(), target);
    let errors = Tree::new([link, artifact("etc/a/b", "below")]).unwrap_err();
    assert_eq!(errors.len(), 1);
}

#[test]
fn files_of_one_folder_stand_together() {
    let paths = ["etc/a/b", "etc/a-b", "etc/a/b-c", "etc/a.d/b", "etc/ab"];
    assert_eq!(
        clashes(paths.map(|path| artifact(path, "cause"))),
        Vec::<String>::new()
    );
}
