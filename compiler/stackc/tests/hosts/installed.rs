//! A host of `tests/hosts`, put where it can have modes.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Files that say who a host's numbers are. `{uid}` and `{gid}` stand for who runs the tests, and so owns all files.
const ACCOUNTS: [&str; 2] = ["etc/passwd", "etc/group"];

/// A copy of a host, which goes away with this value.
pub(crate) struct Installed {
    folder: TempDir,
}

impl Installed {
    /// Puts a case on a host: first the case that it goes over, then its own folders, then what is `gone` goes.
    ///
    /// Git keeps of a mode only whether somebody may execute: files are 0644 or 0755 and folders 0755, but for the
    /// paths of the file `modes`.
    pub(crate) fn of(case: &Path) -> Self {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        // Git keeps no empty folder.
        make_folder(&folder.path().join("etc"));
        install(case, folder.path());
        name_owners(folder.path());
        Self { folder }
    }

    /// Its root.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Its `/etc`.
    pub(crate) fn etc(&self) -> PathBuf {
        self.root().join("etc")
    }

    /// An archive of it, in itself.
    pub(crate) fn archive(&self) -> PathBuf {
        let file = self.root().join("host.tar");
        let status = Command::new("tar")
            .arg("--create")
            .arg("--exclude=./host.tar")
            .arg(format!("--file={}", file.display()))
            .arg(format!("--directory={}", self.root().display()))
            .arg(".")
            .status();
        assert!(status.expect("tar can be started").success());
        file
    }
}

/// The case that one goes over: it has the same host, but for what is said otherwise.
pub(crate) fn below(case: &Path) -> Option<PathBuf> {
    let name = fs::read_to_string(case.join("over")).ok()?;
    Some(case.with_file_name(name.trim_end()))
}

fn install(case: &Path, root: &Path) {
    if let Some(below) = below(case) {
        install(&below, root);
    }
    for entry in fs::read_dir(case).expect("the case can be read") {
        let entry = entry.expect("the case can be read");
        if entry.path().is_dir() {
            copy(&entry.path(), &root.join(entry.file_name()));
        }
    }
    for path in lines(case, "gone") {
        fs::remove_file(root.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    for line in lines(case, "modes") {
        let (mode, path) = line.split_once(' ').expect("lines of modes: `MODE PATH`");
        let mode = u32::from_str_radix(mode, 8).expect("modes are octal");
        set_mode(&root.join(path), mode);
    }
}

/// The lines of a file of a case; none when there is no such file.
fn lines(case: &Path, name: &str) -> Vec<String> {
    let text = fs::read_to_string(case.join(name)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn copy(from: &Path, to: &Path) {
    let meta = fs::symlink_metadata(from).expect("the host can be read");
    if meta.is_symlink() {
        let target = fs::read_link(from).expect("a link can be read");
        if to.is_symlink() {
            fs::remove_file(to).expect("a link can be removed");
        }
        symlink(target, to).expect("the link can be made");
    } else if meta.is_dir() {
        make_folder(to);
        for entry in fs::read_dir(from).expect("the host can be read") {
            let entry = entry.expect("the host can be read");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        let bytes = fs::read(from).expect("a file can be read");
        fs::write(to, bytes).expect("the file can be written");
        let is_executable = meta.mode() & 0o100 != 0;
        set_mode(to, if is_executable { 0o755 } else { 0o644 });
    }
}

fn make_folder(path: &Path) {
    fs::create_dir_all(path).expect("the folder can be made");
    set_mode(path, 0o755);
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("modes can be set");
}

fn name_owners(root: &Path) {
    for path in ACCOUNTS.map(|path| root.join(path)) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let meta = fs::metadata(&path).expect("the file is there");
        let text = text
            .replace("{uid}", &meta.uid().to_string())
            .replace("{gid}", &meta.gid().to_string());
        fs::write(path, text).expect("the file can be written");
    }
}
