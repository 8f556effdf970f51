//! The standard library that evaluations get is that of the language, without documentation.

use nickel_lang_core::parser::lexer::{Lexer, NormalToken, Token};
use nickel_lang_core::stdlib;
use std::fs;
use std::ops::Range;
use std::path::Path;

/// A token with its place.
type At<'a> = (usize, Token<'a>, usize);

#[test]
fn the_standard_library_is_that_of_the_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/standard");
    for module in stdlib::modules() {
        let name = format!("{}.ncl", module.name());
        let whole = module.content();
        let path = folder.join(&name);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, format!("{}{}", head(&name), stripped(whole))).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap();
        let expected = without_documentation(tokens(whole));
        let found = tokens(&kept);
        assert!(expected.len() > 1000, "{name} is more than this");
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(expected.1, found.1, "{name}: write it anew with BLESS=1");
        }
        assert_eq!(expected.len(), found.len(), "{name}");
        assert!(kept.len() * 2 < whole.len() || module.name() == "internals");
    }
}

fn head(name: &str) -> String {
    format!(
        "# `{name}` of Nickel, without documentation. Copyright (c) Tweag Holding and its affiliates, MIT licence:\n\
         # https://github.com/tweag/nickel. Made by the test `the_standard_library_is_that_of_the_language`.\n"
    )
}

fn tokens(text: &str) -> Vec<At<'_>> {
    let tokens = Lexer::new(text).collect::<Result<_, _>>();
    tokens.expect("a standard library is made of tokens")
}

/// The text without documentation and comments, as much white space as keeps tokens apart.
fn stripped(text: &str) -> String {
    let mut out = String::new();
    let mut end = 0;
    for (start, _, after) in without_documentation(tokens(text)) {
        let between = &text[end..start];
        if between.contains('\n') {
            out.push('\n');
        } else if !between.is_empty() {
            out.push(' ');
        }
        out.push_str(&text[start..after]);
        end = after;
    }
    out.push('\n');
    out
}

/// All tokens but `| doc` and the string behind it.
fn without_documentation(tokens: Vec<At<'_>>) -> Vec<At<'_>> {
    let mut dropped: Vec<Range<usize>> = Vec::new();
    for (index, pair) in tokens.windows(2).enumerate() {
        let is = |at: usize, token| pair[at].1 == Token::Normal(token);
        if is(0, NormalToken::Pipe) && is(1, NormalToken::Doc) {
            dropped.push(index..end_of_string(&tokens, index + 2));
        }
    }
    let is_kept = |index: usize| !dropped.iter().any(|range| range.contains(&index));
    let tokens = tokens.into_iter().enumerate();
    tokens
        .filter(|(index, _)| is_kept(*index))
        .map(|(_, token)| token)
        .collect()
}

/// The token after a string, which holds no expressions.
fn end_of_string(tokens: &[At<'_>], start: usize) -> usize {
    let rest = tokens[start..].iter().skip(1);
    let ends = |at: &At<'_>| {
        matches!(
            at.1,
            Token::Normal(NormalToken::DoubleQuote)
                | Token::Str(nickel_lang_core::parser::lexer::StringToken::DoubleQuote)
                | Token::MultiStr(nickel_lang_core::parser::lexer::MultiStringToken::End)
        )
    };
    start + 1 + rest.take_while(|at| !ends(at)).count() + 1
}
