//! Tar archives: `tar(5)`, in the GNU form that tar, dpkg and container tools read.
//!
//! Folders are listed with `0755 root:root`, each before what is in it. Owners are names; the numbers beside them
//! are those of the owners that have one, and 0 otherwise: on a host without the name the file is root's.

use crate::WriteError;
use std::collections::BTreeSet;
use std::io::{self, Write};
use tar::{Builder, EntryType, Header};
use tree::{AccountName, Artifact, Content, FileMode, Owner, Tree};

/// Bytes of a name in a header, its closing NUL not counted.
const LONGEST_NAME: usize = 31;

/// Writes a tree as an archive.
pub(super) fn tree(out: &mut dyn Write, tree: &Tree, time: u32) -> Result<(), WriteError> {
    let mut archive = Archive::new(out, time, LongNames::Written);
    archive.tree(tree)?;
    Ok(archive.finish()?)
}

/// What to do with names of owners that no header holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LongNames {
    /// A record of pax holds them.
    Written,
    /// They are left out, for readers that know no such records.
    LeftOut,
}

/// An archive that is being written.
pub(super) struct Archive<'a> {
    builder: Builder<&'a mut dyn Write>,
    time: u32,
    long_names: LongNames,
    folders: BTreeSet<String>,
}

impl<'a> Archive<'a> {
    pub(super) fn new(out: &'a mut dyn Write, time: u32, long_names: LongNames) -> Self {
        Self {
            builder: Builder::new(out),
            time,
            long_names,
            folders: BTreeSet::new(),
        }
    }

    /// Adds all files of a tree.
    pub(super) fn tree(&mut self, tree: &Tree) -> io::Result<()> {
        tree.iter().try_for_each(|artifact| self.artifact(artifact))
    }

    fn artifact(&mut self, artifact: &Artifact) -> io::Result<()> {
        let path = artifact.path.as_str();
        match &artifact.content {
            Content::File(bytes) => self.file(path, bytes, artifact.mode, &artifact.owner),
            Content::Symlink(target) => {
                self.parents(path)?;
                let mut header = self.header(EntryType::Symlink, FileMode::SYMLINK);
                self.own(&mut header, &artifact.owner)?;
                self.builder.append_link(&mut header, path, target.as_str())
            }
        }
    }

    /// Adds a file below folders that are added when they are not there yet.
    pub(super) fn file(
        &mut self,
        path: &str,
        bytes: &[u8],
        mode: FileMode,
        owner: &Owner,
    ) -> io::Result<()> {
        self.parents(path)?;
        let mut header = self.header(EntryType::Regular, mode);
        header.set_size(bytes.len() as u64);
        self.own(&mut header, owner)?;
        self.builder.append_data(&mut header, path, bytes)
    }

    fn parents(&mut self, path: &str) -> io::Result<()> {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..=end];
            if self.folders.insert(folder.to_owned()) {
                let mut header = self.header(EntryType::Directory, FileMode::EXECUTABLE);
                self.own(&mut header, &Owner::root())?;
                self.builder.append_data(&mut header, folder, io::empty())?;
            }
        }
        Ok(())
    }

    fn header(&self, kind: EntryType, mode: FileMode) -> Header {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(mode.bits());
        header.set_mtime(u64::from(self.time));
        header.set_size(0);
        header
    }

    fn own(&mut self, header: &mut Header, owner: &Owner) -> io::Result<()> {
        let Owner { user, group } = owner;
        header.set_uid(number(user));
        header.set_gid(number(group));
        let mut records = Vec::new();
        if let Some(name) = name(user) {
            match name.len() <= LONGEST_NAME {
                true => header.set_username(name)?,
                false => records.push(("uname", name.as_bytes())),
            }
        }
        if let Some(name) = name(group) {
            match name.len() <= LONGEST_NAME {
                true => header.set_groupname(name)?,
                false => records.push(("gname", name.as_bytes())),
            }
        }
        if !records.is_empty() && self.long_names == LongNames::Written {
            self.builder.append_pax_extensions(records)?;
        }
        Ok(())
    }

    /// Writes the end.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.builder.finish()
    }
}

fn number(account: &AccountName) -> u64 {
    account.number().unwrap_or_default().into()
}

/// The name, unless it is a number.
fn name(account: &AccountName) -> Option<&str> {
    match account.number() {
        None => Some(account.as_str()),
        Some(_) => None,
    }
}
