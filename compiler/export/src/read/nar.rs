//! NARs.

use super::Budget;
use crate::{Contents, Kept, Kind, ReadError};
use tree::nar::{self, Entry};
use tree::{Artifact, Digest, FileMode, SymlinkTarget, TreePath};

pub(super) fn read(mut bytes: &[u8], budget: &mut Budget) -> Result<Contents, ReadError> {
    let digest = Digest::of(bytes);
    let mut contents = Contents::new(Kind::Nar, Kept::Executable);
    contents.nar = Some(digest);
    let mut visit = |path: &[Vec<u8>], entry: Entry<'_>| {
        let artifact = match entry {
            Entry::Directory => return budget.entry(),
            Entry::File {
                executable,
                size: _,
                contents,
            } => {
                let mode = match executable {
                    true => FileMode::EXECUTABLE,
                    false => FileMode::PUBLIC,
                };
                Artifact::file(path_of(path)?, budget.read(contents)?).with_mode(mode)
            }
            Entry::Symlink(target) => Artifact::symlink(path_of(path)?, target_of(target)?),
        };
        contents.add(budget, artifact)
    };
    nar::read(&mut bytes, &mut visit)?;
    Ok(contents)
}

fn path_of(components: &[Vec<u8>]) -> Result<TreePath, ReadError> {
    let path = components.join(&b'/');
    Ok(TreePath::parse(&String::from_utf8_lossy(&path))?)
}

pub(super) fn target_of(target: &[u8]) -> Result<SymlinkTarget, ReadError> {
    let text = String::from_utf8_lossy(target);
    SymlinkTarget::parse(&text).map_err(|error| ReadError::format("tree", error.to_string()))
}
