//! The values that one part of a date or time may have.

use super::{Chain, Component, USEC_PER_SEC};
use std::ops::RangeInclusive;

/// The longest chain systemd takes.
const MAX_COMPONENTS: usize = 240;

impl Component {
    pub(super) const fn once(start: u32) -> Self {
        Self {
            start,
            stop: None,
            repeat: 0,
        }
    }

    pub(super) const fn every_second() -> Self {
        Self {
            start: 0,
            stop: None,
            repeat: USEC_PER_SEC,
        }
    }
}

/// What was read, or why it could not be.
pub(super) type Parsed<T> = Result<T, String>;

pub(super) fn fail<T>(reason: impl Into<String>) -> Parsed<T> {
    Err(reason.into())
}

/// Reads `*` or components joined by commas. With a scale of 1 000 000, numbers may have a fraction.
pub(super) fn chain(text: &str, scale: u32) -> Parsed<(Chain, &str)> {
    if let Some(rest) = text.strip_prefix('*') {
        let every = match scale {
            1 => Vec::new(),
            _ => vec![Component::every_second()],
        };
        return Ok((every, rest));
    }
    let mut chain = Vec::new();
    let mut rest = text;
    loop {
        let (component, behind) = component(rest, scale)?;
        chain.push(component);
        if chain.len() > MAX_COMPONENTS {
            return fail("it has too many values");
        }
        match behind.strip_prefix(',') {
            Some(behind) => rest = behind,
            None => return Ok((chain, behind)),
        }
    }
}

fn component(text: &str, scale: u32) -> Parsed<(Component, &str)> {
    let (start, mut rest) = number(text, scale)?;
    let mut component = Component::once(start);
    if let Some(behind) = rest.strip_prefix("..") {
        let (stop, behind) = number(behind, scale)?;
        component.stop = Some(stop);
        component.repeat = scale;
        rest = behind;
    }
    if let Some(behind) = rest.strip_prefix('/') {
        (component.repeat, rest) = number(behind, scale)?;
        if component.repeat == 0 {
            return fail("a step of zero leads nowhere");
        }
    } else if scale > 1 && component.stop.is_some_and(|stop| start + scale > stop) {
        return fail("a range of less than a second needs a step");
    }
    if !rest.is_empty() && !rest.starts_with([' ', ',', '-', '~', ':']) {
        return fail(format!("`{rest}` is not understood"));
    }
    Ok((component, rest))
}

/// Reads digits, with up to six more behind a point when the scale has room for them.
fn number(text: &str, scale: u32) -> Parsed<(u32, &str)> {
    let too_big = || "a number is too big".to_owned();
    let (whole, rest) = digits(text);
    if whole.is_empty() {
        return fail("a number is missing");
    }
    let whole: u32 = whole.parse().map_err(|_| too_big())?;
    let value = whole.checked_mul(scale).ok_or_else(too_big)?;
    let behind = match rest.strip_prefix('.') {
        Some(behind) if scale > 1 && !behind.starts_with('.') => behind,
        _ => return at_most_an_int(value, rest),
    };
    let (fraction, rest) = digits(behind);
    if fraction.is_empty() || fraction.len() > 6 {
        return fail("a fraction of a second has one to six digits");
    }
    let fraction: u32 = format!("{fraction:0<6}").parse().map_err(|_| too_big())?;
    at_most_an_int(value.checked_add(fraction).ok_or_else(too_big)?, rest)
}

fn at_most_an_int(value: u32, rest: &str) -> Parsed<(u32, &str)> {
    match i32::try_from(value) {
        Ok(_) => Ok((value, rest)),
        Err(_) => fail("a number is too big"),
    }
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// Brings equal chains to equal values.
pub(super) fn normalise(chain: &mut Chain) {
    for component in chain.iter_mut() {
        *component = shortened(*component);
    }
    chain.sort();
    chain.dedup();
}

/// Ends a range at its last step; a range of one is no range.
fn shortened(component: Component) -> Component {
    let Component {
        start,
        stop,
        repeat,
    } = component;
    let Some(length) = stop.and_then(|stop| stop.checked_sub(start)) else {
        return component;
    };
    match length.checked_rem(repeat).map(|rest| length - rest) {
        None | Some(0) => Component::once(start),
        Some(length) => Component {
            stop: Some(start + length),
            ..component
        },
    }
}

/// Whether systemd finds a time for it in this range.
pub(super) fn is_possible(
    component: &Component,
    range: &RangeInclusive<u32>,
    is_from_end: bool,
) -> bool {
    let Component {
        start,
        stop,
        repeat,
    } = *component;
    let (from, to) = (*range.start(), *range.end());
    if !range.contains(&start) || repeat > to - from {
        return false;
    }
    match stop {
        Some(stop) => range.contains(&stop) && start + repeat <= stop,
        None if is_from_end => start >= from + repeat,
        None => start + repeat <= to,
    }
}
