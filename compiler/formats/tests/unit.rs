//! The line grammar of units: printer and parser are inverse, and nothing gets out of its line.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use formats::unit::{self, Argument, Comment, File, Item, UnitName, UnitType};
use formats::{Cause, Version, systemd};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use source::{Origin, ValuePath};

const V257: Version = Version::new(257, 0, 0);

/// The assignments of a text as `[Section] Key=Value`.
fn assignments(text: &str) -> Vec<String> {
    let file = unit::parse(text).unwrap();
    let show = |(name, entry): (&unit::SectionName, &unit::Entry)| {
        format!("[{name}] {}={}", entry.key, entry.value.as_str())
    };
    file.entries().map(show).collect()
}

#[test]
fn lines_are_read_as_systemd_reads_them() {
    let cases: [(&str, &[&str]); 19] = [
        ("", &[]),
        ("\u{feff}[A]\nb=c", &["[A] b=c"]),
        ("[A]\n  b \t= c d \t\n", &["[A] b=c d"]),
        ("[A]\nb=c=d\nb=\n", &["[A] b=c=d", "[A] b="]),
        ("[A]\nb=c ; d # e\n", &["[A] b=c ; d # e"]),
        ("[A]\n#b=1\n;c=2\n  # d=3\ne=4", &["[A] e=4"]),
        ("[A]\nb=c\\\nd", &["[A] b=c d"]),
        ("[A]\nb=c\\\n   d\\\ne=f\n", &["[A] b=c    d e=f"]),
        ("[A]\nb=c\\\\\nd=e", &["[A] b=c\\\\", "[A] d=e"]),
        ("[A]\nb=c\\\\\\\nd=e", &["[A] b=c\\\\ d=e"]),
        ("[A]\nb=c\\\n# comment\n; another\nd", &["[A] b=c d"]),
        ("[A]\nb=c\\\n\nd=e", &["[A] b=c", "[A] d=e"]),
        ("[A]\nb=c\\", &["[A] b=c"]),
        (
            "[A]\r\nb=c\rd=e\0f=g\n\rh=i",
            &["[A] b=c", "[A] d=e", "[A] f=g", "[A] h=i"],
        ),
        ("a=b\n[A]\nno assignment\n=x\nc=d", &["[A] c=d"]),
        (
            "[A]\nb=1\n[B]\nb=2\n[A]\nb=3",
            &["[A] b=1", "[B] b=2", "[A] b=3"],
        ),
        ("  [A]  \nb=c", &["[A] b=c"]),
        ("[A]\nb=\u{a0}c\u{a0}", &["[A] b=\u{a0}c\u{a0}"]),
        ("[A]\nb=\u{b}c", &["[A] b=\u{b}c"]),
    ];
    for (text, expected) in cases {
        assert_eq!(assignments(text), expected, "{text:?}");
    }
}

#[test]
fn what_systemd_does_not_load_is_an_error_with_its_line() {
    let long = format!("[A]\nb={}", "x".repeat(unit::MAX_LINE - 1));
    let cases = [
        ("[A]\n[B] c\n", 2),
        ("\n[A", 2),
        ("[]", 1),
        ("[a[b]", 1),
        ("[A]\n\nb=c\\ \n", 3),
        (&long, 2),
    ];
    for (text, line) in cases {
        assert_eq!(unit::parse(text).unwrap_err().line, line);
    }
    assert!(unit::parse(&long[..long.len() - 1]).is_ok());
}

#[test]
fn sections_are_apart_and_comments_stay_where_they_are() {
    let text = "# head\n#\n\n[A]\n# first\nb=c\n# last\n\n[B]\n";
    let file = unit::parse("#head\n;\n[A]\n\n#   first\nb =c\n\n; last\n[B]").unwrap();
    assert_eq!(unit::print(&file).text, text);
    assert_eq!(unit::parse(text).unwrap(), file);
    assert_eq!(unit::print(&File::default()).text, "");
}

