//! Calendar events to their normalised text (`calendar_spec_to_string()`).

use super::{ALL_WEEKDAYS, Calendar, Component, USEC_PER_SEC, WEEKDAYS};
use std::fmt;

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            weekdays,
            year,
            month,
            day,
            counts_from_month_end,
            hour,
            minute,
            second,
            zone,
        } = self;
        if *weekdays != 0 && *weekdays != ALL_WEEKDAYS {
            write!(f, "{} ", weekday_ranges(*weekdays))?;
        }
        let separator = if *counts_from_month_end { '~' } else { '-' };
        let (year, month, day) = (chain(year, 4), chain(month, 2), chain(day, 2));
        write!(f, "{year}-{month}{separator}{day} ")?;
        write!(
            f,
            "{}:{}:{}",
            chain(hour, 2),
            chain(minute, 2),
            seconds(second)
        )?;
        match zone {
            Some(zone) => write!(f, " {zone}"),
            None => Ok(()),
        }
    }
}

/// Runs of three and more days as `Mon..Wed`, shorter ones by name.
fn weekday_ranges(weekdays: u8) -> String {
    let is_set = |day: usize| weekdays & (1 << day) != 0;
    let mut ranges = Vec::new();
    let mut day = 0;
    while day < WEEKDAYS.len() {
        if !is_set(day) {
            day += 1;
            continue;
        }
        let length = (day..WEEKDAYS.len()).take_while(|day| is_set(*day)).count();
        let days = &WEEKDAYS[day..day + length];
        match days {
            [first, .., last] if length > 2 => ranges.push(format!("{first}..{last}")),
            days => ranges.extend(days.iter().map(|day| (*day).to_owned())),
        }
        day += length;
    }
    ranges.join(",")
}

fn chain(chain: &[Component], width: usize) -> String {
    if chain.is_empty() {
        return "*".to_owned();
    }
    let components: Vec<String> = chain.iter().map(|c| component(c, width)).collect();
    components.join(",")
}

fn component(component: &Component, width: usize) -> String {
    let Component {
        start,
        stop,
        repeat,
    } = *component;
    let mut text = format!("{start:0width$}");
    if let Some(stop) = stop {
        text += &format!("..{stop:0width$}");
    }
    if repeat > 1 || (repeat == 1 && stop.is_none()) {
        text += &format!("/{repeat}");
    }
    text
}

fn seconds(chain: &[Component]) -> String {
    if let [only] = chain
        && *only == Component::every_second()
    {
        return "*".to_owned();
    }
    let components: Vec<String> = chain.iter().map(second).collect();
    components.join(",")
}

fn second(component: &Component) -> String {
    let Component {
        start,
        stop,
        repeat,
    } = *component;
    let mut text = decimal(start, 2);
    if let Some(stop) = stop {
        text += &format!("..{}", decimal(stop, 2));
    }
    if repeat > 0 && !(stop.is_some() && repeat == USEC_PER_SEC) {
        text += &format!("/{}", decimal(repeat, 1));
    }
    text
}

/// Microseconds as seconds.
fn decimal(microseconds: u32, width: usize) -> String {
    let (whole, fraction) = (microseconds / USEC_PER_SEC, microseconds % USEC_PER_SEC);
    match fraction {
        0 => format!("{whole:0width$}"),
        fraction => format!("{whole:0width$}.{fraction:06}"),
    }
}
