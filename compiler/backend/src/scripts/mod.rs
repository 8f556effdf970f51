//! What must be done on the host or in a job, as scripts for `/bin/sh` below the stack's own folder.
//!
//! They are files and no arguments of units, so that people can read and try them.

mod certbot;
mod credentials;
mod id_ranges;
mod pair;
mod ready;
mod secrets;

pub(crate) use certbot::{RUN_FOLDER, deploy_hook, path as certbot_path};
pub(crate) use credentials::path as credentials_path;
pub(crate) use id_ranges::path as id_ranges_path;
pub(crate) use pair::{PAIR_SCRIPT, path as pair_path};
pub(crate) use ready::path as ready_path;
pub(crate) use secrets::path as secrets_path;

use crate::context::{Context, Output};
use crate::refusal;
use formats::Refused;
use formats::shell::{Comment, Script};
use source::Origin;
use tree::{Artifact, FileMode, Reader};

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    id_ranges::lower(context, output);
    pair::lower(context, output);
    certbot::lower(context, output);
    secrets::lower(context, output);
    credentials::lower(context, output);
    ready::lower(context, output);
}

/// Adds a script that can be run.
fn add(
    context: &Context<'_>,
    path: &str,
    script: Result<Script, Refused>,
    readers: impl IntoIterator<Item = Reader>,
    origin: &Origin,
    output: &mut Output<'_>,
) {
    let script = script.and_then(|mut script| {
        script.header.push(Comment::new(&context.headline())?);
        Ok(script.print())
    });
    let printed = match script {
        Ok(printed) => printed,
        Err(refused) => {
            output.report.add(refusal::refused(&refused, origin));
            return;
        }
    };
    let Some(path) = output.path(path, origin) else {
        return;
    };
    let executable = FileMode::new(0o755).expect("permission bits");
    let mut artifact = Artifact::file(path, printed.text)
        .with_mode(executable)
        .because_of(origin)
        .with_causes(printed.causes);
    for reader in readers {
        artifact = artifact.read_by(reader);
    }
    output.add(artifact);
}