#[test]
fn each_line_says_what_caused_it() {
    let cause = |name: &str| Cause(Some(Origin::new(ValuePath::root().field(name), None)));
    let mut file = File::new(Comment::new("head").unwrap());
    for (section, key, value) in [
        (systemd::Section::Unit, "After", "a.service"),
        (systemd::Section::Service, "User", "wiki"),
        (systemd::Section::Unit, "Description", "x"),
    ] {
        let entries = systemd::assign(section, key, value, V257).unwrap();
        file.section(section.name())
            .add_because(&cause(key), entries);
    }
    let printed = unit::print(&file);
    let lines: Vec<&str> = printed.text.lines().collect();
    for (line, origin) in &printed.causes {
        let key = lines[line - 1].split('=').next().unwrap();
        assert_eq!(origin.path().to_string(), key);
    }
    assert_eq!(printed.causes.len(), 3);
    assert!(printed.causes.is_sorted_by_key(|(line, _)| *line));
}

#[test]
fn g1_no_printed_file_holds_a_cr_or_nul() {
    let mut file = File::new(Comment::escaped("by\r[Service]\rExecStart=/bin/evil\0"));
    let section = file.section(systemd::Section::Service.name());
    let hostile = "x\r[Service]\rExecStartPre=/bin/evil";
    section.add(
        systemd::assign(
            systemd::Section::Service,
            "Environment",
            Argument::pair("A", hostile),
            V257,
        )
        .unwrap(),
    );
    for key in [
        "User",
        "WorkingDirectory",
        "ReadWritePaths",
        "SystemCallFilter",
    ] {
        assert!(
            systemd::assign(systemd::Section::Service, key, hostile, V257).is_err(),
            "{key}"
        );
        assert!(
            systemd::assign(
                systemd::Section::Service,
                key,
                Argument::written(hostile),
                V257
            )
            .is_err(),
            "{key}"
        );
    }
    let text = unit::print(&file).text;
    assert!(!text.contains(['\r', '\0']));
    assert_eq!(text.lines().count(), 4, "{text}");
}

#[test]
fn g3_a_newline_is_escaped_or_refused() {
    let hostile = "x\n[Service]\nExecStart=/bin/false";
    let written = systemd::assign(
        systemd::Section::Service,
        "Environment",
        Argument::pair("A", hostile),
        V257,
    )
    .unwrap();
    assert_eq!(
        written[0].value.as_str(),
        r#""A=x\n[Service]\nExecStart=/bin/false""#
    );
    assert!(systemd::assign(systemd::Section::Unit, "Description", hostile, V257).is_err());
    assert!("Key\nOther".parse::<unit::Key>().is_err());
    assert!("Name]\n[Other".parse::<unit::SectionName>().is_err());
}

#[test]
fn g4_no_line_ends_in_a_backslash() {
    for bad in ["\\", "C:\\dir\\", "\\\\"] {
        for key in ["Description", "Documentation", "After"] {
            let Ok(entries) = systemd::assign(systemd::Section::Unit, key, bad, V257) else {
                continue;
            };
            assert!(!entries[0].value.as_str().ends_with('\\'), "{key} {bad}");
        }
    }
}

#[test]
fn g12_unit_names_lead_nowhere_else() {
    for bad in ["../../x", "a/b", "a b", "a%n", ".x", "-x", "x\u{e9}"] {
        assert!(UnitName::own(bad, UnitType::Service).is_err(), "{bad}");
    }
    for bad in [
        "../../x.service",
        "a/b.service",
        "a b.service",
        "a;b.service",
    ] {
        assert!(bad.parse::<UnitName>().is_err(), "{bad}");
        assert!(
            systemd::assign(systemd::Section::Unit, "After", bad, V257).is_err(),
            "{bad}"
        );
    }
}

/// Characters that the grammars are about, often, and any other.
fn nasty() -> impl Strategy<Value = String> {
    let special = proptest::sample::select(
        " \t\\\"'%$;#=[]{}:,-\n\r\u{b}\u{a0}\u{3000}\u{80}\u{feff}aé€x@*?"
            .chars()
            .collect::<Vec<char>>(),
    );
    let character = prop_oneof![3 => special, 1 => any::<char>()];
    proptest::collection::vec(character, 0..24).prop_map(|chars| chars.into_iter().collect())
}

