//! Quadlets: every string arrives or is refused; what podman or systemd would take apart is refused.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Version;
use formats::quadlet::{self, KeyKind, UnitKind};
use formats::systemd::Section;
use formats::unit::{self, Argument, AssignError, Entry, Text, Value};
use hostile::{Hostile, hostile_strings};
use proptest::prelude::{any, proptest};
use std::collections::BTreeMap;

use UnitKind::{Build, Container, Image, Kube, Network, Pod, Volume};

const V44: Version = Version::new(4, 4, 0);
const V49: Version = Version::new(4, 9, 5);
const V54: Version = Version::new(5, 4, 2);
const V58: Version = Version::new(5, 8, 2);
const V257: Version = Version::new(257, 0, 0);

/// Assigns one value of a container and gives its written form.
fn written(key: &str, argument: impl Into<Argument>) -> Result<Value, AssignError> {
    one(quadlet::assign(Container, key, argument, V58)?)
}

fn one(mut entries: Vec<Entry>) -> Result<Value, AssignError> {
    assert_eq!(entries.len(), 1);
    Ok(entries.remove(0).value)
}

fn is_refused(key: &str, argument: impl Into<Argument>) -> bool {
    matches!(written(key, argument), Err(AssignError::Refused { .. }))
}

fn read(key: &str, value: &Value) -> Argument {
    quadlet::read(Container, key, value, V58).unwrap()
}

/// Writes a hostile string and reads it back, as the data says.
fn check(
    hostile: &Hostile,
    format: &str,
    key: &str,
    wrap: fn(&str) -> Argument,
    meant: fn(&str) -> Argument,
) {
    let Some(text) = &hostile.text else {
        assert!(!hostile.is_carried(format));
        return;
    };
    let result = written(key, wrap(text));
    assert_eq!(
        result.is_ok(),
        hostile.is_carried(format),
        "{format} {}",
        hostile.id
    );
    let Ok(value) = result else { return };
    if let Some(expected) = hostile.written(format) {
        // The data quotes every word; harmless ones we write bare.
        let quoted = format!("\"{}\"", value.as_str());
        assert!(
            [value.as_str(), &quoted].contains(&expected),
            "{format} {}: {value:?}",
            hostile.id
        );
    }
    assert_eq!(read(key, &value), meant(text), "{format} {}", hostile.id);
}

#[test]
fn hostile_strings_arrive_in_every_kind_of_key_or_are_refused() {
    fn words(text: &str) -> Argument {
        Argument::words([text])
    }
    fn pair(text: &str) -> Argument {
        Argument::pair("K", text)
    }
    fn named(text: &str) -> Argument {
        Argument::words([format!("K={text}")])
    }
    fn command(text: &str) -> Argument {
        Argument::json(["/bin/echo", text])
    }
    fn text(text: &str) -> Argument {
        text.into()
    }
    for hostile in hostile_strings() {
        check(&hostile, "quadlet_exec_word", "Exec", words, words);
        check(&hostile, "quadlet_environment", "Environment", pair, named);
        check(&hostile, "quadlet_key_value", "Label", pair, named);
        check(&hostile, "quadlet_string", "UserNS", text, text);
        check(&hostile, "quadlet_line", "Tmpfs", text, text);
        check(&hostile, "quadlet_word", "LogOpt", words, words);
        check(
            &hostile,
            "quadlet_healthcmd_json",
            "HealthCmd",
            command,
            command,
        );
    }
}

#[test]
fn lines_are_read_as_the_generator_reads_them() {
    let cases: [(&str, &[&str]); 10] = [
        ("[Container]\nExec=a \\\n   b\n", &["Exec=a b"]),
        ("[Container]\nExec=a\\\\\nb", &["Exec=a\\b"]),
        (
            "[Container]\nExec=a \\\n\n# comment\n; another\nb",
            &["Exec=a b"],
        ),
        ("[Container]\r\nImage=x\r\n", &["Image=x"]),
        ("[Container] \t\nImage = x ", &["Image=x"]),
        ("[Container]\nHostName=\u{a0}x\u{3000}", &["HostName=x"]),
        (
            "[Container]\nHealthCmd=a\\\nExec=END",
            &["HealthCmd=aExec=END"],
        ),
        (
            "[Container]\nImage=a\n[Unit]\nAfter=b\n[Container]\nImage=c",
            &["Image=a", "After=b", "Image=c"],
        ),
        ("# only a comment", &[]),
        ("[Container]\nLogDriver=", &["LogDriver="]),
    ];
    for (text, expected) in cases {
        let file = quadlet::parse(text).unwrap();
        let lines = file
            .entries()
            .map(|(_, entry)| format!("{}={}", entry.key, entry.value.as_str()));
        assert_eq!(lines.collect::<Vec<String>>(), expected, "{text:?}");
    }
}

