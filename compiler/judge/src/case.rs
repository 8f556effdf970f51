//! What all judges of one tree need to know.

use crate::provided::world_readable_folder;
use crate::quadlet::{Generated, Generation, Manager, generate};
use crate::{Options, Root, View};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_dir;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A tree before its judges.
pub(crate) struct Case<'a> {
    pub(crate) root: Root,
    pub(crate) folder: PathBuf,
    /// Every file and link of the tree, relative to it: `etc/…`.
    pub(crate) files: BTreeSet<String>,
    pub(crate) options: &'a Options,
    /// What quadlet makes of the tree.
    pub(crate) generations: BTreeMap<Manager, Generation>,
    /// What the host has besides the tree.
    host: TempDir,
}

impl<'a> Case<'a> {
    /// Reads the tree in `folder`. Errors: what cannot be read, or a stub that cannot be made.
    pub(crate) fn open(folder: &Path, options: &'a Options) -> io::Result<Self> {
        let mut case = Self {
            root: Root::find(),
            folder: folder.to_owned(),
            files: BTreeSet::new(),
            options,
            generations: BTreeMap::new(),
            host: world_readable_folder()?,
        };
        options.host.write(&case.root, case.host.path())?;
        collect(folder, "", &mut case.files)?;
        case.generations = generate(&case.view(), &case.files);
        Ok(case)
    }

    /// The host with the tree, as it is after the tree was copied and before anything was started.
    pub(crate) fn view(&self) -> View {
        let view = self.root.view().layer(self.host.path());
        let absent = self.options.host.absent();
        absent.fold(view, View::absent).layer(&self.folder)
    }

    /// The services that quadlet makes for a manager.
    pub(crate) fn generated(&self, manager: &Manager) -> &[Generated] {
        let generation = self.generations.get(manager);
        generation.map_or(&[], |generation| &generation.units)
    }

    /// Where a path of the host can be read: in the tree, or among what the host has besides.
    pub(crate) fn on_host(&self, path: &str) -> Option<PathBuf> {
        let path = path.strip_prefix('/')?;
        let folders = [self.folder.as_path(), self.host.path()];
        folders
            .map(|folder| folder.join(path))
            .into_iter()
            .find(|path| path.exists())
    }

    /// The files below a folder such as `etc/nginx/`, relative to it.
    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let files = self.files.iter();
        files.filter_map(move |file| file.strip_prefix(folder))
    }
}

fn collect(folder: &Path, below: &str, files: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| {
            let path = entry.path();
            io::Error::other(format!("`{}` is not UTF-8", path.display()))
        })?;
        let path = format!("{below}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}