/// Lines that look like a unit file.
fn unit_text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        nasty(),
        nasty().prop_map(|value| format!("Key={value}")),
        nasty().prop_map(|text| format!("# {text}")),
        Just("[Section]".to_owned()),
        Just("Key=a\\".to_owned()),
    ];
    proptest::collection::vec(line, 0..8).prop_map(|lines| format!("[A]\n{}", lines.join("\n")))
}

/// A file made of what encoders and constructors let through.
fn file() -> impl Strategy<Value = File> {
    let service = systemd::Section::Service;
    let item = (nasty(), nasty(), 0..5).prop_map(move |(text, more, choice)| {
        let assigned = match choice {
            0 => return vec![Item::Comment(Comment::escaped(&text))],
            1 => systemd::assign(service, "Environment", Argument::pair("A", text), V257),
            2 => systemd::assign(
                service,
                "ExecStart",
                Argument::words(["/bin/x".to_owned(), text, more]),
                V257,
            ),
            3 => systemd::assign(service, "BindPaths", Argument::words([text, more]), V257),
            _ => systemd::assign(service, "SyslogIdentifier", text, V257),
        };
        assigned
            .unwrap_or_default()
            .into_iter()
            .map(Item::Entry)
            .collect()
    });
    let items = proptest::collection::vec(item, 0..6).prop_map(|items| items.concat());
    proptest::collection::vec((any::<bool>(), items), 0..3).prop_map(|sections| {
        let mut file = File::new(Comment::new("head").unwrap());
        for (is_service, items) in sections {
            let name = if is_service { "Service" } else { "X-Other" };
            file.sections.push(unit::Section {
                name: name.parse().unwrap(),
                items,
            });
        }
        file
    })
}

proptest! {
    #[test]
    fn printed_files_are_read_back(file in file()) {
        let text = unit::print(&file).text;
        assert_eq!(unit::parse(&text).unwrap(), file);
    }

    #[test]
    fn any_text_is_read_without_panic_and_keeps_its_meaning(text in unit_text()) {
        if let Ok(file) = unit::parse(&text) {
            assert_eq!(unit::parse(&unit::print(&file).text).unwrap(), file);
        }
    }

    #[test]
    fn names_and_times_of_any_text_do_not_panic(text in nasty()) {
        let parsed = [
            text.parse::<UnitName>().is_ok(),
            text.parse::<unit::TimeSpan>().is_ok(),
            text.parse::<unit::Calendar>().is_ok(),
            text.parse::<unit::Key>().is_ok(),
            text.parse::<unit::SectionName>().is_ok(),
            Comment::new(&text).is_ok(),
            UnitName::own(&text, UnitType::Service).is_ok(),
        ];
        assert_eq!(parsed.len(), 7);
    }

    #[test]
    fn calendars_are_normalised_once(
        text in "((Mon|tue|Sun)(\\.\\.|,)?(Wed|Sat)? )?([0-9*,/.]{1,6}-)?[0-9*,/.]{1,4}[-~][0-9*]{1,2} [0-9*,/.]{1,5}:[0-9*]{1,2}(:[0-9*./]{1,5})?( UTC)?"
    ) {
        if let Ok(calendar) = text.parse::<unit::Calendar>() {
            let shown = calendar.to_string();
            assert_eq!(shown.parse::<unit::Calendar>().unwrap(), calendar, "{text}");
        }
    }

    #[test]
    fn time_spans_are_shown_as_they_are(microseconds in any::<u64>()) {
        let text = format!("{}us", microseconds >> 1);
        let span: unit::TimeSpan = text.parse().unwrap();
        assert_eq!(span.microseconds(), Some(microseconds >> 1));
        assert_eq!(span.to_string().parse::<unit::TimeSpan>().unwrap(), span);
    }
}
