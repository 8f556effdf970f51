//! Images of configuration extensions.

use super::Budget;
use super::nar::target_of;
use crate::{Contents, Kept, Kind, ReadError};
use backhand::{FilesystemReader, InnerNode};
use std::io::Cursor;
use std::os::unix::ffi::OsStrExt as _;
use tree::{AccountName, Artifact, FileMode, Owner, TreePath, TreePathError};

const FORMAT: &str = "squashfs image";

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Contents, ReadError> {
    let wrong = |error: backhand::BackhandError| ReadError::format(FORMAT, error.to_string());
    let image = FilesystemReader::from_reader(Cursor::new(bytes)).map_err(wrong)?;
    let mut contents = Contents::new(Kind::Confext, Kept::Numbers);
    for node in image.files() {
        let path = node.fullpath.as_os_str().as_bytes();
        let path = String::from_utf8_lossy(path);
        let path = path.trim_start_matches('/');
        let mode = FileMode::of_stat(node.header.permissions.into());
        let artifact = match &node.inner {
            InnerNode::Dir(_) => match path {
                "" | TreePath::TOP => None,
                path => TreePath::parse(path).map(|_| None)?,
            },
            InnerNode::File(file) => {
                let mut reader = image.file(file).reader();
                let bytes = budget.read(&mut reader)?;
                Some(Artifact::file(TreePath::parse(path)?, bytes).with_mode(mode))
            }
            InnerNode::Symlink(symlink) => {
                let target = target_of(symlink.link.as_os_str().as_bytes())?;
                Some(Artifact::symlink(TreePath::parse(path)?, target))
            }
            InnerNode::CharacterDevice(_)
            | InnerNode::BlockDevice(_)
            | InnerNode::NamedPipe
            | InnerNode::Socket => {
                let reason = "is neither a file, a symlink nor a directory";
                let path = path.to_owned();
                return Err(TreePathError { path, reason }.into());
            }
        };
        match artifact {
            None => budget.entry()?,
            Some(artifact) => {
                let owner = Owner {
                    user: account(node.header.uid)?,
                    group: account(node.header.gid)?,
                };
                contents.add(budget, artifact.owned_by(owner))?;
            }
        }
    }
    Ok(contents)
}

fn account(number: u32) -> Result<AccountName, ReadError> {
    if number == 0 {
        return Ok(AccountName::root());
    }
    AccountName::parse(&number.to_string())
        .map_err(|error| ReadError::format(FORMAT, error.to_string()))
}
