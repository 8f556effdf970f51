//! `diff` with other sides than a directory: archives, and two stacks.

use crate::common::{Said, compare, run, stackc, workspace};
use crate::project::{Folder, GOOD, SEVERAL, assert_trouble, project, run_in};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A project whose tree was put on a host, `host/etc` below it.
fn installed(text: &str) -> Folder {
    let folder = project(text);
    let said = run_in(folder.path(), ["build", "--store", "store"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let status = Command::new("cp")
        .args(["-rL", "--no-preserve=all", "result/.", "host"])
        .current_dir(folder.path())
        .status();
    assert!(status.unwrap().success());
    folder
}

/// Runs the program with a file as its standard input.
fn run_with(folder: &Path, stdin: &Path, arguments: &[&str]) -> Said {
    let mut command = stackc();
    command.current_dir(folder).args(arguments);
    let stdin = Stdio::from(fs::File::open(stdin).unwrap());
    command.stdin(stdin).output().unwrap().into()
}

#[test]
fn an_archive_says_what_the_directory_says() {
    let folder = installed(GOOD);
    let unit = folder
        .path()
        .join("host/etc/containers/systemd/small-web.container");
    let text = fs::read_to_string(&unit).unwrap();
    fs::write(&unit, text.replace("2.4.62", "2.4.61")).unwrap();
    let status = Command::new("tar")
        .args(["--create", "--file=host.tar", "--directory=host", "etc"])
        .current_dir(folder.path())
        .status();
    assert!(status.unwrap().success());
    let on_disk = run_in(folder.path(), ["diff", "host/etc"]);
    assert_eq!(on_disk.code, Some(1), "{on_disk:?}");
    assert!(
        on_disk
            .stdout
            .contains("[Container] Image=docker.io/library/httpd:2.4.62 instead of")
    );
    let of_file = run_in(folder.path(), ["diff", "--tar", "host.tar"]);
    let archive = folder.path().join("host.tar");
    let of_stream = run_with(folder.path(), &archive, &["diff", "--tar", "-"]);
    for said in [of_file, of_stream] {
        assert_eq!((said.code, &said.stdout), (Some(1), &on_disk.stdout));
    }
}

#[test]
fn what_is_no_archive_of_a_host_is_trouble() {
    let folder = project(GOOD);
    let said = run_with(
        folder.path(),
        Path::new("/dev/null"),
        &["diff", "--tar", "-"],
    );
    assert_trouble(&said, "it holds no directory `etc`");
    let said = run_in(folder.path(), ["diff", "--tar", "none.tar"]);
    assert_trouble(&said, "cannot open `none.tar`");
    let said = run_in(folder.path(), ["diff", "--tar", "stack.ncl"]);
    assert_trouble(&said, "cannot read the archive of the host");
}

#[test]
fn a_patch_makes_the_host_what_the_stack_wants() {
    let folder = installed(GOOD);
    let host = folder.path().join("host");
    let unit = host.join("etc/containers/systemd/small-web.container");
    fs::write(&unit, "[Container]\nImage=by hand\n").unwrap();
    let said = run_in(folder.path(), ["diff", "host/etc", "--patch"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stdout.starts_with("diff "), "{said:?}");
    fs::write(folder.path().join("patch"), &said.stdout).unwrap();
    let status = Command::new("patch")
        .args(["--strip=1", "--input=../patch", "--quiet"])
        .current_dir(&host)
        .status();
    assert!(status.unwrap().success());
    let said = run_in(folder.path(), ["diff", "host/etc"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), ""));
}

#[test]
fn two_environments_and_two_objects_are_compared_with_each_other() {
    let folder = project(SEVERAL);
    let said = run_in(folder.path(), ["diff", ".#staging", ".#staging"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), ""), "{said:?}");
    let said = run_in(folder.path(), ["diff", ".#staging", ".#production"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let patch = run_in(
        folder.path(),
        ["diff", "--patch", ".#staging", ".#production"],
    );
    let manifest = "--- old/etc/stackc/small/manifest.json\n+++ new/etc/";
    assert!(patch.stdout.contains(manifest), "{patch:?}");

    let built = run_in(folder.path(), ["build", "--store", "store"]);
    let paths: Vec<&str> = built.stdout.lines().collect();
    let [production, staging] = paths.as_slice() else {
        panic!("{built:?}");
    };
    let of_objects = run_in(folder.path(), ["diff", staging, production]);
    assert_eq!(
        (of_objects.code, of_objects.stdout),
        (said.code, said.stdout)
    );
    let json = run_in(folder.path(), ["diff", "--json", staging, production]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["same"], false, "{json:#}");
}

#[test]
fn sides_that_cannot_be_compared_are_trouble() {
    let folder = project(SEVERAL);
    let said = run_in(folder.path(), ["diff", ".#staging", ".#prodution"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""));
    assert!(
        said.stderr.contains("did you mean `production`"),
        "{said:?}"
    );
    let cases: [(&[&str], &str); 3] = [
        (&["diff", ".#staging", "."], "hint: choose one: `.#NAME`"),
        (&["diff", ".#staging", "none"], "there is no such file"),
        (&["diff", ".", ".", "."], "unexpected value"),
    ];
    for (arguments, reason) in cases {
        assert_trouble(&run_in(folder.path(), arguments), reason);
    }
    let said = run_in(folder.path(), ["diff", "--tar", "-", "etc"]);
    assert_trouble(&said, "cannot be used with");
}

/// The schema of the object, as `docs` shows it.
#[test]
fn the_schema_is_that_of_the_documentation_and_names_all_fields() {
    let said = run(["diff", "--schema"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    compare(&workspace().join("docs/diff.schema.json"), &said.stdout).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();

    let folder = installed(GOOD);
    let unit = "host/etc/containers/systemd/small-web.container";
    fs::write(folder.path().join(unit), "[Container]\nImage=x\n").unwrap();
    fs::write(folder.path().join("host/etc/stackc/small/other"), "").unwrap();
    let said = run_in(folder.path(), ["diff", "host/etc", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    for list in ["paths", "extras", "actions"] {
        assert_ne!(json[list].as_array().map(Vec::len), Some(0), "{list}");
    }
    assert_described(&schema, &schema["anyOf"][0], &json, "");
}

/// Whether every field of a value is in its schema.
fn assert_described(
    root: &serde_json::Value,
    schema: &serde_json::Value,
    value: &serde_json::Value,
    at: &str,
) {
    let is_null = |schema: &&serde_json::Value| schema["type"] != "null";
    let alternatives = schema["anyOf"].as_array().into_iter().flatten();
    if let Some(schema) = alternatives.clone().find(is_null) {
        return assert_described(root, schema, value, at);
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return assert_described(root, root.pointer(pointer).unwrap(), value, at);
    }
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let field = &schema["properties"][name];
                let is_described = field == &serde_json::Value::Bool(true) || field.is_object();
                assert!(is_described, "{at}/{name}");
                assert_described(root, field, value, &format!("{at}/{name}"));
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                assert_described(root, &schema["items"], item, at);
            }
        }
        _ => {}
    }
}

#[test]
fn a_root_shows_what_its_etc_shows() {
    let folder = installed(GOOD);
    let unit = "host/etc/containers/systemd/small-web.container";
    fs::write(folder.path().join(unit), "[Container]\nImage=x\n").unwrap();
    let by_etc = run_in(folder.path(), ["diff", "host/etc"]);
    let by_root = run_in(folder.path(), ["diff", "--root", "host"]);
    assert_eq!((by_root.code, &by_root.stdout), (Some(1), &by_etc.stdout));
    let none = run_in(folder.path(), ["diff", "--root", "host/etc"]);
    assert_trouble(&none, "there is no folder `host/etc/etc`");
    let both = run_in(folder.path(), ["diff", "--root", "host", "host/etc"]);
    assert_trouble(&both, "cannot be used with");
}

#[test]
fn lines_are_shown_of_formats_that_are_not_known_and_of_all_when_asked() {
    let folder = installed(GOOD);
    let unit = "host/etc/containers/systemd/small-web.container";
    fs::write(folder.path().join(unit), "[Container]\nImage=x\n").unwrap();
    let by_meaning = run_in(folder.path(), ["diff", "host/etc"]).stdout;
    assert!(!by_meaning.contains("\n+++ "), "{by_meaning}");
    let by_lines = run_in(folder.path(), ["diff", "host/etc", "--unified"]).stdout;
    assert!(by_lines.starts_with(&by_meaning), "{by_lines}");
    assert!(by_lines.contains("\n-Image=x\n"), "{by_lines}");
    let reverse = run_in(folder.path(), ["diff", "host/etc", "--reverse"]).stdout;
    assert!(reverse.contains("\n+Image=x\n"), "{reverse}");
}

/// What a terminal gets from a shell command, with these variables.
fn on_terminal(folder: &Path, command: &str, variables: &[(&str, &str)]) -> String {
    let program = env!("CARGO_BIN_EXE_stackc");
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command"])
        .arg(format!("{program} {command}"))
        .arg("/dev/null")
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .envs(variables.iter().copied())
        .stdin(Stdio::null());
    let output = script.output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_terminal_gets_colours_and_the_pager_of_the_user() {
    let folder = installed(GOOD);
    let path = folder.path();
    let unit = path.join("host/etc/containers/systemd/small-web.container");
    fs::write(unit, "[Container]\nImage=\u{1b}[2J\u{202e}\n").unwrap();
    let command = "diff host/etc --unified";
    let paged = on_terminal(path, command, &[("STACKC_PAGER", "sed 's/^/PAGED /'")]);
    assert!(
        paged.starts_with("PAGED  M ") || paged.starts_with("PAGED MM "),
        "{paged}"
    );
    assert!(paged.contains("\u{1b}[32m+Image="), "{paged}");
    assert!(
        !paged.contains("\u{1b}[2J") && !paged.contains('\u{202e}'),
        "{paged}"
    );
    let plain = on_terminal(
        path,
        command,
        &[
            ("STACKC_PAGER", "sed s/^/PAGED/"),
            ("NO_COLOR", "1"),
            ("PAGER", "false"),
        ],
    );
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let other = on_terminal(path, command, &[("PAGER", "sed s/^/OTHER/")]);
    assert!(other.starts_with("OTHER"), "{other}");
    for unpaged in [
        on_terminal(
            path,
            &format!("{command} --no-pager"),
            &[("PAGER", "sed s/^/PAGED/")],
        ),
        on_terminal(path, command, &[("PAGER", "")]),
        on_terminal(path, command, &[("PAGER", "no-such-pager")]),
    ] {
        assert!(
            unpaged.contains("+Image=docker.io") && !unpaged.contains("PAGED"),
            "{unpaged}"
        );
    }
}
