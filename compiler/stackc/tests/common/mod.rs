//! Runs the program as a user would, in an environment that is always the same.

#![allow(dead_code, reason = "each test program uses its part")]

pub(crate) mod coverage;

pub(crate) mod failing;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program, without anything that the caller's shell may have set.
pub(crate) fn stackc() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackc"));
    command
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("XDG_CACHE_HOME", cache());
    command
}

/// Where the program remembers what it found out: in a folder of the tests.
pub(crate) fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// What the program said.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// Runs the program with these arguments.
pub(crate) fn run<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Said {
    let output = stackc().args(arguments).output();
    output.expect("the program can be started").into()
}

/// The folder of the workspace.
pub(crate) fn workspace() -> &'static Path {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    folder
        .and_then(Path::parent)
        .expect("the crate is at compiler/stackc")
}

/// The folder of a real stack.
pub(crate) fn stack(name: &str) -> PathBuf {
    workspace().join("stacks").join(name)
}

/// Compares a text with the file that holds what is expected; with `BLESS=1` writes the file.
///
/// Gives what differs, so that a test can show all of its files at once.
pub(crate) fn compare(file: &Path, actual: &str) -> Result<(), String> {
    let expected = fs::read_to_string(file).unwrap_or_default();
    if actual == expected {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(file, actual).expect("the file can be written");
        return Ok(());
    }
    Err(format!(
        "{}\n--- expected\n{expected}\n--- actual\n{actual}",
        file.display()
    ))
}

/// Copies a folder of sources; links and special files are none.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the copy can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        match entry.file_type().expect("the entry has a type") {
            kind if kind.is_dir() => copy_folder(&entry.path(), &target),
            _ => {
                fs::copy(entry.path(), target).expect("the file can be copied");
            }
        }
    }
}
