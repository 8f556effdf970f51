//! `stackc hash`

use super::compile_and_report;
use crate::cli::Global;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use std::path::Path;
use store::{Store, StorePath};

/// Print the hash of a stack, or of an object of a store, as `nix hash path` would
///
/// The hash is the SHA-256 of the NAR serialisation in SRI form. A folder that is an object of a
/// store is verified and hashed as it is; anything else is compiled, and nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#ENVIRONMENT` for one of several; or an object of a store
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installable: Installable,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    if let Some(object) = object(&arguments.installable) {
        object.verify()?;
        let digest = store::hash_folder(&object.path())?;
        show::result(&format!("{}\n", digest))?;
        return Ok(Verdict::Fine);
    }
    let Some(compiled) = compile_and_report(global, &arguments.installable)? else {
        return Ok(Verdict::Different);
    };
    let digests = compiled.builds.iter().map(|build| {
        let sri = build.generation.tree().digest().to_string();
        format!("{sri}\n")
    });
    show::result(&digests.collect::<String>())?;
    Ok(Verdict::Fine)
}

/// The object of a store that a path leads to, if it is one.
fn object(installable: &Installable) -> Option<StorePath> {
    let path: &Path = &installable.path;
    if installable.environment.is_some() {
        return None;
    }
    Store::open(path).ok()
}
