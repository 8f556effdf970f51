//! Text to words, after `src/scanner.l` of nftables, for the part of the language we read.

use crate::ParseError;

/// A word or mark, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) line: usize,
    pub(super) kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A run of letters, digits and `_ - . / : + @ ! * [ ]`.
    Word(String),
    /// What stands between two `"`.
    Quoted(String),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `,`
    Comma,
    /// `=`
    Equals,
    /// A newline or `;`
    End,
}

/// What becomes of a mark that the part of the language we read does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It is an error.
    Refuse,
    /// It is a word of its own.
    Keep,
}

/// The words of a text; comments are left out, the last token is an end.
pub(super) fn tokens(text: &str, unknown: Unknown) -> Result<Vec<Token>, ParseError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (length, kind) = match first {
            ' ' | '\t' => (1, None),
            '\n' | ';' => (1, Some(TokenKind::End)),
            '{' => (1, Some(TokenKind::Open)),
            '}' => (1, Some(TokenKind::Close)),
            ',' => (1, Some(TokenKind::Comma)),
            '=' => (1, Some(TokenKind::Equals)),
            '!' if rest.starts_with("!=") => (2, Some(TokenKind::Word("!=".into()))),
            '\\' if rest.starts_with("\\\n") => (2, None),
            '#' => (rest.find('\n').unwrap_or(rest.len()), None),
            '"' => quoted(line, rest)?,
            _ => word(line, rest, unknown)?,
        };
        if let Some(kind) = kind {
            tokens.push(Token { line, kind });
        }
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens.push(Token {
        line,
        kind: TokenKind::End,
    });
    Ok(tokens)
}

fn quoted(line: usize, rest: &str) -> Result<(usize, Option<TokenKind>), ParseError> {
    let Some((inside, _)) = rest[1..].split_once('"') else {
        return Err(ParseError {
            line,
            message: "a quote is opened and never closed".into(),
        });
    };
    let kind = TokenKind::Quoted(inside.to_owned());
    Ok((inside.len() + 2, Some(kind)))
}

fn word(
    line: usize,
    rest: &str,
    unknown: Unknown,
) -> Result<(usize, Option<TokenKind>), ParseError> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "_-./:+@*[]".contains(c);
    let end = rest.find(|c| !is_inner(c)).unwrap_or(rest.len());
    if end > 0 {
        return Ok((end, Some(TokenKind::Word(rest[..end].to_owned()))));
    }
    let first = rest.chars().next().unwrap_or_default();
    if unknown == Unknown::Keep {
        let mark = TokenKind::Word(first.to_string());
        return Ok((first.len_utf8(), Some(mark)));
    }
    let found = first.escape_debug();
    Err(ParseError {
        line,
        message: format!("`{found}` is not in the part of the nft language that is read here"),
    })
}
