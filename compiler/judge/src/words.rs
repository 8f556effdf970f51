//! Command lines as systemd reads them, as far as quadlet writes them.

/// Splits an `ExecStart=` value into words: quotes, escapes and `$$`, as in `systemd.service(5)`,
/// *Command lines*. Specifiers are replaced by `specifier`, which gets the letter behind the `%`;
/// variables stay as they are.
pub(crate) fn words(line: &str, specifier: impl Fn(char) -> Option<String>) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            ' ' | '\t' if quote.is_none() => words.extend(word.take()),
            '"' | '\'' if quote.is_none() => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            _ if quote == Some(char) => quote = None,
            '\\' => word.get_or_insert_default().extend(escape(&mut chars)),
            '%' => word
                .get_or_insert_default()
                .push_str(&specified(&mut chars, &specifier)),
            '$' if chars.as_str().starts_with('$') => {
                chars.next();
                word.get_or_insert_default().push('$');
            }
            _ => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

fn specified(
    chars: &mut std::str::Chars<'_>,
    specifier: &impl Fn(char) -> Option<String>,
) -> String {
    match chars.next() {
        None | Some('%') => "%".to_owned(),
        Some(letter) => specifier(letter).unwrap_or_else(|| format!("%{letter}")),
    }
}

/// The character behind a backslash; quadlet writes the escapes of C (`\n`, `\x2f`).
fn escape(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let char = chars.next()?;
    Some(match char {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        's' => ' ',
        't' => '\t',
        'v' => '\u{b}',
        'x' => number(chars, 2)?,
        'u' => number(chars, 4)?,
        'U' => number(chars, 8)?,
        _ => char,
    })
}

fn number(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let (digits, rest) = chars.as_str().split_at_checked(digits)?;
    *chars = rest.chars();
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// Quotes a word for a POSIX shell.
pub(crate) fn shell_quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_systemd_splits_them() {
        let cases: &[(&str, &[&str])] = &[
            ("a  b\tc", &["a", "b", "c"]),
            (r#"--env "B=two words" x"#, &["--env", "B=two words", "x"]),
            ("'it is' \"'\"", &["it is", "'"]),
            (r#""say \"no\"\n\x41\u00e9""#, &["say \"no\"\nAé"]),
            ("100%% %N.cid %q", &["100%", "unit.cid", "%q"]),
            ("$$HOME $HOME", &["$HOME", "$HOME"]),
            (r#""" x"#, &["", "x"]),
            (r"\", &[""]),
            ("%", &["%"]),
        ];
        for (line, expected) in cases {
            let found = words(line, |letter| (letter == 'N').then(|| "unit".to_owned()));
            assert_eq!(&found, expected, "{line}");
        }
    }
}
