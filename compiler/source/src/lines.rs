//! Where the lines of a text start, so that a place is found without reading the text again.

use std::ops::Range;

/// The lines of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    /// The first byte of each line, ascending; the first line starts at 0.
    starts: Vec<u32>,
    /// Bytes of the longest line, without what ends it.
    longest: usize,
}

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let mut starts = vec![0];
        let mut longest = 0;
        let mut start = 0;
        for (newline, _) in text.match_indices('\n') {
            longest = longest.max(newline - start);
            start = newline + 1;
            // Texts are bounded far below this, and spans have no more bits.
            starts.push(u32::try_from(start).unwrap_or(u32::MAX));
        }
        Self {
            starts,
            longest: longest.max(text.len() - start),
        }
    }

    /// The line (from 0) that a byte is in; a newline belongs to the line that it ends.
    pub(crate) fn at(&self, byte: usize) -> usize {
        let after = self.starts.partition_point(|start| *start as usize <= byte);
        after.saturating_sub(1)
    }

    /// The bytes of a line (from 0), with what ends it, of a text of `length` bytes.
    pub(crate) fn range(&self, line: usize, length: usize) -> Range<usize> {
        let start = |line: usize| self.starts.get(line).map(|start| *start as usize);
        let first = start(line).unwrap_or(length);
        first..start(line + 1).unwrap_or(length)
    }

    /// Bytes of the longest line.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_that_reading_the_text_finds() {
        for text in ["", "\n", "a", "a\n", "\na", "a\n\nbcd\n", "é\nü€\n\n\nx"] {
            let lines = Lines::of(text);
            for byte in 0..=text.len() {
                let before = text.as_bytes()[..byte].iter();
                let line = before.filter(|byte| **byte == b'\n').count();
                assert_eq!(lines.at(byte), line, "{text:?} {byte}");
            }
            let mut start = 0;
            for (line, content) in text.split_inclusive('\n').enumerate() {
                let range = start..start + content.len();
                assert_eq!(lines.range(line, text.len()), range, "{text:?} {line}");
                start += content.len();
            }
            assert_eq!(lines.range(99, text.len()), text.len()..text.len());
            let longest = text.split('\n').map(str::len).max();
            assert_eq!(Some(lines.longest()), longest, "{text:?}");
        }
    }
}
