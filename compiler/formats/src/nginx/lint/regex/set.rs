//! Sets of bytes: what one place of a pattern can match.

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::nginx::lint) struct Set([u64; 4]);

impl Set {
    pub(super) const EMPTY: Self = Self([0; 4]);

    /// Every byte.
    pub(super) const ALL: Self = Self([u64::MAX; 4]);

    pub(super) fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut set = Self::EMPTY;
        bytes.into_iter().for_each(|byte| set.insert(byte));
        set
    }

    /// The byte, in both cases if there are two and case is no matter.
    pub(super) fn byte(byte: u8, ignores_case: bool) -> Self {
        match ignores_case {
            true => Self::of([byte.to_ascii_lowercase(), byte.to_ascii_uppercase()]),
            false => Self::of([byte]),
        }
    }

    /// `.`: all but the newline (`pcre2pattern(3)`, "Full stop").
    pub(super) fn dot() -> Self {
        Self::of([b'\n']).complement()
    }

    pub(super) fn insert(&mut self, byte: u8) {
        let (word, bit) = (usize::from(byte / 64), byte % 64);
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    pub(in crate::nginx::lint) fn contains(self, byte: u8) -> bool {
        self.meets(Self::of([byte]))
    }

    #[must_use]
    pub(in crate::nginx::lint) fn union(self, other: Self) -> Self {
        let mut words = self.0;
        let pairs = words.iter_mut().zip(other.0);
        pairs.for_each(|(word, more)| *word |= more);
        Self(words)
    }

    #[must_use]
    pub(super) fn complement(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// Whether a byte is in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, two)| one & two != 0)
    }

    pub(super) fn is_within(self, other: Self) -> bool {
        !self.meets(other.complement())
    }

    /// How many bytes.
    pub(super) fn len(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The only byte.
    pub(super) fn single(self) -> Option<u8> {
        let mut all = (0..=u8::MAX).filter(|byte| self.contains(*byte));
        all.next().filter(|_| self.len() == 1)
    }

    /// Bytes that the C locale calls by these names, as in `[[:alpha:]]` and `\w`.
    pub(super) fn class(name: &str) -> Option<Self> {
        let is: fn(&u8) -> bool = match name {
            "alpha" => u8::is_ascii_alphabetic,
            "digit" => u8::is_ascii_digit,
            "alnum" => u8::is_ascii_alphanumeric,
            "lower" => u8::is_ascii_lowercase,
            "upper" => u8::is_ascii_uppercase,
            "space" => |byte| matches!(byte, b' ' | b'\t'..=b'\r'),
            "blank" => |byte| matches!(byte, b' ' | b'\t'),
            "punct" => u8::is_ascii_punctuation,
            "cntrl" => u8::is_ascii_control,
            "print" => |byte| matches!(byte, b' '..=b'~'),
            "graph" => u8::is_ascii_graphic,
            "xdigit" => u8::is_ascii_hexdigit,
            "ascii" => u8::is_ascii,
            "word" => |byte| byte.is_ascii_alphanumeric() || *byte == b'_',
            _ => return None,
        };
        Some(Self::of((0..=u8::MAX).filter(is)))
    }
}
