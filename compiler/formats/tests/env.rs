//! Environment files: every string arrives in each dialect, or is refused.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::env::{self, Dialect, File, Item};
use formats::unit::Comment;
use hostile::hostile_strings;
use proptest::prelude::{any, prop, proptest};
use source::{Origin, ValuePath};

const DIALECTS: [(Dialect, &str); 3] = [
    (Dialect::Systemd, "env_file_systemd"),
    (Dialect::Podman, "env_file_podman"),
    (Dialect::Common, "env_file_common"),
];

fn file(dialect: Dialect, value: &str) -> Result<File, formats::Refused> {
    let mut file = File::empty(dialect);
    file.set("K", value, Cause::default())?;
    Ok(file)
}

/// The variables that a program reads from a text.
fn read(dialect: Dialect, text: &str) -> Vec<(String, String)> {
    let file = env::parse(text, dialect).unwrap();
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    file.assignments().map(own).collect()
}

#[test]
fn hostile_strings_arrive_in_each_dialect_or_are_refused() {
    for hostile in hostile_strings() {
        for (dialect, format) in DIALECTS {
            let Some(text) = &hostile.text else {
                assert!(!hostile.is_carried(format));
                continue;
            };
            let result = file(dialect, text);
            assert_eq!(
                result.is_ok(),
                hostile.is_carried(format),
                "{format} {}",
                hostile.id
            );
            let Ok(file) = result else { continue };
            let printed = env::print(&file).text;
            if let Some(expected) = hostile.written(format) {
                assert_eq!(printed, format!("{expected}\n"), "{}", hostile.id);
            }
            assert_eq!(
                env::parse(&printed, dialect).unwrap(),
                file,
                "{format} {}",
                hostile.id
            );
        }
    }
}

/// The matrix of the reference, as systemd reads it.
#[test]
fn systemd_reads_quotes_escapes_and_comments() {
    let cases: [(&str, &str); 22] = [
        ("K=v", "v"),
        ("  K \t= v \t", "v"),
        ("K=", ""),
        ("K=\"a b\"", "a b"),
        ("K=\"a\nb\"", "a\nb"),
        ("K=\"\\\"\\\\\\$\\`\\n\"", "\"\\$`\\n"),
        ("K=\"a\\\nb\"", "ab"),
        ("K='a\\\nb\"'", "a\\\nb\""),
        ("K=a\"b\"c", "a\"b\"c"),
        ("K=a\\nb", "anb"),
        ("K=a\\\nb", "ab"),
        ("K=a  \\\nb", "a  b"),
        ("K=$X$(id)`id`%n", "$X$(id)`id`%n"),
        ("K=\"1\" # c", "1# c"),
        ("K='a''b'", "ab"),
        ("K=\"unbalanced\nL=2", "unbalanced\nL=2"),
        ("K=1\rK=2", "2"),
        ("#K=0\n;K=0\n  # K=0\nK=1", "1"),
        ("#c \\\nK=1", "1"),
        ("K=1\nexport K=2\nK-X=3\nno assignment\n=4", "1"),
        ("K=a#b;c", "a#b;c"),
        ("K=\u{a0}x", "\u{a0}x"),
    ];
    for (text, expected) in cases {
        let variables = read(Dialect::Systemd, text);
        assert_eq!(
            variables.last().unwrap(),
            &("K".to_owned(), expected.to_owned()),
            "{text:?}"
        );
        assert!(variables.iter().all(|(name, _)| name == "K"), "{text:?}");
    }
}

#[test]
fn podman_reads_the_rest_of_the_line() {
    let cases: [(&str, (&str, &str)); 7] = [
        ("K=\"a b\" # c", ("K", "\"a b\" # c")),
        (" \tK= v ", ("K", " v ")),
        ("K =v", ("K ", "v")),
        (";K=v", (";K", "v")),
        ("K=v\r\n", ("K", "v")),
        ("K=a\\", ("K", "a\\")),
        ("export K=1", ("export K", "1")),
    ];
    for (text, (name, value)) in cases {
        assert_eq!(
            read(Dialect::Podman, text),
            [(name.to_owned(), value.to_owned())],
            "{text:?}"
        );
    }
    let file = env::parse("# c\nPATH\nLC_*\n", Dialect::Podman).unwrap();
    assert_eq!(
        file.items()[1..],
        [Item::Imported("PATH".into()), Item::Imported("LC_*".into())]
    );
    let long = format!("K={}", "x".repeat(65_534));
    for bad in ["=x", "A=1\n =x", "A=a\0b", "A=1\r\r\n", &long] {
        assert!(env::parse(bad, Dialect::Podman).is_err());
    }
}

