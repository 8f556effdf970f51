//! Calendar events: `systemd.time(7)`, *Calendar events*; the values of `OnCalendar=`.

mod chain;
mod parse;
mod print;

use std::fmt;

/// When something happens, again and again: `Mon..Fri *-*-* 02:30:00 Europe/Zurich`.
///
/// `parse` takes what `systemd-analyze calendar` takes, with three exceptions that depend on the
/// host or the day: `@` and seconds since 1970, the abbreviated local time zone (`CEST`), and
/// names of time zones that are not in the usual areas of the time zone database.
/// Two values are equal when they mean the same; `Display` writes the normalised form.
///
/// ```
/// use formats::unit::Calendar;
/// let daily: Calendar = "daily".parse()?;
/// assert_eq!(daily.to_string(), "*-*-* 00:00:00");
/// assert_eq!(daily, "*-*-* 0:00".parse()?);
/// assert!("*-*-* 25:00".parse::<Calendar>().is_err());
/// # Ok::<(), formats::unit::CalendarError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// A bit for each weekday, Monday lowest; none means all.
    weekdays: u8,
    year: Chain,
    month: Chain,
    day: Chain,
    /// `~`: days are counted from the end of the month.
    counts_from_month_end: bool,
    hour: Chain,
    minute: Chain,
    /// In microseconds.
    second: Chain,
    zone: Option<String>,
}

/// The values one part of a date or time may have, ascending; empty stands for `*`.
type Chain = Vec<Component>;

/// `start`, `start..stop`, `start/repeat` or `start..stop/repeat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Component {
    start: u32,
    /// Ordered as in systemd, where an absent end is -1.
    stop: Option<u32>,
    /// 0: only once.
    repeat: u32,
}

const USEC_PER_SEC: u32 = 1_000_000;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const ALL_WEEKDAYS: u8 = 0b111_1111;

/// Text that is no calendar event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, reason } = self;
        write!(
            f,
            "`{}` is no calendar event: {reason}, write it as `daily` or `Mon *-*-* 02:30:00`",
            text.escape_debug()
        )
    }
}

impl std::error::Error for CalendarError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_normalised_as_systemd_analyze_does() {
        let cases = [
            ("minutely", "*-*-* *:*:00"),
            ("hourly", "*-*-* *:00:00"),
            ("daily UTC", "*-*-* 00:00:00 UTC"),
            ("Weekly", "Mon *-*-* 00:00:00"),
            ("monthly", "*-*-01 00:00:00"),
            ("quarterly", "*-01,04,07,10-01 00:00:00"),
            ("semi-annually", "*-01,07-01 00:00:00"),
            ("yearly", "*-01-01 00:00:00"),
            ("*-*-* 00,12:00:00", "*-*-* 00,12:00:00"),
            (
                "Sat,Thu,Mon..Wed,Sat..Sun",
                "Mon..Thu,Sat,Sun *-*-* 00:00:00",
            ),
            ("mon..fri", "Mon..Fri *-*-* 00:00:00"),
            ("Mon,Sun 12-*-* 2,1:23", "Mon,Sun 2012-*-* 01,02:23:00"),
            ("*-*-7 0:0:0", "*-*-07 00:00:00"),
            ("10-15", "*-10-15 00:00:00"),
            ("17:48", "*-*-* 17:48:00"),
            ("*:0/15", "*-*-* *:00/15:00"),
            ("08:05:40.25", "*-*-* 08:05:40.250000"),
            ("*-02~03", "*-02~03 00:00:00"),
            ("*:*:*", "*-*-* *:*:*"),
            (
                "05-06-07 8..17/2:30 Europe/Zurich",
                "2005-06-07 08..16/2:30:00 Europe/Zurich",
            ),
            ("Monday..Sunday", "*-*-* 00:00:00"),
            ("*:5..5:5..6/2", "*-*-* *:05:05"),
        ];
        for (text, expected) in cases {
            let calendar: Calendar = text.parse().unwrap();
            assert_eq!(calendar.to_string(), expected, "{text}");
            assert_eq!(expected.parse::<Calendar>().unwrap(), calendar, "{text}");
        }
    }

    #[test]
    fn what_never_happens_is_refused() {
        for bad in [
            "",
            " ",
            "dayly",
            "25:00",
            "*-13-01",
            "*-*-32",
            "1969-1-1",
            "Mon..",
            "Wed..Mon",
            "Mon Tue",
            "*-*-* 1:2:3:4",
            "12",
            "1:60",
            "1:00:60",
            "*-*-1/0",
            "*-*-1..",
            "a-b-c",
            "@0",
            "daily  ",
            "*-*-* 10:00 Mars/Base",
            "*~29",
            "*-*~26,1",
            "*:*:5..5",
            "*:*:7.5..8",
            "10:00;",
            "99999999999999999999-1-1",
            "*-*-* 0:0:0.1234567890",
        ] {
            assert!(bad.parse::<Calendar>().is_err(), "{bad}");
        }
    }
}
