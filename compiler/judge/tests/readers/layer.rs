//! Files that are laid over the Debian root, and files that are read back out of it.

use crate::hostile::{Places, bytes};
use judge::{Outcome, Root, View};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

/// A folder of files for a view.
pub(crate) struct Layer(TempDir);

impl Layer {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Adds a file at an absolute path of the view.
    pub(crate) fn file(&self, path: &str, text: &str) {
        let path = self.0.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Adds a program: a shell script.
    pub(crate) fn program(&self, path: &str, script: &str) {
        self.file(path, &format!("#!/bin/sh\n{script}\n"));
        let path = self.0.path().join(path.trim_start_matches('/'));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs a script in the Debian root with these files.
    pub(crate) fn script(&self, script: &str, words: &[&str]) -> Outcome {
        self.view().script(script, words)
    }

    /// The same for programs that want the users of a host: a view of who is not root has only one.
    pub(crate) fn script_of_root(&self, script: &str) -> Outcome {
        self.script(&format!("{ROOT_ONLY}{script}"), &[])
    }

    /// Runs a script when the Debian root with these files has booted.
    pub(crate) fn boot(&self, script: &str) -> Outcome {
        self.view().boot(script)
    }

    fn view(&self) -> View {
        Root::find().view().layer(self.0.path())
    }
}

const ROOT_ONLY: &str = r#"
read -r _ _ ids < /proc/self/uid_map
[ "$ids" = 4294967295 ] || { echo 'that needs root: run the tests as root' >&2; exit 1; }
"#;

/// Fails unless a script ended well and had nothing to complain about.
pub(crate) fn assert_silent(outcome: &Outcome) {
    let Outcome { status, stderr, .. } = outcome;
    assert!(outcome.is_silent(), "exit status {status}: {stderr}");
}

/// A command for scripts in a view: prints the files below the folder `/out`, for [`read_out`].
pub(crate) const PRINT_OUT: &str = r#"
cd /out
for file in *; do
  printf '%s %s\n' "$file" "$(busybox xxd -p "$file" | tr -d '\n')"
done
"#;

/// The files that [`PRINT_OUT`] printed, by name.
pub(crate) fn read_out(outcome: &Outcome) -> Places {
    assert_silent(outcome);
    let file = |line: &str| {
        let (name, hex) = line.split_once(' ').unwrap();
        (name.to_owned(), bytes(hex))
    };
    outcome.stdout.lines().map(file).collect()
}