#[test]
fn g13_a_malformed_file_is_an_error_with_its_line() {
    let cases = [
        ("\u{feff}[Container]\n", 1),
        ("Image=x\n[Container]", 1),
        ("[Container]\n\nImage\n", 3),
        ("[Container\n", 1),
        ("[Container] x\n", 1),
        ("[]\n", 1),
        ("[Container]\n=x\n", 2),
        ("[Container]\nExec=a \\\n# end\n", 3),
        ("[Container]\nExec=a\\\\", 2),
    ];
    for (text, line) in cases {
        assert_eq!(quadlet::parse(text).unwrap_err().line, line, "{text:?}");
    }
}

#[test]
fn g1_a_cr_or_nul_is_neither_written_nor_read() {
    for text in [
        "[Container]\nLabel=\"a=x\r[Service]\rExecStartPre=/bin/evil\"",
        "# x\r[Service]\n[Container]\n",
        "[Container]\nImage=a\0b\n",
    ] {
        assert!(
            quadlet::parse(text)
                .unwrap_err()
                .message
                .contains("CR or NUL"),
            "{text:?}"
        );
    }
    let hostile = "x\r[Service]\rExecStartPre=/bin/evil";
    for setting in quadlet::settings(Container) {
        for argument in [
            hostile.into(),
            Argument::pair("A", hostile),
            Argument::written(hostile),
            Argument::json([hostile]),
        ] {
            if let Ok(entries) = quadlet::assign(Container, setting.name, argument, V58) {
                assert!(
                    !entries[0].value.as_str().contains('\r'),
                    "{}",
                    setting.name
                );
            }
        }
    }
}

#[test]
fn g2_a_lone_semicolon_is_refused_in_every_key() {
    for setting in quadlet::settings(Container) {
        for argument in [
            ";".into(),
            Argument::words(["x", ";"]),
            Argument::written("x \";\" /bin/sh"),
            Argument::written(";"),
        ] {
            let Ok(entries) = quadlet::assign(Container, setting.name, argument, V58) else {
                continue;
            };
            // Text with more around it is no lone word on the command line.
            assert!(
                matches!(setting.kind, KeyKind::Text | KeyKind::Lines),
                "{}",
                setting.name
            );
            assert!(
                entries.iter().all(|entry| entry.value.as_str() != ";"),
                "{}",
                setting.name
            );
        }
    }
    assert!(is_refused("HealthCmd", ";"));
    assert!(is_refused("Exec", Argument::written("x ';'")));
    assert!(is_refused("Exec", Argument::written("x \\x3b")));
}

#[test]
fn g3_a_newline_is_escaped_or_refused() {
    assert_eq!(written("Exec", ["a\nb"]).unwrap().as_str(), "\"a\\nb\"");
    assert!(is_refused("UserNS", "a\nb"));
    assert!(is_refused("Tmpfs", "a\nb"));
    assert!(is_refused("LogOpt", "a\nb"));
}

#[test]
fn g4_no_value_ends_in_a_backslash() {
    assert_eq!(written("Exec", ["a\\"]).unwrap().as_str(), "\"a\\\\\"");
    assert_eq!(written("LogOpt", "a\\").unwrap().as_str(), "\"a\\\"");
    for key in ["UserNS", "Tmpfs", "HealthCmd"] {
        assert!(is_refused(key, "a\\"), "{key}");
        assert!(is_refused(key, Argument::written("a\\")), "{key}");
    }
}

