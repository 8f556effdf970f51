//! `tmpfiles.d`: lines are what systemd-tmpfiles reads, and nothing gets out of its field.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::tmpfiles::{self, Age, File, Item, Line, LineType, Mode, Owner};
use formats::unit::{Comment, Text};
use hostile::hostile_strings;
use proptest::prelude::proptest;
use source::{Origin, ValuePath};

fn content(text: &str) -> Result<Line, formats::Refused> {
    Line::new("f".parse()?, "/x")?.argument(text)
}

fn print(line: Line) -> String {
    let mut file = File::default();
    file.add(line);
    let text = tmpfiles::print(&file).text;
    assert_eq!(tmpfiles::parse(&text).unwrap(), file);
    text
}

#[test]
fn hostile_strings_arrive_in_files_or_are_refused() {
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else {
            assert!(!hostile.is_carried("tmpfiles_argument"));
            continue;
        };
        let result = content(text);
        assert_eq!(
            result.is_ok(),
            hostile.is_carried("tmpfiles_argument"),
            "{}",
            hostile.id
        );
        let Ok(line) = result else { continue };
        let printed = print(line);
        let Some(expected) = hostile.written("tmpfiles_argument") else {
            continue;
        };
        // Fields at the end that say nothing are left out.
        let expected = format!("f /x - - - - {expected}\n").replace(" - - - - -\n", "\n");
        assert_eq!(printed, expected, "{}", hostile.id);
    }
}

#[test]
fn hostile_strings_arrive_in_paths_or_are_refused() {
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let is_good = !text.chars().any(|c| c < ' ' || c == '\x7f')
            && !text.split('/').any(|part| part == ".." || part.len() > 255);
        let line = Line::new("d".parse().unwrap(), format!("/{text}"));
        assert_eq!(line.is_ok(), is_good, "{}", hostile.id);
        if let Ok(line) = line {
            assert!(!print(line).contains('\r'));
        }
    }
}

#[test]
fn fields_are_written_up_to_the_last_one_that_says_something() {
    let line = |line_type: &str| Line::new(line_type.parse().unwrap(), "/srv/a b").unwrap();
    let mode = Mode::new(0o750).unwrap();
    let owner: Owner = "wiki".parse().unwrap();
    let cases = [
        (line("d"), "d \"/srv/a b\"\n"),
        (line("d").mode(mode), "d \"/srv/a b\" 0750\n"),
        (
            line("d").group(owner.clone().only_new()),
            "d \"/srv/a b\" - - :wiki\n",
        ),
        (
            line("e!").age("aBm:3h".parse::<Age>().unwrap()),
            "e! \"/srv/a b\" - - - aBm:3h\n",
        ),
        (
            line("L+")
                .argument(Text::specifier('t').then("/x"))
                .unwrap(),
            "L+ \"/srv/a b\" - - - - %t/x\n",
        ),
        (
            line("a+").argument("u:wiki:rwx").unwrap().user(owner),
            "a+ \"/srv/a b\" - wiki - - u:wiki:rwx\n",
        ),
        (line("f").argument("").unwrap(), "f \"/srv/a b\"\n"),
    ];
    for (line, expected) in cases {
        assert_eq!(print(line), expected);
    }
}

#[test]
fn fields_that_systemd_would_refuse_are_refused() {
    let (long_name, long_path) = (format!("/{}", "x".repeat(256)), "/x".repeat(2048));
    for bad in [
        "", "x/y", "/a/../b", "/a\nb", "/a\r", "relative", &long_name, &long_path,
    ] {
        assert!(Line::new("d".parse().unwrap(), bad).is_err(), "{bad:?}");
    }
    for bad in ["", "k", "dd", "d&", "é", "+"] {
        assert!(bad.parse::<LineType>().is_err(), "{bad}");
    }
    for bad in ["", "8", "777777", "~", "u+x", "0o7", "+7"] {
        assert!(bad.parse::<Mode>().is_err(), "{bad}");
    }
    for bad in ["", ":", "-", "a b", "a:b", "wiki\n", "%u"] {
        assert!(bad.parse::<Owner>().is_err(), "{bad}");
    }
    for bad in ["", "10x", "z:1d", "1h 30min", "~"] {
        assert!(bad.parse::<Age>().is_err(), "{bad}");
    }
    assert!(
        Line::new("d".parse().unwrap(), "/x")
            .unwrap()
            .argument("x")
            .is_err()
    );
    assert!(Line::new("L".parse().unwrap(), Text::specifier('n')).is_err());
    // No escapes in ACLs: what would be stripped or break the line has no form.
    for bad in [" x", "x\n", "x ", "-"] {
        assert!(
            Line::new("a".parse().unwrap(), "/x")
                .unwrap()
                .argument(bad)
                .is_err(),
            "{bad:?}"
        );
    }
    assert_eq!(Mode::new(0o10000), None);
}

