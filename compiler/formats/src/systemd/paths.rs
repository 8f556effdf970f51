//! Values that are paths. systemd ignores a path it does not like, and sometimes the whole unit.

use crate::Refused;
use crate::systemd::print::READER;
use crate::unit::{path, refuse};

/// An absolute path.
pub(crate) fn absolute(text: &str) -> Result<(), Refused> {
    check(text, text, "an absolute path")
}

/// Perhaps behind `-`: it may be missing.
pub(crate) fn optional(text: &str) -> Result<(), Refused> {
    let path = text.strip_prefix('-').unwrap_or(text);
    check(text, path, "an absolute path, perhaps behind `-`")
}

/// Perhaps the home of the user.
pub(crate) fn or_home(text: &str) -> Result<(), Refused> {
    match text.strip_prefix('-').unwrap_or(text) {
        "~" => Ok(()),
        path => check(text, path, "an absolute path or `~`, perhaps behind `-`"),
    }
}

/// Perhaps behind `-`, then perhaps behind `+`: below `RootDirectory=`.
pub(crate) fn of_a_view(text: &str) -> Result<(), Refused> {
    let path = text.strip_prefix('-').unwrap_or(text);
    let path = path.strip_prefix('+').unwrap_or(path);
    let expected = "an absolute path, perhaps behind `-`, `+` or `-+`";
    check(text, path, expected)
}

/// A path below a folder of systemd (`/var/lib`, …), which keeps `private` there for itself.
///
/// A quote would end the word, since escapes are decoded later, and a `:` the path.
pub(crate) fn folder(text: &str) -> Result<(), Refused> {
    let split = text.char_indices().find(|(_, c)| matches!(c, '"' | ':'));
    if let Some((offset, c)) = split {
        return Err(refuse::character(READER, offset, c));
    }
    let first = text.split('/').find(|name| !matches!(*name, "" | "."));
    match first {
        Some(first) if first != "private" && !text.starts_with('/') => {
            path::check(READER, &format!("/{text}").into())
        }
        _ => Err(unexpected(text, "a relative path, not below `private`")),
    }
}

/// A folder, perhaps with `:` and a link to it.
pub(crate) fn folder_and_link(text: &str) -> Result<(), Refused> {
    match text.split_once(':') {
        Some((name, link)) => folder(name).and(folder(link)),
        None => folder(text),
    }
}

fn check(text: &str, path: &str, expected: &str) -> Result<(), Refused> {
    match path.starts_with('/') {
        true => path::check(READER, &path.into()),
        false => Err(unexpected(text, expected)),
    }
}

/// `text` is not what it should be.
pub(super) fn unexpected(text: &str, expected: &str) -> Refused {
    let reason = format!("cannot be `{}`: expected {expected}", text.escape_debug());
    refuse::whole(READER, reason, "write one of what is expected")
}