#[test]
fn g5_and_g6_percent_and_dollar_are_doubled_everywhere() {
    let cases: [(&str, Argument, &str); 6] = [
        ("Exec", Argument::words(["%n $HOME"]), "\"%%n $$HOME\""),
        ("Label", Argument::pair("a", "%n$"), "\"a=%%n$$\""),
        ("UserNS", "%n$x".into(), "%%n$$x"),
        ("Tmpfs", "%n$x".into(), "%%n$$x"),
        ("LogOpt", "%n$x".into(), "\"%%n$$x\""),
        ("HealthCmd", Argument::json(["%n$x"]), "[\"%%n$$x\"]"),
    ];
    for (key, argument, expected) in cases {
        assert_eq!(written(key, argument).unwrap().as_str(), expected, "{key}");
    }
    let text = Text::specifier('h')
        .then("/100%/")
        .then(Text::variable("X"));
    assert_eq!(
        written("UserNS", text.clone()).unwrap().as_str(),
        "%h/100%%/${X}"
    );
    assert_eq!(
        read("UserNS", &written("HostName", text.clone()).unwrap()),
        text.into()
    );
    assert!(is_refused("Exec", Argument::written("%z")));
}

#[test]
fn g7_empty_words_are_refused() {
    for key in ["Exec", "PodmanArgs", "AddCapability", "Secret", "Mask"] {
        assert!(is_refused(key, Argument::words([""])), "{key}");
        assert!(is_refused(key, Argument::words(["x", "", "y"])), "{key}");
        assert!(is_refused(key, Argument::written("x \"\" y")), "{key}");
        let none = quadlet::assign(Container, key, Argument::Words(Vec::new()), V58).unwrap();
        assert!(none.is_empty(), "{key}");
    }
    assert_eq!(
        written("Environment", Argument::pair("A", ""))
            .unwrap()
            .as_str(),
        "\"A=\""
    );
}

#[test]
fn g8_unknown_escapes_are_refused() {
    for bad in ["x \\q y", "x \\; y", "\\", "a\\ b", "\"\\x00\"", "\\8"] {
        assert!(is_refused("Exec", Argument::written(bad)), "{bad}");
    }
    assert!(is_refused("Environment", Argument::written("A=a\\qb")));
    assert!(written("LogOpt", Argument::written("a\\qb")).is_ok());
}

#[test]
fn g9_empty_values_are_only_deliberate_resets() {
    for setting in quadlet::settings(Container) {
        let can = setting.kind.is_list();
        for argument in [
            Argument::Reset,
            Argument::written(""),
            Argument::written(" "),
        ] {
            let result = quadlet::assign(Container, setting.name, argument, V58);
            assert_eq!(result.is_ok(), can, "{}", setting.name);
        }
        if let Ok(entries) = quadlet::assign(Container, setting.name, "", V58) {
            panic!("{}: {entries:?}", setting.name);
        }
    }
    assert!(quadlet::assign(Volume, "Driver", "", V58).is_err());
}

#[test]
fn g10_values_that_podman_splits_hold_no_comma_and_no_quote() {
    let cases = [
        ("PublishPort", "8080:80,9090:90"),
        ("AddHost", "a:1.1.1.1,b:2.2.2.2"),
        ("DNS", "1.1.1.1,8.8.8.8"),
        ("AddCapability", "a,b"),
        ("Sysctl", "a=\"b"),
        ("Ulimit", "nofile=1,2"),
        ("NetworkAlias", "a,b"),
        ("UIDMap", "0:1,2"),
        ("ExposeHostPort", "80,81"),
        ("GroupAdd", "a,b"),
    ];
    for (key, text) in cases {
        assert!(is_refused(key, text), "{key}");
        assert!(is_refused(key, Argument::written(text)), "{key}");
    }
    for (key, text) in [
        ("Tmpfs", "/tmp:size=1M,mode=700"),
        ("LogOpt", "a=b,c"),
        ("Secret", "a,type=env"),
    ] {
        assert!(written(key, text).is_ok(), "{key}");
    }
}

#[test]
fn g11_names_look_like_no_options() {
    for (unit, key) in [
        (Container, "Image"),
        (Container, "Network"),
        (Container, "ContainerName"),
        (Container, "Volume"),
        (Container, "Secret"),
        (Container, "PublishPort"),
        (Image, "Image"),
        (Build, "ImageTag"),
        (Network, "NetworkName"),
        (Volume, "VolumeName"),
        (Pod, "PodName"),
        (Pod, "ServiceName"),
    ] {
        for argument in ["--privileged".into(), Argument::written("--privileged")] {
            assert!(
                quadlet::assign(unit, key, argument, V58).is_err(),
                "{unit} {key}"
            );
        }
    }
}

