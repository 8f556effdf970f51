//! Showing long results through the pager of the user, as git does.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

/// What to run when the user says nothing: `less(1)`, which ends by itself when all fits on the screen (`F`),
/// shows colours (`R`) and leaves the text on the screen (`X`).
const USUAL: &str = "less";
const USUAL_OPTIONS: [(&str, &str); 2] = [("LESS", "FRX"), ("LV", "-c")];

/// Shows a text in a pager; whether it did. It does not when standard output is no terminal, when the
/// user wants none, or when there is none.
pub(crate) fn show(text: &str) -> bool {
    let Some(pager) = command().filter(|_| io::stdout().is_terminal()) else {
        return false;
    };
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(pager).stdin(Stdio::piped());
    for (name, value) in USUAL_OPTIONS {
        if std::env::var_os(name).is_none() {
            shell.env(name, value);
        }
    }
    let Ok(mut child) = shell.spawn() else {
        return false;
    };
    if let Some(mut stdin) = child.stdin.take() {
        // Who leaves the pager before the end has seen enough.
        stdin.write_all(text.as_bytes()).unwrap_or_default();
    }
    // A shell that finds no program says 127 (POSIX, Exit Status for Commands).
    child.wait().is_ok_and(|status| status.code() != Some(127))
}

/// The pager of the user: `STACKC_PAGER`, else `PAGER`, else less; an empty one and `cat` are none.
fn command() -> Option<OsString> {
    let named = ["STACKC_PAGER", "PAGER"].map(std::env::var_os);
    let pager = named.into_iter().flatten().next();
    let pager = pager.unwrap_or_else(|| USUAL.into());
    Some(pager).filter(|pager| !pager.is_empty() && pager != "cat")
}
