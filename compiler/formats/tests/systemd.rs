//! Directives: every string arrives or is refused; the tables are what systemd has.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Version;
use formats::systemd::{self, Kind, Section, Shape};
use formats::unit::{self, Argument, AssignError, Command, Prefixes, Text, Value};
use hostile::hostile_strings;
use proptest::prelude::{any, proptest};
use std::collections::BTreeMap;

const V252: Version = Version::new(252, 0, 0);
const V257: Version = Version::new(257, 0, 0);

/// Assigns one value and gives its written form.
fn written(
    section: Section,
    key: &str,
    argument: impl Into<Argument>,
) -> Result<Value, AssignError> {
    let mut entries = systemd::assign(section, key, argument, V257)?;
    assert_eq!(entries.len(), 1);
    Ok(entries.remove(0).value)
}

fn read(section: Section, key: &str, value: &Value) -> Argument {
    systemd::read(section, key, value).unwrap()
}

/// A value as a person would write it; panics when it is no line.
fn value(text: &str) -> Value {
    let file = unit::parse(&format!("[A]\nB={text}")).unwrap();
    file.values("A", "B").next().unwrap().clone()
}

/// Whether a word is written as the data says: it quotes every word, harmless ones we write bare.
fn is_written(word: &str, expected: &str) -> bool {
    word == expected || format!("\"{word}\"") == expected
}

#[test]
fn hostile_strings_arrive_in_commands() {
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else {
            assert!(!hostile.is_carried("systemd_exec_word"));
            continue;
        };
        let command = Command::new("/bin/echo", [text]);
        let result = written(Section::Service, "ExecStart", command.clone());
        assert_eq!(
            result.is_ok(),
            hostile.is_carried("systemd_exec_word"),
            "{}",
            hostile.id
        );
        let Ok(value) = result else { continue };
        if let Some(expected) = hostile.written("systemd_exec_word") {
            let argument = value.as_str().strip_prefix("/bin/echo ").unwrap();
            assert!(is_written(argument, expected), "{}: {value:?}", hostile.id);
        }
        assert_eq!(
            read(Section::Service, "ExecStart", &value),
            Argument::Command(command)
        );
    }
}

#[test]
fn hostile_strings_arrive_in_environments() {
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else {
            assert!(!hostile.is_carried("systemd_environment"));
            continue;
        };
        let result = written(Section::Service, "Environment", Argument::pair("K", text));
        assert_eq!(
            result.is_ok(),
            hostile.is_carried("systemd_environment"),
            "{}",
            hostile.id
        );
        let Ok(value) = result else { continue };
        if let Some(expected) = hostile.written("systemd_environment") {
            let is_written = is_written(value.as_str(), expected);
            assert!(is_written, "{}: {value:?}", hostile.id);
        }
        let expected = Argument::words([format!("K={text}")]);
        assert_eq!(read(Section::Service, "Environment", &value), expected);
    }
}

#[test]
fn hostile_strings_arrive_in_plain_strings_or_are_refused() {
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else {
            assert!(!hostile.is_carried("systemd_plain_string"));
            continue;
        };
        let result = written(Section::Unit, "Description", text);
        assert_eq!(
            result.is_ok(),
            hostile.is_carried("systemd_plain_string"),
            "{}",
            hostile.id
        );
        let Ok(value) = result else { continue };
        if let Some(expected) = hostile.written("systemd_plain_string") {
            assert_eq!(value.as_str(), expected, "{}", hostile.id);
        }
        assert_eq!(read(Section::Unit, "Description", &value), text.into());
    }
}

