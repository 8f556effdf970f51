//! Assignments of Perl: strings in single quotes, and reading back what is written.

use super::check;

/// `'…'`, in which only these two have a meaning (`perlop(1)`, *Quote and Quote-like Operators*).
pub(super) fn quoted(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('\'');
    for c in value.chars() {
        if matches!(c, '\\' | '\'') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// An assignment that stands in front: its key, its value and what follows the `;`.
pub(super) struct Assignment<'a> {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) rest: &'a str,
}

/// Reads `$hash{key} = VALUE;` where the value is a string without variables or a whole number.
pub(super) fn assignment(text: &str) -> Result<Assignment<'_>, &'static str> {
    const NO_ASSIGNMENT: &str = "is no assignment of the form `$hash{key} = 'value';`";
    let text = text.strip_prefix('$').ok_or(NO_ASSIGNMENT)?;
    let (hash, rest) = text.split_once('{').ok_or(NO_ASSIGNMENT)?;
    let (key, rest) = rest.split_once('}').ok_or(NO_ASSIGNMENT)?;
    let key = unquoted_key(key).ok_or(NO_ASSIGNMENT)?;
    if !check::is_name(hash) {
        return Err(NO_ASSIGNMENT);
    }
    let rest = rest.trim_start_matches(BLANKS);
    let rest = rest.strip_prefix('=').ok_or(NO_ASSIGNMENT)?;
    let rest = rest.trim_start_matches(BLANKS);
    let (value, rest) = match rest.chars().next() {
        Some(quote @ ('\'' | '"')) => string(&rest[1..], quote)?,
        Some(_) | None => number(rest)?,
    };
    let rest = rest.trim_start_matches(BLANKS);
    let rest = rest
        .strip_prefix(';')
        .ok_or("has no `;` behind its value")?;
    Ok(Assignment {
        key: format!("{hash}{{{key}}}"),
        value,
        rest,
    })
}

pub(super) const BLANKS: [char; 3] = [' ', '\t', '\n'];

/// `restart`, `'restart'` or `"restart"`.
fn unquoted_key(key: &str) -> Option<&str> {
    let key = key.trim_matches(BLANKS);
    let inner = |quote: char| key.strip_prefix(quote)?.strip_suffix(quote);
    let key = inner('\'').or_else(|| inner('"')).unwrap_or(key);
    check::is_bareword(key).then_some(key)
}

/// The rest of a string and what stands behind it. In double quotes only text that means itself.
fn string(text: &str, quote: char) -> Result<(String, &str), &'static str> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            c if c == quote => return Ok((value, &text[at + 1..])),
            '\\' if quote == '\'' => {
                let behind = characters.clone().next().map(|(_, c)| c);
                match behind.filter(|c| matches!(c, '\\' | '\'')) {
                    Some(escaped) => {
                        characters.next();
                        value.push(escaped);
                    }
                    None => value.push('\\'),
                }
            }
            '\\' | '$' | '@' if quote == '"' => {
                return Err(
                    "has a string in double quotes with `\\`, `$` or `@`, which is not read here",
                );
            }
            c => value.push(c),
        }
    }
    Err("has a string without its closing quote")
}

/// A whole number as Perl prints it again.
fn number(text: &str) -> Result<(String, &str), &'static str> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    // `010` is octal, and numbers of more digits than a double holds change.
    let is_plain =
        !digits.is_empty() && digits.len() <= 15 && (digits == "0" || !digits.starts_with('0'));
    match is_plain {
        true => Ok((digits.to_owned(), rest)),
        false => Err("has a value that is no string and no whole number"),
    }
}