#[test]
fn content_without_a_form_is_refused_with_a_way_out() {
    for text in ["a\0b".to_owned(), "x".repeat(4096)] {
        let refused = content(&text).unwrap_err();
        assert_eq!(refused.hint, "deliver the content as a file of its own");
    }
}

#[test]
fn g18_a_cr_ends_no_line_of_ours_and_every_line_of_others() {
    assert!(!print(content("x\r[Service]\rz").unwrap()).contains('\r'));
    assert!(Comment::new("a\rf /etc/evil").is_err());
    let file = tmpfiles::parse("# a\rd /x\0d /y\r\n").unwrap();
    assert_eq!(file.items.len(), 3);
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("volumes"), None);
    let mut file = File::new(Comment::new("head").unwrap());
    file.add(content("x").unwrap().because(Cause::from(&origin)));
    assert_eq!(tmpfiles::print(&file).causes, [(2, origin)]);
}

#[test]
fn real_files_keep_their_meaning() {
    let text = include_str!("corpus/tmpfiles/debian.conf");
    let file = tmpfiles::parse(text).unwrap();
    let printed = tmpfiles::print(&file).text;
    assert_eq!(tmpfiles::parse(&printed).unwrap(), file);
    let lines: Vec<&str> = printed
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(lines.len(), 18);
    assert_eq!(lines[2], "x \"/tmp/systemd-private-%b-*\"");
    assert_eq!(lines[8], "f+! /run/motd 0644 root root - Welcome to %H\\n");
    let is_glob = |item: &Item| matches!(item, Item::Line(line) if line.line_type().reads_glob());
    assert_eq!(file.items.iter().filter(|item| is_glob(item)).count(), 8);
    let text = include_str!("corpus/tmpfiles/site.conf");
    let file = tmpfiles::parse(text).unwrap();
    let printed = tmpfiles::print(&file).text;
    assert_eq!(tmpfiles::parse(&printed).unwrap(), file);
    let token = "f= /etc/site/token 0640 root site - one two\\\\";
    for line in [token, "Z /srv/site/static 0644 root www-data"] {
        assert!(printed.lines().any(|printed| printed == line), "{printed}");
    }
    assert_eq!(file.items.iter().filter(|item| is_glob(item)).count(), 7);
}

#[test]
fn lines_that_systemd_skips_are_errors() {
    for bad in [
        "d",
        "k /x",
        "d x",
        "d /x 99",
        "f /x - - - - \\q",
        "f /x - - - - %n",
        "d \"/x",
        "; x",
        "d /x - a:b",
    ] {
        assert!(tmpfiles::parse(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn any_content_arrives_or_is_refused(text in "\\PC{0,20}|[ -~\t\r\n\\\\%]{0,12}") {
        if let Ok(line) = content(&text) {
            let mut file = File::default();
            file.add(line);
            let parsed = tmpfiles::parse(&tmpfiles::print(&file).text).unwrap();
            let [Item::Line(line)] = parsed.items.as_slice() else { panic!("{parsed:?}") };
            let found = line.argument_text().and_then(Text::as_literal).unwrap_or_default();
            assert_eq!(found, text);
        }
    }

    #[test]
    fn any_file_is_read_without_panic_and_keeps_its_meaning(text in "([dfLaw][+!~]? [ -~]{0,20}(\n|\r)|#[^\n]{0,8}\n|\\PC{0,10}){0,4}") {
        if let Ok(file) = tmpfiles::parse(&text) {
            assert_eq!(tmpfiles::parse(&tmpfiles::print(&file).text).unwrap(), file);
        }
    }
}
