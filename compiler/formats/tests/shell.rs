//! Shell: what /bin/sh does with what we print.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use formats::shell::{
    Command, Comment, Comparison, Condition, Line, Piece, Pipeline, Redirection, Script, Statement,
    VariableName, Word, fail, percent_encode, quote,
};
use hostile::hostile_strings;
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

mod hostile;

/// Runs a script text with /bin/sh in a folder.
fn run(text: &str, folder: &Path) -> Output {
    let file = folder.join("script");
    fs::write(&file, text).unwrap();
    Process::new("/bin/sh")
        .arg(&file)
        .current_dir(folder)
        .env(
            "PATH",
            format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", folder.display()),
        )
        .output()
        .unwrap()
}

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shell-{name}"));
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn name(text: &str) -> VariableName {
    VariableName::parse(text).unwrap()
}

fn print(word: Word) -> Statement {
    Command::new("printf")
        .arguments(["%s"])
        .argument(word)
        .into()
}

/// The hostile strings that are text without NUL and fit one argument.
fn arguments() -> Vec<(String, String)> {
    let strings: Vec<(String, String)> = hostile_strings()
        .into_iter()
        .filter_map(|hostile| Some((hostile.id, hostile.text?)))
        .filter(|(_, text)| !text.contains('\0'))
        .collect();
    assert_eq!(strings.len(), 116);
    strings
}

/// Prints each word, an end mark after each, and compares.
fn print_all(folder_name: &str, words: impl Fn(&str) -> Vec<Statement>) {
    const MARK: &str = "\u{1}end\u{1}";
    let strings = arguments();
    let mut lines: Vec<Statement> = Vec::new();
    for (_, text) in &strings {
        lines.extend(words(text));
        lines.push(print(Word::keyword(MARK)));
    }
    let output = run(&Script::new(lines).print().text, &folder(folder_name));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    let found: Vec<&str> = printed.split_terminator(MARK).collect();
    assert_eq!(found.len(), strings.len());
    for ((id, text), found) in strings.iter().zip(found) {
        assert_eq!(found, text, "{id}");
    }
}

#[test]
fn hostile_strings_survive_as_arguments() {
    print_all("arguments", |text| {
        vec![print(Word::literal(text).unwrap())]
    });
}

#[test]
fn hostile_strings_survive_beside_variables() {
    let empty = name("empty");
    print_all("beside", |text| {
        let pieces = [
            Piece::Variable(empty.clone()),
            Piece::literal(text).unwrap(),
            Piece::Variable(empty.clone()),
        ];
        vec![
            Statement::Assign(empty.clone(), Word::default()),
            print(Word::of(pieces)),
        ]
    });
}

#[test]
fn hostile_strings_survive_as_variables() {
    let value = name("value");
    print_all("variables", |text| {
        vec![
            Statement::Assign(value.clone(), Word::literal(text).unwrap()),
            print(Piece::Variable(value.clone()).into()),
        ]
    });
}

#[test]
fn hostile_strings_survive_quoting_for_sh_c() {
    for (id, text) in arguments() {
        if text.len() > 100_000 {
            continue;
        }
        let command = format!("printf %s {}", quote(&text).unwrap());
        let output = Process::new("/bin/sh")
            .args(["-c", &command])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "{id}");
    }
    assert_eq!(quote("").unwrap(), "''");
    assert_eq!(quote("a").unwrap(), "'a'");
    assert_eq!(quote("it's").unwrap(), r"'it'\''s'");
    let refused = quote("a\0").unwrap_err();
    assert_eq!(
        (refused.offset, refused.found, refused.reader),
        (1, Some('\0'), "sh")
    );
}

#[test]
fn hostile_strings_are_the_same_only_as_themselves() {
    let strings = arguments();
    let value = name("value");
    let mut lines: Vec<Statement> = Vec::new();
    for (index, (_, text)) in strings.iter().enumerate() {
        let (_, other) = &strings[(index + 1) % strings.len()];
        lines.push(Statement::Assign(
            value.clone(),
            Word::literal(text).unwrap(),
        ));
        for (right, expected) in [(text, true), (other, false)] {
            let word = Word::from(Piece::Variable(value.clone()));
            let same = Condition::Same(word, Word::literal(right).unwrap());
            lines.push(Statement::If {
                condition: if expected { same.negated() } else { same },
                then: fail(&format!("{text:?} and {right:?}")).unwrap(),
                otherwise: vec![],
            });
        }
    }
    for operand in ["(", ")", "!", "-e", "=", "-a", "-o", "[", "]"] {
        let same = Condition::Same(Word::keyword(operand), Word::keyword(operand));
        let other = Condition::Same(Word::keyword(operand), Word::keyword("x"));
        for condition in [same.negated(), other] {
            let then = fail(operand).unwrap();
            lines.push(Statement::If {
                condition,
                then,
                otherwise: vec![],
            });
        }
    }
    let output = run(&Script::new(lines).print().text, &folder("same"));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}