#[test]
fn g12_service_names_lead_nowhere_else() {
    for unit in UnitKind::ALL {
        for bad in ["../../x", "a/b", ".x", "-x", "a b", "a;b", "%n/x", ""] {
            assert!(
                quadlet::assign(unit, "ServiceName", bad, V58).is_err(),
                "{unit} {bad}"
            );
        }
        assert!(quadlet::assign(unit, "ServiceName", "wiki-web", V58).is_ok());
    }
}

#[test]
fn g14_booleans_and_numbers_are_not_misspelt() {
    assert_eq!(written("NoNewPrivileges", true).unwrap().as_str(), "true");
    assert_eq!(
        written("NoNewPrivileges", "false").unwrap().as_str(),
        "false"
    );
    for bad in ["enabled", "yes", "True", "1 ", ""] {
        assert!(written("NoNewPrivileges", bad).is_err(), "{bad}");
    }
    assert!(written("NoNewPrivileges", Argument::written("yes")).is_ok());
    assert!(is_refused("NoNewPrivileges", Argument::written("enabled")));
    assert_eq!(
        one(quadlet::assign(Volume, "User", 1000, V58).unwrap())
            .unwrap()
            .as_str(),
        "1000"
    );
    for bad in [
        Argument::from("bob"),
        Argument::from(-1),
        Argument::written("bob"),
        Argument::from(1i64 << 32),
    ] {
        assert!(quadlet::assign(Volume, "User", bad, V58).is_err());
    }
}

#[test]
fn values_of_single_keys_are_what_podman_takes() {
    let good = [
        ("PublishPort", "127.0.0.1:8080:80/udp"),
        ("PublishPort", "[::1]:8080:80"),
        ("PublishPort", "80"),
        ("ExposeHostPort", "8000-8010/udp"),
        ("Volume", "/srv:/srv:ro,Z"),
        ("Volume", "wiki.volume:/data"),
        ("Volume", "/data"),
        ("Network", "wiki.network:ip=10.0.0.2"),
        ("Pod", "site.pod"),
        ("EnvironmentFile", "/etc/env"),
        ("AutoUpdate", "local"),
        ("Notify", "healthy"),
        ("HealthCmd", "none"),
        ("HealthCmd", "CMD-SHELL curl -f x || exit 1"),
        ("Mount", "type=tmpfs,target=/x"),
        ("Mount", "type=bind,source=/a,target=/x"),
        ("ContainerName", "wiki_1.a-b"),
        ("Image", "localhost/a:1"),
    ];
    for (key, text) in good {
        assert!(written(key, text).is_ok(), "{key}={text}");
    }
    let bad = [
        ("PublishPort", "80 80"),
        ("ExposeHostPort", "evil 80"),
        ("ExposeHostPort", "70000"),
        ("Volume", "/a:b:/c:ro"),
        ("Volume", "/a b:/c"),
        ("Volume", "/a$b:/c"),
        ("Volume", "/a\\b:/c"),
        ("Volume", "a:c"),
        ("Volume", "a/b:/c"),
        ("Volume", "a:/b/../c"),
        ("Volume", "/a/../b:/c"),
        ("Pod", "site"),
        ("Pod", ".pod"),
        ("EnvironmentFile", "-/a/b"),
        ("EnvironmentFile", "a/b"),
        ("AutoUpdate", "yes"),
        ("Notify", "ready"),
        ("HealthCmd", "[\"a\"]"),
        ("Mount", "type=bind,target=/x"),
        ("Mount", "target=/x"),
        ("Mount", "type=tmpfs,target=x"),
        ("Mount", "type=tmpfs,dst=/x/../y"),
        ("Mount", "type=bind,source=/a/../b,target=/x"),
        ("Mount", "type=bind,source=/a b,target=/x"),
        ("Mount", "a\"b"),
        ("ContainerName", "a b"),
        ("ContainerName", "_a"),
        ("Image", "a b"),
        ("Secret", "type=env"),
    ];
    for (key, text) in bad {
        assert!(is_refused(key, text), "{key}={text}");
    }
    let home = |rest: &str| Text::specifier('h').then(rest);
    assert!(written("Volume", home("/a:/b")).is_ok());
    assert!(written("Volume", Text::from("/a:").then(home("/b:ro"))).is_ok());
    assert!(
        written(
            "Volume",
            Text::from("data-")
                .then(Text::specifier('i'))
                .then(".volume:/b")
        )
        .is_ok()
    );
    assert!(is_refused("Volume", home("/a$b:/b")));
    assert!(is_refused(
        "Volume",
        Text::from("/a:").then(Text::variable("B"))
    ));
    assert!(is_refused(
        "Mount",
        Text::from("type=bind,source=")
            .then(Text::variable("A"))
            .then("/x,target=/b")
    ));
    assert!(quadlet::assign(Kube, "SetWorkingDirectory", "/a$b", V58).is_err());
    assert!(quadlet::assign(Kube, "SetWorkingDirectory", Text::variable("A"), V58).is_err());
    assert!(is_refused("Environment", Argument::pair("A", "x\r\ny")));
    assert!(written("Label", Argument::pair("A", "x\r\ny")).is_ok());
    for bad in ["", "a=b", "a b"] {
        assert!(is_refused("Label", Argument::pair(bad, "x")), "{bad}");
    }
    assert!(is_refused("Environment", Argument::written("NAME")));
}

