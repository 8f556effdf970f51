//! The Debian system whose programs judge.

use crate::View;
use std::fs::metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Where `compiler/judge/bootstrap` puts the root when nothing else is said, below the workspace.
const USUAL: &str = "target/realhost/trixie";

/// A complete Debian system in a folder.
///
/// It is only ever read: commands run in a [`View`] of it.
#[derive(Clone, Debug)]
pub struct Root {
    folder: PathBuf,
}

impl Root {
    /// The root named by `STACKC_REALHOST`, or the one below the workspace's `target/`.
    ///
    /// # Panics
    ///
    /// When there is none or it is not complete. A validator that is missing is a failure and never a
    /// reason to skip, in CI and elsewhere; the message holds the command that builds it.
    pub fn find() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        #[expect(
            clippy::disallowed_methods,
            reason = "test support: the test command says where the root is"
        )]
        let named = std::env::var("STACKC_REALHOST").ok();
        let folder = workspace.join(named.as_deref().unwrap_or(USUAL));
        Self::open(&folder).unwrap_or_else(|| {
            panic!(
                "no complete Debian root at `{0}`: run `./test`, or `compiler/judge/bootstrap {0}` as root",
                folder.display()
            )
        })
    }

    /// The root at `folder`, if the file `folder.done` says that it is complete.
    fn open(folder: &Path) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        let mut done = folder.clone().into_os_string();
        done.push(".done");
        Path::new(&done).is_file().then_some(Self { folder })
    }

    /// A new view of this root, with nothing laid over it.
    pub fn view(&self) -> View {
        View::new(self.clone())
    }

    /// The folder of the root, not to be written to.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Whether the caller is root, so that all user ids exist in a view and not only 0.
pub(crate) fn is_root() -> bool {
    metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_without_its_mark_is_not_complete() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir(&root).unwrap();
        assert!(Root::open(&root).is_none());
        std::fs::write(folder.path().join("root.done"), "").unwrap();
        assert!(Root::open(&root).is_some());
        assert!(Root::open(&folder.path().join("absent")).is_none());
    }
}
