//! Text to calendar events (`calendar_spec_from_string()` of systemd 252 to 257).

use super::chain::{Parsed, chain, fail, is_possible, normalise};
use super::{ALL_WEEKDAYS, Calendar, CalendarError, Chain, Component, USEC_PER_SEC, WEEKDAYS};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// What systemd can reckon with.
const YEARS: RangeInclusive<u32> = 1970..=2199;

/// Areas of the time zone database, and its names without area.
const ZONE_AREAS: [&str; 11] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Etc",
    "Europe",
    "Indian",
    "Pacific",
];
const ZONES: [&str; 8] = ["CET", "EET", "EST", "GMT", "HST", "MET", "MST", "WET"];

impl FromStr for Calendar {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let parsed = parse(text).and_then(normalised);
        parsed.map_err(|reason| CalendarError {
            text: text.to_owned(),
            reason,
        })
    }
}

fn parse(text: &str) -> Parsed<Calendar> {
    let (event, zone) = split_zone(text);
    if event.is_empty() {
        return fail("it is empty");
    }
    let mut calendar = Calendar {
        zone,
        ..Calendar::default()
    };
    if shorthand(&mut calendar, event) {
        return Ok(calendar);
    }
    let rest = weekdays(&mut calendar, event)?;
    let rest = date(&mut calendar, rest)?;
    time(&mut calendar, rest)?;
    Ok(calendar)
}

/// Takes a time zone from the end.
fn split_zone(text: &str) -> (&str, Option<String>) {
    let Some((event, zone)) = text.rsplit_once(' ') else {
        return (text, None);
    };
    if zone.eq_ignore_ascii_case("UTC") {
        return (event, Some("UTC".to_owned()));
    }
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    let mut parts = zone.split('/');
    let area = parts.next().unwrap_or_default();
    let is_place = ZONE_AREAS.contains(&area)
        && zone.contains('/')
        && parts.all(|part| !part.is_empty() && part.chars().all(word));
    if is_place || ZONES.contains(&zone) {
        return (event, Some(zone.to_owned()));
    }
    (text, None)
}

/// `daily` and its relatives.
fn shorthand(calendar: &mut Calendar, name: &str) -> bool {
    let at = |values: &[u32]| {
        values
            .iter()
            .copied()
            .map(Component::once)
            .collect::<Chain>()
    };
    let zero = at(&[0]);
    // How much is zero: 1 seconds, 2 minutes too, 3 hours too; then days and months.
    let (n_zeros, day, month): (usize, &[u32], &[u32]) = match name.to_ascii_lowercase().as_str() {
        "minutely" => (1, &[], &[]),
        "hourly" => (2, &[], &[]),
        "daily" | "weekly" => (3, &[], &[]),
        "monthly" => (3, &[1], &[]),
        "annually" | "yearly" | "anually" => (3, &[1], &[1]),
        "quarterly" => (3, &[1], &[1, 4, 7, 10]),
        "biannually" | "bi-annually" | "semiannually" | "semi-annually" => (3, &[1], &[1, 7]),
        _ => return false,
    };
    calendar.weekdays = u8::from(name.eq_ignore_ascii_case("weekly"));
    calendar.second = zero.clone();
    if n_zeros > 1 {
        calendar.minute = zero.clone();
    }
    if n_zeros > 2 {
        calendar.hour = zero;
    }
    calendar.day = at(day);
    calendar.month = at(month);
    true
}

/// Reads weekdays and the blanks behind them.
fn weekdays<'a>(calendar: &mut Calendar, text: &'a str) -> Parsed<&'a str> {
    let mut rest = text;
    let mut range_start = None;
    let mut is_first = true;
    loop {
        let Some((day, behind)) = weekday(rest)? else {
            return if is_first {
                Ok(rest)
            } else {
                fail("a weekday is missing")
            };
        };
        let days = match range_start {
            Some(start) if start > day => return fail("a range of weekdays runs backwards"),
            Some(start) => start..=day,
            None => day..=day,
        };
        for day in days {
            calendar.weekdays |= 1 << day;
        }
        rest = match behind.chars().next() {
            None | Some(' ') => return Ok(behind.trim_start_matches(' ')),
            Some(',') => {
                range_start = None;
                &behind[1..]
            }
            Some(_) if range_start.is_some() => return fail("a range of weekdays has two ends"),
            Some('.') if !behind.starts_with("..") => return fail("a range is written `..`"),
            Some(c) => {
                range_start = Some(day);
                &behind[if c == '.' { 2 } else { 1 }..]
            }
        };
        if rest.is_empty() || rest.starts_with(' ') {
            return match range_start {
                None => Ok(rest.trim_start_matches(' ')),
                Some(_) => fail("a range of weekdays has no end"),
            };
        }
        is_first = false;
    }
}

