//! Timers: `systemd.timer(5)`.

use super::{Finished, add, only_for_account};
use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::systemd::Section;
use formats::unit::UnitType;
use model::check::{Timer, Trigger};
use tree::OnChange;

/// The name of a timer.
pub(crate) fn unit(context: &Context<'_>, timer: &Timer) -> String {
    let stem = if timer.is_whole_name {
        timer.name.to_string()
    } else {
        context.stem(&timer.name)
    };
    format!("{stem}.timer")
}

pub(super) fn lower(context: &Context<'_>, timer: &Timer, output: &mut Output<'_>) {
    let Timer {
        name: _,
        is_whole_name: _,
        description,
        starts,
        trigger,
        extra,
        unchecked,
        origin,
    } = timer;
    let mut writer = Writer::unit(context, output).of(UnitType::Timer);
    writer.set(Section::Unit, "Description", description, origin);
    only_for_account(context, &mut writer);
    match trigger {
        Trigger::Calendar {
            schedule,
            random_delay,
        } => {
            let (key, at) = ("OnCalendar", &schedule.origin);
            writer.set(Section::Timer, key, schedule.as_str(), at);
            let (key, at) = ("RandomizedDelaySec", &random_delay.origin);
            writer.set(Section::Timer, key, random_delay.as_str(), at);
            writer.set(Section::Timer, "Persistent", true, origin);
        }
        Trigger::UntilItSucceeds { first, again } => {
            let (first, again) = (format!("{first}s"), format!("{again}s"));
            writer.set(Section::Timer, "OnActiveSec", first, origin);
            writer.set(Section::Timer, "OnUnitInactiveSec", again, origin);
        }
    }
    writer.set(Section::Timer, "Unit", context.service(starts), origin);
    writer.set(Section::Install, "WantedBy", ["timers.target"], origin);
    writer.extra(extra);
    writer.unchecked(unchecked);
    let printed = writer.print();
    let finished = Finished {
        scope: context.scope(),
        name: unit(context, timer),
        wanted_by: Some("timers.target"),
        on_change: OnChange::Restart,
    };
    add(finished, printed, origin, output);
}
