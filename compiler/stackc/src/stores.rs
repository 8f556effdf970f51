//! Where the store is.

use crate::show::Trouble;
use std::path::PathBuf;
use store::Store;

/// The store of a command.
#[derive(Debug, clap::Args)]
pub(crate) struct StoreOption {
    /// Folder of the store [default: $XDG_DATA_HOME/stackc/store, /var/lib/stackc/store for root]
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

impl StoreOption {
    /// The store that was named, else that of the user.
    pub(crate) fn open(&self) -> Result<Store, Trouble> {
        let folder = match &self.store {
            Some(folder) => folder.clone(),
            None => default_folder()?,
        };
        let absolute = std::path::absolute(&folder).map_err(|cause| {
            Trouble::new(format!(
                "cannot use the store `{}`: {cause}",
                folder.display()
            ))
        })?;
        Ok(Store::at(absolute))
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
