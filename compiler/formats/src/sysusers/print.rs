//! Syntax to text.

use super::{File, Item, User};
use crate::unit::escape::{Dialect, literal_quoted};
use crate::unit::lines::Lines;
use crate::unit::{self, Piece, Text, refuse};
use crate::{Printed, Refused};

pub(super) const READER: &str = "systemd-sysusers";

pub(super) const DIALECT: Dialect = Dialect {
    reader: READER,
    specifiers: "aAbBHlmMoTvVwW",
    variables: false,
    keeps_u0080: true,
};

/// Writes a file, one line for each.
pub fn print(file: &File) -> Printed {
    let mut lines = Lines::default();
    for item in &file.items {
        match item {
            Item::Comment(comment) => lines.push_plain(&comment.line()),
            Item::User(user) => lines.push(&print_user(user), &user.cause),
            Item::Group { group, id, cause } => {
                let id = id.as_ref().map_or("-".to_owned(), ToString::to_string);
                lines.push(&format!("g {group} {id}"), cause);
            }
            Item::Member { user, group, cause } => {
                lines.push(&format!("m {user} {group}"), cause);
            }
            Item::Range { first, last, cause } => {
                lines.push(&format!("r - {first}-{last}"), cause);
            }
        }
    }
    lines.finish()
}

fn print_user(user: &User) -> String {
    let User {
        name,
        is_locked,
        id,
        description: description_text,
        home,
        shell,
        cause: _,
    } = user;
    const WRITABLE: &str = "fields are checked when a user is made";
    let field = |text: &Option<Text>, write: fn(&Text) -> Result<String, Refused>| match text {
        Some(text) => write(text).expect(WRITABLE),
        None => "-".to_owned(),
    };
    let letter = if *is_locked { "u!" } else { "u" };
    let id = id.as_ref().map_or("-".to_owned(), ToString::to_string);
    let description = field(description_text, description);
    let (home, shell) = (field(home, path), field(shell, path));
    format!("{letter} {name} {id} {description} {home} {shell}")
}

/// `:` separates the fields of `/etc/passwd`.
fn check_colon(text: &Text) -> Result<(), Refused> {
    match text.shape().find(':') {
        Some(offset) => Err(refuse::character(READER, offset, ':')),
        None => Ok(()),
    }
}

/// A description, always in quotes.
pub(super) fn description(text: &Text) -> Result<String, Refused> {
    check_colon(text)?;
    if matches!(text.shape().as_str(), "" | "-") {
        return Err(refuse::whole(
            READER,
            "cannot be empty or a lone `-`, which mean none",
            "leave the description out",
        ));
    }
    literal_quoted(text, DIALECT)
}

/// A home or shell; in quotes unless it is of letters, digits and `/ . _ -` only.
pub(super) fn path(text: &Text) -> Result<String, Refused> {
    check_colon(text)?;
    unit::path::check(READER, text)?;
    let quoted = literal_quoted(text, DIALECT)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let all_plain = text.pieces().iter().all(|piece| match piece {
        Piece::Literal(text) => text.chars().all(is_plain),
        Piece::Specifier(_) | Piece::Variable(_) | Piece::Splice(_) => true,
    });
    match all_plain {
        true => Ok(quoted.trim_matches('"').to_owned()),
        false => Ok(quoted),
    }
}