#[test]
fn every_byte_is_percent_encoded() {
    let value = name("value");
    let strings = arguments();
    let mut lines: Vec<Statement> = Vec::new();
    for (_, text) in &strings {
        lines.push(Statement::Assign(
            value.clone(),
            Word::literal(text).unwrap(),
        ));
        lines.push(Statement::Run(percent_encode(&value)));
        lines.push(print(Word::keyword("\n")));
    }
    let output = run(&Script::new(lines).print().text, &folder("percent"));
    let printed = String::from_utf8(output.stdout).unwrap();
    let found: Vec<&str> = printed.split_terminator('\n').collect();
    assert_eq!(found.len(), strings.len());
    for ((id, text), found) in strings.iter().zip(found) {
        let expected: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        assert_eq!(found, expected, "{id}");
    }
}

/// Reads a secret, checks it, writes one derived from it, as a stack needs it.
fn derive_secret() -> Script {
    let password = name("db_password");
    let encoded = name("db_password_percent");
    let read = Command::new("podman")
        .arguments([
            "secret",
            "inspect",
            "--showsecret",
            "--format",
            "{{.SecretData}}",
        ])
        .argument(Word::keyword("db_password"));
    let forbidden = Condition::Same(
        Piece::Variable(password.clone()).into(),
        Word::literal("CHANGE ME, PLEASE").unwrap(),
    );
    let url = Word::of([
        Piece::literal("postgresql://otterwiki:").unwrap(),
        Piece::Variable(encoded.clone()),
        Piece::literal("@db/otterwiki").unwrap(),
    ]);
    let create = Command::new("podman").arguments(["secret", "create", "--replace", "url", "-"]);
    Script {
        header: vec![Comment::new("Generated by stackc.").unwrap()],
        ..Script::new([
            Statement::Export(name("LC_ALL"), Word::keyword("C")),
            Statement::Assign(password.clone(), Piece::Output(read.into()).into()),
            Statement::If {
                condition: Condition::Number(
                    Piece::Length(password.clone()).into(),
                    Comparison::Less,
                    16,
                ),
                then: fail("the secret `db_password` needs at least 16 bytes").unwrap(),
                otherwise: vec![],
            },
            Statement::If {
                condition: forbidden,
                then: fail("the secret `db_password` is a placeholder").unwrap(),
                otherwise: vec![],
            },
            Statement::Assign(encoded, Piece::Output(percent_encode(&password)).into()),
            Statement::Run(
                Command::new("printf")
                    .arguments(["%s"])
                    .argument(url)
                    .pipe(create),
            ),
        ])
    }
}

#[test]
fn a_secret_is_read_checked_and_derived() {
    // Stands for podman: prints a file, or writes its standard input to another.
    let podman = "#!/bin/sh\ncase $2 in\ninspect) cat secret ;;\ncreate) cat > \"$4\" ;;\nesac\n";
    let long = "x".repeat(16);
    let spaced = "pass word's $HOME `id` %41/\u{e9}";
    let newlines = format!("{long}\n\n");
    let cases = [
        (long.as_str(), Ok("%78".repeat(16))),
        (&newlines, Ok("%78".repeat(16))),
        (
            spaced,
            Ok(spaced.bytes().map(|byte| format!("%{byte:02x}")).collect()),
        ),
        ("short", Err("at least 16 bytes")),
        ("éééééééé", Ok("%c3%a9".repeat(8))),
        ("", Err("at least 16 bytes")),
        ("CHANGE ME, PLEASE", Err("placeholder")),
    ];
    for (secret, expected) in cases {
        let folder = folder("secret");
        fs::write(folder.join("podman"), podman).unwrap();
        let mode = Process::new("chmod")
            .arg("+x")
            .arg(folder.join("podman"))
            .status();
        assert!(mode.unwrap().success());
        fs::write(folder.join("secret"), secret).unwrap();
        let output = run(&derive_secret().print().text, &folder);
        let stderr = String::from_utf8(output.stderr).unwrap();
        match expected {
            Ok(encoded) => {
                assert!(output.status.success(), "{secret:?}: {stderr}");
                let url = fs::read_to_string(folder.join("url")).unwrap();
                assert_eq!(
                    url,
                    format!("postgresql://otterwiki:{encoded}@db/otterwiki")
                );
            }
            Err(message) => {
                assert_eq!(output.status.code(), Some(1), "{secret:?}");
                assert!(stderr.contains(message), "{secret:?}: {stderr}");
                assert!(!folder.join("url").exists(), "{secret:?}");
            }
        }
    }
}

