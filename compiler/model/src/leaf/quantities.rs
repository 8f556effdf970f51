//! Quantities: time spans, moments that recur, sizes.

use crate::decode::{Decode, Text, malformed, unexpected};
use source::{Number, Report, Value, ValueKind};
use std::fmt;

/// A time span as `systemd.time(7)` writes it, at most a thousand years.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    text: String,
    microseconds: u64,
}

impl Duration {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its length.
    pub fn microseconds(&self) -> u64 {
        self.microseconds
    }
}

/// Unit names of `systemd.time(7)` that we accept, in microseconds. Months and years are left out:
/// they are averages there.
const UNITS: [(&[&str], u64); 8] = [
    (&["us", "usec"], 1),
    (&["ms", "msec"], 1_000),
    (&["s", "sec", "second", "seconds", ""], 1_000_000),
    (&["min", "m", "minute", "minutes"], 60_000_000),
    (&["h", "hr", "hour", "hours"], 3_600_000_000),
    (&["d", "day", "days"], 86_400_000_000),
    (&["w", "week", "weeks"], 604_800_000_000),
    (&["year", "years", "y"], 31_557_600_000_000),
];

const LONGEST: u64 = 1000 * 31_557_600_000_000;

impl Text for Duration {
    const EXPECTED: &'static str = "a time span such as `90s`, `15min` or `1h 30min`";

    fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut microseconds = 0u64;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: u64 = rest.get(..digits)?.parse().ok()?;
            rest = rest[digits..].trim_start_matches(' ');
            let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = &rest[..letters];
            rest = rest[letters..].trim_start_matches(' ');
            let (_, factor) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
            microseconds = microseconds.checked_add(number.checked_mul(*factor)?)?;
        }
        let fits = !text.is_empty() && !text.ends_with(' ') && microseconds <= LONGEST;
        fits.then(|| Self {
            text: text.to_owned(),
            microseconds,
        })
    }
}

/// A size in bytes, a power-of-1024 unit allowed: `128m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// The number as written.
    pub number: u64,
    /// `k`, `m`, `g`, `t`, or nothing for bytes.
    pub unit: Option<char>,
}

impl Size {
    /// The size in bytes.
    pub fn bytes(self) -> u64 {
        let exponent = match self.unit {
            None => 0,
            Some('k') => 1,
            Some('m') => 2,
            Some('g') => 3,
            Some(_) => 4,
        };
        self.number.saturating_mul(1024u64.pow(exponent))
    }
}

impl Text for Size {
    const EXPECTED: &'static str = "a size such as `400m` (units k, m, g, t)";

    fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = text.get(..digits)?.parse().ok()?;
        let unit = match text[digits..].to_ascii_lowercase().as_str() {
            "" => None,
            unit @ ("k" | "m" | "g" | "t") => unit.chars().next(),
            _ => return None,
        };
        let size = Self { number, unit };
        let fits = size.bytes() < u64::MAX;
        fits.then_some(size)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            None => write!(f, "{}", self.number),
            Some(unit) => write!(f, "{}{unit}", self.number),
        }
    }
}

/// A number of processors, in thousandths: `0.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cpus(u32);

impl Cpus {
    const EXPECTED: &'static str = "a number of processors from 0.001, in thousandths";

    fn of(number: Number) -> Option<Self> {
        let (numerator, denominator) = number.parts();
        let scaled = numerator.checked_mul(1000)?;
        let divisor = i128::try_from(denominator).ok()?;
        let is_whole = scaled % divisor == 0;
        let thousandths = u32::try_from(scaled / divisor).ok()?;
        (is_whole && thousandths > 0).then_some(Self(thousandths))
    }
}

impl Decode for Cpus {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        let ValueKind::Number(number) = &value.kind else {
            report.add(unexpected(Self::EXPECTED, value));
            return None;
        };
        let cpus = Self::of(*number);
        if cpus.is_none() {
            report.add(malformed(Self::EXPECTED, &number.to_string(), value));
        }
        cpus
    }
}

impl fmt::Display for Cpus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:03}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// A calendar expression (`systemd.time(7)`); its grammar is that of the format it is written in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Calendar(pub(super) String);

impl Text for Calendar {
    const EXPECTED: &'static str = "a calendar expression such as `daily`";

    fn parse(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }
}

crate::decode::text_types!(Duration, Size);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_add_up() {
        let cases = [
            ("90s", 90_000_000),
            ("15min", 900_000_000),
            ("1h 30min", 5_400_000_000),
            ("1h30m", 5_400_000_000),
            ("3600", 3_600_000_000),
            ("10ms", 10_000),
        ];
        for (text, microseconds) in cases {
            assert_eq!(
                Duration::parse(text).map(|span| span.microseconds()),
                Some(microseconds),
                "{text}"
            );
        }
        for bad in [
            "",
            " ",
            "s",
            "1x",
            "-1s",
            "1s ",
            "99999999999999999999s",
            "1.5s",
            "é",
        ] {
            assert!(Duration::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn processors_are_thousandths() {
        let cpus = |numerator, denominator| {
            let number = Number::new(numerator, denominator).unwrap();
            Cpus::of(number).map(|cpus| cpus.to_string())
        };
        assert_eq!(cpus(1, 2).as_deref(), Some("0.5"));
        assert_eq!(cpus(3, 1).as_deref(), Some("3"));
        assert_eq!(cpus(1, 1000).as_deref(), Some("0.001"));
        assert_eq!(cpus(5, 4).as_deref(), Some("1.25"));
        for (numerator, denominator) in [(0, 1), (-1, 2), (1, 3), (1, 2000), (i128::MAX, 1)] {
            assert_eq!(cpus(numerator, denominator), None);
        }
    }

    #[test]
    fn sizes_have_one_spelling() {
        assert_eq!(Size::parse("128M").unwrap().to_string(), "128m");
        assert_eq!(Size::parse("1k").unwrap().bytes(), 1024);
        for bad in ["", "m", "128mb", "-1", "1.5g", "99999999999999999999t"] {
            assert!(Size::parse(bad).is_none(), "{bad:?}");
        }
    }
}
