//! Waiting for sources to change.

use crate::compile::Input;
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

/// The folders of some sources, watched.
///
/// Folders and not files: an editor often writes a new file and renames it, which a watch of the old one misses.
pub(crate) struct Watch {
    inotify: OwnedFd,
}

impl Watch {
    /// Watches the folders of what was read, and `roots`.
    pub(crate) fn of(roots: &[PathBuf], inputs: &[Input]) -> io::Result<Self> {
        let inotify = inotify::init(CreateFlags::CLOEXEC)?;
        let files = inputs.iter().map(|input| input.root.join(&input.path));
        let folders = files.filter_map(|file| file.parent().map(Path::to_owned));
        let folders: BTreeSet<PathBuf> = folders.chain(roots.iter().cloned()).collect();
        let flags = WatchFlags::CLOSE_WRITE
            | WatchFlags::MOVED_TO
            | WatchFlags::MOVED_FROM
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::DELETE_SELF
            | WatchFlags::ONLYDIR;
        for folder in &folders {
            match inotify::add_watch(&inotify, folder.as_path(), flags) {
                // A folder that is gone meanwhile has changed; the next compilation says so.
                Ok(_) | Err(Errno::NOENT) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(Self { inotify })
    }

    /// Waits until something in one of them has changed.
    pub(crate) fn wait(&self) -> io::Result<()> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = inotify::Reader::new(&self.inotify, &mut buffer);
        loop {
            match events.next() {
                Ok(event) if event.events().contains(ReadFlags::IGNORED) => {}
                Ok(_) => return Ok(()),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
    }
}
