//! `cli.ini`: what certbot reads in what we print.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::certbot::{self, Entry, File, Item, Key, Value};
use formats::unit::Comment;
use hostile::hostile_strings;
use proptest::prelude::*;
use source::{Origin, ValuePath};

/// A second reader of what we print: `key = "text"` and `key = [a, b]`, after the regular expression of
/// `DefaultConfigFileParser`.
fn certbot(text: &str) -> Vec<(String, Vec<String>)> {
    let lines = text.split(['\n', '\r']).map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';', '[', '-']))
        .map(|line| {
            let (key, value) = line.split_once(" = ").unwrap();
            let unquoted = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'));
            let text = unquoted.unwrap_or(value);
            let words = match text
                .strip_prefix('[')
                .and_then(|text| text.strip_suffix(']'))
            {
                Some(list) => list.split(',').map(|word| word.trim().to_owned()).collect(),
                None => {
                    assert!(unquoted.is_some() && !text.contains('"'), "{line}");
                    vec![text.to_owned()]
                }
            };
            (key.to_owned(), words)
        })
        .collect()
}

#[test]
fn hostile_strings_arrive_or_are_refused() {
    let mut carried = 0;
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let is_list = text.starts_with('[') && text.ends_with(']');
        let must_carry = !is_list && !text.contains(|c: char| c == '"' || c.is_ascii_control());
        let mut file = File::default();
        match file.set("post-hook", text, Cause::default()) {
            Ok(()) => {
                assert!(must_carry, "{}", hostile.id);
                file.set("after", "x", Cause::default()).unwrap();
                let printed = certbot::print(&file).text;
                let expected = [("post-hook", text.as_str()), ("after", "x")]
                    .map(|(key, text)| (key.to_owned(), vec![text.to_owned()]));
                assert_eq!(certbot(&printed), expected);
                assert_eq!(certbot::parse(&printed), Ok(file));
                carried += 1;
            }
            Err(refused) => assert!(!must_carry, "{}: {refused}", hostile.id),
        }
    }
    assert_eq!(carried, 87);
}

#[test]
fn keys_and_lists_follow_their_grammars() {
    for bad in [
        "", "-a", "1a", "a b", "a=b", "a:b", "a\n", "[a", "#a", "A", "a_b", "é",
    ] {
        assert!(Key::parse(bad).is_err(), "{bad:?}");
    }
    assert!(Key::parse("http-01-port").is_ok());
    let lists: [&[&str]; 3] = [&["http"], &["a.example.org", "*.example.org"], &["1a", "-"]];
    for words in lists {
        let value = Value::list(words.iter().copied()).unwrap();
        assert_eq!(value.as_list().unwrap(), words);
        assert_eq!(value.as_text(), None);
    }
    // JSON would make other values of them.
    let bad = [
        "",
        "1",
        "-1",
        "1.5",
        "1e3",
        "true",
        "false",
        "null",
        "NaN",
        "-Infinity",
        "a b",
        "a,b",
        "]",
        "\"a\"",
        "a\n",
    ];
    for bad in bad {
        assert!(Value::list(["a", bad]).is_err(), "{bad:?}");
    }
    assert!(Value::list([]).is_err());
    assert!(Value::text("[a, b]").is_err());
    assert!(Value::text("[a").is_ok() && Value::text("a]").is_ok());
}

#[test]
fn loose_spelling_is_read() {
    let text = "\
; the file of Debian
# too
---
[any header]
max-log-backups = 0
preconfigured-renewal = True
--agree-tos
quiet
email: admin@example.org ; mine
server https://x.example.org/dir#y
text = 'it is' # c
empty =
domains = a, b
eff = \"a # b\"\t# c
authenticators = [webroot,  dns]\r
";
    let expected = "\
# the file of Debian
# too
max-log-backups = \"0\"
preconfigured-renewal = \"True\"
agree-tos = \"true\"
quiet = \"true\"
email = \"admin@example.org\"
server = \"https://x.example.org/dir#y\"
text = \"it is\"
empty = \"\"
domains = \"a, b\"
eff = \"a # b\"
authenticators = [webroot, dns]
";
    let file = certbot::parse(text).unwrap();
    assert_eq!(certbot::print(&file).text, expected);
    assert_eq!(certbot::parse(expected), Ok(file));
}

#[test]
fn what_cannot_be_held_is_named_with_its_line() {
    let cases = [
        ("a = 1\nB = 2\n", 2, "the key"),
        ("= 2\n", 1, "the key"),
        ("a = \"x\n", 1, "a quote is not closed"),
        ("a = \"x\" y\n", 1, "a quote is not closed"),
        ("a = ;x\n", 1, "no comment to certbot"),
        ("a # x\n", 1, "no comment to certbot"),
        ("a = \"x\" \"y\"\n", 1, "the value of `a`"),
        ("a = [\"x\"]\n", 1, "the value of `a`"),
        ("a = []\n", 1, "the value of `a`"),
        ("a \"\"\n", 1, "must follow a `=`"),
        ("a = x\ry\n", 1, "control character"),
        ("a = \x0b\n", 1, "control character"),
    ];
    for (text, line, message) in cases {
        let error = certbot::parse(text).expect_err(text);
        assert!(error.message.contains(message), "{text:?}: {error}");
        assert_eq!(error.line, line, "{text:?}: {error}");
    }
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("certificates"), None);
    let mut file = File::new(Comment::new("head").unwrap());
    file.set("email", "a@example.org", Cause::from(&origin))
        .unwrap();
    assert_eq!(certbot::print(&file).causes, [(2, origin)]);
    assert!(matches!(
        &file.items[..],
        [Item::Comment(_), Item::Entry(_)]
    ));
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[^\"\\x00-\\x1f\\x7f]{0,8}|[\\[\\]#; ',a]{0,8}"
            .prop_filter_map("refused", |text| Value::text(&text).ok()),
        prop::collection::vec("[a-z0-9*.-]{1,6}", 1..4).prop_filter_map("refused", |words| {
            Value::list(words.iter().map(String::as_str)).ok()
        }),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_back(
        entries in prop::collection::vec(("[a-z][a-z0-9-]{0,6}", value()), 0..5),
    ) {
        let mut file = File::new(Comment::new("head").unwrap());
        for (key, value) in entries {
            file.add(Entry::new(Key::parse(&key).unwrap(), value));
        }
        prop_assert_eq!(certbot::parse(&certbot::print(&file).text), Ok(file));
    }

    #[test]
    fn any_text_is_read_without_panic_and_keeps_its_meaning(
        text in "(a|=|:| |\"|'|\\[|\\]|,|#|;|--|\n|[ -~]{0,3}|\\PC){0,12}",
    ) {
        if let Ok(file) = certbot::parse(&text) {
            prop_assert_eq!(certbot::parse(&certbot::print(&file).text), Ok(file));
        }
    }
}
