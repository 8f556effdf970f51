//! Services of the host, and the timers that start them.

use super::{Expanded, Role, ServicePart, Timer, TimerName, Trigger};
use crate::decode::Entry;
use crate::leaf::Name;
use crate::{Service, rules};
use source::{Diagnostic, Report};
use std::sync::Arc;

pub(super) fn expand(expanded: &mut Expanded, report: &mut Report) {
    let stack = Arc::clone(&expanded.stack);
    for (name, entry) in &stack.services {
        if let Some(timer) = timer(expanded, name, entry) {
            expanded.timers.push(timer);
        }
        let part = ServicePart {
            origin: entry.key.clone(),
            service: Arc::clone(&entry.value),
            role: Role::Own,
            needs: Vec::new(),
        };
        add_service(expanded, name.clone(), part, report);
    }
}

/// Adds a service, unless its name is taken.
pub(super) fn add_service(
    expanded: &mut Expanded,
    name: Name,
    part: ServicePart,
    report: &mut Report,
) {
    let container = expanded.parts.get(&name).map(|other| &other.origin);
    let service = expanded.services.get(&name).map(|other| &other.origin);
    if let Some(other) = container.or(service) {
        report.add(
            Diagnostic::error(
                &rules::NAME_CONFLICT,
                format!("two parts of the stack are called `{name}`"),
            )
            .at(&part.origin, format!("this asks for a service `{name}`"))
            .and(other, "this has the name already")
            .hint("give one of them another name"),
        );
        return;
    }
    expanded.services.insert(name, part);
}

/// The timer that starts a service.
fn timer(expanded: &Expanded, name: &Name, service: &Entry<Arc<Service>>) -> Option<Timer> {
    let timer = service.timer.as_ref()?;
    let own_name = || match &service.unit {
        Some(unit) => TimerName::Given(unit.value.clone()),
        None => TimerName::Of(name.clone()),
    };
    let description = match &service.description {
        Some(description) => description.value.clone(),
        None => format!("{name} of {}", expanded.stack.name),
    };
    Some(Timer {
        name: match &timer.name {
            Some(given) => TimerName::Given(given.value.clone()),
            None => own_name(),
        },
        description,
        starts: name.clone(),
        trigger: Trigger::Calendar {
            schedule: timer.schedule.clone(),
            random_delay: timer.random_delay.clone(),
            catch_up: timer.catch_up.value,
        },
        extra: timer.extra.clone(),
        unchecked: timer.unchecked.clone(),
        origin: timer.schedule.origin.clone(),
    })
}
