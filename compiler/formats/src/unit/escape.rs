//! The ways to write text so that a reader gets it back: the doubling of `%` and `$`, C escapes,
//! quotes. Each function is inverse to one of `split` and `expand`.

use crate::Refused;
use crate::unit::{Piece, SPECIFIERS, Text, refuse};

/// What a reader does to a word after quotes and escapes are gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    /// Its name, for refusals.
    pub(crate) reader: &'static str,
    /// The specifiers it expands; with none, `%` is an ordinary character.
    pub(crate) specifiers: &'static str,
    /// Whether it expands variables; if not, `$` is an ordinary character.
    pub(crate) variables: bool,
    /// Whether it keeps U+0080, which the quadlet generator turns into a lone byte.
    pub(crate) keeps_u0080: bool,
}

impl Dialect {
    /// A systemd value in which specifiers are expanded.
    pub(crate) const SYSTEMD: Self = Self {
        reader: "systemd",
        specifiers: SPECIFIERS,
        variables: false,
        keeps_u0080: true,
    };
    /// A systemd value in which nothing is expanded.
    pub(crate) const SYSTEMD_BARE: Self = Self {
        specifiers: "",
        ..Self::SYSTEMD
    };
    /// An argument of a systemd command line.
    pub(crate) const SYSTEMD_EXEC: Self = Self {
        variables: true,
        ..Self::SYSTEMD
    };
    /// Any value of a quadlet section: they all end up on a command line.
    pub(crate) const QUADLET: Self = Self {
        reader: "podman quadlet",
        variables: true,
        keeps_u0080: false,
        ..Self::SYSTEMD
    };
}

/// Writes a text: `%` and `$` doubled where the reader expands them, every other character by
/// `write_char`, which gets the byte offset for its refusals.
pub(crate) fn write(
    text: &Text,
    dialect: Dialect,
    mut write_char: impl FnMut(&mut String, usize, char) -> Result<(), Refused>,
) -> Result<String, Refused> {
    let mut written = String::new();
    let mut offset = 0;
    for piece in text.pieces() {
        match piece {
            Piece::Literal(literal) => {
                for (at, c) in literal.char_indices() {
                    match c {
                        '\0' => return Err(refuse::character(dialect.reader, offset + at, c)),
                        '\u{80}' if !dialect.keeps_u0080 => return Err(mangled(offset + at)),
                        '%' if !dialect.specifiers.is_empty() => written.push_str("%%"),
                        '$' if dialect.variables => written.push_str("$$"),
                        c => write_char(&mut written, offset + at, c)?,
                    }
                }
                offset += literal.len();
            }
            expanded => {
                let form = expansion(expanded, text.pieces().len(), dialect)?;
                offset += form.len();
                written.push_str(&form);
            }
        }
    }
    Ok(written)
}

fn mangled(offset: usize) -> Refused {
    Refused {
        offset,
        found: Some('\u{80}'),
        reader: Dialect::QUADLET.reader,
        reason: "cannot hold the character U+0080, which the generator mangles".to_owned(),
        hint: "write the text without it: it is invisible, and no program needs it",
    }
}

/// The written form of a part that is expanded.
fn expansion(piece: &Piece, n_pieces: usize, dialect: Dialect) -> Result<String, Refused> {
    let reader = dialect.reader;
    match piece {
        Piece::Literal(literal) => Ok(literal.clone()),
        Piece::Specifier(letter) if dialect.specifiers.contains(*letter) => {
            Ok(format!("%{letter}"))
        }
        Piece::Specifier(letter) => Err(refuse::whole(
            reader,
            format!("cannot hold the specifier `%{letter}`, which is not expanded here"),
            "write the value itself, or `%%` for a percent sign",
        )),
        Piece::Variable(name) | Piece::Splice(name) if !dialect.variables => Err(refuse::whole(
            reader,
            format!("cannot hold the variable `{name}`: variables are not expanded here"),
            "write the value itself",
        )),
        Piece::Variable(name) | Piece::Splice(name) if !is_variable_name(name) => {
            Err(refuse::whole(
                reader,
                format!(
                    "cannot hold the variable `{}`: that is no name",
                    name.escape_debug()
                ),
                "use letters, digits and `_`, and no digit at the start",
            ))
        }
        Piece::Variable(name) => Ok(format!("${{{name}}}")),
        Piece::Splice(name) if n_pieces == 1 => Ok(format!("${name}")),
        Piece::Splice(name) => Err(refuse::whole(
            reader,
            format!("cannot splice the words of `{name}` into a longer word"),
            "make it a word of its own, or write `${NAME}`",
        )),
    }
}

