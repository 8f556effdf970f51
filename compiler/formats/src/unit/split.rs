//! Values to words: `extract_first_word()` of systemd and its translation in podman.

use crate::Refused;
use crate::unit::refuse;

/// What a backslash means between words and in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backslash {
    /// C escapes; unknown ones are an error.
    Escape,
    /// C escapes; unknown ones stay as they are (command lines).
    EscapeOrKeep,
    /// Takes the next character as it is.
    TakeNext,
    /// An ordinary character.
    Ordinary,
}

/// Which reader splits; they differ in what `\x80` to `\xff` and an empty word mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Splitter {
    /// `\xff` is a byte; an empty word is a word.
    Systemd,
    /// `\xff` is the character U+00FF; an empty word silently ends the list, so it is refused.
    Quadlet,
}

impl Splitter {
    fn reader(self) -> &'static str {
        match self {
            Self::Systemd => "systemd",
            Self::Quadlet => "podman quadlet",
        }
    }
}

/// One word and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// What the program gets.
    pub(crate) text: String,
    /// What stood in the value.
    pub(crate) raw: String,
}

/// Splits a value at blanks, removing quotes and escapes.
pub(crate) fn words(
    value: &str,
    backslash: Backslash,
    splitter: Splitter,
) -> Result<Vec<Word>, Refused> {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let mut words = Vec::new();
    let mut rest = value.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let offset = value.len() - rest.len();
        let (text, length) = first_word(rest, backslash, splitter).map_err(|refused| Refused {
            offset: offset + refused.offset,
            ..refused
        })?;
        if text.is_empty() && splitter == Splitter::Quadlet {
            return Err(empty_word(offset));
        }
        words.push(Word {
            text,
            raw: rest[..length].to_owned(),
        });
        rest = rest[length..].trim_start_matches(is_blank);
    }
    Ok(words)
}

/// The refusal of G7.
pub(crate) fn empty_word(offset: usize) -> Refused {
    Refused {
        offset,
        found: None,
        reader: Splitter::Quadlet.reader(),
        reason: "cannot hold an empty word, which silently ends the list".to_owned(),
        hint: "leave it out, or pass it in another way",
    }
}

/// The first word and how many bytes it takes, its quotes included.
pub(crate) fn first_word(
    rest: &str,
    backslash: Backslash,
    splitter: Splitter,
) -> Result<(String, usize), Refused> {
    let reader = splitter.reader();
    let mut bytes = Vec::new();
    let mut quote = None;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        let next = at + c.len_utf8();
        match c {
            ' ' | '\t' | '\n' | '\r' if quote.is_none() => break,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            c if quote == Some(c) => quote = None,
            '\\' if backslash != Backslash::Ordinary => {
                at = next + escape(&mut bytes, &rest[next..], backslash, splitter, at)?;
                continue;
            }
            c => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        at = next;
    }
    if quote.is_some() {
        return Err(refuse::whole(
            reader,
            "holds a quote that is not closed",
            "close the quote, or write `\\\"` for one that is meant",
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, at)),
        Err(_) => Err(refuse::whole(
            reader,
            "holds escapes that are not valid UTF-8",
            "write the characters themselves",
        )),
    }
}

/// Decodes what follows a backslash; gives how many bytes it takes.
fn escape(
    bytes: &mut Vec<u8>,
    behind: &str,
    backslash: Backslash,
    splitter: Splitter,
    offset: usize,
) -> Result<usize, Refused> {
    let reader = splitter.reader();
    let Some(next) = behind.chars().next() else {
        return match backslash {
            Backslash::EscapeOrKeep => {
                bytes.push(b'\\');
                Ok(0)
            }
            _ => Err(refuse::trailing_backslash(reader, "\\")),
        };
    };
    if backslash == Backslash::TakeNext {
        bytes.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
        return Ok(next.len_utf8());
    }
    match unescape(behind) {
        Some((Unescaped::Byte(byte), length)) if splitter == Splitter::Systemd => {
            bytes.push(byte);
            Ok(length)
        }
        Some((Unescaped::Byte(byte), length)) => {
            bytes.extend_from_slice(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes());
            Ok(length)
        }
        Some((Unescaped::Char(c), length)) => {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            Ok(length)
        }
        None if backslash == Backslash::EscapeOrKeep => {
            bytes.push(b'\\');
            bytes.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
            Ok(next.len_utf8())
        }
        None => Err(Refused {
            offset,
            found: Some('\\'),
            reader,
            reason: format!("holds the unknown escape `\\{}`", next.escape_debug()),
            hint: "write `\\\\` for a backslash",
        }),
    }
}

