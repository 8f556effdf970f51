//! Words of one line, ours and those of others.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use formats::Cause;
use formats::tokens::{Document, Entry, File, Token, add_token, parse, print};
use proptest::prelude::*;

fn token(text: &str) -> Token {
    Token::parse(text).unwrap()
}

#[test]
fn a_word_is_added_and_every_other_byte_stays() {
    let cases = [
        ("root=/dev/sda1 quiet\n", "root=/dev/sda1 quiet a=b\n"),
        (
            "root=/dev/sda1  quiet \r\n",
            "root=/dev/sda1  quiet a=b \r\n",
        ),
        ("quiet", "quiet a=b"),
        ("\n\n  quiet\n\n", "\n\n  quiet a=b\n\n"),
        ("quiet -- single", "quiet a=b -- single"),
        ("quiet -- a=b", "quiet a=b -- a=b"),
        ("-- single", "a=b -- single"),
        ("", "a=b\n"),
        ("\n", "a=b\n\n"),
        ("x=\"b a=b\" y\n", "x=\"b a=b\" y a=b\n"),
        ("a=b\n", "a=b\n"),
        ("a=bc a=b -- x\n", "a=bc a=b -- x\n"),
    ];
    for (before, after) in cases {
        assert_eq!(
            add_token(before, &token("a=b")).unwrap(),
            after,
            "{before:?}"
        );
    }
}

#[test]
fn what_is_not_one_line_of_words_is_refused() {
    let cases = [
        ("a\nb\n", 2, "the words stand on more than one line"),
        ("a \"b", 1, "a quote is still open at the end of the line"),
        (
            "a \"b\nc\"",
            1,
            "a quote is still open at the end of the line",
        ),
        ("a\0", 1, "the line holds a NUL byte"),
    ];
    for (text, line, message) in cases {
        let error = Document::read(text).unwrap_err();
        assert_eq!(
            (error.line, error.message.as_str()),
            (line, message),
            "{text:?}"
        );
        assert!(add_token(text, &token("x")).is_err());
    }
}

#[test]
fn words_have_no_blanks_quotes_and_control_characters() {
    for bad in ["", "--", "a b", "a\"b", "a\tb", "a\n", "a\0", "ü", "\u{1b}"] {
        assert!(Token::parse(bad).is_err(), "{bad:?}");
    }
    for good in ["quiet", "a=b", "x='y'", "-", "---", "#", "init=/bin/sh"] {
        assert_eq!(token(good).as_str(), good);
    }
}

proptest! {
    #[test]
    fn printed_words_are_read_back(words in prop::collection::vec("[!#-~]{1,12}", 0..8)) {
        let words: Vec<Token> = words.iter().filter_map(|word| Token::parse(word).ok()).collect();
        let entry = |token: &Token| Entry { token: token.clone(), cause: Cause::default() };
        let file = File { entries: words.iter().map(entry).collect() };
        prop_assert_eq!(parse(&print(&file).text).unwrap(), file);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let word = token("stackc=1");
        if let Ok(after) = add_token(&text, &word) {
            let document = Document::read(&after).unwrap();
            prop_assert!(document.has(&word));
            let others = |text: &str| -> Vec<String> {
                let words = Document::read(text).unwrap();
                words.words().filter(|found| *found != word.as_str()).map(str::to_owned).collect()
            };
            prop_assert_eq!(others(&after), others(&text));
        }
    }
}