#[test]
fn a_common_file_is_read_alike_or_not_at_all() {
    assert_eq!(read(Dialect::Common, "# c\nA=1\nB=x y=z # d\n").len(), 2);
    for bad in [
        "A=\"x\"",
        "A= x",
        "A=a\\nb",
        "A",
        "export A=1",
        ";A=1",
        "A=1\\\nB=2",
        "A =1",
        "A=1\rB=2",
    ] {
        let error = env::parse(&format!("X=1\n{bad}\n"), Dialect::Common).unwrap_err();
        assert!(error.message.contains("differently"), "{bad:?}");
    }
}

#[test]
fn names_are_names() {
    for (dialect, _) in DIALECTS {
        for bad in ["", "1A", "A B", "A-B", "A=B", "é", "A\n", "#A", "A*"] {
            assert!(env::encode(dialect, bad, "x").is_err(), "{bad}");
        }
    }
}

#[test]
fn g18_a_cr_ends_no_line_of_ours() {
    let hostile = "x\r[Service]\rLD_PRELOAD=/tmp/e.so";
    assert!(file(Dialect::Podman, hostile).is_err());
    assert!(file(Dialect::Common, hostile).is_err());
    let printed = env::print(&file(Dialect::Systemd, hostile).unwrap()).text;
    assert_eq!(
        read(Dialect::Systemd, &printed),
        [("K".to_owned(), hostile.to_owned())]
    );
    assert!(Comment::new("c\rLD_PRELOAD=/tmp/e.so").is_err());
}

#[test]
fn g4_a_comment_ends_in_no_backslash() {
    // systemd up to 253 takes the next line for a part of the comment.
    assert!(Comment::new("c \\").is_err());
    assert!(!Comment::escaped("c \\").as_str().ends_with('\\'));
}

#[test]
fn lines_say_what_caused_them_even_behind_values_of_several_lines() {
    let cause = |name: &str| Cause(Some(Origin::new(ValuePath::root().field(name), None)));
    let mut file = File::new(Dialect::Systemd, Comment::new("head").unwrap());
    file.set("A", "one\ntwo\nthree", cause("a")).unwrap();
    file.set("B", "x", cause("b")).unwrap();
    let lines: Vec<usize> = env::print(&file)
        .causes
        .iter()
        .map(|(line, _)| *line)
        .collect();
    assert_eq!(lines, [2, 5]);
}

#[test]
fn real_files_keep_their_meaning() {
    let text = include_str!("corpus/env/default-queue.env");
    let file = env::parse(text, Dialect::Systemd).unwrap();
    let variables: Vec<(&str, &str)> = file.assignments().collect();
    assert_eq!(
        variables,
        [
            ("LANG", "C.UTF-8"),
            ("EMPTY", ""),
            ("QUOTED", "two words \"and\" $5"),
            ("SINGLE", "it\\s $literal"),
            ("ESCAPED", "a bc"),
            ("MULTI", "line one\nline two"),
            ("TRAILING", "x"),
            ("MIXED", "a\"b\"c # kept"),
        ]
    );
    assert_eq!(
        env::parse(&env::print(&file).text, Dialect::Systemd).unwrap(),
        file
    );

    let file = env::parse(include_str!("corpus/env/container.env"), Dialect::Podman).unwrap();
    assert_eq!(file.items().len(), 7);
    assert_eq!(
        env::parse(&env::print(&file).text, Dialect::Podman).unwrap(),
        file
    );
}

proptest! {
    #[test]
    fn any_value_arrives_or_is_refused(value in any::<String>(), dialect in prop::sample::select(DIALECTS.map(|(dialect, _)| dialect).to_vec())) {
        if let Ok(file) = file(dialect, &value) {
            assert_eq!(env::parse(&env::print(&file).text, dialect).unwrap(), file);
        }
    }

    #[test]
    fn any_text_is_read_without_panic_and_keeps_its_meaning(
        text in "([A-C]=|export |#|;)?[ \"'\\\\$`=a-c\r\t\u{e9}]{0,10}(\n([A-C] ?=|#)?[ \"'\\\\$`=a-c\r]{0,10}){0,4}",
        dialect in prop::sample::select(DIALECTS.map(|(dialect, _)| dialect).to_vec()),
    ) {
        if let Ok(file) = env::parse(&text, dialect) {
            assert_eq!(env::parse(&env::print(&file).text, dialect).unwrap(), file);
        }
    }
}
