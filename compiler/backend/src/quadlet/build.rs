//! `.build` files, from podman 5.2; before, a job that calls `podman build`.

use super::{Finished, add};
use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::Version;
use formats::quadlet::UnitKind;
use formats::systemd::Section;
use formats::unit::{Argument, Command};
use model::Build;
use model::decode::Entry;
use model::leaf::Name;
use tree::OnChange;

/// The first podman that reads `.build` files.
const FIRST_BUILD: Version = Version::new(5, 2, 0);

/// Whether builds are quadlets, so that a container can name one as its image.
pub(super) fn is_quadlet(context: &Context<'_>) -> bool {
    context.podman >= FIRST_BUILD
}

/// The unit that builds an image; the same name in both forms.
pub(super) fn unit(context: &Context<'_>, name: &Name) -> String {
    format!("{}-build.service", context.stem(name))
}

pub(super) fn lower(
    context: &Context<'_>,
    name: &Name,
    build: &Entry<Build>,
    output: &mut Output<'_>,
) {
    let Build {
        context: folder,
        file,
        tag,
        extra,
        unchecked,
    } = &build.value;
    let stem = context.stem(name);
    let description = format!("Build {tag}");
    if !is_quadlet(context) {
        lower_to_job(context, name, build, output);
        return;
    }
    let mut writer = Writer::quadlet(UnitKind::Build, context, output);
    writer.set(Section::Unit, "Description", description, &build.key);
    writer.own("ImageTag", tag.as_str(), &tag.origin);
    writer.own("File", file.as_str(), &file.origin);
    let (key, at) = ("SetWorkingDirectory", &folder.origin);
    writer.own(key, folder.as_str(), at);
    writer.set(Section::Service, "TimeoutStartSec", "infinity", &build.key);
    writer.extra(extra);
    writer.unchecked(unchecked);
    let printed = writer.print();
    let finished = Finished {
        file: format!("{stem}.build"),
        unit: unit(context, name),
        on_change: OnChange::Restart,
        is_enabled: false,
    };
    add(context, finished, printed, &build.key, output);
}

fn lower_to_job(context: &Context<'_>, name: &Name, build: &Entry<Build>, output: &mut Output<'_>) {
    let Build {
        context: folder,
        file,
        tag,
        // The keys of a quadlet mean nothing to a command line.
        extra: _,
        unchecked: _,
    } = &build.value;
    let mut writer = Writer::unit(context, output);
    let description = format!("Build {tag}");
    writer.set(Section::Unit, "Description", description, &build.key);
    crate::systemd::only_for_account(context, &mut writer);
    writer.set(Section::Service, "Type", "oneshot", &build.key);
    writer.set(Section::Service, "RemainAfterExit", true, &build.key);
    writer.set(Section::Service, "TimeoutStartSec", "infinity", &build.key);
    let (key, at) = ("WorkingDirectory", &folder.origin);
    writer.set(Section::Service, key, folder.as_str(), at);
    let arguments = ["build", "--tag", tag.as_str(), "--file", file.as_str(), "."];
    let command = Command::new("/usr/bin/podman", arguments);
    writer.set(
        Section::Service,
        "ExecStart",
        Argument::from(command),
        &build.key,
    );
    let printed = writer.print();
    let unit = unit(context, name);
    crate::systemd::add_unit_file(context, &unit, printed, &build.key, output);
}
