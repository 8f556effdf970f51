//! Stacks in folders of their own, and what the tests ask of all runs.

use crate::common::{Said, stackc};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A small stack that compiles.
pub(crate) const GOOD: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  containers.web.image = 'Pull "docker.io/library/httpd:2.4.62",
} | Stack
"#;

/// The same, with something that nobody uses.
pub(crate) const WARNED: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  volumes.data = {},
} | Stack
"#;

/// The same, with an image that may be another tomorrow.
pub(crate) const BAD: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  containers.web.image = 'Pull "httpd",
} | Stack
"#;

/// Two environments.
pub(crate) const SEVERAL: &str = r#"
let { Environments, .. } = import "stackc/main.ncl" in
let base = { name = "small", description = "A small stack", target = 'Debian13 } in
{ environments = { staging = base, production = base & { target | force = 'Ubuntu2404 } } } | Environments
"#;

/// A folder that goes away with this value. It may hold a store, whose objects are read-only also for
/// who removes them.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let status = Command::new("chmod")
            .args(["-R", "u+rwX"])
            .arg(self.path())
            .status();
        assert!(status.is_ok_and(|status| status.success()));
    }
}

pub(crate) fn folder() -> Folder {
    Folder(tempfile::tempdir().expect("there is a folder for temporary files"))
}

/// A folder with a `stack.ncl`.
pub(crate) fn project(text: &str) -> Folder {
    let folder = folder();
    fs::write(folder.path().join("stack.ncl"), text).unwrap();
    folder
}

/// Runs the program in a folder.
pub(crate) fn run_in<I: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = I>,
) -> Said {
    let mut command = stackc();
    command.current_dir(folder).args(arguments);
    command.output().unwrap().into()
}

/// Builds the stack of a folder into a store below it.
pub(crate) fn build(folder: &Path, more: &[&str]) -> Said {
    run_in(folder, ["build", "--store", "store"].iter().chain(more))
}

/// The objects of a store: what stands in it under a name, whole or not.
pub(crate) fn objects(store: &Path) -> BTreeSet<PathBuf> {
    let Ok(entries) = fs::read_dir(store) else {
        return BTreeSet::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_object = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !name.starts_with('.') && name != "records"
    };
    paths.filter(is_object).collect()
}

/// Asserts that a command could not do its work, and says why in one paragraph.
#[track_caller]
pub(crate) fn assert_trouble(said: &Said, reason: &str) {
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(said.stdout, "", "{said:?}");
    assert!(said.stderr.starts_with("error: "), "{said:?}");
    assert!(said.stderr.contains(reason), "{reason}: {said:?}");
    assert!(!said.stderr.contains("panicked"), "{said:?}");
}
