//! Commands in a throw-away view of a root.

use crate::Root;
use crate::root::is_root;
use std::ffi::{OsStr, OsString};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Sets up the namespaces' mounts and runs the command; documented there.
const SCRIPT: &str = include_str!("view.sh");

/// A throw-away view of a [`Root`]: folders laid over it, in namespaces of its own.
///
/// Commands run as root of the view, may write anywhere, and nothing of it lasts: neither the root nor
/// the folders nor the machine can be changed. A caller that is not root gets a user namespace in which
/// user 0 is the only one (unprivileged overlays: Linux 5.11).
#[derive(Clone, Debug)]
pub struct View {
    root: Root,
    layers: Vec<PathBuf>,
    absent: Vec<String>,
    then: Vec<OsString>,
}

impl View {
    pub(crate) fn new(root: Root) -> Self {
        let (layers, absent, then) = Default::default();
        Self {
            root,
            layers,
            absent,
            then,
        }
    }

    /// Lays a copy of `folder` over what is there.
    #[must_use]
    pub fn layer(mut self, folder: impl AsRef<Path>) -> Self {
        self.layers.push(absolute(folder.as_ref()));
        self
    }

    /// Removes an absolute path of the root.
    #[must_use]
    pub fn absent(mut self, path: &str) -> Self {
        self.absent.push(path.to_owned());
        self
    }

    /// Shows `folder`, read-only, at an absolute path of the view, instead of what is there.
    #[must_use]
    pub fn bind(mut self, folder: impl AsRef<Path>, path: &str) -> Self {
        let folder = absolute(folder.as_ref());
        self.then
            .extend(["bind".into(), folder.into(), path.into()]);
        self
    }

    /// Gives an address to the loopback interface, the only one there is.
    #[must_use]
    pub fn address(mut self, address: IpAddr) -> Self {
        self.then
            .extend(["address".into(), address.to_string().into()]);
        self
    }

    /// Runs a command, with an environment of a few fixed variables, no input, and two minutes of time.
    pub fn run<Word: AsRef<OsStr>>(&self, command: &[Word]) -> Outcome {
        let scratch = match tempfile::tempdir() {
            Ok(scratch) => scratch,
            Err(error) => return Outcome::not_run(&format!("no temporary folder: {error}")),
        };
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--net", "--ipc", "--pid", "--cgroup", "--fork"]);
        unshare.args(["--kill-child", "--propagation", "private"]);
        if !is_root() {
            unshare.arg("--map-root-user");
        }
        unshare.args(["sh", "-c", SCRIPT, "view.sh"]);
        unshare.arg(scratch.path()).arg(self.root.folder());
        for layer in &self.layers {
            unshare.arg("layer").arg(layer);
        }
        for path in &self.absent {
            unshare.args(["absent", path]);
        }
        unshare.args(&self.then).arg("run").args(command);
        match unshare.stdin(Stdio::null()).output() {
            Ok(output) => Outcome::of(&output),
            Err(error) => Outcome::not_run(&format!("cannot run `unshare`: {error}")),
        }
    }

    /// Runs a script with `sh -eu`; the words are its `$1` and so on.
    pub fn script(&self, script: &str, words: &[&str]) -> Outcome {
        let mut command = vec!["sh", "-euc", script, "sh"];
        command.extend(words);
        self.run(&command)
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Status of a command that was never started, as shells have it.
const NOT_RUN: i32 = 127;

/// Status of a command that a signal ended.
const KILLED: i32 = 137;

/// What a command answered.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Exit status; 124 when the time was over, 127 when it could not be started.
    pub status: i32,
    /// What it wrote, with U+FFFD for what is not UTF-8.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(KILLED),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub(crate) fn not_run(reason: &str) -> Self {
        Self {
            status: NOT_RUN,
            stdout: String::new(),
            stderr: reason.to_owned(),
        }
    }

    /// Whether the exit status is 0.
    pub fn succeeded(&self) -> bool {
        self.status == 0
    }

    /// Whether the exit status is 0 and it had nothing to complain about.
    pub fn is_silent(&self) -> bool {
        self.succeeded() && self.stderr.trim().is_empty()
    }

    /// Everything it wrote, and the status unless that is 0.
    pub fn transcript(&self) -> String {
        let mut parts = vec![self.stdout.trim_end(), self.stderr.trim_end()];
        let status = format!("exit status {}", self.status);
        if !self.succeeded() {
            parts.push(&status);
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }
}
