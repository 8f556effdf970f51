//! Numbers, days and sizes.

use std::fmt;

/// A number of files, days or passes: 0 to 2³¹ − 1, which is what logrotate holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(u32);

/// A day of the week: 0 to 6 from Sunday on, 7 for *once in seven days*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeekDay(u8);

/// A day of the month: 1 to 31, 0 for the first run in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay(u8);

impl Count {
    /// This number; `None` above 2³¹ − 1.
    pub const fn new(number: u32) -> Option<Self> {
        if number > i32::MAX as u32 {
            return None;
        }
        Some(Self(number))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl From<u16> for Count {
    fn from(number: u16) -> Self {
        Self(u32::from(number))
    }
}

impl WeekDay {
    /// This day; `None` above 7.
    pub const fn new(day: u8) -> Option<Self> {
        if day > 7 { None } else { Some(Self(day)) }
    }

    /// The number of the day.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl MonthDay {
    /// This day; `None` above 31.
    pub const fn new(day: u8) -> Option<Self> {
        if day > 31 { None } else { Some(Self(day)) }
    }

    /// The number of the day.
    pub fn get(self) -> u8 {
        self.0
    }
}

/// A size of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    count: u32,
    unit: SizeUnit,
}

/// What a size counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SizeUnit {
    /// Bytes.
    Bytes,
    /// `k`: 2¹⁰ bytes.
    Kibi,
    /// `M`: 2²⁰ bytes.
    Mebi,
    /// `G`: 2³⁰ bytes.
    Gibi,
}

impl Size {
    /// So many of these.
    pub const fn new(count: u32, unit: SizeUnit) -> Self {
        Self { count, unit }
    }

    /// In bytes.
    pub fn bytes(self) -> u64 {
        let shift = match self.unit {
            SizeUnit::Bytes => 0,
            SizeUnit::Kibi => 10,
            SizeUnit::Mebi => 20,
            SizeUnit::Gibi => 30,
        };
        u64::from(self.count) << shift
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let unit = match text.chars().next_back()? {
            'k' | 'K' => SizeUnit::Kibi,
            'M' => SizeUnit::Mebi,
            'G' => SizeUnit::Gibi,
            _ => SizeUnit::Bytes,
        };
        let digits = match unit {
            SizeUnit::Bytes => text,
            _ => &text[..text.len() - 1],
        };
        decimal(digits).map(|count| Self { count, unit })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            SizeUnit::Bytes => "",
            SizeUnit::Kibi => "k",
            SizeUnit::Mebi => "M",
            SizeUnit::Gibi => "G",
        };
        write!(f, "{}{unit}", self.count)
    }
}

/// A decimal number. One that begins with a `0` is octal to logrotate (`strtol` with base 0).
pub(super) fn decimal(text: &str) -> Option<u32> {
    let is_decimal = text.bytes().all(|b| b.is_ascii_digit());
    let is_octal = text.len() > 1 && text.starts_with('0');
    (is_decimal && !is_octal)
        .then(|| text.parse().ok())
        .flatten()
}
