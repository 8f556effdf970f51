//! What policy wants beside the files: a changelog, a word on rights, and why lintian is told to be silent.

use super::Extras;
use super::control::Control;
use super::date::{date, year};
use crate::WriteError;
use crate::write::gzip::gzip;
use store::{FileEntry, FileKind};
use tree::FileMode;

/// The documents of a package, by path.
pub(super) fn documents(control: &Control<'_>, time: u32) -> Result<Extras, WriteError> {
    let package = control.package;
    let folder = format!("usr/share/doc/{package}");
    let changelog = changelog(control, time);
    Ok(Extras::from([
        (
            format!("{folder}/changelog.gz"),
            gzip(changelog.as_bytes())?,
        ),
        (
            format!("{folder}/copyright"),
            copyright(control, time).into_bytes(),
        ),
        (
            format!("usr/share/lintian/overrides/{package}"),
            overrides(control).into_bytes(),
        ),
    ]))
}

fn changelog(control: &Control<'_>, time: u32) -> String {
    let Control {
        package,
        version,
        maintainer,
        generation,
    } = control;
    let hash = generation.tree().digest();
    let maintainer = maintainer.as_str();
    let date = date(time);
    format!(
        "{package} ({version}) unstable; urgency=medium\n\n  * The tree {hash}.\n\n -- {maintainer}  {date}\n"
    )
}

fn copyright(control: &Control<'_>, time: u32) -> String {
    let year = year(time);
    let stack = &control.generation.manifest().stack;
    let maintainer = control.maintainer.as_str();
    format!(
        "The files of this package were made by stackc from the stack `{stack}`.\n\n\
         Copyright (C) {year} {maintainer}, and whoever wrote the stack\n\n\
         The rights to the files are those to the stack that they were made from.\n"
    )
}

/// What lintian finds in such packages, and why it is meant so. What is not found is not named: that would be another
/// finding.
fn overrides(control: &Control<'_>) -> String {
    let manifest = control.generation.manifest();
    let has = |is_such: &dyn Fn(&str, &FileEntry) -> bool| {
        let mut files = manifest.files.iter();
        files.any(|(path, entry)| is_such(path.as_str(), entry))
    };
    let is_below =
        |path: &str, folder: &str, ending: &str| path.starts_with(folder) && path.ends_with(ending);
    let of_administrator = "The files are of the administrator, whose place is /etc; `stackc diff` looks for them there.";
    let found = [
        (
            true,
            "maintainer-script-calls-systemctl",
            "deb-systemd-invoke starts no generated unit, and acts on every user's manager instead of one.",
        ),
        (
            has(&|path, _| is_below(path, "etc/systemd/system/", ".service")),
            "systemd-service-in-odd-location",
            of_administrator,
        ),
        (
            has(&|path, _| is_below(path, "etc/tmpfiles.d/", ".conf")),
            "misplaced-systemd-tmpfiles",
            of_administrator,
        ),
        (
            has(&|path, _| is_below(path, "etc/systemd/system/", ".service") && is_wanted(path)),
            "systemd-service-file-refers-to-unusual-wantedby-target",
            "The services belong to a target or service of the stack.",
        ),
        (
            has(&|_, entry| !is_usual(entry)),
            "non-standard-file-perm",
            "What is in these files is not for everybody.",
        ),
    ];
    let found = found.iter().filter(|(is_found, _, _)| *is_found);
    let package = control.package;
    found
        .map(|(_, tag, reason)| format!("# {reason}\n{package}: {tag}\n"))
        .collect()
}

/// Units that lintian expects to want services.
const WANTING: [&str; 6] = [
    "default.target",
    "graphical.target",
    "multi-user.target",
    "network-online.target",
    "sleep.target",
    "sysinit.target",
];

/// Whether a link makes another unit than those want a service.
fn is_wanted(path: &str) -> bool {
    let folder = path.split('/').rev().nth(1);
    let unit = folder.and_then(|folder| folder.strip_suffix(".wants"));
    unit.is_some_and(|unit| !WANTING.contains(&unit))
}

/// Whether a file has permission bits that Debian's policy (10.9) gives to all.
fn is_usual(entry: &FileEntry) -> bool {
    matches!(entry.kind, FileKind::Symlink { .. })
        || [FileMode::PUBLIC, FileMode::EXECUTABLE].contains(&entry.mode())
}
