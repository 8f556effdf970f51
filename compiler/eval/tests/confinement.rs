//! Nothing outside of the project and the library is read, whatever the imports and links say.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{LIBRARY, report_of, rules_of};
use eval::{EvalError, Evaluation, Limits, Project};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// A project folder beside a file that is none of its business.
struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("project/sub")).unwrap();
        fs::write(folder.path().join("secret.ncl"), "\"secret\"").unwrap();
        Self { folder }
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("project")
    }

    fn evaluate(&self, text: &str) -> Evaluation {
        fs::write(self.root().join("stack.ncl"), text).unwrap();
        let project = Project::open(&self.root(), Path::new("stack.ncl")).unwrap();
        eval::evaluate(&project, &LIBRARY, &Limits::default()).unwrap()
    }
}

fn assert_refused(evaluation: &Evaluation, rule: &str) {
    assert_eq!(rules_of(evaluation), [rule], "{}", report_of(evaluation));
    let place = evaluation
        .report
        .iter()
        .next()
        .and_then(source::Diagnostic::place);
    assert!(place.is_some(), "the import is labelled");
    assert!(
        evaluation
            .sources
            .iter()
            .all(|(_, file)| !file.text.contains("\"secret\""))
    );
}

#[test]
fn links_out_of_the_project_are_refused_and_links_within_are_not() {
    let ground = Ground::new();
    let root = ground.root();
    symlink("../secret.ncl", root.join("relative.ncl")).unwrap();
    symlink(
        ground.folder.path().join("secret.ncl"),
        root.join("absolute.ncl"),
    )
    .unwrap();
    symlink("..", root.join("up")).unwrap();
    symlink("/proc/self/root", root.join("magic")).unwrap();
    symlink("loop.ncl", root.join("loop.ncl")).unwrap();
    fs::write(root.join("inside.ncl"), "1").unwrap();
    symlink("../inside.ncl", root.join("sub/link.ncl")).unwrap();

    for import in [
        "relative.ncl",
        "absolute.ncl",
        "up/secret.ncl",
        "magic/etc/passwd",
    ] {
        let evaluation = ground.evaluate(&format!("import \"{import}\""));
        assert_refused(&evaluation, "import-outside-project");
    }
    assert_refused(&ground.evaluate("import \"loop.ncl\""), "import-unreadable");
    assert_eq!(report_of(&ground.evaluate("import \"sub/link.ncl\"")), "");
}

#[test]
fn files_that_are_no_files_are_refused_without_waiting() {
    let ground = Ground::new();
    let pipe = ground.root().join("pipe.ncl");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let socket = std::os::unix::net::UnixListener::bind(ground.root().join("socket.ncl")).unwrap();
    for import in ["pipe.ncl", "socket.ncl", "sub"] {
        let evaluation = ground.evaluate(&format!("import \"{import}\" as 'Text"));
        assert_refused(&evaluation, "import-unreadable");
    }
    drop(socket);
}

#[test]
fn large_files_are_refused_at_the_limit() {
    let ground = Ground::new();
    fs::write(ground.root().join("large.txt"), "x".repeat(1001)).unwrap();
    fs::write(ground.root().join("stack.ncl"), "import \"large.txt\"").unwrap();
    let project = Project::open(&ground.root(), Path::new("stack.ncl")).unwrap();
    let at = |source_size| Limits {
        source_size,
        ..Limits::default()
    };
    let evaluation = eval::evaluate(&project, &LIBRARY, &at(1000)).unwrap();
    assert_eq!(rules_of(&evaluation), ["source-size"]);
    let evaluation = eval::evaluate(&project, &LIBRARY, &at(1001)).unwrap();
    assert_eq!(report_of(&evaluation), "");
}

