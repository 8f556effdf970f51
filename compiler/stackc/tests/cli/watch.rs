//! `check --watch` says what is found again when a source changes.

use crate::common::stackc;
use crate::project::{BAD, GOOD, WARNED, project};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

/// Ends the program with this value: it does not end by itself.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn every_change_of_a_source_is_checked() {
    let folder = project(GOOD);
    let mut command = stackc();
    command.current_dir(folder.path());
    command.args(["check", "--watch"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    let mut lines = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let mut said = || {
        let lines = lines.by_ref().map(Result::unwrap);
        let lines = lines.take_while(|line| line != "waiting for a change of the sources");
        lines.collect::<Vec<_>>().join("\n")
    };
    let stack = folder.path().join("stack.ncl");
    assert_eq!(said(), "");
    fs::write(&stack, WARNED).unwrap();
    assert!(said().contains("is used by nothing"));
    // As editors do: a new file takes the place of the old one.
    fs::write(folder.path().join("new"), BAD).unwrap();
    fs::rename(folder.path().join("new"), &stack).unwrap();
    assert!(said().contains("error"));
    let importing = format!("let _ = import \"further.ncl\" in {GOOD}");
    fs::write(&stack, importing).unwrap();
    assert!(said().contains("further.ncl"));
    // A file that was missing.
    fs::write(folder.path().join("further.ncl"), "1").unwrap();
    assert_eq!(said(), "");
    fs::write(folder.path().join("further.ncl"), "1 +").unwrap();
    assert!(said().contains("further.ncl"));
}