#[test]
fn hostile_strings_arrive_in_every_other_shape_or_are_refused() {
    let cases = [
        (Section::Service, "BindPaths"),
        (Section::Service, "StateDirectory"),
        (Section::Service, "LogExtraFields"),
        (Section::Service, "StandardInputText"),
        (Section::Service, "SupplementaryGroups"),
        (Section::Service, "NFTSet"),
        (Section::Service, "LogFilterPatterns"),
        (Section::Service, "RestrictFileSystems"),
    ];
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        for (section, key) in cases {
            let Ok(value) = written(section, key, text) else {
                continue;
            };
            let expected = match read(section, key, &value) {
                Argument::Words(words) => words,
                Argument::Text(text) => vec![text],
                other => panic!("{other:?}"),
            };
            assert_eq!(expected, [Text::from(text)], "{key} {}", hostile.id);
        }
        let result = written(
            Section::Service,
            "SetCredential",
            Argument::pair("id", text),
        );
        let is_good = !text.contains('\0') && !text.is_empty();
        assert_eq!(result.is_ok(), is_good, "{}", hostile.id);
        if let Ok(value) = result {
            let expected = Argument::pair("id", text);
            assert_eq!(read(Section::Service, "SetCredential", &value), expected);
        }
    }
}

/// The table of the reference: what systemd makes of raw words behind a program.
#[test]
fn command_lines_are_read_as_systemd_reads_them() {
    let text = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| Text::from(*text))
            .collect::<Vec<Text>>()
    };
    let splice = |name: &str| vec![Text::splice(name)];
    let cases: [(&str, Vec<Text>); 18] = [
        ("a\"b c\"d", text(&["ab cd"])),
        ("\"\" x", text(&["", "x"])),
        ("\\;", text(&[";"])),
        ("\";\"", text(&[";"])),
        ("\"\\;\"", text(&["\\;"])),
        ("$FOO", splice("FOO")),
        ("\"$FOO\"", splice("FOO")),
        ("'$FOO'", splice("FOO")),
        ("\"${FOO}\"", vec![Text::variable("FOO")]),
        ("x$FOO", text(&["x$FOO"])),
        ("$$FOO", text(&["$FOO"])),
        ("$5.00", splice("5.00")),
        ("\\x24FOO", splice("FOO")),
        ("\\x25n", vec![Text::specifier('n')]),
        ("100%", text(&["100%"])),
        ("a\\ b", text(&["a\\ b"])),
        ("\\0", text(&["\\0"])),
        ("a\t 'b'\"c\"", text(&["a", "bc"])),
    ];
    for (raw, expected) in cases {
        let command = Command::new("/bin/echo", expected);
        let meaning = read(
            Section::Service,
            "ExecStart",
            &value(&format!("/bin/echo {raw}")),
        );
        assert_eq!(meaning, Argument::Command(command), "{raw}");
    }
    for bad in ["%z", "\"unbalanced", "\\xff", "x ; /bin/other y", ";"] {
        let value = value(&format!("/bin/echo {bad}"));
        assert!(
            systemd::read(Section::Service, "ExecStart", &value).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn prefixes_are_written_and_read_in_any_order() {
    let all = [
        (
            "-/bin/x",
            Prefixes {
                ignores_failure: true,
                ..Prefixes::default()
            },
        ),
        (
            ":/bin/x",
            Prefixes {
                keeps_variables: true,
                ..Prefixes::default()
            },
        ),
        (
            "!!-:/bin/x",
            Prefixes {
                ignores_failure: true,
                keeps_variables: true,
                privileges: unit::Privileges::ElevatedFallback,
            },
        ),
        (
            "+/bin/x",
            Prefixes {
                privileges: unit::Privileges::Full,
                ..Prefixes::default()
            },
        ),
        (
            "\"-/bin/x\"",
            Prefixes {
                ignores_failure: true,
                ..Prefixes::default()
            },
        ),
    ];
    for (raw, prefixes) in all {
        let expected = Command {
            prefixes,
            ..Command::new("/bin/x", [""; 0])
        };
        let meaning = read(Section::Service, "ExecStart", &value(raw));
        assert_eq!(meaning, Argument::Command(expected.clone()), "{raw}");
        let value = written(Section::Service, "ExecStart", expected.clone()).unwrap();
        assert_eq!(
            read(Section::Service, "ExecStart", &value),
            Argument::Command(expected)
        );
    }
    let named = Command {
        name: Some("my name".into()),
        ..Command::new("/bin/x y", ["$1"])
    };
    let value = written(Section::Service, "ExecStart", named.clone()).unwrap();
    assert_eq!(value.as_str(), "@\"/bin/x y\" \"my name\" \"$$1\"");
    assert_eq!(
        read(Section::Service, "ExecStart", &value),
        Argument::Command(named)
    );
}

#[test]
fn programs_are_absolute_or_found_by_name() {
    for good in ["/bin/x", "sh", "/a b/c", "/x%y"] {
        assert!(
            written(Section::Service, "ExecStart", [good]).is_ok(),
            "{good}"
        );
    }
    for bad in [
        "", "./x", "a/b", "-x", "@x", "/bin/", "$X", "!x", ":x", "+x", "~/x",
    ] {
        assert!(
            written(Section::Service, "ExecStart", [bad]).is_err(),
            "{bad}"
        );
        if !matches!(bad, "" | "-x" | "@x" | "!x" | ":x" | "+x") {
            let argument = Argument::written(format!("{bad} a"));
            assert!(
                written(Section::Service, "ExecStart", argument).is_err(),
                "{bad}"
            );
        }
    }
}

#[test]
fn programs_have_paths_that_a_host_can_open() {
    for bad in [
        "/../bin/x",
        "/opt/../bin/x",
        &format!("/{}", "x".repeat(256)),
    ] {
        assert!(
            written(Section::Service, "ExecStart", [bad]).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn programs_have_no_name_that_systemd_calls_unsafe() {
    for bad in ["/a'b", "/a\"b", "/a\\b", "/a\tb", "/a\x7fb"] {
        let result = written(Section::Service, "ExecStart", [bad]);
        assert!(matches!(result, Err(AssignError::Refused { .. })), "{bad}");
    }
    let escaped = Argument::written("\"/a\\tb\" x");
    assert!(written(Section::Service, "ExecStart", escaped).is_err());
}

#[test]
fn g5_percent_signs_are_doubled_where_specifiers_are_expanded() {
    let cases = [
        (Section::Unit, "Description", "%n", "%%n"),
        (Section::Service, "ReadWritePaths", "/%n", "\"/%%n\""),
        (Section::Service, "StateDirectory", "%n", "\"%%n\""),
        (Section::Service, "MemoryMax", "50%", "50%"),
        (Section::Service, "LogFilterPatterns", "%n", "%n"),
        (Section::Service, "CPUQuota", "50%", "50%"),
    ];
    for (section, key, text, expected) in cases {
        assert_eq!(
            written(section, key, text).unwrap().as_str(),
            expected,
            "{key}"
        );
    }
    let text = Text::specifier('t').then("/100%");
    assert_eq!(
        written(Section::Service, "WorkingDirectory", text)
            .unwrap()
            .as_str(),
        "%t/100%%"
    );
    assert!(written(Section::Service, "WorkingDirectory", Text::specifier('z')).is_err());
    let credential = Argument::pair("id", "%n");
    let credential = written(Section::Service, "SetCredential", credential);
    assert_eq!(credential.unwrap().as_str(), "id:%n");
    assert!(written(Section::Service, "MemoryMax", Text::specifier('n')).is_err());
}

#[test]
fn g6_dollars_are_doubled_in_commands_and_nowhere_else() {
    assert_eq!(
        written(Section::Service, "ExecStart", ["/x", "$A"])
            .unwrap()
            .as_str(),
        "/x \"$$A\""
    );
    assert_eq!(
        written(Section::Service, "Environment", Argument::pair("A", "$B"))
            .unwrap()
            .as_str(),
        "\"A=$B\""
    );
    assert_eq!(
        written(Section::Unit, "Description", "$B")
            .unwrap()
            .as_str(),
        "$B"
    );
    let plain = Command {
        prefixes: Prefixes {
            keeps_variables: true,
            ..Prefixes::default()
        },
        ..Command::new("/x$", ["$A"])
    };
    assert_eq!(
        written(Section::Service, "ExecStart", plain)
            .unwrap()
            .as_str(),
        ":\"/x$\" \"$A\""
    );
    assert!(
        written(
            Section::Service,
            "Environment",
            Argument::pair("A", Text::variable("B"))
        )
        .is_err()
    );
}

#[test]
fn g14_wrong_scalars_are_refused_instead_of_ignored() {
    let good = [
        ("NoNewPrivileges", "true"),
        ("ProtectSystem", "strict"),
        ("ProtectSystem", "false"),
        ("Restart", "on-failure"),
        ("Type", "notify"),
        ("RestartSec", "1min 30s"),
        ("UMask", "0027"),
        ("Nice", "-20"),
        ("OOMScoreAdjust", "1000"),
        ("MemoryMax", "1.5G"),
        ("MemoryMax", "infinity"),
        ("TasksMax", "20%"),
        ("LimitNOFILE", "1024:infinity"),
        ("LimitCPU", "1min"),
        ("LimitNICE", "+5"),
        ("KillSignal", "SIGRTMIN+3"),
        ("KillSignal", "9"),
        ("CPUWeight", "idle"),
        ("TimerSlackNSec", "50ns"),
        ("LogLevelMax", "debug"),
        ("SyslogFacility", "local7"),
        ("EnvironmentFile", "-/etc/x"),
        ("StateDirectory", "a/b"),
        ("StateDirectory", "a:b"),
        ("ConfigurationDirectory", "a"),
        ("WorkingDirectory", "~"),
        ("WorkingDirectory", "-~"),
        ("WorkingDirectory", "-/srv/x"),
        ("ReadWritePaths", "-+/srv/x"),
        ("WatchdogSec", "0"),
        ("TimeoutStartSec", "infinity"),
        ("CPUQuota", "150%"),
    ];
    for (key, text) in good {
        assert_eq!(
            written(Section::Service, key, text).unwrap().as_str(),
            text,
            "{key}"
        );
    }
    let bad = [
        ("NoNewPrivileges", "enabled"),
        ("NoNewPrivileges", "yes"),
        ("NoNewPrivileges", "maybe"),
        ("NoNewPrivileges", ""),
        ("ProtectSystem", "stritc"),
        ("Restart", "allways"),
        ("Restart", "true"),
        ("Type", "Notify"),
        ("RestartSec", "5 parsecs"),
        ("UMask", "999"),
        ("UMask", "77777"),
        ("Nice", "20"),
        ("Nice", "1.5"),
        ("MemoryMax", "lots"),
        ("MemoryMax", "101%"),
        ("MemoryMax", "1GG"),
        ("TasksMax", "-1"),
        ("LimitNOFILE", "a"),
        ("LimitNOFILE", "1:2:3"),
        ("KillSignal", "SIGFOO"),
        ("KillSignal", "65"),
        ("KillSignal", "SIGRTMIN+31"),
        ("CPUWeight", "0"),
        ("EnvironmentFile", "etc/x"),
        ("EnvironmentFile", "-/etc/../x"),
        ("RootDirectory", "/srv/.."),
        ("RootDirectory", &format!("/{}", "x".repeat(256))),
        ("RootDirectory", &"/x".repeat(2048)),
        ("WorkingDirectory", "srv"),
        ("WorkingDirectory", "~/srv"),
        ("WorkingDirectory", "+/srv"),
        ("WorkingDirectory", "-/srv/../x"),
        ("StateDirectory", "/srv"),
        ("StateDirectory", "a/../b"),
        ("StateDirectory", "private/a"),
        ("StateDirectory", "a:b:c"),
        ("StateDirectory", "a:/b"),
        ("StateDirectory", "a:"),
        ("StateDirectory", "a\"b"),
        ("StateDirectory", &"x".repeat(256)),
        ("ConfigurationDirectory", "a:b"),
        ("ReadWritePaths", "srv"),
        ("ReadWritePaths", "~"),
        ("ReadWritePaths", "+-/srv"),
        ("ReadWritePaths", "-+/srv/../x"),
        ("ReadWritePaths", &format!("/{}", "x".repeat(256))),
        ("CPUQuota", "50"),
    ];
    for (key, text) in bad {
        assert!(
            written(Section::Service, key, text).is_err(),
            "{key}={text}"
        );
    }
    // What a person writes may be spelt as systemd spells it, but not misspelt.
    assert!(
        written(
            Section::Service,
            "NoNewPrivileges",
            Argument::written("yes")
        )
        .is_ok()
    );
    for bad in ["enabled", "maybe", "ja"] {
        assert!(
            written(Section::Service, "NoNewPrivileges", Argument::written(bad)).is_err(),
            "{bad}"
        );
    }
    assert_eq!(
        written(Section::Service, "NoNewPrivileges", true)
            .unwrap()
            .as_str(),
        "true"
    );
    assert_eq!(
        written(Section::Service, "OOMScoreAdjust", -900)
            .unwrap()
            .as_str(),
        "-900"
    );
    assert!(written(Section::Timer, "OnCalendar", "dayly").is_err());
    assert!(written(Section::Timer, "OnBootSec", "15min").is_ok());
}

#[test]
fn values_are_reset_only_where_it_means_something() {
    for (key, can) in [
        ("ExecStart", true),
        ("Environment", true),
        ("CapabilityBoundingSet", true),
        ("User", true),
        ("SystemCallFilter", true),
        ("NoNewPrivileges", false),
        ("Restart", false),
    ] {
        assert_eq!(
            written(Section::Service, key, Argument::Reset).is_ok(),
            can,
            "{key}"
        );
        assert_eq!(
            written(Section::Service, key, Argument::written("")).is_ok(),
            can,
            "{key}"
        );
    }
    assert!(written(Section::Unit, "After", Argument::Reset).is_err());
    let none = systemd::assign(Section::Unit, "After", Argument::Words(Vec::new()), V257).unwrap();
    assert!(none.is_empty());
}

#[test]
fn unknown_and_misplaced_directives_are_explained() {
    let explain = |section, key| {
        let error = systemd::assign(section, key, "x", V257).unwrap_err();
        format!("{error}; {}", error.hint().unwrap_or_default())
    };
    assert_eq!(
        explain(Section::Service, "ExecStrat"),
        "`[Service]` has no setting `ExecStrat`; did you mean `ExecStart`?"
    );
    assert_eq!(
        explain(Section::Service, "After"),
        "`[Service]` has no setting `After`; it is a setting of `[Unit]`"
    );
    assert_eq!(
        explain(Section::Unit, "Frobnicate\n"),
        "`[Unit]` has no setting `Frobnicate\\n`; "
    );
    let error = systemd::assign(Section::Service, "RestartMode", "direct", V252).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`RestartMode=` needs systemd 254, the target has 252"
    );
    let error = systemd::assign(Section::Service, "PrivateTmp", "disconnected", V252).unwrap_err();
    assert!(error.to_string().contains("before systemd 257"), "{error}");
    assert!(systemd::assign(Section::Service, "PrivateTmp", "disconnected", V257).is_ok());
    let error = systemd::assign(Section::Service, "ExecStart", true, V257).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`ExecStart=` wants a command line, not a boolean"
    );
}

#[test]
fn units_have_the_sections_and_names_of_their_type() {
    let explain = |unit: &str, text: &str| {
        let file = unit::parse(text).unwrap();
        let checked = systemd::check(&unit.parse().unwrap(), &file);
        checked.map_err(|error| error.to_string())
    };
    assert_eq!(
        explain("a.timer", "[Timer]\nOnCalendar=daily\n[X-Notes]\na=b\n"),
        Ok(())
    );
    assert_eq!(
        explain("a.timer", "[Service]\nExecStart=/bin/true\n").unwrap_err(),
        "`a.timer` takes no section `[Service]`"
    );
    assert_eq!(
        explain("a.service", "[Servce]\nNice=1\n").unwrap_err(),
        "`a.service` takes no section `[Servce]`; did you mean `[Service]`?"
    );
    assert!(explain("a.target", "[Target]\nx=y\n").is_err());
    let mount = "[Mount]\nWhat=/dev/sda1\nWhere=/srv/.x-y/ä/\n";
    assert_eq!(
        explain("srv.mount", mount).unwrap_err(),
        "`srv.mount` must be called `srv-.x\\x2dy-\\xc3\\xa4.mount`, after its `Where=`"
    );
    assert_eq!(explain("srv-.x\\x2dy-\\xc3\\xa4.mount", mount), Ok(()));
    assert_eq!(explain("-.mount", "[Mount]\nWhere=/\n"), Ok(()));
    assert_eq!(explain("a.mount", "[Mount]\nWhere=%h/a\n"), Ok(()));
    assert_eq!(systemd::escaped_path("/.hidden//a"), "\\x2ehidden-a");
    // Every section is one of some type of units.
    for section in Section::ALL {
        let mut types = unit::UnitType::ALL.into_iter();
        assert!(types.any(|it| systemd::sections(it).contains(&section)));
    }
}

#[test]
fn the_table_is_what_systemd_has() {
    let data = include_str!("data/systemd-directives.tsv");
    let mut rows: BTreeMap<(Section, &str), (&str, u16)> = BTreeMap::new();
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let section = Section::named(fields[0]).unwrap();
        rows.insert(
            (section, fields[1]),
            (fields[2], fields[3].parse().unwrap()),
        );
    }
    assert_eq!(rows.len(), 1328);
    let n_rows: usize = systemd::directives()
        .map(|directive| directive.sections.len())
        .sum();
    assert_eq!(n_rows, rows.len());
    for ((section, name), (flags, since)) in rows {
        let directive = systemd::directive(section, name).unwrap();
        assert_eq!(directive.since, since, "{name}");
        // `ID:VALUE` has specifiers in the ID only.
        let is_in_id = directive.reading.shape == Shape::Credential;
        let expands = flags.contains('P') && !is_in_id;
        assert_eq!(directive.reading.specifiers, expands, "{name}");
        // Lists whose parse function splits on its own take an empty value too.
        let is_list = matches!(directive.reading.shape, Shape::Words);
        assert!(
            directive.reading.resets == flags.contains('E') || is_list,
            "{name}"
        );
        let shape = match &flags[..3] {
            // `ID:PATH` and `A:B:C`: a separator other than blanks.
            "S--"
                if matches!(
                    name,
                    "LoadCredential"
                        | "LoadCredentialEncrypted"
                        | "ImportCredential"
                        | "BPFProgram"
                        | "ExecSearchPath"
                ) =>
            {
                Shape::Line
            }
            "S-C" => Shape::Credential,
            "S--" => Shape::Words,
            "SU-" => Shape::QuotedWords,
            "SUC" if directive.kind == Kind::Command => Shape::Command,
            "SUC" => Shape::EscapedWords,
            "--C" => Shape::EscapedLine,
            "---"
                if matches!(
                    name,
                    "CapabilityBoundingSet"
                        | "AmbientCapabilities"
                        | "SecureBits"
                        | "RestrictNamespaces"
                        | "DisableControllers"
                ) =>
            {
                Shape::Words
            }
            "---" => Shape::Line,
            other => panic!("{name}: {other}"),
        };
        assert_eq!(directive.reading.shape, shape, "{name}");
    }
    let names: Vec<&str> = systemd::directives()
        .map(|directive| directive.name)
        .collect();
    assert!(names.is_sorted());
}

#[test]
fn real_units_keep_their_meaning() {
    for (name, text) in [
        ("nginx.service", include_str!("corpus/units/nginx.service")),
        ("certbot.timer", include_str!("corpus/units/certbot.timer")),
        (
            "postgresql@.service",
            include_str!("corpus/units/postgresql@.service"),
        ),
        (
            "hardened.service",
            include_str!("corpus/units/hardened.service"),
        ),
        ("uwsgi.socket", include_str!("corpus/units/uwsgi.socket")),
        ("incoming.path", include_str!("corpus/units/incoming.path")),
        (
            "srv-shared\\x20data.mount",
            include_str!("corpus/units/srv-shared\\x20data.mount"),
        ),
        (
            "srv-shared\\x20data.automount",
            include_str!("corpus/units/srv-shared\\x20data.automount"),
        ),
        (
            "websites.slice",
            include_str!("corpus/units/websites.slice"),
        ),
        ("wiki.target", include_str!("corpus/units/wiki.target")),
        (
            "wiki.service",
            include_str!("corpus/units/wiki.service.d/10-limits.conf"),
        ),
    ] {
        let file = unit::parse(text).unwrap();
        assert_eq!(systemd::check(&name.parse().unwrap(), &file), Ok(()));
        assert_eq!(
            unit::parse(&unit::print(&file).text).unwrap(),
            file,
            "{name}"
        );
        let mut n_read = 0;
        for (section, entry) in file.entries() {
            let key = entry.key.as_str();
            let Some(section) = Section::named(section.as_str()).filter(|_| !key.starts_with("X-"))
            else {
                continue;
            };
            let meaning = systemd::read(section, key, &entry.value).unwrap();
            let entries = systemd::assign(section, key, meaning.clone(), V257).unwrap();
            assert_eq!(
                read(section, key, &entries[0].value),
                meaning,
                "{name} {key}"
            );
            let kept = written(section, key, Argument::written(entry.value.as_str())).unwrap();
            assert_eq!(kept, entry.value, "{name} {key}");
            n_read += 1;
        }
        assert!(n_read > 4, "{name}");
        let links = systemd::links(&name.parse().unwrap(), &file).unwrap();
        let has_install = file.sections.iter().any(|s| s.name.as_str() == "Install");
        assert_eq!(
            links.is_empty(),
            name.contains('@') || !has_install,
            "{name}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_in_any_directive_arrives_or_is_refused(index in any::<proptest::sample::Index>(), text in "\\PC{0,12}|[ -~\t\r\n]{0,8}") {
        let all: Vec<_> = systemd::directives().collect();
        let directive = index.get(&all);
        let section = directive.sections[0];
        for argument in [Argument::from(text.as_str()), Argument::words([text.as_str(), "/x"])] {
            let Ok(entries) = systemd::assign(section, directive.name, argument.clone(), V257) else { continue };
            let meaning = systemd::read(section, directive.name, &entries[0].value).unwrap();
            let is_same = match (&meaning, &argument) {
                (Argument::Words(words), Argument::Text(text)) => words == std::slice::from_ref(text),
                (Argument::Bool(value), Argument::Text(text)) => text.to_string() == value.to_string(),
                (Argument::Command(command), Argument::Words(words)) => {
                    command.program == words[0] && command.arguments == words[1..]
                }
                (meaning, argument) => meaning == argument,
            };
            assert!(is_same, "{}: {meaning:?}", directive.name);
        }
    }

    #[test]
    fn any_written_value_is_read_without_panic(index in any::<proptest::sample::Index>(), text in "\\PC{0,16}|[ -~]{0,12}") {
        let all: Vec<_> = systemd::directives().collect();
        let directive = index.get(&all);
        let section = directive.sections[0];
        if let Ok(entries) = systemd::assign(section, directive.name, Argument::written(text), V257) {
            assert!(systemd::read(section, directive.name, &entries[0].value).is_ok());
        }
    }
}

#[test]
fn some_whole_lines_add_to_those_before() {
    let is_list = |section: Section, key: &str| {
        let directive = formats::systemd::directive(section, key).expect(key);
        directive.is_list()
    };
    for key in ["ConditionPathExists", "AssertUser", "After"] {
        assert!(is_list(Section::Unit, key), "{key}");
    }
    for key in [
        "EnvironmentFile",
        "StandardInputText",
        "ExecStart",
        "LoadCredential",
    ] {
        assert!(is_list(Section::Service, key), "{key}");
    }
    assert!(is_list(Section::Socket, "ListenStream"));
    assert!(is_list(Section::Timer, "OnCalendar"));
    for key in ["User", "Restart", "StandardInput", "WorkingDirectory"] {
        assert!(!is_list(Section::Service, key), "{key}");
    }
}
