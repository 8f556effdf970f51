//! What stands in a container: `Volume=` and `Tmpfs=`.

use crate::context::Context;
use crate::writer::Writer;
use crate::{config, nginx, scripts};
use formats::quadlet;
use formats::unit::Text;
use model::check::{Part, Role};
use model::{Label, Mount, MountSource};
use source::Origin;

pub(super) fn lower(context: &Context<'_>, stem: &str, part: &Part, writer: &mut Writer<'_>) {
    for (target, mount) in &part.container.volumes {
        for source in mount.sources() {
            lower_mount(context, target.as_str(), mount, &source, &mount.key, writer);
        }
    }
    match &part.role {
        Role::Own if context.serves_sites(&part.of) => {
            let folder = nginx::folder(context, &part.of);
            let mount = quadlet::volume(format!("/{folder}"), nginx::CONF_D, &["ro"]);
            writer.own_checked("Volume", mount, &part.origin);
            if let Some(main) = nginx::main_of(context, &part.of) {
                let path = nginx::main_path(context, &part.of);
                let mount = quadlet::volume(format!("/{path}"), nginx::MAIN, &["ro"]);
                writer.own_checked("Volume", mount, &main.origin);
            }
        }
        Role::CertificatePair(certificate) | Role::Certbot(certificate) => {
            let script = scripts::pair_path(context, certificate);
            let mount = quadlet::volume(format!("/{script}"), scripts::PAIR_SCRIPT, &["ro"]);
            writer.own_checked("Volume", mount, &part.origin);
        }
        Role::Own => {}
    }
    if let Role::Certbot(_) = part.role {
        let folder = Text::specifier('t').then(format!("/{stem}"));
        let mount = quadlet::volume(folder, scripts::RUN_FOLDER, &["rw", "z"]);
        writer.own_checked("Volume", mount, &part.origin);
    }
}

fn lower_mount(
    context: &Context<'_>,
    target: &str,
    mount: &Mount,
    source: &MountSource<'_>,
    origin: &Origin,
    writer: &mut Writer<'_>,
) {
    let access = if mount.read_only.value { "ro" } else { "rw" };
    match source {
        MountSource::Volume(volume) => {
            let label = match context.stack.label_of(volume.as_str()) {
                Label::Shared => "z",
                Label::Private => "Z",
            };
            let stem = context.stem(&volume.value);
            let value = quadlet::volume(format!("{stem}.volume"), target, &[access, label]);
            writer.own_checked("Volume", value, origin);
        }
        MountSource::File(file) => {
            if let Some(path) = config::on_host(context, file.as_str()) {
                let value = quadlet::volume(path, target, &["ro"]);
                writer.own_checked("Volume", value, origin);
            }
        }
        MountSource::Host(path) => {
            // Of the two paths, the one that cannot be written is to blame.
            let is_target_good = quadlet::volume("/", target, &[]).is_ok();
            let at = if is_target_good { &path.origin } else { origin };
            let value = quadlet::volume(path.as_str(), target, &[access]);
            writer.own_checked("Volume", value, at);
        }
        MountSource::Tmpfs(tmpfs) => {
            let value = match &tmpfs.size {
                Some(size) => format!("{target}:size={size}"),
                None => target.to_owned(),
            };
            writer.own("Tmpfs", value, origin);
        }
    }
}
