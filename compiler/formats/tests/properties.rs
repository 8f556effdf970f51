//! Lists of keys and values: what ssmtp, shadow and Perl read in what we print.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::properties::{self, Dialect, File, Item};
use formats::unit::Comment;
use hostile::hostile_strings;
use proptest::prelude::*;
use source::{Origin, ValuePath};

/// Second readers, after `read_config()` of ssmtp, `def_load()` of shadow and `perlop(1)`.
fn read(dialect: Dialect, text: &str) -> Vec<(String, String)> {
    match dialect {
        Dialect::Ssmtp => text.split('\n').filter_map(ssmtp).collect(),
        Dialect::LoginDefs => text.split('\n').filter_map(shadow).collect(),
        Dialect::Perl => perl(text),
    }
}

fn ssmtp(line: &str) -> Option<(String, String)> {
    let line = line.split('#').next().unwrap();
    line.find('=')?;
    let (key, rest) = line.split_once(['=', ' ', '\t'])?;
    let value = rest.split(['=', ' ', '\t']).next().unwrap();
    Some((key.to_owned(), value.to_owned()))
}

fn shadow(line: &str) -> Option<(String, String)> {
    let line = line.trim_end_matches(|c: char| c.is_ascii_whitespace());
    let line = line.trim_start_matches([' ', '\t']);
    let (key, rest) = line.split_once([' ', '\t'])?;
    let value = rest.trim_start_matches([' ', '\t', '"']);
    let value = value.split('"').next().unwrap();
    (!key.starts_with('#')).then(|| (key.to_owned(), value.to_owned()))
}

fn perl(text: &str) -> Vec<(String, String)> {
    let mut rest = text;
    let mut pairs = Vec::new();
    while let Some((key, behind)) = rest.split_once(" = '") {
        let key = key.rsplit_once('\n').map_or(key, |(_, key)| key);
        let mut value = String::new();
        let mut characters = behind.chars();
        loop {
            match characters.next().unwrap() {
                '\'' => break,
                '\\' if characters.as_str().starts_with(['\\', '\'']) => {
                    value.extend(characters.next());
                }
                c => value.push(c),
            }
        }
        rest = characters.as_str().strip_prefix(";\n").unwrap();
        pairs.push((key.strip_prefix('$').unwrap().to_owned(), value));
    }
    pairs
}

const KEYS: [(Dialect, &str); 3] = [
    (Dialect::Ssmtp, "mailhub"),
    (Dialect::LoginDefs, "UMASK"),
    (Dialect::Perl, "nrconf{restart}"),
];

#[test]
fn hostile_strings_arrive_or_are_refused() {
    let is_control = |c: char| c.is_ascii_control();
    let must_carry = |dialect, text: &str| match dialect {
        Dialect::Ssmtp => {
            !text.is_empty()
                && text.len() <= 2039
                && !text.contains(|c| is_control(c) || " #=".contains(c))
        }
        Dialect::LoginDefs => {
            let has_blank = text.starts_with(' ') || text.ends_with(' ');
            !text.is_empty()
                && text.len() <= 1016
                && !has_blank
                && !text.contains(|c| is_control(c) || c == '"')
        }
        Dialect::Perl => !text.contains(|c| is_control(c) && c != '\t' && c != '\n'),
    };
    let mut carried = [0; 3];
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        for (index, (dialect, key)) in KEYS.into_iter().enumerate() {
            let mut file = File::empty(dialect);
            match file.set(key, text, Cause::default()) {
                Ok(()) => {
                    assert!(must_carry(dialect, text), "{}: {dialect:?}", hostile.id);
                    file.set(key, "after", Cause::default()).unwrap();
                    let printed = properties::print(&file).text;
                    let expected = [text, "after"].map(|text| (key.to_owned(), text.to_owned()));
                    assert_eq!(read(dialect, &printed), expected);
                    assert_eq!(properties::parse(&printed, dialect), Ok(file));
                    carried[index] += 1;
                }
                Err(refused) => assert!(
                    !must_carry(dialect, text),
                    "{}: {dialect:?}: {refused}",
                    hostile.id
                ),
            }
        }
    }
    assert_eq!(carried, [71, 79, 107]);
}

#[test]
fn keys_follow_the_grammar_of_their_program() {
    let good = [
        (Dialect::Ssmtp, "FromLineOverride"),
        (Dialect::LoginDefs, "SUB_UID_MIN"),
        (Dialect::Perl, "nrconf{blacklist_rc}"),
    ];
    let bad = [
        (Dialect::Ssmtp, ["", "a b", "a=", "#a", "a1", "é", "a\n"]),
        (
            Dialect::LoginDefs,
            ["", "A B", "#A", "A\"", "1A", "É", "A\n"],
        ),
        (
            Dialect::Perl,
            [
                "a",
                "a{B}",
                "a{b",
                "a{}",
                "{b}",
                "a{b}{c}",
                "a{b}; system('x')",
            ],
        ),
    ];
    let set = |dialect, key| File::empty(dialect).set(key, "1", Cause::default());
    for (dialect, key) in good {
        assert_eq!(set(dialect, key), Ok(()));
    }
    for (dialect, keys) in bad {
        for key in keys {
            assert!(
                set(dialect, key).unwrap_err().hint.contains("key"),
                "{dialect:?} {key:?}"
            );
        }
    }
}

