//! `systemd-analyze(1)` *security*: how much of the host a service could reach if it were taken over.

use crate::case::Case;
use crate::words::shell_quoted;
use crate::{Options, Outcome, systemd};
use std::io;
use std::path::Path;

/// What systemd says of a service.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// The unit, with suffix.
    pub unit: String,
    /// From 0.0 to 10.0, and a word: `2.1 OK`.
    pub level: String,
}

/// The exposure of each service of the system that has a unit or a drop-in in the tree, by name; an error is
/// what the program said instead.
///
/// Units of packages that only the [`Options`] state are stubs, so nothing is said of them; those of the root
/// are judged with their drop-ins.
///
/// # Panics
///
/// Without a root, as [`Root::find`](crate::Root::find) does.
pub fn security(folder: &Path, options: &Options) -> io::Result<Vec<Result<Exposure, Outcome>>> {
    let case = Case::open(folder, options)?;
    let services = systemd::native(&case, systemd::SYSTEM).into_iter();
    let services: Vec<String> = services
        .filter(|unit| unit.ends_with(".service") && is_real(&case, unit))
        .collect();
    // One view for all units of a tree.
    let script: Vec<String> = services
        .iter()
        .map(|unit| format!("{SECURITY} {} | tail -n 1", shell_quoted(unit)))
        .collect();
    let outcome = case.view().script(&script.join("\n"), &[]);
    let mut lines = outcome.stdout.lines();
    let exposure = |unit: String| match lines.next().and_then(|line| level(line, &unit)) {
        Some(level) => Ok(Exposure { unit, level }),
        None => Err(outcome.clone()),
    };
    Ok(services.into_iter().map(exposure).collect())
}

/// Reads the files of the units, and asks no manager.
const SECURITY: &str = "systemd-analyze security --no-pager --offline=true";

/// `→ Overall exposure level for UNIT: 2.1 OK 🙂`
fn level(line: &str, unit: &str) -> Option<String> {
    let (_, level) = line.split_once(&format!("level for {unit}: "))?;
    let mut words = level.split_whitespace();
    Some(format!("{} {}", words.next()?, words.next()?))
}

/// Whether the unit stands in the tree or came with the root.
fn is_real(case: &Case<'_>, unit: &str) -> bool {
    let packaged = case.root.folder().join("usr/lib/systemd/system").join(unit);
    case.files.contains(&format!("{}{unit}", systemd::SYSTEM)) || packaged.exists()
}
