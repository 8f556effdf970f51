//! Looks at a text as a row of tokens: bounds its shape before a recursive compiler gets it, and finds
//! what its syntax errors may come from.
//!
//! The language parses with a table and a stack on the heap, but everything after that (typing,
//! compiling, freeing) recurses over the syntax tree. How deep it goes is bounded by the number of
//! tokens since the last separator, summed over all open brackets, because every node that nests in
//! another costs at least one token.

use nickel_lang_core::parser::lexer::{Lexer, MultiStringToken, NormalToken, StringToken, Token};
use std::collections::BTreeSet;
use std::ops::Range;

/// The place where an expression becomes longer than `limit` tokens; `None` when none does, or when
/// the text is not even made of tokens, which the parser will say better.
pub(crate) fn overlong_expression(text: &str, limit: usize) -> Option<Range<usize>> {
    // Tokens since the last separator, per open bracket; the outermost level is never closed.
    let mut levels: Vec<usize> = vec![0];
    let mut total = 0usize;
    for token in Lexer::new(text) {
        let (start, token, end) = token.ok()?;
        let role = role(&token);
        let level = levels.last_mut()?;
        match role {
            Role::Flat => continue,
            Role::Separator => {
                total -= *level;
                *level = 0;
            }
            Role::Plain | Role::Open => {
                *level += 1;
                total += 1;
                if role == Role::Open {
                    levels.push(0);
                }
            }
            Role::Close if levels.len() > 1 => total -= levels.pop().unwrap_or(0),
            // An unmatched bracket is the parser's to report.
            Role::Close => return None,
        }
        if total > limit {
            return Some(start..end);
        }
    }
    None
}

/// What a token does to the length of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Makes it longer.
    Plain,
    /// Makes it longer and starts one inside.
    Open,
    /// Ends the one inside.
    Close,
    /// Ends it and starts the next at the same level.
    Separator,
    /// Part of a string, whose parts lie side by side.
    Flat,
}

fn role(token: &Token<'_>) -> Role {
    match token {
        Token::Normal(
            NormalToken::LBrace
            | NormalToken::LBracket
            | NormalToken::LParen
            | NormalToken::EnumOpen,
        )
        | Token::Str(StringToken::Interpolation)
        | Token::MultiStr(MultiStringToken::Interpolation) => Role::Open,
        Token::Normal(
            NormalToken::RBrace
            | NormalToken::RBracket
            | NormalToken::RParen
            | NormalToken::EnumClose,
        ) => Role::Close,
        Token::Normal(NormalToken::Comma | NormalToken::Semicolon) => Role::Separator,
        Token::Normal(_) => Role::Plain,
        Token::Str(_) | Token::MultiStr(_) => Role::Flat,
    }
}

/// The last token before a place, when a comma seems to be missing after it: it ends a value, and the
/// place is where a new line's field goes wrong.
///
/// `{ a = 1` and, on the next line, `b = 2 }` is read as `a = 1 b`, and goes wrong at the second `=`.
pub(crate) fn missing_comma(text: &str, place: usize) -> Option<Range<usize>> {
    let tokens: Vec<(usize, Token<'_>, usize)> = Lexer::new(text)
        .map_while(Result::ok)
        .take_while(|(start, _, _)| *start < place)
        .collect();
    let line = text.get(..place)?.rfind('\n')? + 1;
    let (_, last, end) = tokens.iter().rfind(|(start, _, _)| *start < line)?;
    ends_value(last).then(|| last_character(text, *end))?
}

fn last_character(text: &str, end: usize) -> Option<Range<usize>> {
    let character = text.get(..end)?.chars().next_back()?;
    Some(end - character.len_utf8()..end)
}

fn ends_value(token: &Token<'_>) -> bool {
    use NormalToken as N;
    match token {
        Token::Normal(token) => matches!(
            token,
            N::Identifier(_)
                | N::DecNumLiteral(_)
                | N::HexNumLiteral(_)
                | N::OctNumLiteral(_)
                | N::BinNumLiteral(_)
                | N::RawEnumTag(_)
                | N::True
                | N::False
                | N::Null
                | N::RBrace
                | N::RBracket
                | N::RParen
                | N::EnumClose
                | N::DoubleQuote
                | N::Default
                | N::Optional
                | N::NotExported
                | N::Force
                | N::Number
                | N::String
                | N::Bool
                | N::Dyn
        ),
        Token::Str(token) => matches!(token, StringToken::DoubleQuote),
        Token::MultiStr(token) => matches!(token, MultiStringToken::End),
    }
}

/// The innermost bracket that is still open at the end.
pub(crate) fn unclosed_bracket(text: &str) -> Option<Range<usize>> {
    let mut open = Vec::new();
    for (start, token, end) in Lexer::new(text).map_while(Result::ok) {
        match role(&token) {
            Role::Open => open.push(start..end),
            Role::Close => drop(open.pop()),
            Role::Plain | Role::Separator | Role::Flat => {}
        }
    }
    open.pop()
}

/// Whether there is nothing but blanks and comments in a text.
pub(crate) fn is_empty(text: &str) -> bool {
    Lexer::new(text).next().is_none()
}

/// All names in a text, each once.
pub(crate) fn names(text: &str) -> BTreeSet<&str> {
    let tokens = Lexer::new(text).map_while(Result::ok);
    tokens
        .filter_map(|(_, token, _)| match token {
            Token::Normal(NormalToken::Identifier(name)) => Some(name),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_grow_by_tokens_and_end_at_separators() {
        let cases = [
            // text, its length
            ("1", 1),
            ("1 + 1", 3),
            ("[1, 2, 3]", 2),
            ("{ a = 1, b = 2 }", 4),
            ("{ a = [1, [2], 3] }", 6),
            ("let a = 1 in let b = 2 in a", 11),
            ("fun x => (x + 1)", 7),
            ("\"a\\n\\t\\n b\"", 2),
            ("\"a%{b} c%{d}\"", 4),
            ("m%\"\n a\n b %{c}\n\"%", 3),
            ("[| 'A, 'B Number |]", 3),
            ("# [[[[\n1", 1),
        ];
        for (text, length) in cases {
            assert!(overlong_expression(text, length).is_none(), "{text}");
            assert!(overlong_expression(text, length - 1).is_some(), "{text}");
        }
    }

    #[test]
    fn broken_texts_are_left_to_the_parser() {
        for text in ["]]]]", "'m%\"", "\"unclosed", "}"] {
            assert_eq!(overlong_expression(text, 3), None, "{text}");
        }
    }

    #[test]
    fn the_place_is_where_the_limit_is_passed() {
        assert_eq!(overlong_expression("{ a = ((1)) }", 4), Some(7..8));
    }
}