#[test]
fn a_command_that_fails_stops_the_script() {
    let value = name("value");
    let failing: [Statement; 3] = [
        Command::new("false").into(),
        Statement::Assign(
            value.clone(),
            Piece::Output(Command::new("false").into()).into(),
        ),
        print(Piece::Variable(name("never_set")).into()),
    ];
    for statement in failing {
        let script = Script::new([statement, print(Word::keyword("reached"))]);
        let output = run(&script.print().text, &folder("stop"));
        assert!(!output.status.success(), "{}", script.print().text);
        assert_eq!(output.stdout, b"", "{}", script.print().text);
    }
}

/// Makes a self-signed pair unless a certificate is there, else links to that.
fn placeholder(live: &str) -> Script {
    let openssl = Command::new("openssl")
        .arguments([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ])
        .arguments([
            "-days",
            "1",
            "-subj",
            "/CN=placeholder",
            "-keyout",
            "tls/key.pem",
            "-out",
            "tls/cert.pem",
        ])
        .redirect(Redirection::DiscardErrors);
    let link = |target: &str, link: &'static str| {
        Command::new("ln")
            .arguments(["-sfn", "--"])
            .argument(Word::literal(&format!("{live}/{target}")).unwrap())
            .argument(Word::keyword(link))
    };
    let exists = Condition::Exists(Word::literal(&format!("{live}/fullchain.pem")).unwrap());
    Script::new([
        Statement::from(Command::new("mkdir").arguments(["-p", "tls"])),
        Statement::If {
            condition: exists.negated(),
            then: vec![Statement::from(openssl).into()],
            otherwise: vec![
                Statement::from(link("fullchain.pem", "tls/cert.pem")).into(),
                Statement::from(link("privkey.pem", "tls/key.pem")).into(),
            ],
        },
    ])
}

#[test]
fn a_placeholder_pair_stands_in_until_the_certificate_is_there() {
    let folder = folder("placeholder");
    let live = folder.join("live it's");
    let script = placeholder(live.to_str().unwrap()).print().text;
    let output = run(&script, &folder);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let certificate = fs::read_to_string(folder.join("tls/cert.pem")).unwrap();
    assert!(certificate.contains("BEGIN CERTIFICATE"));

    fs::create_dir_all(&live).unwrap();
    fs::write(live.join("fullchain.pem"), "real").unwrap();
    fs::write(live.join("privkey.pem"), "key").unwrap();
    assert!(run(&script, &folder).status.success());
    assert_eq!(
        fs::read_to_string(folder.join("tls/cert.pem")).unwrap(),
        "real"
    );
    assert_eq!(
        fs::read_to_string(folder.join("tls/key.pem")).unwrap(),
        "key"
    );
}

#[test]
fn words_are_bare_only_when_nothing_in_them_has_a_meaning() {
    let cases = [
        ("", "''"),
        ("a", "a"),
        ("/etc/x:y", "/etc/x:y"),
        ("~", "'~'"),
        ("*", "'*'"),
        ("a b", "'a b'"),
        ("$x", "'$x'"),
        ("#x", "'#x'"),
        ("a=b", "a=b"),
        ("é", "'é'"),
        ("!", "'!'"),
    ];
    for (text, written) in cases {
        assert_eq!(Word::literal(text).unwrap().to_string(), written);
    }
    for (command, written) in [
        ("if", "'if'"),
        ("a=b", "'a=b'"),
        ("[", "'['"),
        ("printf", "printf"),
    ] {
        assert_eq!(Command::new(command).to_string(), written);
    }
    assert!(Word::literal("a\0b").is_err());
    assert!(Piece::literal("\0").is_err());
}

