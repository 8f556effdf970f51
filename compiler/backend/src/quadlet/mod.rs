//! Containers, volumes, networks and builds, as the files that podman's generator reads.
//!
//! <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>. What the release of the
//! target cannot say yet is said in an older way, by the version gates of each file here.

mod build;
mod container;
pub(crate) mod fields;
mod mounts;
mod network;
mod volume;

use crate::context::{Context, Output};
use formats::Printed;
use source::Origin;
use tree::{OnChange, Reader};

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let stack = &context.stack.stack;
    for (name, network) in &stack.networks {
        network::lower(context, name, network, output);
    }
    for (name, volume) in &context.stack.volumes {
        volume::lower(context, name, volume, output);
    }
    for (name, build) in &stack.builds {
        build::lower(context, name, build, output);
    }
    for (name, part) in &context.stack.parts {
        container::lower(context, name, part, output);
    }
}

/// The target that starts a service when its manager starts (R4).
fn boot_target(context: &Context<'_>) -> &'static str {
    match context.scope() {
        tree::Scope::System => "multi-user.target",
        tree::Scope::User(_) => "default.target",
    }
}

/// A finished quadlet, and the unit that the generator makes of it.
struct Finished {
    /// Name of the file.
    file: String,
    /// Name of the generated unit.
    unit: String,
    on_change: OnChange,
    is_enabled: bool,
}

fn add(
    context: &Context<'_>,
    finished: Finished,
    printed: Printed,
    origin: &Origin,
    output: &mut Output<'_>,
) {
    let Finished {
        file,
        unit,
        on_change,
        is_enabled,
    } = finished;
    let unit = context.unit(unit);
    let readers = [Reader::Manager(context.scope()), Reader::Unit(unit.clone())];
    let path = format!("{}/{file}", context.quadlet_folder());
    output.add_file(&path, printed, readers, origin);
    output.add_unit(unit, &file, on_change, is_enabled, origin);
}
