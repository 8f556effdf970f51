//! `STACK.target`: starts, stops and restarts the services of a stack together (`systemd.target(5)`).

use super::{Finished, add};
use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::systemd::Section::{Install, Unit};
use model::Enabled;
use model::check::{Role, ServicePart};
use tree::{OnChange, Scope};

pub(super) fn name(context: &Context<'_>) -> String {
    format!("{}.target", context.name())
}

/// Whether a service is of the group: those of our own that start at boot.
pub(super) fn has(context: &Context<'_>, part: &ServicePart) -> bool {
    context.stack.stack.grouped.value
        && part.role == Role::Own
        && part.service.provided().is_none()
        && part.service.timer.is_none()
        && part.service.enabled.value == Enabled::AtBoot
}

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let stack = &context.stack.stack;
    if !stack.grouped.value {
        return;
    }
    let origin = &stack.grouped.origin;
    let mut writer = Writer::unit(context, output);
    let description = &stack.description;
    let at = &description.origin;
    writer.set(Unit, "Description", description.as_str(), at);
    writer.set(Install, "WantedBy", ["multi-user.target"], origin);
    let printed = writer.print();
    let finished = Finished {
        scope: Scope::System,
        name: name(context),
        wanted_by: Some("multi-user.target"),
        on_change: OnChange::Nothing,
    };
    add(finished, printed, origin, output);
}