#[test]
fn variables_end_where_they_should() {
    let variable = || Piece::Variable(name("x"));
    let literal = |text| Piece::literal(text).unwrap();
    let cases = [
        (vec![variable()], "\"$x\""),
        (vec![variable(), literal("y")], "\"${x}y\""),
        (vec![variable(), literal("/y")], "\"$x/y\""),
        (vec![variable(), literal(""), literal("_")], "\"${x}_\""),
        (vec![variable(), variable()], "\"$x$x\""),
        (vec![variable(), literal("[0]")], "\"${x}[0]\""),
        (vec![literal("$"), variable()], "\"\\$$x\""),
        (vec![Piece::Length(name("x"))], "\"${#x}\""),
    ];
    for (pieces, written) in cases {
        assert_eq!(Word::of(pieces).to_string(), written);
    }
    for bad in ["", "1a", "a-b", "a b", "é", "a=b", "#x", "$x"] {
        assert!(VariableName::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn comments_stay_comments() {
    for bad in ["a\nrm -rf x", "\r", "\0", "\u{1b}"] {
        assert!(Comment::new(bad).is_err(), "{bad:?}");
    }
    let script = Script {
        header: vec![Comment::new("$(exit 3) `exit 3` \\").unwrap()],
        ..Script::new([Statement::If {
            condition: Condition::Succeeds(Command::new("true").into()),
            then: vec![Statement::Comment(Comment::new("nothing \\").unwrap()).into()],
            otherwise: vec![Statement::Exit(4).into()],
        }])
    };
    let output = run(&script.print().text, &folder("comments"));
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn redirections_and_nested_outputs_work() {
    let inner: Pipeline = Command::new("printf")
        .arguments(["%s", "a \"b\" $c"])
        .into();
    let outer = Command::new("printf")
        .arguments(["%s"])
        .argument(Piece::Output(inner));
    let script = Script::new([
        Statement::from(
            Command::new("printf")
                .arguments(["<%s>"])
                .argument(Piece::Output(outer.into()))
                .redirect(Redirection::To(Word::keyword("a file"))),
        ),
        Statement::from(Command::new("cat").redirect(Redirection::From(Word::keyword("a file")))),
        Statement::from(
            Command::new("cat")
                .redirect(Redirection::From(Word::keyword("a file")))
                .redirect(Redirection::ToStandardError),
        ),
    ]);
    let output = run(&script.print().text, &folder("redirections"));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "<a \"b\" $c>");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "<a \"b\" $c>");
}

#[test]
fn double_negation_is_none() {
    let exists = || Condition::Exists(Word::keyword("x"));
    assert_eq!(exists().negated().to_string(), "! [ -e x ]");
    assert_eq!(exists().negated().negated().to_string(), "[ -e x ]");
    assert_eq!(
        exists().negated().negated().negated().to_string(),
        "! [ -e x ]"
    );
}

#[test]
fn printed_lines_know_their_causes() {
    use source::{Origin, ValuePath};
    let origin = |name: &str| Origin::new(ValuePath::root().field(name), None);
    let inner: Line = print(Word::keyword("a\nb")).caused_by(&origin("inner"));
    let script = Script::new([
        Statement::If {
            condition: Condition::Exists(Word::keyword("x")),
            then: vec![inner],
            otherwise: vec![],
        }
        .caused_by(&origin("outer")),
        Statement::Exit(0).caused_by(&origin("exit")),
    ]);
    let printed = script.print();
    let lines: Vec<&str> = printed.text.lines().collect();
    let causes: Vec<(String, &str)> = printed
        .causes
        .iter()
        .map(|(line, origin)| (origin.path().to_string(), lines[line - 1].trim()))
        .collect();
    let expected = [
        ("outer".to_owned(), "if [ -e x ]; then"),
        ("inner".to_owned(), "printf %s 'a"),
        ("exit".to_owned(), "exit 0"),
    ];
    assert_eq!(causes, expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_survives(left: String, right in "[$`\"'\\\\a-z{}()#!*~ \\n]{0,16}") {
        let literals = [Piece::literal(&left), Piece::literal(&right)];
        if let [Ok(left_piece), Ok(right_piece)] = literals {
            let pieces = [left_piece, Piece::Variable(name("x")), right_piece];
            let script = format!("x=\nprintf %s {}", Word::of(pieces));
            let output = Process::new("/bin/sh").args(["-c", &script]).output().unwrap();
            prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{left}{right}"));
        }
    }
}
