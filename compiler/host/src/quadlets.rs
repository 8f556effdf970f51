//! Quadlets, and the units that podman's generator makes of them.

use formats::Version;
use formats::quadlet::{self, UnitKind};

/// Where the generator reads, below `etc` (`podman-systemd.unit(5)`).
const FOLDER: &str = "containers/systemd";

/// Whether the generator reads a folder, by its path below `etc`.
pub(crate) fn is_folder(folder: &str) -> bool {
    folder
        .strip_prefix(FOLDER)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The unit that is made of a quadlet, by the name of its file: `db.volume`.
pub(crate) fn service_of_file(name: &str) -> Option<String> {
    let (stem, kind) = name.rsplit_once('.')?;
    let kind = UnitKind::with_extension(kind)?;
    // Templates of all kinds, as the newest release has them.
    let newest = Version::new(u16::MAX, 0, 0);
    let service = quadlet::service_name(kind, stem, newest).ok()?;
    Some(service.as_str().to_owned())
}
