//! The golden trees, and exports of them.

use crate::common::{stackc, workspace};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A golden tree.
pub(crate) struct Golden {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) hash: String,
    /// Its name in a store.
    pub(crate) object: String,
    /// A line for each file: mode or `link`, owner, path.
    pub(crate) files: Vec<String>,
}

pub(crate) fn golden_trees() -> Vec<Golden> {
    let folder = workspace().join("golden");
    let entries = fs::read_dir(&folder).unwrap();
    let folders = entries.map(|entry| entry.unwrap().path());
    let mut trees: Vec<Golden> = folders.filter(|path| path.is_dir()).map(golden).collect();
    trees.sort_by(|left, right| left.name.cmp(&right.name));
    assert!(trees.len() > 20, "{}", trees.len());
    trees
}

fn golden(folder: PathBuf) -> Golden {
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let list = fs::read_to_string(folder.with_extension("txt")).unwrap();
    let mut lines = list.lines().map(str::to_owned);
    Golden {
        name,
        folder,
        hash: lines.next().unwrap(),
        object: lines.next().unwrap(),
        files: lines.skip(1).collect(),
    }
}

/// One golden tree.
pub(crate) fn golden_tree(name: &str) -> Golden {
    golden(workspace().join("golden").join(name))
}

/// Exports a tree to a file or folder; it must succeed in silence.
pub(crate) fn export(from: &Path, format: &str, to: &Path) {
    let mut command = stackc();
    command.arg("export").arg(from).args(["--format", format]);
    command.arg("--output").arg(to);
    if format == "deb" {
        command.args(["--maintainer", "Jane Doe <jane@example.org>"]);
    }
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*stderr), (Some(0), ""), "{from:?}");
}

/// A folder with an export of every golden tree, named `TREE.ENDING`.
pub(crate) fn exported(format: &str, ending: &str) -> (Vec<Golden>, TempDir) {
    let folder = world_readable_folder();
    let trees = golden_trees();
    for tree in &trees {
        let to = folder.path().join(format!("{}.{ending}", tree.name));
        export(&tree.folder, format, &to);
    }
    (trees, folder)
}

/// A folder that the programs of a view can look into.
pub(crate) fn world_readable_folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// What the program said: exit code, standard output and standard error.
pub(crate) fn said<I: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = I>,
) -> (Option<i32>, String, String) {
    let said = crate::common::run(arguments);
    (said.code, said.stdout, said.stderr)
}