/// Whether this is a name that environments can hold: `[A-Za-z_][A-Za-z0-9_]*`.
pub(crate) fn is_variable_name(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(word) && name.starts_with(|c: char| !c.is_ascii_digit())
}

/// One character inside a C-escaped word; quotes only when they are around it.
fn c_escape(written: &mut String, c: char, is_quoted: bool) {
    match c {
        '\\' => written.push_str("\\\\"),
        '"' if is_quoted => written.push_str("\\\""),
        '\n' => written.push_str("\\n"),
        '\r' => written.push_str("\\r"),
        '\t' => written.push_str("\\t"),
        c if refuse::is_control(c) => written.push_str(&format!("\\x{:02x}", u32::from(c))),
        c => written.push(c),
    }
}

/// Whether a word means itself to every reader, in every place, without quotes around it.
///
/// The set is small on purpose: what is not plainly harmless is quoted.
pub(crate) fn is_bare(word: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "_-./:=@,+".contains(c);
    !word.is_empty() && !word.ends_with('=') && word.chars().all(harmless)
}

/// A word with C escapes, in quotes unless it is a harmless one: carries every text but NUL.
pub(crate) fn c_quoted(text: &Text, dialect: Dialect) -> Result<String, Refused> {
    if let Some(word) = text.as_literal().filter(|word| is_bare(word)) {
        return Ok(word);
    }
    let written = write(text, dialect, |written, _, c| {
        c_escape(written, c, true);
        Ok(())
    })?;
    Ok(match text.pieces() {
        [Piece::Splice(_)] => written,
        _ => format!("\"{written}\""),
    })
}

/// The same without quotes around it; blanks at the ends as `\x20`.
pub(crate) fn c_escaped(text: &Text, dialect: Dialect) -> Result<String, Refused> {
    let mut written = write(text, dialect, |written, _, c| {
        c_escape(written, c, false);
        Ok(())
    })?;
    if let Some(rest) = written.strip_prefix(' ') {
        written = format!("\\x20{rest}");
    }
    if let Some(rest) = written.strip_suffix(' ') {
        written = format!("{rest}\\x20");
    }
    Ok(written)
}

/// `"…"` where a backslash takes the next character as it is: control characters have no form.
pub(crate) fn literal_quoted(text: &Text, dialect: Dialect) -> Result<String, Refused> {
    let written = write(text, dialect, |written, offset, c| {
        if refuse::is_control(c) {
            return Err(refuse::character(dialect.reader, offset, c));
        }
        if matches!(c, '\\' | '"') {
            written.push('\\');
        }
        written.push(c);
        Ok(())
    })?;
    Ok(format!("\"{written}\""))
}

/// The text as it is, the whole rest of a line: nothing that the line grammar eats.
pub(crate) fn plain(text: &Text, dialect: Dialect) -> Result<String, Refused> {
    let reader = dialect.reader;
    if text.is_empty() {
        return Err(refuse::empty(reader));
    }
    let written = write(text, dialect, |written, offset, c| {
        if refuse::is_control(c) {
            return Err(refuse::character(reader, offset, c));
        }
        written.push(c);
        Ok(())
    })?;
    let shape = text.shape();
    if shape.starts_with(' ') {
        return Err(refuse::blank_at_end(reader, 0, ' '));
    }
    if shape.ends_with(' ') {
        return Err(refuse::blank_at_end(reader, shape.len() - 1, ' '));
    }
    if shape.ends_with('\\') {
        return Err(refuse::trailing_backslash(reader, &shape));
    }
    Ok(written)
}