/// Reads the name of a weekday, long or short, in any case.
fn weekday(text: &str) -> Parsed<Option<(usize, &str)>> {
    const LONG: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    for day in 0..WEEKDAYS.len() {
        for name in [LONG[day], WEEKDAYS[day]] {
            let Some(head) = text.get(..name.len()) else {
                continue;
            };
            if !head.eq_ignore_ascii_case(name) {
                continue;
            }
            let behind = &text[name.len()..];
            if !behind.is_empty() && !behind.starts_with(['-', '.', ',', ' ']) {
                return fail(format!("`{text}` does not begin with a weekday"));
            }
            return Ok(Some((day, behind)));
        }
    }
    Ok(None)
}

/// Reads a date, if there is one, and the blanks behind it.
fn date<'a>(calendar: &mut Calendar, text: &'a str) -> Parsed<&'a str> {
    if text.is_empty() {
        return Ok(text);
    }
    if text.starts_with('@') {
        return fail("seconds since 1970 are not taken");
    }
    let (first, rest) = chain(text, 1)?;
    if rest.is_empty() || rest.starts_with(':') {
        return Ok(text);
    }
    let (is_tilde, rest) = date_separator(rest)?;
    let (second, rest) = chain(rest, 1)?;
    if rest.is_empty() || rest.starts_with(' ') {
        calendar.counts_from_month_end = is_tilde;
        (calendar.month, calendar.day) = (first, second);
        return Ok(rest.trim_start_matches(' '));
    }
    if is_tilde {
        return fail("`~` stands between year and month");
    }
    let (is_tilde, rest) = date_separator(rest)?;
    let (third, rest) = chain(rest, 1)?;
    if !rest.is_empty() && !rest.starts_with(' ') {
        return fail("there is something behind the day");
    }
    calendar.counts_from_month_end = is_tilde;
    (calendar.year, calendar.month, calendar.day) = (first, second, third);
    Ok(rest.trim_start_matches(' '))
}

fn date_separator(text: &str) -> Parsed<(bool, &str)> {
    match (text.strip_prefix('~'), text.strip_prefix('-')) {
        (Some(rest), _) => Ok((true, rest)),
        (None, Some(rest)) => Ok((false, rest)),
        (None, None) => fail("the parts of a date are joined by `-`"),
    }
}

/// Reads a time, up to the end; none is midnight.
fn time(calendar: &mut Calendar, text: &str) -> Parsed<()> {
    let zero = || vec![Component::once(0)];
    if text.is_empty() {
        (calendar.hour, calendar.minute, calendar.second) = (zero(), zero(), zero());
        return Ok(());
    }
    let colon = |text| match str::strip_prefix(text, ':') {
        Some(rest) => Ok(rest),
        None => fail("the parts of a time are joined by `:`"),
    };
    let (hour, rest) = chain(text, 1)?;
    let (minute, rest) = chain(colon(rest)?, 1)?;
    let (second, rest) = match rest {
        "" => (zero(), ""),
        rest => chain(colon(rest)?, USEC_PER_SEC)?,
    };
    if !rest.is_empty() {
        return fail("there is something behind the time");
    }
    (calendar.hour, calendar.minute, calendar.second) = (hour, minute, second);
    Ok(())
}

/// Brings equal events to equal values, and refuses what cannot happen.
fn normalised(mut calendar: Calendar) -> Parsed<Calendar> {
    if calendar.weekdays == ALL_WEEKDAYS {
        calendar.weekdays = 0;
    }
    calendar.counts_from_month_end &= !calendar.day.is_empty();
    for component in &mut calendar.year {
        component.start = full_year(component.start);
        component.stop = component.stop.map(full_year);
    }
    let from_end = calendar.counts_from_month_end;
    let parts = [
        (&mut calendar.year, YEARS, "year"),
        (&mut calendar.month, 1..=12, "month"),
        (&mut calendar.hour, 0..=23, "hour"),
        (&mut calendar.minute, 0..=59, "minute"),
        (&mut calendar.second, 0..=60 * USEC_PER_SEC - 1, "second"),
    ];
    for (chain, range, name) in parts {
        normalise(chain);
        if !chain.iter().all(|c| is_possible(c, &range, false)) {
            return fail(format!("there is no such {name}"));
        }
    }
    normalise(&mut calendar.day);
    let mut last_day: u32 = 31;
    for component in &calendar.day {
        // systemd takes three days away for each value of a list, not once for the list.
        last_day = last_day.saturating_sub(if from_end { 3 } else { 0 });
        if last_day < 1 || !is_possible(component, &(1..=last_day), from_end) {
            return fail("there is no such day");
        }
    }
    Ok(calendar)
}

/// 12 is 2012, 89 is 1989.
fn full_year(year: u32) -> u32 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    }
}