#[test]
fn values_are_of_the_form_that_podman_parses() {
    for (unit, key, bad, good) in [
        (Container, "PublishPort", "99999:80", "8080:80"),
        (Container, "ExposeHostPort", "0", "80-81/udp"),
        (Container, "StopTimeout", "abc", "30"),
        (Container, "PidsLimit", "x", "-1"),
        (Container, "DNS", "nope", "none"),
        (Container, "IP", "nope", "10.0.0.2"),
        (Container, "IP6", "10.0.0.2", "fd00::2"),
        (Container, "Timezone", "x y", "Europe/Berlin"),
        (Container, "HostName", "a b", "a"),
        (Container, "UIDMap", "zz", "0:1000:1"),
        (Container, "Pull", "maybe", "newer"),
        (Container, "HealthInterval", "30", "disable"),
        (Container, "HealthTimeout", "disable", "1m30s"),
        (Container, "HealthOnFailure", "explode", "kill"),
        (Container, "Memory", "much", "1.5g"),
        (Container, "AddCapability", "CAP_NOPE", "CAP_CHOWN"),
        (Container, "Ulimit", "nope=1", "nofile=1:2"),
        (Container, "AddHost", "a", "a:host-gateway"),
        (Container, "StopSignal", "SIGNOPE", "SIGTERM"),
        (Container, "WorkingDir", "srv", "/srv"),
        (Container, "LogDriver", "paper", "journald"),
        (Pod, "ExitPolicy", "never", "stop"),
        (Network, "Subnet", "10.0.0.0/99", "10.0.0.0/24"),
        (Network, "Gateway", "x", "10.0.0.1"),
        (Network, "IPRange", "10.0.0.5", "10.0.0.5-10.0.0.9"),
        (Network, "IPAMDriver", "x", "dhcp"),
        (Build, "Pull", "maybe", "ifnewer"),
        (Image, "Retry", "-1", "3"),
        (Image, "RetryDelay", "3", "3s"),
        (Kube, "ExitCodePropagation", "some", "any"),
    ] {
        for written in [Argument::from(bad), Argument::written(bad)] {
            let error = quadlet::assign(unit, key, written, V58).unwrap_err();
            let text = error.to_string();
            assert!(
                matches!(error, AssignError::Refused { .. }) && error.hint().is_some(),
                "{text}"
            );
        }
        assert!(
            quadlet::assign(unit, key, good, V58).is_ok(),
            "{key}={good}"
        );
    }
    // What comes from a template is not known before.
    let port = Text::from("80").then(Text::specifier('i')).then(":80");
    assert!(quadlet::assign(Container, "PublishPort", port, V58).is_ok());
}

