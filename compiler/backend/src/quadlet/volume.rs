//! `.volume` files.

use super::{Finished, add};
use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::Version;
use formats::quadlet::UnitKind;
use formats::systemd::Section;
use model::Volume;
use model::decode::Entry;
use model::leaf::Name;
use tree::OnChange;

/// The first podman whose volumes name their driver.
const FIRST_DRIVER: Version = Version::new(4, 8, 0);

/// The first podman whose volumes have an owner of their own (`UID=`, `GID=`); before, it is an option of
/// the mount.
const FIRST_OWNER: Version = Version::new(6, 0, 0);

pub(super) fn lower(
    context: &Context<'_>,
    name: &Name,
    volume: &Entry<Volume>,
    output: &mut Output<'_>,
) {
    let Volume {
        description,
        // Who shares a volume is said where it is mounted.
        label: _,
        owner,
        extra,
        unchecked,
    } = &volume.value;
    let stem = context.stem(name);
    let mut writer = Writer::quadlet(UnitKind::Volume, context, output);
    if let Some(description) = description {
        let (key, at) = ("Description", &description.origin);
        writer.set(Section::Unit, key, description.as_str(), at);
    }
    // Before, it is the only one.
    if context.podman >= FIRST_DRIVER {
        writer.own("Driver", "local", &volume.key);
    }
    if let Some(owner) = owner {
        // R10: numbers only; the generator reads a name as 0.
        let (uid, gid) = (owner.uid.number(), owner.gid.number());
        if context.podman >= FIRST_OWNER {
            writer.own("UID", uid.to_string(), &owner.uid.origin);
            writer.own("GID", gid.to_string(), &owner.gid.origin);
        } else {
            writer.own("User", uid, &owner.uid.origin);
            writer.own("Group", gid, &owner.gid.origin);
        }
    }
    writer.extra(extra);
    writer.unchecked(unchecked);
    let printed = writer.print();
    let finished = Finished {
        file: format!("{stem}.volume"),
        unit: format!("{stem}-volume.service"),
        on_change: OnChange::Nothing,
        is_enabled: false,
    };
    add(context, finished, printed, &volume.key, output);
}
