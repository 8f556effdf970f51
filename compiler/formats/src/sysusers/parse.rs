//! Text to syntax, as systemd-sysusers 252 to 257 read it.

use super::fields::IdForm;
use super::print::{DIALECT, READER};
use super::{File, Id, Item, Name, User};
use crate::unit::expand::expand;
use crate::unit::lines::systemd_lines;
use crate::unit::split::{self, Backslash, Splitter};
use crate::unit::{Comment, Text, refuse};
use crate::{Cause, ParseError, Refused};

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Reads a file of `sysusers.d`.
///
/// Lines end at LF, CR and NUL; only `#` begins a comment. Specifiers are kept in descriptions and
/// paths; in names and numbers they are an error here.
///
/// # Errors
/// Lines that systemd-sysusers refuses: unknown types, more than six fields, bad names and numbers.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let mut file = File::default();
    for (number, line) in systemd_lines(text) {
        let line = line.trim_matches(BLANKS);
        if line.is_empty() {
            continue;
        }
        let item = match line.strip_prefix('#') {
            Some(comment) => Item::Comment(Comment::parsed(comment)),
            None => parse_line(line).map_err(|refused| ParseError {
                line: number,
                message: format!("the line {refused}"),
            })?,
        };
        file.items.push(item);
    }
    Ok(file)
}

fn parse_line(line: &str) -> Result<Item, Refused> {
    let words = split::words(line, Backslash::TakeNext, Splitter::Systemd);
    let words = words.map_err(|refused| Refused {
        reader: READER,
        ..refused
    })?;
    if words.len() > 6 {
        return Err(refuse::whole(
            READER,
            "has more than six fields",
            "quote a description that holds blanks",
        ));
    }
    let field = |index: usize| {
        let text = words.get(index).map_or("-", |word| word.text.as_str());
        Some(text).filter(|text| !matches!(*text, "" | "-"))
    };
    let needed = |index: usize| {
        field(index).ok_or_else(|| {
            refuse::whole(
                READER,
                "has too few fields",
                "write type, name and id: `u wiki 1001`",
            )
        })
    };
    let too_many = |most: usize| match (most..6).any(|index| field(index).is_some()) {
        true => Err(refuse::whole(
            READER,
            "has too many fields for its type",
            "leave the last fields out, or write `-`",
        )),
        false => Ok(()),
    };
    let cause = Cause::default();
    match needed(0)? {
        letter @ ("u" | "u!") => {
            let mut user = User::new(needed(1)?.parse()?);
            user.is_locked = letter == "u!";
            user.id = field(2).map(str::parse).transpose()?;
            user = described(user, field(3))?;
            user = housed(user, field(4), field(5))?;
            Ok(Item::User(user))
        }
        "g" => {
            too_many(3)?;
            let id: Option<Id> = field(2).map(str::parse).transpose()?;
            if id
                .as_ref()
                .is_some_and(|id| !matches!(id.0, IdForm::Number(_) | IdForm::OwnerOf(_)))
            {
                return Err(refuse::whole(
                    READER,
                    "has two numbers for a group",
                    "write one number",
                ));
            }
            let group = needed(1)?.parse()?;
            Ok(Item::Group { group, id, cause })
        }
        "m" => {
            too_many(3)?;
            let user: Name = needed(1)?.parse()?;
            let group = needed(2)?.parse()?;
            Ok(Item::Member { user, group, cause })
        }
        "r" => {
            too_many(3)?;
            let (first, last) = range(needed(2)?)?;
            Ok(Item::Range { first, last, cause })
        }
        letter => Err(refuse::whole(
            READER,
            format!("has the unknown type `{}`", letter.escape_debug()),
            "write `u`, `g`, `m` or `r`",
        )),
    }
}

fn text(field: &str) -> Result<Text, Refused> {
    expand(field, DIALECT)
}

fn described(user: User, field: Option<&str>) -> Result<User, Refused> {
    match field {
        Some(field) => user.description(text(field)?),
        None => Ok(user),
    }
}

fn housed(user: User, home: Option<&str>, shell: Option<&str>) -> Result<User, Refused> {
    let user = match home {
        Some(home) => user.home(text(home)?)?,
        None => user,
    };
    match shell {
        Some(shell) => user.shell(text(shell)?),
        None => Ok(user),
    }
}

fn range(text: &str) -> Result<(u32, u32), Refused> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| match text.bytes().all(|b| b.is_ascii_digit()) {
        true => text.parse::<u32>().ok(),
        false => None,
    };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err(refuse::whole(
            READER,
            format!("has no range such as `500-900`: `{}`", text.escape_debug()),
            "write the first and the last id, joined by `-`",
        )),
    }
}
