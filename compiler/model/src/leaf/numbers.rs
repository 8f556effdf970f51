//! Numbers with a range: ports, ids, release numbers.

use crate::decode::{Decode, Text, malformed, unexpected};
use source::{Report, Value, ValueKind};
use std::fmt;

/// A TCP or UDP port from 1 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port(u16);

impl Port {
    /// The first port that needs no privilege (`net.ipv4.ip_unprivileged_port_start`).
    pub const FIRST_UNPRIVILEGED: u16 = 1024;

    /// A port, unless it is 0.
    pub fn new(number: u16) -> Option<Self> {
        (number != 0).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }
}

/// A numeric user or group id; 4294967295 means "no id" to the kernel and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uid(u32);

impl Uid {
    /// An id, unless it is the one that means none.
    pub fn new(number: u32) -> Option<Self> {
        (number != u32::MAX).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A release number of one to three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub [u16; 3]);

impl Text for Version {
    const EXPECTED: &'static str = "a release number such as `5.4.2`";

    fn parse(text: &str) -> Option<Self> {
        let mut numbers = [0; 3];
        let parts: Vec<&str> = text.split('.').collect();
        if parts.len() > 3 {
            return None;
        }
        for (number, part) in numbers.iter_mut().zip(parts) {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let is_number = is_number && (part == "0" || !part.starts_with('0'));
            *number = is_number.then(|| part.parse().ok()).flatten()?;
        }
        Some(Self(numbers))
    }
}

crate::decode::text_types!(Version);

impl Decode for Port {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        number(value, report, "a port from 1 to 65535", Self::new)
    }
}

impl Decode for Uid {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        number(
            value,
            report,
            "a numeric id from 0 to 4294967294",
            Self::new,
        )
    }
}

pub(super) fn number<T, N: TryFrom<i128>>(
    value: &Value,
    report: &mut Report,
    expected: &str,
    make: impl FnOnce(N) -> Option<T>,
) -> Option<T> {
    let ValueKind::Number(number) = &value.kind else {
        report.add(unexpected(
            &format!("{expected}, written as a number"),
            value,
        ));
        return None;
    };
    let made = number.to_integer().and_then(make);
    if made.is_none() {
        report.add(malformed(expected, &number.to_string(), value));
    }
    made
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}")?;
        match patch {
            0 => Ok(()),
            patch => write!(f, ".{patch}"),
        }
    }
}
