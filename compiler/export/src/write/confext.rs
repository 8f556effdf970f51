//! Configuration extensions: `systemd-confext(8)`, `os-release(5)`, *extension-release files*.
//!
//! An extension is laid over `/etc` of a host and is read-only. It holds the tree and one file more, which says for
//! which release it is; systemd refuses it elsewhere. The image is a squashfs whose blocks are compressed with gzip,
//! which every kernel that has squashfs reads.

use super::numbers::Numbers;
use crate::WriteError;
use crate::release::Release;
use backhand::compression::Compressor;
use backhand::{BackhandError, FilesystemCompressor, FilesystemWriter, NodeHeader};
use std::io::{Cursor, Write};
use store::{Generation, Manifest};
use tree::{Artifact, Content, Tree, TreePath};

/// Where images are padded to: loop devices take whole pages.
const PADDING_KIB: u32 = 4;

/// The longest target of a symlink that the library takes, in bytes.
const LONGEST_TARGET: usize = 255;

/// The file that makes a folder an extension for the release that a stack was built for.
pub(crate) fn confext_release(manifest: &Manifest) -> Artifact {
    let name = &manifest.stack;
    let path = format!("etc/extension-release.d/extension-release.{name}");
    let path = TreePath::parse(&path).expect("a store name has at most 211 bytes and no slash");
    Artifact::file(path, release_text(&manifest.target.name))
}

/// A stack for the newest releases of the programs is for no release of a distribution, and fits all.
fn release_text(target: &str) -> String {
    match Release::of_target(target) {
        Some(Release {
            id,
            version: Some(version),
        }) => format!("ID={id}\nVERSION_ID={version}\n"),
        Some(Release { id, version: None }) => format!("ID={id}\n"),
        None => "ID=_any\n".to_owned(),
    }
}

/// The tree as an extension: with the file that says for which release it is.
///
/// # Errors
/// When the tree has such a file itself.
pub fn confext_tree(generation: &Generation) -> Result<Tree, WriteError> {
    let release = confext_release(generation.manifest());
    let path = release.path.clone();
    let tree = generation.tree();
    if tree
        .iter()
        .any(|artifact| artifact.path == path || artifact.path.is_below(&path))
    {
        return Err(WriteError::PathTaken { path });
    }
    let artifacts = tree.iter().cloned().chain([release]);
    Tree::new(artifacts).map_err(|_| WriteError::PathTaken { path })
}

/// Writes the extension as an image.
pub(super) fn write_image(
    out: &mut dyn Write,
    generation: &Generation,
    time: u32,
) -> Result<(), WriteError> {
    let numbers = Numbers::of(generation);
    let tree = confext_tree(generation)?;
    let mut image = FilesystemWriter::default();
    let compressor = FilesystemCompressor::new(Compressor::Gzip, None).map_err(failure)?;
    image.set_compressor(compressor);
    image.set_time(time);
    image.set_kib_padding(PADDING_KIB);
    let folder = header(0o755, (0, 0), time);
    image.set_root_mode(folder.permissions);
    for artifact in tree.iter() {
        let path = artifact.path.as_str();
        for (end, _) in path.match_indices('/') {
            image.push_dir_all(&path[..end], folder).map_err(failure)?;
        }
        let header = header(artifact.mode.bits(), numbers.of_file(artifact)?, time);
        match &artifact.content {
            Content::File(bytes) => image.push_file(Cursor::new(bytes.clone()), path, header),
            Content::Symlink(target) if target.as_str().len() > LONGEST_TARGET => {
                return Err(WriteError::Unwritable {
                    what: "the symlink target",
                    text: target.to_string(),
                    reason: "is longer than the 255 bytes that an image takes",
                });
            }
            Content::Symlink(target) => image.push_symlink(target.as_str(), path, header),
        }
        .map_err(failure)?;
    }
    let mut bytes = Cursor::new(Vec::new());
    image.write(&mut bytes).map_err(failure)?;
    Ok(out.write_all(&bytes.into_inner())?)
}

fn header(mode: u32, (uid, gid): (u32, u32), time: u32) -> NodeHeader {
    // Twelve bits, as `FileMode` promises.
    let permissions = (mode & 0o7777) as u16;
    NodeHeader::new(permissions, uid, gid, time)
}

fn failure(error: BackhandError) -> WriteError {
    WriteError::Image {
        reason: error.to_string(),
    }
}
