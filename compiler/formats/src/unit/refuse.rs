//! The refusals that every line format shares, in one wording.

use crate::Refused;

pub(crate) const BLANK_AT_END: &str = "cannot begin or end with white space";
const REMOVE_BLANK: &str = "remove the white space at the ends";

/// One character that cannot stand where it stands.
pub(crate) fn character(reader: &'static str, offset: usize, found: char) -> Refused {
    Refused {
        offset,
        found: Some(found),
        reader,
        reason: format!("cannot hold {}", noun(found)),
        hint: None,
    }
}

/// The same, with a way out.
pub(crate) fn character_with_hint(
    reader: &'static str,
    offset: usize,
    found: char,
    hint: &'static str,
) -> Refused {
    Refused {
        hint: Some(hint),
        ..character(reader, offset, found)
    }
}

/// The whole string has no written form.
pub(crate) fn whole(reader: &'static str, reason: impl Into<String>) -> Refused {
    Refused {
        offset: 0,
        found: None,
        reader,
        reason: reason.into(),
        hint: None,
    }
}

/// The same, with a way out.
pub(crate) fn whole_with_hint(
    reader: &'static str,
    reason: impl Into<String>,
    hint: &'static str,
) -> Refused {
    Refused {
        hint: Some(hint),
        ..whole(reader, reason)
    }
}

/// Nothing, where nothing means something else.
pub(crate) fn empty(reader: &'static str) -> Refused {
    whole_with_hint(
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
        hint: Some(REMOVE_BLANK),
    }
}

/// A backslash that would join the next line.
pub(crate) fn trailing_backslash(reader: &'static str, text: &str) -> Refused {
    Refused {
        offset: text.len().saturating_sub(1),
        found: Some('\\'),
        reader,
        reason: "cannot end in a backslash, which joins the next line".to_owned(),
        hint: None,
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
