//! The link at the last build.

use crate::StoreError;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;

/// Points a symlink at an object, such as `result`: makes it, or replaces the one that is there.
///
/// Whoever looks sees the old link or the new one. Anything that is not a symlink stays, and is an
/// error.
pub fn replace_link(link: &Path, target: &Path) -> Result<(), StoreError> {
    match symlink(target, link) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        result => return result.map_err(StoreError::io("make the link", link)),
    }
    let metadata = fs::symlink_metadata(link).map_err(StoreError::io("read", link))?;
    if !metadata.is_symlink() {
        return Err(StoreError::InTheWay {
            path: link.to_owned(),
            what: "a link to a store path",
        });
    }
    let folder = match link.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    tempfile::Builder::new()
        .prefix(".link-")
        .make_in(folder, |path| symlink(target, path))
        .and_then(|temporary| {
            temporary
                .into_temp_path()
                .persist(link)
                .map_err(|error| error.error)
        })
        .map_err(StoreError::io("replace the link", link))
}
