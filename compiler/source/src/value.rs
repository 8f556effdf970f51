//! Evaluated data, independent of the language it was written in.

use crate::{Record, Span, ValuePath};
use std::fmt;

/// Where a value was written: its path in the stack and, when known, the place in the text.
///
/// Cheap to clone, so that every line of every generated file can carry the origins it was made from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    path: ValuePath,
    span: Option<Span>,
    is_default: bool,
}

impl Origin {
    /// An origin for a value the user wrote or, with `span` absent, for one that was computed.
    pub fn new(path: ValuePath, span: Option<Span>) -> Self {
        Self {
            path,
            span,
            is_default: false,
        }
    }

    /// The same origin, marked as a default that nobody overrode.
    #[must_use]
    pub fn defaulted(self, is_default: bool) -> Self {
        Self { is_default, ..self }
    }

    /// The path of the value.
    pub fn path(&self) -> &ValuePath {
        &self.path
    }

    /// The best span there is: of the value, its key, or the nearest enclosing text of the user.
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// Whether the value is a default of a library that nobody overrode.
    pub fn is_default(&self) -> bool {
        self.is_default
    }
}

/// Something with its origin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located<T> {
    /// The thing.
    pub value: T,
    /// Where it was written.
    pub origin: Origin,
}

impl<T> Located<T> {
    /// Joins the two.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// The same place, another view of the thing.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Located<U> {
        Located::new(convert(self.value), self.origin)
    }

    /// A borrowed view at the same place.
    pub fn as_ref(&self) -> Located<&T> {
        Located::new(&self.value, self.origin.clone())
    }
}

impl<T> std::ops::Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// An evaluated value: everything forced, nothing but data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where it was written.
    pub origin: Origin,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where the key stands, when the user wrote it.
    pub key_span: Option<Span>,
    /// What it holds.
    pub value: Value,
}

/// The payload of an enum variant; absent for a bare tag.
pub type Payload = Option<Box<Value>>;

/// The kinds of data a stack can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, exact.
    Number(Number),
    /// Text, which may hold any character.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// A record.
    Record(Record),
    /// An enum tag, with or without payload: `'Webroot`, `'Pull "…"`.
    Enum(String, Payload),
}

impl ValueKind {
    /// What the user would call it: `a number`, `a string`.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Record(_) => "a record",
            Self::Enum(_, None) => "an enum tag",
            Self::Enum(_, Some(_)) => "an enum variant",
        }
    }
}

/// An exact rational number in lowest terms, the denominator positive.
///
/// Kept as bytes: integers of this size would make every value, whatever it is, a third larger.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    numerator: [u8; 16],
    denominator: [u8; 16],
}

impl Number {
    /// A quotient; `None` when the denominator is zero.
    pub fn new(numerator: i128, denominator: u128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator);
        let magnitude = numerator.unsigned_abs() / divisor;
        let numerator = if numerator < 0 {
            0i128.checked_sub_unsigned(magnitude)?
        } else {
            i128::try_from(magnitude).ok()?
        };
        Some(Self::of(numerator, denominator / divisor))
    }

    fn of(numerator: i128, denominator: u128) -> Self {
        Self {
            numerator: numerator.to_ne_bytes(),
            denominator: denominator.to_ne_bytes(),
        }
    }

    /// The number as an integer type, exactly or not at all.
    pub fn to_integer<T: TryFrom<i128>>(self) -> Option<T> {
        let (numerator, denominator) = self.parts();
        if denominator != 1 {
            return None;
        }
        T::try_from(numerator).ok()
    }

    /// Numerator and denominator.
    pub fn parts(self) -> (i128, u128) {
        (
            i128::from_ne_bytes(self.numerator),
            u128::from_ne_bytes(self.denominator),
        )
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self::of(i128::from(integer), 1)
    }
}

impl fmt::Display for Number {
    /// Writes the exact decimal form where there is one (`0.5`), else a quotient (`1/3`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = self.parts();
        if denominator == 1 {
            return write!(f, "{numerator}");
        }
        let mut rest = denominator;
        for prime in [2, 5] {
            while rest.is_multiple_of(prime) {
                rest /= prime;
            }
        }
        let magnitude = numerator.unsigned_abs();
        let mut remainder = magnitude % denominator;
        if rest != 1 || denominator > u128::MAX / 10 {
            return write!(f, "{numerator}/{denominator}");
        }
        if numerator < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}.", magnitude / denominator)?;
        while remainder != 0 {
            remainder *= 10;
            write!(f, "{}", remainder / denominator)?;
            remainder %= denominator;
        }
        Ok(())
    }
}

fn greatest_common_divisor(a: u128, b: u128) -> u128 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let cases = [
            (1, 2, "0.5"),
            (-3, 4, "-0.75"),
            (10, 5, "2"),
            (1, 3, "1/3"),
            (i128::MIN, 1, "-170141183460469231731687303715884105728"),
        ];
        for (numerator, denominator, text) in cases {
            assert_eq!(
                Number::new(numerator, denominator).unwrap().to_string(),
                text
            );
        }
        assert_eq!(Number::new(1, 0), None);
        assert_eq!(Number::new(16161, 2).unwrap().to_integer::<u16>(), None);
        assert_eq!(Number::from(70000).to_integer::<u16>(), None);
        assert_eq!(Number::from(8080).to_integer::<u16>(), Some(8080));
    }
}
