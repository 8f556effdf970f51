//! Where the store is.

use crate::show::Trouble;
use std::io;
use std::path::{Path, PathBuf};
use store::Store;

/// The store of a command.
#[derive(Debug, clap::Args)]
pub(crate) struct StoreOption {
    /// Folder of the store [default: $XDG_DATA_HOME/stackc/store, /var/lib/stackc/store for root]
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

impl StoreOption {
    /// The store that was named, else that of the user; by its one name, without links and `..`.
    pub(crate) fn open(&self) -> Result<Store, Trouble> {
        let folder = match &self.store {
            Some(folder) => folder.clone(),
            None => default_folder()?,
        };
        if folder.metadata().is_ok_and(|metadata| !metadata.is_dir()) {
            let message = format!("`{}` is no folder, as a store is", folder.display());
            return Err(Trouble::new(message));
        }
        let real = std::path::absolute(&folder).and_then(|absolute| canonical(&absolute));
        let real = real.map_err(|cause| {
            Trouble::new(format!(
                "cannot use the store `{}`: {cause}",
                folder.display()
            ))
        })?;
        Ok(Store::at(real))
    }
}

/// The one name of an absolute path, whose last components may be missing yet.
fn canonical(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            // Nothing can be made below what is missing and then left by `..`.
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(cause);
            };
            Ok(canonical(parent)?.join(name))
        }
        result => result,
    }
}

/// Root's store belongs to the host; anybody else's follows the XDG base directories.
fn default_folder() -> Result<PathBuf, Trouble> {
    if rustix::process::geteuid().is_root() {
        return Ok("/var/lib/stackc/store".into());
    }
    let absolute = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let data = absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
    let data = data.ok_or_else(|| {
        Trouble::new("neither `XDG_DATA_HOME` nor `HOME` is set: name a store with `--store`")
    })?;
    Ok(data.join("stackc/store"))
}