#[test]
fn refusals_say_what_to_do() {
    for (key, argument, reason, hint) in [
        (
            "Exec",
            Argument::words(["a", ";"]),
            "cannot hold a lone `;`",
            "put the command into a script",
        ),
        (
            "Environment",
            Argument::pair("A", "1\r\n2"),
            "cannot hold CR LF",
            "end its lines in LF alone",
        ),
        (
            "Environment",
            Argument::written("A=$HOME %h"),
            "holds the word `%h`, which has no name",
            "with quotes around all of it",
        ),
        (
            "Label",
            Argument::written("A=1 loose"),
            "holds the word `loose`, which has no name",
            "write `NAME=VALUE`",
        ),
        (
            "Volume",
            "/a b:/c".into(),
            "cannot hold a blank in the host path `/a b`",
            "mount a path without blanks",
        ),
        (
            "UserNS",
            "a\u{80}".into(),
            "which the generator mangles",
            "without it",
        ),
    ] {
        let error = written(key, argument).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        assert!(error.hint().unwrap().contains(hint), "{error}");
    }
}

#[test]
fn lists_of_lines_get_a_line_each_and_words_share_one() {
    let lines = |key, words: [&str; 2]| {
        let entries = quadlet::assign(Container, key, words, V58).unwrap();
        entries
            .iter()
            .map(|entry| entry.value.as_str().to_owned())
            .collect::<Vec<String>>()
    };
    assert_eq!(lines("PublishPort", ["80:80", "81:81"]), ["80:80", "81:81"]);
    assert_eq!(
        lines("AddCapability", ["NET_ADMIN", "CHOWN"]),
        ["NET_ADMIN CHOWN"]
    );
    assert_eq!(lines("Exec", ["a", "b c"]), ["a \"b c\""]);
    assert_eq!(lines("Environment", ["A=1", "B=2 3"]), ["A=1 \"B=2 3\""]);
}

#[test]
fn keys_are_those_of_the_release() {
    let explain = |unit, key, argument: Argument, podman| {
        let error = quadlet::assign(unit, key, argument, podman).unwrap_err();
        format!("{error}; {}", error.hint().unwrap_or_default())
    };
    assert_eq!(
        explain(Container, "PublishPrt", "80".into(), V58),
        "`[Container]` has no setting `PublishPrt`; did you mean `PublishPort`?"
    );
    assert_eq!(
        explain(Container, "Memory", "1g".into(), V54),
        "`Memory=` needs podman 5.5, the target has 5.4.2; "
    );
    assert_eq!(
        explain(Volume, "UID", 1.into(), V58),
        "`UID=` needs podman 6.0, the target has 5.8.2; "
    );
    assert_eq!(
        explain(Container, "ReadOnly", 1.into(), V58),
        "`ReadOnly=` wants a boolean, not a number; "
    );
    assert_eq!(
        explain(Container, "Restart", "always".into(), V58),
        "`[Container]` has no setting `Restart`; it is a setting of `[Service]`"
    );
    assert!(quadlet::assign(Volume, "UID", "33", Version::new(6, 0, 0)).is_ok());
    assert!(quadlet::assign(Container, "Image", "x", V44).is_ok());
    // Keys that were read in another way.
    assert!(quadlet::assign(Container, "Ulimit", ["nofile=1:2", "nproc=1:2"], V49).is_err());
    assert!(quadlet::assign(Container, "Ulimit", ["nofile=1:2", "nproc=1:2"], V54).is_ok());
    assert!(quadlet::assign(Container, "Notify", "healthy", V49).is_err());
    assert!(
        quadlet::assign(Kube, "Yaml", "/a b.yml", V54).unwrap()[0]
            .value
            .as_str()
            == "/a b.yml"
    );
    assert!(
        quadlet::assign(Kube, "Yaml", "/a b.yml", V58).unwrap()[0]
            .value
            .as_str()
            == "\"/a b.yml\""
    );
    assert!(quadlet::assign_quadlet("DefaultDependencies", false, V54).is_ok());
    assert!(quadlet::assign_quadlet("DefaultDependencies", false, V49).is_err());
    assert!(
        quadlet::assign_quadlet("DefaultDependecies", false, V54)
            .unwrap_err()
            .hint()
            .is_some()
    );
}

