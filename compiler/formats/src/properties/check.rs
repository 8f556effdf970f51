//! What keys and values a dialect can carry.

use super::Dialect;
use super::print;
use crate::Refused;
use crate::unit::refuse;

pub(super) fn reader(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Ssmtp => "ssmtp",
        Dialect::LoginDefs => "shadow",
        Dialect::Perl => "perl",
    }
}

/// The longest line, in bytes without its end: a longer one is cut into two by `fgets()`.
fn longest_line(dialect: Dialect) -> Option<usize> {
    match dialect {
        // `BUF_SZ` is 2048, with the line feed and without the NUL.
        Dialect::Ssmtp => Some(2047),
        // `char buf[1024]`, with both.
        Dialect::LoginDefs => Some(1022),
        Dialect::Perl => None,
    }
}

/// Checks a key: letters for ssmtp, letters, digits and `_` for shadow, `hash{key}` for Perl.
pub(super) fn key(dialect: Dialect, key: &str) -> Result<(), Refused> {
    let is_good = match dialect {
        Dialect::Ssmtp => !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphabetic()),
        Dialect::LoginDefs => is_name(key),
        Dialect::Perl => key
            .strip_suffix('}')
            .and_then(|key| key.split_once('{'))
            .is_some_and(|(hash, key)| is_name(hash) && is_bareword(key)),
    };
    if is_good {
        return Ok(());
    }
    let hint = match dialect {
        Dialect::Ssmtp => "a key is made of letters",
        Dialect::LoginDefs => "a key is made of letters, digits and `_`",
        Dialect::Perl => {
            "write it as `hash{key}`, of letters, digits and `_`, the key in lower case"
        }
    };
    let reason = format!("cannot have the key `{}`", key.escape_debug());
    Err(refuse::whole(reader(dialect), reason, hint))
}

pub(super) fn is_name(text: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.bytes().all(is_word)
}

/// A key that Perl takes as a string without quotes. `{__PACKAGE__}` would be one, too, but nobody
/// needs it.
pub(super) fn is_bareword(text: &str) -> bool {
    is_name(text) && !text.contains(|c: char| c.is_ascii_uppercase())
}

/// Checks a value.
pub(super) fn value(dialect: Dialect, value: &str) -> Result<(), Refused> {
    let reader = reader(dialect);
    let is_bad = |c: char| match dialect {
        Dialect::Ssmtp => refuse::is_control(c) || matches!(c, ' ' | '#' | '='),
        Dialect::LoginDefs => refuse::is_control(c) || c == '"',
        Dialect::Perl => refuse::is_control(c) && !matches!(c, '\t' | '\n'),
    };
    if let Some((offset, found)) = value.char_indices().find(|(_, c)| is_bad(*c)) {
        return Err(refuse::character(reader, offset, found));
    }
    if dialect == Dialect::Perl {
        return Ok(());
    }
    match (value.chars().next(), value.chars().next_back()) {
        (None, _) => Err(refuse::empty(reader)),
        (Some(' '), _) => Err(refuse::blank_at_end(reader, 0, ' ')),
        (_, Some(' ')) => Err(refuse::blank_at_end(reader, value.len() - 1, ' ')),
        _ => Ok(()),
    }
}

/// Checks the length of what would be written.
pub(super) fn line(dialect: Dialect, key: &str, value: &str) -> Result<(), Refused> {
    match longest_line(dialect) {
        Some(longest) if print::written(dialect, key, value).len() > longest => {
            let reason = format!("cannot make a line longer than {longest} bytes");
            Err(refuse::whole(
                reader(dialect),
                reason,
                "use a shorter value",
            ))
        }
        Some(_) | None => Ok(()),
    }
}
