//! Commands as JSON arrays: the values of `HealthCmd=`, `HealthStartupCmd=` and `Entrypoint=`.

use super::print::READER;
use crate::Refused;
use crate::unit::escape::{self, Dialect};
use crate::unit::{Piece, Text, refuse};

/// Words that podman takes as the form of a health check when they come first in a text.
const FORMS: [&str; 2] = ["CMD", "CMD-SHELL"];

/// Writes a command; JSON escapes carry every text but NUL.
pub(super) fn write(words: &[Text]) -> Result<String, Refused> {
    let Some(first) = words.first() else {
        return Err(refuse::whole(
            READER,
            "cannot run a command without words",
            "name a program, or leave the setting out",
        ));
    };
    if FORMS.contains(&first.shape().as_str()) {
        return Err(refuse::whole(
            READER,
            "cannot begin with `CMD` in a JSON array, which podman then takes as text",
            "leave the word out",
        ));
    }
    let strings: Result<Vec<String>, Refused> = words.iter().map(string).collect();
    Ok(format!("[{}]", strings?.join(", ")))
}

fn string(text: &Text) -> Result<String, Refused> {
    // U+0080 is written as an escape, so the generator never sees it.
    let dialect = Dialect {
        keeps_u0080: true,
        ..Dialect::QUADLET
    };
    if text.pieces().iter().any(|p| matches!(p, Piece::Splice(_))) {
        return Err(refuse::whole(
            READER,
            "cannot splice the words of a variable into a JSON array",
            "write `${NAME}`",
        ));
    }
    let written = escape::write(text, dialect, |written, _, c| {
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\x08' => written.push_str("\\b"),
            '\x0c' => written.push_str("\\f"),
            c if c.is_control() => written.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => written.push(c),
        }
        Ok(())
    })?;
    // `$$` and `%%` are undone by systemd, before podman reads the JSON.
    Ok(format!("\"{written}\""))
}

/// Reads an array of strings; `None` when the text is anything else.
pub(super) fn parse(text: &str) -> Option<Vec<String>> {
    let mut reader = Reader { rest: text };
    let words = reader.array()?;
    reader.blanks();
    reader.rest.is_empty().then_some(words)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, expected: char) -> Option<()> {
        self.blanks();
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn array(&mut self) -> Option<Vec<String>> {
        self.take('[')?;
        if self.take(']').is_some() {
            return Some(Vec::new());
        }
        let mut words = vec![self.string()?];
        while self.take(',').is_some() {
            words.push(self.string()?);
        }
        self.take(']')?;
        Some(words)
    }

    fn string(&mut self) -> Option<String> {
        self.take('"')?;
        let mut string = String::new();
        loop {
            match self.next()? {
                '"' => return Some(string),
                '\\' => string.push(self.escape()?),
                c if c < ' ' => return None,
                c => string.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.code()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first);
                }
                self.rest = self.rest.strip_prefix("\\u")?;
                let second = self
                    .code()?
                    .checked_sub(0xdc00)
                    .filter(|low| *low < 0x400)?;
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + second);
            }
            _ => return None,
        })
    }

    fn code(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = &self.rest[4..];
        let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
        all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_of_strings_are_read_and_nothing_else() {
        let parsed = parse(" [ \"a\", \"\\u00e9\\ud83d\\ude00\\/\\n\" ] ").unwrap();
        assert_eq!(parsed, ["a", "é😀/\n"]);
        assert_eq!(parse("[]").unwrap(), [""; 0]);
        for bad in [
            "",
            "[",
            "[\"a\"",
            "[\"a\",]",
            "[1]",
            "[\"a\"] x",
            "\"a\"",
            "[\"\\ud800\"]",
            "[\"\\x\"]",
            "[\"\\u12\"]",
            "[\"a\nb\"]",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_word_cmd_does_not_begin_an_array() {
        assert!(write(&["CMD".into(), "x".into()]).is_err());
        assert!(write(&[]).is_err());
        assert!(write(&[Text::splice("X")]).is_err());
        assert_eq!(
            write(&["a".into(), Text::variable("X")]).unwrap(),
            "[\"a\", \"${X}\"]"
        );
    }
}
