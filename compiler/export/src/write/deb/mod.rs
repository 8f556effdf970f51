//! Debian packages: `deb(5)`, and Debian's policy.
//!
//! ```text
//! debian-binary                        2.0
//! control.tar.gz  control, conffiles, md5sums, preinst, postinst, prerm, postrm
//! data.tar.gz     etc/…                the tree, with modes and names of owners
//!                 usr/share/PACKAGE/   what the scripts act upon: files, units, actions
//!                 usr/share/doc/…      copyright, changelog
//! ```
//!
//! The scripts are the same for every package but for its name and its paths. What they do is what `stackc diff` would list for the
//! files that really change: see `scripts/postinst.sh`.

mod actions;
mod control;
mod date;
mod documents;
mod name;
mod network;

use super::archive::{Archive, LongNames};
use super::gzip::gzip;
use crate::ar;
use crate::{Facts, WriteError};
use control::Control;
use name::{package_name, version};
use std::collections::BTreeMap;
use std::io::Write;
use store::Generation;
use tree::{FileMode, Owner};

/// Files of the package beside the tree, by path.
type Extras = BTreeMap<String, Vec<u8>>;

/// 1985: Debian's archive and lintian take older files for broken ones.
const OLDEST: u32 = 473_385_600;

/// The scripts, with `@PACKAGE@` for the name and `@PATHS@` for a line with each path.
const SCRIPTS: [(&str, &str); 4] = [
    ("preinst", include_str!("scripts/preinst.sh")),
    ("postinst", include_str!("scripts/postinst.sh")),
    ("postrm", include_str!("scripts/postrm.sh")),
    ("prerm", include_str!("scripts/prerm.sh")),
];

/// Writes a package.
pub(super) fn write(
    out: &mut dyn Write,
    generation: &Generation,
    facts: &Facts,
) -> Result<(), WriteError> {
    let package = package_name(&generation.manifest().stack);
    let version = version(generation, facts)?;
    let time = facts.time.max(OLDEST);
    let maintainer = facts.maintainer.as_ref().ok_or(WriteError::NoMaintainer)?;
    let control = Control {
        package: &package,
        version: &version,
        maintainer,
        generation,
    };

    let mut extras = actions::tables(generation, &package);
    extras.extend(documents::documents(&control, time)?);
    let data = data(generation, &extras, time)?;
    let members = control.files(&extras);
    let control = control_archive(&members, &scripts(generation, &package), time)?;

    out.write_all(ar::MAGIC)?;
    ar::write_member(out, "debian-binary", time, b"2.0\n")?;
    ar::write_member(out, "control.tar.gz", time, &gzip(&control)?)?;
    ar::write_member(out, "data.tar.gz", time, &gzip(&data)?)?;
    Ok(())
}

fn data(generation: &Generation, extras: &Extras, time: u32) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    let mut archive = Archive::new(&mut bytes, time, LongNames::LeftOut);
    archive.tree(generation.tree())?;
    for (path, content) in extras {
        archive.file(path, content, FileMode::PUBLIC, &Owner::root())?;
    }
    archive.finish()?;
    Ok(bytes)
}

/// The scripts of a package, by name.
fn scripts(generation: &Generation, package: &str) -> BTreeMap<&'static str, String> {
    let paths = generation.manifest().files.keys();
    let paths: String = paths.map(|path| format!("{}\n", path.on_host())).collect();
    let fill = |text: &str| {
        text.replace("@PACKAGE@", package)
            .replace("@PATHS@", &paths)
    };
    SCRIPTS.map(|(name, text)| (name, fill(text))).into()
}

fn control_archive(
    members: &BTreeMap<&'static str, String>,
    scripts: &BTreeMap<&'static str, String>,
    time: u32,
) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    let mut archive = Archive::new(&mut bytes, time, LongNames::LeftOut);
    let with = |mode| move |(name, text): (&&'static str, &String)| (*name, (text.clone(), mode));
    let members = members.iter().map(with(FileMode::PUBLIC));
    let scripts = scripts.iter().map(with(FileMode::EXECUTABLE));
    let all: BTreeMap<&str, (String, FileMode)> = members.chain(scripts).collect();
    for (name, (text, mode)) in all {
        archive.file(name, text.as_bytes(), mode, &Owner::root())?;
    }
    archive.finish()?;
    Ok(bytes)
}
