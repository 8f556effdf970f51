//! Bytes to choices: trees are built from these.

use arbitrary::Unstructured;

/// Choices, made from the input of a target. When it is used up, all further choices are the first ones.
pub(crate) struct Input<'a>(Unstructured<'a>);

/// What has a meaning somewhere, and what looks like it.
const TOKENS: [&str; 64] = [
    "a",
    "b",
    "x",
    "0",
    "1",
    "7",
    "A",
    "_",
    "-",
    ".",
    "/",
    ":",
    ",",
    "=",
    "+",
    "~",
    "@",
    "!",
    "?",
    "*",
    "|",
    "&",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "#",
    ";",
    "%",
    "%%",
    "%n",
    "%(a)s",
    "$",
    "$$",
    "${a}",
    "$(a)",
    "@(a)",
    "\"",
    "'",
    "`",
    "\\",
    "\\n",
    "\\x41",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\0",
    "\u{7f}",
    "\u{1b}",
    "\u{85}",
    "\u{a0}",
    "\u{3000}",
    "é",
    "[Service]",
    "\nExecStart=/x",
    "endscript",
    "//",
    "/*",
];

impl<'a> Input<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self(Unstructured::new(data))
    }

    /// A number from 0 to the last one.
    pub(crate) fn up_to(&mut self, last: usize) -> usize {
        self.0.int_in_range(0..=last).unwrap_or(0)
    }

    /// Any number.
    pub(crate) fn number(&mut self) -> u32 {
        self.0.arbitrary().unwrap_or(0)
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.up_to(1) == 1
    }

    /// One of several.
    pub(crate) fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        let index = self.up_to(all.len() - 1);
        all[index].clone()
    }

    /// Up to so many.
    pub(crate) fn many<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.up_to(most)).map(|_| make(self)).collect()
    }

    /// As [`Self::many`], without those that were refused.
    pub(crate) fn some<T, E>(
        &mut self,
        most: usize,
        mut make: impl FnMut(&mut Self) -> Result<T, E>,
    ) -> Vec<T> {
        let made = self.many(most, |input| make(input).ok());
        made.into_iter().flatten().collect()
    }

    /// Any text; mostly of what means something somewhere.
    pub(crate) fn text(&mut self) -> String {
        let part = |input: &mut Self| match input.up_to(7) {
            0 => input.0.arbitrary().unwrap_or('x').to_string(),
            _ => input.pick(&TOKENS).to_owned(),
        };
        self.many(10, part).concat()
    }

    /// A word of these characters, not empty.
    pub(crate) fn word(&mut self, characters: &str) -> String {
        let all: Vec<char> = characters.chars().collect();
        let first = self.pick(&all);
        let rest = self.many(7, |input| input.pick(&all));
        std::iter::once(first).chain(rest).collect()
    }
}
