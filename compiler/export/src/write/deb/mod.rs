//! Debian packages: `deb(5)`, and Debian's policy.
//!
//! ```text
//! debian-binary                        2.0
//! control.tar.gz  control, conffiles, md5sums, postinst, prerm, postrm
//! data.tar.gz     etc/…                the tree, with modes and names of owners
//!                 usr/share/PACKAGE/   what the scripts act upon: files, units, actions
//!                 usr/share/doc/…      copyright, changelog
//! ```
//!
//! The scripts are the same for every package but for its name. What they do is what `stackc diff` would list for the
//! files that really change: see `scripts/postinst.sh`.

mod actions;
mod control;
mod date;
mod documents;
mod name;

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

/// The scripts, with `@PACKAGE@` for the name.
const SCRIPTS: [(&str, &str); 3] = [
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
    let control = control_archive(&members, &package, time)?;

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

fn control_archive(
    members: &BTreeMap<&str, String>,
    package: &str,
    time: u32,
) -> Result<Vec<u8>, WriteError> {
    let scripts = SCRIPTS.iter().map(|(name, text)| {
        let text = text.replace("@PACKAGE@", package);
        (*name, (text, FileMode::EXECUTABLE))
    });
    let members = members
        .iter()
        .map(|(name, text)| (*name, (text.clone(), FileMode::PUBLIC)));
    let all: BTreeMap<&str, (String, FileMode)> = members.chain(scripts).collect();
    let mut bytes = Vec::new();
    let mut archive = Archive::new(&mut bytes, time, LongNames::LeftOut);
    for (name, (text, mode)) in all {
        archive.file(name, text.as_bytes(), mode, &Owner::root())?;
    }
    archive.finish()?;
    Ok(bytes)
}
