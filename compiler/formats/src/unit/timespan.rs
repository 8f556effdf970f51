//! Time spans: `systemd.time(7)`, *Parsing time spans*.

use std::fmt;
use std::str::FromStr;

const USEC_PER_SEC: u64 = 1_000_000;

/// The units and their microseconds. Longer names first, because the reader takes the first match.
const UNITS: &[(&str, u64)] = &[
    ("seconds", USEC_PER_SEC),
    ("second", USEC_PER_SEC),
    ("sec", USEC_PER_SEC),
    ("s", USEC_PER_SEC),
    ("minutes", MINUTE),
    ("minute", MINUTE),
    ("min", MINUTE),
    ("months", MONTH),
    ("month", MONTH),
    ("M", MONTH),
    ("msec", 1_000),
    ("ms", 1_000),
    ("m", MINUTE),
    ("hours", HOUR),
    ("hour", HOUR),
    ("hr", HOUR),
    ("h", HOUR),
    ("days", DAY),
    ("day", DAY),
    ("d", DAY),
    ("weeks", WEEK),
    ("week", WEEK),
    ("w", WEEK),
    ("years", YEAR),
    ("year", YEAR),
    ("y", YEAR),
    ("usec", 1),
    ("us", 1),
    ("µs", 1),
];

const MINUTE: u64 = 60 * USEC_PER_SEC;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
/// 30.44 days.
const MONTH: u64 = 2_629_800 * USEC_PER_SEC;
/// 365.25 days.
const YEAR: u64 = 31_557_600 * USEC_PER_SEC;

/// A length of time in whole microseconds, or for ever.
///
/// ```
/// use formats::unit::TimeSpan;
/// let span: TimeSpan = "1h 30min".parse()?;
/// assert_eq!(span.microseconds(), Some(5_400_000_000));
/// assert_eq!("90".parse::<TimeSpan>()?.to_string(), "1min 30s");
/// # Ok::<(), formats::unit::TimeSpanError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeSpan {
    /// `u64::MAX` is for ever, as in systemd.
    microseconds: u64,
}

impl TimeSpan {
    /// No end.
    pub const INFINITY: Self = Self {
        microseconds: u64::MAX,
    };

    /// A span of whole seconds; for ever when there are too many to count.
    pub const fn seconds(seconds: u64) -> Self {
        Self {
            microseconds: seconds.saturating_mul(USEC_PER_SEC),
        }
    }

    /// Its length; `None` when it has no end.
    pub fn microseconds(self) -> Option<u64> {
        (self != Self::INFINITY).then_some(self.microseconds)
    }
}

/// Text that is no time span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSpanError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl fmt::Display for TimeSpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, reason } = self;
        write!(
            f,
            "`{}` is no time span: {reason}, write it as `90s` or `1h 30min`",
            text.escape_debug()
        )
    }
}

impl std::error::Error for TimeSpanError {}

/// White space to systemd's number parsers.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

impl FromStr for TimeSpan {
    type Err = TimeSpanError;

    fn from_str(text: &str) -> Result<Self, TimeSpanError> {
        parse(text).map_err(|reason| TimeSpanError {
            text: text.to_owned(),
            reason,
        })
    }
}

const TOO_LONG: &str = "it is longer than systemd can count";

fn parse(text: &str) -> Result<TimeSpan, &'static str> {
    let mut rest = text.trim_matches(BLANKS);
    if rest == "infinity" {
        return Ok(TimeSpan::INFINITY);
    }
    if rest.is_empty() {
        return Err("it is empty");
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let (microseconds, behind) = component(rest)?;
        sum = sum
            .checked_add(microseconds)
            .filter(|sum| *sum < u64::MAX)
            .ok_or(TOO_LONG)?;
        rest = behind.trim_start_matches(BLANKS);
    }
    Ok(TimeSpan { microseconds: sum })
}

