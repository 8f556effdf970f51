//! Reading an object back.

use super::folder::{names_in, open_file};
use super::object::StorePath;
use crate::{Generation, StoreError};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use tree::{Artifact, FileMode, SymlinkTarget, TreePath};

impl StorePath {
    /// Reads the object: its files, with modes, owners and readers from its manifest.
    ///
    /// Fails unless the manifest describes exactly the files that are there. Origins and causes are
    /// not part of an object; they stand in its record.
    pub fn load(&self) -> Result<Generation, StoreError> {
        let object = self.path();
        let artifacts = read_folder(&object)?;
        Generation::recognise(artifacts).map_err(|cause| StoreError::NoGeneration { object, cause })
    }
}

/// Reads all files and symlinks of a folder that a tree was written to, with the permission bits that they have.
///
/// # Errors
/// What cannot be read, and what no tree holds: names, targets, sockets, devices, pipes.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<TreePath, Artifact>, StoreError> {
    let mut artifacts = BTreeMap::new();
    for name in names_in(folder)? {
        let name = name.to_string_lossy().into_owned();
        read(&folder.join(&name), &name, &mut artifacts)?;
    }
    Ok(artifacts)
}

/// Reads what stands at a path, whose place in the tree is `relative`.
fn read(
    path: &Path,
    relative: &str,
    artifacts: &mut BTreeMap<TreePath, Artifact>,
) -> Result<(), StoreError> {
    let metadata = fs::symlink_metadata(path).map_err(StoreError::io("read", path))?;
    let no_object = || StoreError::NoObject {
        path: path.to_owned(),
    };
    if metadata.is_dir() {
        // A folder of a tree is one or can be the path of a file: not too deep to go into.
        if relative != TreePath::TOP && TreePath::parse(relative).is_err() {
            return Err(no_object());
        }
        for name in names_in(path)? {
            let below = format!("{relative}/{}", name.to_string_lossy());
            read(&path.join(&name), &below, artifacts)?;
        }
        return Ok(());
    }
    let tree_path = TreePath::parse(relative).map_err(|_| no_object())?;
    let artifact = if metadata.is_symlink() {
        let target = fs::read_link(path).map_err(StoreError::io("read", path))?;
        let target = target.to_str().and_then(|t| SymlinkTarget::parse(t).ok());
        Artifact::symlink(tree_path.clone(), target.ok_or_else(no_object)?)
    } else if metadata.is_file() {
        let mut bytes = Vec::new();
        open_file(path)?
            .read_to_end(&mut bytes)
            .map_err(StoreError::io("read", path))?;
        Artifact::file(tree_path.clone(), bytes).with_mode(FileMode::of_stat(metadata.mode()))
    } else {
        return Err(StoreError::SpecialFile {
            path: path.to_owned(),
        });
    };
    artifacts.insert(tree_path, artifact);
    Ok(())
}
