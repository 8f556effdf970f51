//! Nix: the hash and the store path of a folder, as it computes them itself.

use crate::{Outcome, Root, View};
use std::path::Path;

/// One user, no daemon, no network, no users for builds; a build writes to a terminal.
const NIX: &str = "
mkdir -p /dev/pts
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts /dev/pts
ln -sf pts/ptmx /dev/ptmx
export HOME=/run/home NIX_REMOTE= NIX_CONFIG='experimental-features = nix-command flakes
sandbox = false
build-users-group =
substituters =
flake-registry ='
";

/// Where the folder is shown.
const SUBJECT: &str = "/srv/subject";

/// `nix hash path`: the SRI digest of the NAR serialisation of `folder`.
///
/// # Errors
///
/// What Nix answered when it did not succeed.
///
/// # Panics
///
/// Without a root, as [`Root::find`] does.
pub fn nix_hash_path(folder: &Path) -> Result<String, Outcome> {
    ask(folder, "nix hash path \"$1\"", &[SUBJECT])
}

/// `nix store add`: the store path that Nix gives to `folder` under `name`.
///
/// # Errors
///
/// What Nix answered when it did not succeed, for example to a name its grammar forbids.
///
/// # Panics
///
/// Without a root, as [`Root::find`] does.
pub fn nix_store_add(folder: &Path, name: &str) -> Result<String, Outcome> {
    let script = "nix --offline store add --name \"$2\" \"$1\"";
    ask(folder, script, &[SUBJECT, name])
}

/// Where a second folder is shown.
const EXPORTS: &str = "/srv/exports";

/// Runs a script with Nix, one user and no network. `folder` is at `/srv/subject`, `exports` at `/srv/exports`.
///
/// # Panics
///
/// Without a root, as [`Root::find`] does.
pub fn nix(folder: &Path, exports: &Path, script: &str, words: &[&str]) -> Outcome {
    let view = Root::find().view().bind(folder, SUBJECT);
    view.bind(exports, EXPORTS)
        .script(&format!("{NIX}{script}"), words)
}

/// Runs a script with Nix, and each of the folders at its place.
///
/// # Panics
///
/// Without a root, as [`Root::find`] does.
pub fn nix_with(folders: &[(&Path, &str)], script: &str, words: &[&str]) -> Outcome {
    let view = Root::find().view();
    let bind = |view: View, (folder, path): &(&Path, &str)| view.bind(folder, path);
    let view = folders.iter().fold(view, bind);
    view.script(&format!("{NIX}{script}"), words)
}

fn ask(folder: &Path, command: &str, words: &[&str]) -> Result<String, Outcome> {
    let view: View = Root::find().view().bind(folder, SUBJECT);
    let outcome = view.script(&format!("{NIX}{command}"), words);
    if outcome.succeeded() {
        Ok(outcome.stdout.trim_end().to_owned())
    } else {
        Err(outcome)
    }
}