#[test]
fn the_table_is_what_the_generator_has() {
    let data = include_str!("data/quadlet-keys.tsv");
    let mut rows = BTreeMap::new();
    let mut common = Vec::new();
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[0] == "*" {
            common.push(fields);
            continue;
        }
        let unit = UnitKind::with_extension(fields[0]).unwrap();
        rows.insert((unit, fields[1]), fields[2..].to_vec());
    }
    let n_settings: usize = UnitKind::ALL
        .map(|unit| quadlet::settings(unit).count())
        .iter()
        .sum();
    assert_eq!((rows.len(), n_settings), (235, 235));
    assert_eq!(
        common,
        [[
            "*",
            "DefaultDependencies",
            "bool",
            "5.3.0",
            "0",
            "0",
            "0",
            "0"
        ]]
    );
    for (podman, is_known) in [
        (Version::new(5, 2, 5), false),
        (Version::new(5, 3, 0), true),
    ] {
        let assigned = quadlet::assign_quadlet("DefaultDependencies", true, podman);
        assert_eq!(assigned.is_ok(), is_known, "{podman}");
    }
    for ((unit, name), fields) in rows {
        let setting = quadlet::setting(unit, name).unwrap();
        let since = format!(
            "{}.{}.{}",
            setting.since.major, setting.since.minor, setting.since.patch
        );
        assert_eq!(since, fields[1], "{unit} {name}");
        let kind = match fields[0] {
            "string" | "string-raw" => KeyKind::Text,
            "bool" => KeyKind::Bool,
            "uint32" => KeyKind::Number,
            "line-list" => KeyKind::Lines,
            "word-list" => KeyKind::Words,
            "arg-list" => KeyKind::Arguments,
            "args-last" => KeyKind::LastArguments,
            "keyval" => KeyKind::Assignments,
            other => panic!("{other}"),
        };
        assert_eq!(setting.kind_in(V54), kind, "{unit} {name}");
        assert_eq!(setting.splits_at_comma, fields[2] == "1", "{unit} {name}");
        assert_eq!(setting.is_deprecated, fields[3] == "1", "{unit} {name}");
        assert_eq!(kind.is_list(), fields[4] == "1", "{unit} {name}");
        assert_eq!(kind.is_list(), fields[5] == "1", "{unit} {name}");
        assert!(setting.since >= unit.since(), "{unit} {name}");
    }
}

#[test]
fn passed_sections_are_checked_for_both_readers() {
    let pass = |unit, section, key, argument: &str, podman| {
        quadlet::assign_passed(unit, section, key, argument, podman, V257).is_ok()
    };
    assert!(pass(
        Container,
        Section::Unit,
        "Description",
        "100% wiki",
        V54
    ));
    assert!(pass(Container, Section::Service, "Restart", "always", V54));
    assert!(pass(Container, Section::Service, "Type", "oneshot", V54));
    assert!(pass(Pod, Section::Service, "TimeoutStopSec", "70", V54));
    assert!(pass(
        Container,
        Section::Install,
        "UpheldBy",
        "a.service",
        V58
    ));
    for (unit, section, key, argument) in [
        (Container, Section::Unit, "Description", "wiki\u{a0}"),
        (Container, Section::Unit, "After", "wiki.network"),
        (Container, Section::Unit, "Descripton", "x"),
        (Container, Section::Service, "Type", "simple"),
        (Container, Section::Service, "KillMode", "process"),
        (Container, Section::Service, "User", "wiki"),
        (Pod, Section::Service, "Restart", "always"),
        (Pod, Section::Service, "Environment", "A=1"),
        (Container, Section::Install, "UpheldBy", "a.service"),
        (Container, Section::Install, "Also", "a.service"),
        (Container, Section::Socket, "ListenStream", "80"),
    ] {
        assert!(!pass(unit, section, key, argument, V54), "{key}={argument}");
    }
}