/// What an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unescaped {
    /// `\xHH` and `\NNN`.
    Byte(u8),
    /// Any other.
    Char(char),
}

/// Decodes one C escape (`cunescape_one()`) behind its backslash; gives how many bytes it takes.
/// NUL cannot be written.
pub(crate) fn unescape(behind: &str) -> Option<(Unescaped, usize)> {
    let simple = |c: char| Some((Unescaped::Char(c), 1));
    match behind.chars().next()? {
        'a' => simple('\x07'),
        'b' => simple('\x08'),
        'f' => simple('\x0c'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\x0b'),
        's' => simple(' '),
        c @ ('\\' | '"' | '\'') => simple(c),
        'x' => byte(digits(behind, 1, 2, 16)?, 3),
        '0'..='7' => byte(digits(behind, 0, 3, 8)?, 3),
        'u' => character(digits(behind, 1, 4, 16)?, 5),
        'U' => character(digits(behind, 1, 8, 16)?, 9),
        _ => None,
    }
}

fn byte(code: u32, length: usize) -> Option<(Unescaped, usize)> {
    let byte = u8::try_from(code).ok().filter(|byte| *byte != 0)?;
    Some((Unescaped::Byte(byte), length))
}

fn character(code: u32, length: usize) -> Option<(Unescaped, usize)> {
    let c = char::from_u32(code).filter(|c| *c != '\0')?;
    Some((Unescaped::Char(c), length))
}

/// Exactly so many digits of a base.
fn digits(text: &str, start: usize, length: usize, base: u32) -> Option<u32> {
    let digits = text.get(start..start + length)?;
    let all = digits.chars().all(|c| c.is_digit(base));
    all.then(|| u32::from_str_radix(digits, base).ok())
        .flatten()
}

/// Decodes a whole text of C escapes without quotes; unknown ones are an error.
pub(crate) fn unescape_all(text: &str, reader: &'static str) -> Result<String, Refused> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let behind = &rest[at + 1..];
        let Some((unescaped, length)) = unescape(behind) else {
            let offset = text.len() - rest.len() + at;
            return Err(Refused {
                reason: "holds an unknown escape".to_owned(),
                ..refuse::character(reader, offset, '\\')
            });
        };
        match unescaped {
            Unescaped::Byte(byte) => bytes.push(byte),
            Unescaped::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = &behind[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).map_err(|_| {
        refuse::whole(
            reader,
            "holds escapes that are not valid UTF-8",
            "write the characters themselves",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(value: &str, backslash: Backslash) -> Result<Vec<String>, Refused> {
        let words = words(value, backslash, Splitter::Systemd)?;
        Ok(words.into_iter().map(|word| word.text).collect())
    }

    #[test]
    fn words_are_split_as_the_tables_of_the_manual_say() {
        let keep = Backslash::EscapeOrKeep;
        let cases: [(&str, Backslash, &[&str]); 10] = [
            ("a\"b c\"d", keep, &["ab cd"]),
            ("\"\" x", keep, &["", "x"]),
            ("a\\ b", keep, &["a\\ b"]),
            ("\\0", keep, &["\\0"]),
            ("\\q", keep, &["\\q"]),
            ("'a\\x41'  b", keep, &["aA", "b"]),
            ("\\u20ac\\U0001f600", keep, &["€😀"]),
            ("a\\ b c", Backslash::TakeNext, &["a b", "c"]),
            ("\\x20", Backslash::TakeNext, &["x20"]),
            ("\\n 'x\"'", Backslash::Ordinary, &["\\n", "x\""]),
        ];
        for (value, backslash, expected) in cases {
            assert_eq!(texts(value, backslash).unwrap(), expected, "{value}");
        }
    }

    #[test]
    fn what_a_reader_cannot_split_is_refused() {
        for bad in ["\"a", "'", "\\xff"] {
            assert!(texts(bad, Backslash::EscapeOrKeep).is_err(), "{bad}");
        }
        for bad in ["\\q", "\\", "\\x00", "\\400", "\\ud800"] {
            assert!(texts(bad, Backslash::Escape).is_err(), "{bad}");
        }
    }
}
