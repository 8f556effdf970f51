//! Changes of the stack: what another value makes of it, and what is said about a wrong one.

use crate::common::{copy_folder, run, stack};
use crate::deployment::{Deployment, STACK};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The file of the changes in the copy of the folder.
pub(crate) const CHANGED: &str = "changed.ncl";

/// The stack with a record merged over it: `{ params.domain = "wiki.example.org" }`.
pub(crate) fn with(overlay: &str) -> Deployment {
    let folder = project(overlay);
    Deployment::build(&folder.path().join(CHANGED))
}

/// What `check` says about the stack with a record merged over it.
pub(crate) fn findings(overlay: &str) -> Vec<Finding> {
    let folder = project(overlay);
    let file = folder.path().join(CHANGED);
    let said = run(["check", "--findings", "json"]
        .map(Path::new)
        .into_iter()
        .chain([file.as_path()]));
    assert!(matches!(said.code, Some(0 | 1)), "{}", said.stderr);
    let report: serde_json::Value = serde_json::from_str(&said.stderr).expect("findings are JSON");
    let findings = report["diagnostics"].as_array();
    findings
        .expect("a list of findings")
        .iter()
        .map(Finding::of)
        .collect()
}

/// A copy of the stack's folder with a file that changes it.
fn project(overlay: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    copy_folder(&stack(STACK), folder.path());
    let text = format!("(import \"stack.ncl\") & {overlay}\n");
    fs::write(folder.path().join(CHANGED), text).expect("the copy can be changed");
    folder
}

/// A finding, as far as tests care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    pub(crate) severity: String,
    /// The value it is about; empty for values that are no part of the output.
    pub(crate) path: String,
    /// The file that its first label stands in.
    pub(crate) file: String,
    /// Everything that it says: headline, labels, notes and hints.
    pub(crate) text: String,
}

impl Finding {
    fn of(json: &serde_json::Value) -> Self {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let all = |key: &str| json[key].as_array().cloned().unwrap_or_default();
        let mut lines = vec![text(&json["message"])];
        lines.extend(all("labels").iter().map(|label| text(&label["message"])));
        lines.extend(all("notes").iter().chain(&all("hints")).map(text));
        Self {
            rule: text(&json["rule"]),
            severity: text(&json["severity"]),
            path: text(&json["path"]),
            file: text(&json["labels"][0]["file"]),
            text: lines.join("\n"),
        }
    }
}
