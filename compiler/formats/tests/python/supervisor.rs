//! Commands and environments of supervisor.

use crate::hostile::hostile_strings;
use crate::reader::{expanded, raw};
use formats::ini::python::{self, Entry, File, Reader, Section, Value};
use formats::ini::supervisor::{command, environment, read_command, read_environment};
use formats::ini::{Key, SectionName};
use formats::unit::Comment;
use proptest::prelude::*;

/// What supervisor has of a value after it was written to a file, read and expanded.
fn arrived(value: Value) -> String {
    let entries = [
        ("a", value),
        ("b", Value::text(Reader::Supervisor, "after").unwrap()),
    ]
    .map(|(key, value)| Entry::new(Key::parse(key).unwrap(), value));
    let section = Section::new(SectionName::parse("program:x").unwrap(), entries);
    let file = File::new(Comment::new("head").unwrap(), [section]);
    let options = raw(Reader::Supervisor, &python::print(&file).text).unwrap();
    assert_eq!((options.len(), options[1].2.as_str()), (2, "after"));
    expanded(&options[0].2).unwrap()
}

/// A blank and then `;` or `#` begins a comment, whatever is around.
fn has_comment(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    characters
        .windows(2)
        .any(|pair| pair[0].is_whitespace() && "#;".contains(pair[1]))
}

#[test]
fn hostile_strings_arrive_as_words_or_are_refused() {
    let mut carried = 0;
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let must_carry = !text.contains(|c: char| c.is_ascii_control()) && !has_comment(text);
        match command(["/bin/x", text, "z"]) {
            Ok(value) => {
                assert!(must_carry, "{}", hostile.id);
                let words = read_command(&arrived(value)).unwrap();
                assert_eq!(words, ["/bin/x", text, "z"]);
                carried += 1;
            }
            Err(refused) => assert!(!must_carry, "{}: {refused}", hostile.id),
        }
    }
    assert_eq!(carried, 93);
    assert!(command([]).is_err());
}

#[test]
fn hostile_strings_arrive_in_environments_or_are_refused() {
    let mut carried = 0;
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let is_quote = |c: char| c == '"' || c == '\'';
        let is_quoted = text.starts_with(is_quote) || text.ends_with(is_quote);
        let has_both = text.contains('"') && text.contains('\'');
        let has_control = text.contains(|c: char| c.is_ascii_control());
        let must_carry = !(is_quoted || has_both || has_control || has_comment(text));
        match environment([("A", text.as_str()), ("Z", "z, z")]) {
            Ok(value) => {
                assert!(must_carry, "{}", hostile.id);
                let pairs = read_environment(&arrived(value)).unwrap();
                let expected = [("A", text.as_str()), ("Z", "z, z")];
                assert_eq!(
                    pairs,
                    expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
                );
                carried += 1;
            }
            Err(refused) => assert!(!must_carry, "{}: {refused}", hostile.id),
        }
    }
    assert_eq!(carried, 86);
    for name in ["", "A B", "A=", "1A", "A-B", "É"] {
        assert!(environment([(name, "x")]).is_err(), "{name:?}");
    }
    assert_eq!(environment([]).unwrap().written(), "");
}

#[test]
fn words_are_quoted_only_where_they_must_be() {
    let cases: [(&[&str], &str); 6] = [
        (
            &["/usr/bin/x", "--a=b", "c,d@e:f"],
            "/usr/bin/x --a=b c,d@e:f",
        ),
        (&["x", ""], "x ''"),
        (&["x", "a b", "a\\b"], "x 'a b' 'a\\b'"),
        (&["x", "it's"], "x \"it's\""),
        (&["x", "'\"\\"], "x \"'\\\"\\\\\""),
        (&["x", "100%", "$HOME", "a;b"], "x '100%%' '$HOME' 'a;b'"),
    ];
    for (words, expected) in cases {
        assert_eq!(command(words.iter().copied()).unwrap().written(), expected);
    }
}

#[test]
fn foreign_spelling_is_read() {
    let text = " A = b , C='d,\"e' ,F=\"\" ";
    let pairs = read_environment(text).unwrap();
    let expected = [("A", "b"), ("C", "d,\"e"), ("F", "")];
    assert_eq!(
        pairs,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    for bad in ["A", "A=\"b", "A=b C=d", "=b", "A=b;"] {
        assert_eq!(read_environment(bad), None, "{bad:?}");
    }
    let words = read_command("a  \"b \\\" \\n\" 'c\\'\\ d\t\"\"").unwrap();
    assert_eq!(words, ["a", "b \" \\n", "c\\ d", ""]);
    for bad in ["a 'b", "\"", "a\\"] {
        assert_eq!(read_command(bad), None, "{bad:?}");
    }
}

proptest! {
    #[test]
    fn any_words_and_variables_come_back(
        words in prop::collection::vec("[a '\"\\\\%#;=,$(é\u{85}]{0,6}", 1..4),
        value in "[a '\"\\\\%#;=,$(é\u{85}]{0,8}",
    ) {
        if let Ok(written) = command(words.iter().map(String::as_str)) {
            prop_assert_eq!(read_command(&arrived(written)), Some(words));
        }
        if let Ok(written) = environment([("A", value.as_str())]) {
            prop_assert_eq!(read_environment(&arrived(written)), Some(vec![("A".to_owned(), value)]));
        }
    }

    #[test]
    fn reading_never_panics(text in "[a '\"\\\\=, ]{0,12}|\\PC{0,8}") {
        drop(read_command(&text));
        drop(read_environment(&text));
    }
}