#[test]
fn real_quadlets_keep_their_meaning() {
    for (unit, text) in [
        (Container, include_str!("corpus/quadlets/wiki.container")),
        (Network, include_str!("corpus/quadlets/wiki.network")),
        (Volume, include_str!("corpus/quadlets/wiki.volume")),
        (Build, include_str!("corpus/quadlets/site.build")),
        (Pod, include_str!("corpus/quadlets/site.pod")),
        (Kube, include_str!("corpus/quadlets/play.kube")),
        (Image, include_str!("corpus/quadlets/base.image")),
        (
            UnitKind::Artifact,
            include_str!("corpus/quadlets/model.artifact"),
        ),
        (
            Container,
            include_str!("corpus/quadlets/wiki.container.d/20-memory.conf"),
        ),
    ] {
        let file = quadlet::parse(text).unwrap();
        assert_eq!(
            quadlet::parse(&unit::print(&file).text).unwrap(),
            file,
            "{unit}"
        );
        let mut n_read = 0;
        for (_, entry) in file.entries().filter(|(name, _)| **name == unit.section()) {
            let key = entry.key.as_str();
            let meaning = quadlet::read(unit, key, &entry.value, V58).unwrap();
            let again = one(quadlet::assign(unit, key, meaning.clone(), V58).unwrap()).unwrap();
            assert_eq!(
                quadlet::read(unit, key, &again, V58).unwrap(),
                meaning,
                "{key}"
            );
            let kept =
                quadlet::assign(unit, key, Argument::written(entry.value.as_str()), V58).unwrap();
            assert_eq!(one(kept).unwrap(), entry.value, "{key}");
            n_read += 1;
        }
        assert!(n_read >= 3, "{unit}");
    }
}

proptest! {
    #[test]
    fn any_text_in_any_key_arrives_or_is_refused(index in any::<proptest::sample::Index>(), text in "\\PC{0,12}|[ -~\t\r\n]{0,8}", more in "[ -~]{0,6}") {
        let all: Vec<_> = UnitKind::ALL.into_iter().flat_map(quadlet::settings).filter(|setting| setting.since <= V58).collect();
        let setting = index.get(&all);
        let words = [text.as_str(), more.as_str()];
        for argument in [Argument::from(text.as_str()), Argument::words(words), Argument::json(words), Argument::pair(&more, &text)] {
            let Ok(entries) = quadlet::assign(setting.unit, setting.name, argument.clone(), V58) else { continue };
            let mut file = unit::File::default();
            file.section(setting.unit.section()).add(entries.clone());
            let printed = unit::print(&file).text;
            assert_eq!(quadlet::parse(&printed).unwrap(), file);
            assert_eq!(unit::parse(&printed).unwrap(), file);
            let meanings: Vec<Argument> = entries.iter().map(|entry| quadlet::read(setting.unit, setting.name, &entry.value, V58).unwrap()).collect();
            let is_same = match (&meanings[..], &argument) {
                ([Argument::Words(found)], Argument::Text(text)) => found == std::slice::from_ref(text),
                ([Argument::Words(found)], Argument::Pair(name, value)) => found == &[Text::from(format!("{name}=")).then(value.clone())],
                ([Argument::Bool(value)], Argument::Text(text)) => text.to_string() == value.to_string(),
                ([Argument::Text(first), Argument::Text(second)], Argument::Words(words)) => [first, second] == [&words[0], &words[1]],
                ([meaning], argument) => meaning == argument,
                (meanings, argument) => panic!("{argument:?}: {meanings:?}"),
            };
            assert!(is_same, "{}: {meanings:?}", setting.name);
        }
    }

    #[test]
    fn any_written_value_is_read_without_panic(index in any::<proptest::sample::Index>(), text in "\\PC{0,16}|[ -~]{0,12}") {
        let all: Vec<_> = UnitKind::ALL.into_iter().flat_map(quadlet::settings).filter(|setting| setting.since <= V58).collect();
        let setting = index.get(&all);
        if let Ok(entries) = quadlet::assign(setting.unit, setting.name, Argument::written(text), V58) {
            assert!(quadlet::read(setting.unit, setting.name, &entries[0].value, V58).is_ok());
        }
    }

    #[test]
    fn any_file_is_read_without_panic_and_keeps_its_meaning(text in "(\\[A\\]|[ -~\\\\\u{a0}]{0,12}|Key=[ -~\\\\\r\u{85}]{0,12}|#.{0,8}|\n){0,3}(\n(Key=[ -~\\\\]{0,12}|[#;].{0,8}|\\[B\\]|)){0,6}") {
        if let Ok(file) = quadlet::parse(&text) {
            assert_eq!(quadlet::parse(&unit::print(&file).text).unwrap(), file);
        }
    }
}
