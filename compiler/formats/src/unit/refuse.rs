//! The refusals that every line format shares, in one wording.

use crate::Refused;

pub(crate) const BLANK_AT_END: &str = "cannot begin or end with white space";
pub(crate) const REMOVE_BLANK: &str = "remove the white space at the ends";

/// How many characters of a text a message shows.
const SHOWN: usize = 40;

/// One character that cannot stand where it stands.
pub(crate) fn character(reader: &'static str, offset: usize, found: char) -> Refused {
    character_with_hint(reader, offset, found, remedy(Some(found)))
}

/// The same, with a way out of its own.
pub(crate) fn character_with_hint(
    reader: &'static str,
    offset: usize,
    found: char,
    hint: &'static str,
) -> Refused {
    Refused {
        offset,
        found: Some(found),
        reader,
        reason: format!("cannot hold {}", noun(found)),
        hint,
    }
}

/// What to do about a character that no other words are found for; `None` is the end of the text.
pub(crate) fn remedy(found: Option<char>) -> &'static str {
    match found {
        None => "write at least one character",
        Some('\0') => "remove the NUL byte: text cannot hold one",
        Some('\n') => "write it on one line",
        Some('\r') => "remove the carriage return: lines end in LF alone",
        Some('\t' | ' ') => "write it without blanks",
        Some('"' | '\'' | '`') => "write it without quotes",
        Some('\\') => "write it without backslashes",
        Some(found) if found.is_control() => "remove the control character",
        Some(_) => "write it without this character",
    }
}

/// The whole string has no written form.
pub(crate) fn whole(
    reader: &'static str,
    reason: impl Into<String>,
    hint: &'static str,
) -> Refused {
    Refused {
        offset: 0,
        found: None,
        reader,
        reason: reason.into(),
        hint,
    }
}

/// A word of an environment or of labels without `NAME=`.
pub(crate) fn nameless(reader: &'static str, word: &str) -> Refused {
    let shown: String = word.chars().take(SHOWN).collect();
    let more = if shown.len() < word.len() { "…" } else { "" };
    let reason = format!(
        "holds the word `{}{more}`, which has no name",
        shown.escape_debug()
    );
    whole(
        reader,
        reason,
        "write `NAME=VALUE`, with quotes around all of it when it holds blanks",
    )
}

/// Nothing, where nothing means something else.
pub(crate) fn empty(reader: &'static str) -> Refused {
    whole(
        reader,
        "cannot be empty, which means unset here",
        "leave the setting out, or reset it deliberately",
    )
}

/// White space that the reader strips.
pub(crate) fn blank_at_end(reader: &'static str, offset: usize, found: char) -> Refused {
    Refused {
        offset,
        found: Some(found),
        reader,
        reason: BLANK_AT_END.to_owned(),
        hint: REMOVE_BLANK,
    }
}

/// A backslash that would join the next line.
pub(crate) fn trailing_backslash(reader: &'static str, text: &str) -> Refused {
    Refused {
        offset: text.len().saturating_sub(1),
        found: Some('\\'),
        reader,
        reason: "cannot end in a backslash, which joins the next line".to_owned(),
        hint: "remove the backslash, or put it in front of another character",
    }
}

/// Whether a character is a control character in the sense of these formats: C0 and DEL.
///
/// The C1 controls are ordinary characters to all readers.
pub(crate) fn is_control(c: char) -> bool {
    c < ' ' || c == '\x7f'
}

fn noun(c: char) -> String {
    match c {
        '\0' => "a NUL byte".to_owned(),
        '\r' => "a carriage return".to_owned(),
        '\n' => "a line feed".to_owned(),
        '\t' => "a tab".to_owned(),
        ' ' => "a blank".to_owned(),
        c if c.is_control() => "a control character".to_owned(),
        '`' => "a backtick".to_owned(),
        c => format!("`{c}`"),
    }
}
