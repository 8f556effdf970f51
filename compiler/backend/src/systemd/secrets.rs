//! The job that checks the secrets of the account and makes those that are made from others.

use super::{Finished, add, only_for_account};
use crate::context::{Context, Output};
use crate::scripts;
use crate::writer::Writer;
use formats::systemd::Section;
use formats::unit::Command;
use tree::OnChange;

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let name = context.secrets_unit();
    let origin = &context.stack.stack.name.origin;
    let script = format!("/{}", scripts::secrets_path(context));
    let mut writer = Writer::unit(context, output);
    let description = format!("Secrets of {}", context.name());
    writer.set(Section::Unit, "Description", description, origin);
    only_for_account(context, &mut writer);
    writer.set(Section::Service, "Type", "oneshot", origin);
    writer.set(Section::Service, "RemainAfterExit", true, origin);
    let command = Command::new("/bin/sh", [script]);
    writer.set(Section::Service, "ExecStart", command, origin);
    let printed = writer.print();
    let finished = Finished {
        scope: context.scope(),
        name,
        wanted_by: None,
        on_change: OnChange::Restart,
    };
    add(finished, printed, origin, output);
}