#[test]
fn a_project_cannot_stand_in_for_the_library() {
    let ground = Ground::new();
    for folder in ["stackc", "sub/stackc"] {
        let folder = ground.root().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join("main.ncl"),
            "{ double = fun n => \"shadowed\" }",
        )
        .unwrap();
        fs::write(folder.join("own.ncl"), "\"shadowed\"").unwrap();
    }
    let double = "(import \"stackc/main.ncl\").double 2";
    fs::write(ground.root().join("sub/a.ncl"), double).unwrap();
    let evaluation = ground.evaluate(&format!("{{ a = {double}, b = import \"sub/a.ncl\" }}"));
    assert_eq!(report_of(&evaluation), "");
    assert!(
        evaluation
            .sources
            .iter()
            .all(|(_, file)| !file.text.contains("shadowed"))
    );
    for (import, rule) in [
        ("./stackc/main.ncl", "reserved-folder"),
        ("sub/stackc/main.ncl", "reserved-folder"),
        ("sub/../stackc/own.ncl", "reserved-folder"),
        ("stackc/own.ncl", "import-not-found"),
        ("stackc/../stack.ncl", "import-not-found"),
    ] {
        assert_refused(&ground.evaluate(&format!("import \"{import}\"")), rule);
    }
}

#[test]
fn the_root_stays_the_folder_that_was_opened() {
    let ground = Ground::new();
    fs::write(ground.root().join("stack.ncl"), "import \"a.ncl\"").unwrap();
    fs::write(ground.root().join("a.ncl"), "1").unwrap();
    let project = Project::open(&ground.root(), Path::new("stack.ncl")).unwrap();
    // Moved away, and another folder put in its place.
    fs::rename(ground.root(), ground.folder.path().join("moved")).unwrap();
    fs::create_dir(ground.root()).unwrap();
    fs::write(ground.root().join("stack.ncl"), "import \"../secret.ncl\"").unwrap();
    let evaluation = eval::evaluate(&project, &LIBRARY, &Limits::default()).unwrap();
    assert_eq!(report_of(&evaluation), "");
}

#[test]
fn swapping_a_file_for_a_link_does_not_help() {
    let ground = Ground::new();
    let (root, file) = (ground.root(), ground.root().join("a.ncl"));
    fs::write(root.join("stack.ncl"), "import \"a.ncl\"").unwrap();
    let is_done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                fs::write(root.join("new"), "1").unwrap();
                fs::rename(root.join("new"), &file).unwrap();
                symlink("../secret.ncl", root.join("new")).unwrap();
                fs::rename(root.join("new"), &file).unwrap();
            }
        });
        let project = Project::open(&root, Path::new("stack.ncl")).unwrap();
        for _ in 0..50 {
            let evaluation = eval::evaluate(&project, &LIBRARY, &Limits::default()).unwrap();
            for (_, source) in evaluation.sources.iter() {
                assert!(!source.text.contains("\"secret\""));
            }
        }
        is_done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn what_is_wrong_with_the_entry_is_an_error_of_the_machine() {
    let ground = Ground::new();
    fs::write(ground.root().join("latin1.ncl"), b"\"caf\xe9\"").unwrap();
    symlink("../secret.ncl", ground.root().join("link.ncl")).unwrap();
    let cases = [
        ("none.ncl", "there is no such file"),
        ("sub", "it is a folder"),
        ("../secret.ncl", "it lies outside of the project root"),
        ("link.ncl", "it lies outside of the project root"),
        ("/etc/passwd", "it lies outside of the project root"),
        (
            "stackc/x.ncl",
            "the folder name `stackc` is reserved for the library",
        ),
        ("latin1.ncl", "it is not UTF-8 at byte 4"),
    ];
    for (entry, cause) in cases {
        let project = Project::open(&ground.root(), Path::new(entry)).unwrap();
        let error = eval::evaluate(&project, &LIBRARY, &Limits::default()).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot read `{entry}`: {cause}"));
    }
    let error = Project::open(&ground.root().join("none"), Path::new("x")).unwrap_err();
    assert!(matches!(error, EvalError::Root { .. }), "{error}");
}