#[test]
fn lines_are_not_longer_than_their_program_reads() {
    for (dialect, key, longest) in [
        (Dialect::Ssmtp, "mailhub", 2047 - "mailhub=".len()),
        (Dialect::LoginDefs, "UMASK", 1022 - "UMASK ".len()),
    ] {
        let set = |length| File::empty(dialect).set(key, &"x".repeat(length), Cause::default());
        assert_eq!(set(longest), Ok(()));
        assert!(set(longest + 1).is_err());
    }
}

#[test]
fn the_files_of_debian_are_read() {
    let cases = [
        (
            Dialect::Ssmtp,
            "#\n# Config file for sSMTP sendmail\nroot=postmaster\nmailhub=mail.example.org:587 \n\n#rewriteDomain=\n",
            "#\n# Config file for sSMTP sendmail\nroot=postmaster\nmailhub=mail.example.org:587\n# rewriteDomain=\n",
        ),
        (
            Dialect::LoginDefs,
            "# c\nMAIL_DIR        /var/mail\n\t#UMASK 077\nENV_PATH\t\"PATH=/usr/bin:/bin\"\nUMASK 022",
            "# c\nMAIL_DIR /var/mail\n# UMASK 077\nENV_PATH PATH=/usr/bin:/bin\nUMASK 022\n",
        ),
        (
            Dialect::Perl,
            "# a\n$nrconf{restart} = 'a'; # b\n$nrconf{ 'kernelhints' }=0;\n$nrconf{\"ui\"}\n= \"NeedRestart::UI::stdio\"\n;",
            "# a\n$nrconf{restart} = 'a';\n# b\n$nrconf{kernelhints} = '0';\n$nrconf{ui} = 'NeedRestart::UI::stdio';\n",
        ),
    ];
    for (dialect, text, expected) in cases {
        let file = properties::parse(text, dialect).unwrap();
        assert_eq!(properties::print(&file).text, expected);
        assert_eq!(properties::parse(expected, dialect), Ok(file));
    }
}

#[test]
fn what_cannot_be_held_is_named_with_its_line() {
    let cases = [
        (Dialect::Ssmtp, "a=b\nc\n", 2, "no `=`"),
        (Dialect::Ssmtp, "a = b\n", 1, "the key `a `"),
        (Dialect::Ssmtp, " a=b\n", 1, "a blank before the key"),
        (Dialect::Ssmtp, "a=b=c\n", 1, "`=`"),
        (Dialect::Ssmtp, "a=b\r\n", 1, "carriage return"),
        (Dialect::LoginDefs, "A\n", 1, "no value"),
        (
            Dialect::LoginDefs,
            "\nA \"b\" c\n",
            2,
            "behind the closing quote",
        ),
        (
            Dialect::Perl,
            "$a{b} = qw(x);\n",
            1,
            "no string and no whole number",
        ),
        (
            Dialect::Perl,
            "$a{b} = 010;\n",
            1,
            "no string and no whole number",
        ),
        (Dialect::Perl, "$a{b} = \"$x\";\n", 1, "double quotes"),
        (Dialect::Perl, "\n$a{b} = 'x\n", 2, "closing quote"),
        (Dialect::Perl, "$a{b} = 'x'\n$c{d} = 1;", 1, "no `;`"),
        (Dialect::Perl, "$a{b}{qr(^x)} = 0;\n", 1, "no assignment"),
        (Dialect::Perl, "push @{$a{b}}, 'x';\n", 1, "no assignment"),
        (Dialect::Perl, "=pod\n", 1, "no assignment"),
    ];
    for (dialect, text, line, message) in cases {
        let error = properties::parse(text, dialect).expect_err(text);
        assert!(error.message.contains(message), "{text:?}: {error}");
        assert_eq!(error.line, line, "{text:?}: {error}");
    }
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("mail"), None);
    let mut file = File::new(Dialect::Perl, Comment::new("head").unwrap());
    for value in ["a\nb", "c"] {
        file.set("nrconf{ui}", value, Cause::from(&origin)).unwrap();
    }
    assert_eq!(
        properties::print(&file).causes,
        [(2, origin.clone()), (4, origin)]
    );
    assert!(matches!(
        file.items(),
        [Item::Comment(_), Item::Entry(_), Item::Entry(_)]
    ));
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_back(
        which in 0..3usize,
        values in prop::collection::vec("[^\\x00-\\x1f\\x7f]{0,8}|['\\\\\n#;\"=$ a]{0,8}", 0..5),
    ) {
        let (dialect, key) = KEYS[which];
        let mut file = File::new(dialect, Comment::new("head").unwrap());
        let is_set = |value: &&String| file.set(key, value, Cause::default()).is_ok();
        let carried: Vec<&String> = values.iter().filter(is_set).collect();
        let printed = properties::print(&file).text;
        let read: Vec<String> = read(dialect, &printed).into_iter().map(|(_, value)| value).collect();
        prop_assert_eq!(read.iter().collect::<Vec<_>>(), carried);
        prop_assert_eq!(properties::parse(&printed, dialect), Ok(file));
    }

    #[test]
    fn any_text_is_read_without_panic_and_keeps_its_meaning(
        text in "(a|A|=| |\"|'|#|\n|;|\\\\|\\$a\\{b\\} = |1|[ -~]{0,3}|\\PC){0,12}",
    ) {
        for (dialect, _) in KEYS {
            if let Ok(file) = properties::parse(&text, dialect) {
                prop_assert_eq!(properties::parse(&properties::print(&file).text, dialect), Ok(file));
            }
        }
    }
}
