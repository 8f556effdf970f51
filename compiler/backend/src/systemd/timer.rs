//! Timers: `systemd.timer(5)`.

use super::{Finished, add, only_for_account};
use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::systemd::Section;
use formats::unit::UnitType;
use model::check::{Timer, TimerName, Trigger};
use tree::{OnChange, Scope};

/// The name of a timer.
pub(crate) fn unit(context: &Context<'_>, timer: &Timer) -> String {
    let stem = match &timer.name {
        TimerName::Of(part) => context.stem(part),
        TimerName::Given(name) => name.to_string(),
    };
    format!("{stem}.timer")
}

pub(super) fn lower(context: &Context<'_>, timer: &Timer, output: &mut Output<'_>) {
    let Timer {
        name: _,
        description,
        starts,
        trigger,
        extra,
        unchecked,
        origin,
    } = timer;
    let scope = context.part_unit(starts).scope;
    let mut writer = Writer::unit(context, output).of(UnitType::Timer, scope);
    writer.set(Section::Unit, "Description", description, origin);
    if let Scope::User(_) = scope {
        only_for_account(context, &mut writer);
    }
    match trigger {
        Trigger::Calendar {
            schedule,
            random_delay,
            catch_up,
        } => {
            let (key, at) = ("OnCalendar", &schedule.origin);
            writer.set(Section::Timer, key, schedule.as_str(), at);
            if random_delay.microseconds() > 0 {
                let (key, at) = ("RandomizedDelaySec", &random_delay.origin);
                writer.set(Section::Timer, key, random_delay.as_str(), at);
            }
            writer.set(Section::Timer, "Persistent", *catch_up, origin);
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
        scope,
        name: unit(context, timer),
        wanted_by: Some("timers.target"),
        on_change: OnChange::Restart,
    };
    add(finished, printed, origin, output);
}