/// Reads one number with its unit, which is seconds when there is none.
fn component(text: &str) -> Result<(u64, &str), &'static str> {
    let (whole, behind) = digits(text);
    let (fraction, behind) = match behind.strip_prefix('.') {
        Some(behind) => {
            let (fraction, behind) = digits(behind);
            if fraction.is_empty() {
                return Err("digits are missing behind a point");
            }
            (fraction, behind)
        }
        None if whole.is_empty() => return Err("a number is missing"),
        None => ("", behind),
    };
    let (multiplier, behind) = unit(behind)?;
    let whole: i64 = match whole {
        "" => 0,
        whole => whole.parse().map_err(|_| TOO_LONG)?,
    };
    let whole = u64::try_from(whole).map_err(|_| TOO_LONG)?;
    if whole >= u64::MAX / multiplier {
        return Err(TOO_LONG);
    }
    let mut sum = whole * multiplier;
    let mut worth = multiplier / 10;
    for digit in fraction.bytes() {
        sum = sum
            .checked_add(worth * u64::from(digit - b'0'))
            .ok_or(TOO_LONG)?;
        worth /= 10;
    }
    Ok((sum, behind))
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// Reads a unit; gives its microseconds and what is left.
fn unit(text: &str) -> Result<(u64, &str), &'static str> {
    let trimmed = text.trim_start_matches(BLANKS);
    for (name, microseconds) in UNITS {
        if let Some(behind) = trimmed.strip_prefix(name) {
            return Ok((*microseconds, behind));
        }
    }
    match text.chars().next() {
        None => Ok((USEC_PER_SEC, "")),
        // `5 30min` is 5 s and 30 min: behind a blank begins a new number.
        Some(_)
            if trimmed.len() < text.len()
                && trimmed.starts_with(|c: char| c.is_ascii_digit() || c == '.') =>
        {
            Ok((USEC_PER_SEC, trimmed))
        }
        Some(_) => Err("it has an unknown unit"),
    }
}

impl fmt::Display for TimeSpan {
    /// Writes the span as `systemctl show` does: `1h 30min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: [(&str, u64); 9] = [
            ("y", YEAR),
            ("month", MONTH),
            ("w", WEEK),
            ("d", DAY),
            ("h", HOUR),
            ("min", MINUTE),
            ("s", USEC_PER_SEC),
            ("ms", 1_000),
            ("us", 1),
        ];
        match self.microseconds {
            u64::MAX => return f.write_str("infinity"),
            0 => return f.write_str("0"),
            _ => {}
        }
        let mut rest = self.microseconds;
        let mut separator = "";
        for (name, microseconds) in SHOWN {
            if rest >= microseconds {
                write!(f, "{separator}{}{name}", rest / microseconds)?;
                separator = " ";
                rest %= microseconds;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_systemd_analyze_reads_them() {
        let cases = [
            ("90", Some(90_000_000)),
            ("1h 30min", Some(5_400_000_000)),
            ("5 30min", Some(1_805_000_000)),
            (".5", Some(500_000)),
            ("1h30", Some(3_630_000_000)),
            ("5 .5", Some(5_500_000)),
            ("12.34s.56", Some(12_900_000)),
            ("1 h", Some(3_600_000_000)),
            ("5sec1", Some(6_000_000)),
            ("1M", Some(2_629_800_000_000)),
            ("5µs", Some(5)),
            ("9223372036854775807us", Some(9_223_372_036_854_775_807)),
            (" infinity ", None),
        ];
        for (text, expected) in cases {
            let span: TimeSpan = text.parse().unwrap();
            assert_eq!(span.microseconds(), expected, "{text}");
        }
        for bad in [
            "",
            " ",
            "5.",
            "12.34.56",
            "infinityx",
            "-5",
            "- 5",
            "5mins",
            "3Months",
            "0x5",
            "2hrs",
            "1.5.5s",
            "18446744073709551615us",
            "584542y",
            "s",
            "5s;",
            "٣s",
        ] {
            assert!(bad.parse::<TimeSpan>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_shown_span_is_the_same_span() {
        for text in ["0", "1us", "1y 2month 3w 4d 5h 6min 7s 8ms 9us", "infinity"] {
            let span: TimeSpan = text.parse().unwrap();
            assert_eq!(span.to_string(), text);
        }
        assert_eq!(TimeSpan::seconds(u64::MAX), TimeSpan::INFINITY);
    }
}
