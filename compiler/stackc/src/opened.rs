//! Trees that were built before: objects of a store, folders and exports.

use crate::show::Trouble;
use export::{Contents, MOST_BYTES, ReadError};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use store::{Store, StoreError, hash_folder, open_regular, read_folder};
use tree::{NIX_STORE, StorePathName};

/// A tree that was found at a path.
pub(crate) struct Opened {
    pub(crate) contents: Contents,
    /// The name that its content must give it, if it is an object of a store of ours.
    pub(crate) name: Option<StorePathName>,
}

/// What makes a folder one that a tree was written to.
const MARK: &str = "etc/stackc";

/// Opens what a path leads to; nothing when it is neither a tree nor an export of one.
///
/// # Errors
/// What cannot be read, and a damaged export.
pub(crate) fn open(path: &Path) -> Result<Option<Opened>, Trouble> {
    if path.is_dir() {
        let name = object_name(path);
        return match name.is_some() || path.join(MARK).is_dir() {
            true => Ok(Some(folder(path, name)?)),
            false => Ok(None),
        };
    }
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = bytes_of(open_regular(path)?, path)?;
    match export::read(&bytes) {
        Ok(contents) => Ok(Some(Opened {
            contents,
            name: None,
        })),
        Err(ReadError::Unknown) => Ok(None),
        Err(error) => Err(Trouble::new(format!(
            "cannot read the export `{}`: {error}",
            path.display()
        ))),
    }
}

/// An object of a store is known by its name. What Nix has built is named by how it was built: there is nothing to
/// compare with.
fn object_name(path: &Path) -> Option<StorePathName> {
    let object = Store::open(path).ok()?;
    let is_of_nix = object.path().starts_with(NIX_STORE);
    (!is_of_nix).then(|| object.name().clone())
}

fn folder(path: &Path, name: Option<StorePathName>) -> Result<Opened, StoreError> {
    let contents = Contents::of_folder(read_folder(path)?, hash_folder(path)?);
    Ok(Opened {
        contents: contents.without_release(),
        name,
    })
}

fn bytes_of(file: File, path: &Path) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| Trouble::new(format!("cannot read `{}`: {cause}", path.display())))?;
    match bytes.len() as u64 > MOST_BYTES {
        true => Err(Trouble::new(format!(
            "`{}` has more than {} MiB, as no export has",
            path.display(),
            MOST_BYTES >> 20
        ))),
        false => Ok(bytes),
    }
}
