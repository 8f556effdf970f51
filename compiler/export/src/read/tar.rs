//! Tar archives, with or without `./` before their paths.

use super::Budget;
use super::nar::target_of;
use crate::{Contents, Kept, Kind, ReadError};
use std::io::Read;
use tar::{Archive, Entry, EntryType};
use tree::{AccountName, Artifact, FileMode, Owner, TreePath, TreePathError};

const FORMAT: &str = "tar archive";

pub(super) fn read(bytes: &[u8], kind: Kind, budget: &mut Budget) -> Result<Contents, ReadError> {
    let mut contents = Contents::new(kind, Kept::Names);
    entries(
        bytes,
        &mut |path, entry| match artifact(path, entry, budget)? {
            None => budget.entry(),
            Some(artifact) => contents.add(budget, artifact),
        },
    )?;
    Ok(contents)
}

/// Is shown an entry with its path.
pub(super) type Visitor<'v, 'a> =
    &'v mut dyn FnMut(&str, &mut Entry<'_, &'a [u8]>) -> Result<(), ReadError>;

/// Shows all entries with their paths: without `./` before and `/` behind them.
pub(super) fn entries<'a>(bytes: &'a [u8], visit: Visitor<'_, 'a>) -> Result<(), ReadError> {
    let mut archive = Archive::new(bytes);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path_bytes();
        let path = String::from_utf8_lossy(&path).into_owned();
        let path = path.strip_prefix("./").unwrap_or(&path);
        let path = path.strip_suffix('/').unwrap_or(path);
        visit(path, &mut entry)?;
    }
    Ok(())
}

/// The file or symlink of an entry; a directory is none.
pub(super) fn artifact(
    path: &str,
    entry: &mut Entry<'_, impl Read>,
    budget: &mut Budget,
) -> Result<Option<Artifact>, ReadError> {
    let kind = entry.header().entry_type();
    if kind == EntryType::Directory {
        return match path {
            "" | "." | TreePath::TOP => Ok(None),
            path => Ok(TreePath::parse(path).map(|_| None)?),
        };
    }
    let path = TreePath::parse(path)?;
    let owner = owner(entry)?;
    let mode = FileMode::of_stat(entry.header().mode()?);
    let artifact = match kind {
        EntryType::Regular => Artifact::file(path, budget.read(entry)?).with_mode(mode),
        EntryType::Symlink => {
            let target = entry.link_name_bytes().unwrap_or_default();
            Artifact::symlink(path, target_of(&target)?)
        }
        _ => {
            let reason = "is neither a file, a symlink nor a directory";
            let path = path.to_string();
            return Err(TreePathError { path, reason }.into());
        }
    };
    Ok(Some(artifact.owned_by(owner)))
}

/// Names, else numbers; records of pax go before the header.
fn owner(entry: &mut Entry<'_, impl Read>) -> Result<Owner, ReadError> {
    let (mut user, mut group) = (None, None);
    if let Some(records) = entry.pax_extensions()? {
        for record in records {
            let record = record?;
            match record.key_bytes() {
                b"uname" => user = Some(record.value_bytes().to_owned()),
                b"gname" => group = Some(record.value_bytes().to_owned()),
                _ => {}
            }
        }
    }
    let header = entry.header();
    let name = |record: Option<Vec<u8>>, name: Option<&[u8]>, number: u64| {
        let name = record.or_else(|| name.map(<[u8]>::to_owned));
        let name = name.filter(|name| !name.is_empty());
        let text = match name {
            Some(name) => String::from_utf8_lossy(&name).into_owned(),
            None => number.to_string(),
        };
        let root = AccountName::root();
        match text.as_str() {
            "0" => Ok(root),
            text => AccountName::parse(text)
                .map_err(|error| ReadError::format(FORMAT, error.to_string())),
        }
    };
    Ok(Owner {
        user: name(user, header.username_bytes(), header.uid()?)?,
        group: name(group, header.groupname_bytes(), header.gid()?)?,
    })
}
