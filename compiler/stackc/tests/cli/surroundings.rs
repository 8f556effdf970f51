//! Terminals, environments, folders and umasks.

use crate::common::{Said, copy_folder, stack, stackc};
use crate::project::{BAD, build, folder, project, run_in};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs the program on a terminal of its own.
fn on_a_terminal(folder: &Path, more: &[&str], environment: &[(&str, &str)]) -> String {
    let program = stackc().get_program().to_str().unwrap().to_owned();
    let line = format!("{program} check {}", more.join(" "));
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TERM", "xterm")
        .current_dir(folder);
    command
        .envs(environment.iter().copied())
        .stdin(Stdio::null());
    Said::from(command.output().unwrap()).stdout
}

#[test]
fn colours_are_for_terminals_and_for_who_wants_them() {
    let folder = project(BAD);
    let has_colours = |text: &str| text.contains("\u{1b}[");
    let plain = |more: &[&str]| run_in(folder.path(), [&["check"][..], more].concat()).stderr;
    assert!(!has_colours(&plain(&[])));
    assert!(!has_colours(&plain(&["--color", "never"])));
    assert!(has_colours(&plain(&["--color", "always"])));

    let terminal = |more: &[&str], environment: &[(&str, &str)]| {
        let text = on_a_terminal(folder.path(), more, environment);
        assert!(text.contains("SC0230"), "{text}");
        has_colours(&text)
    };
    assert!(terminal(&[], &[]));
    assert!(!terminal(&[], &[("NO_COLOR", "1")]));
    assert!(!terminal(&["--color", "never"], &[]));
    // https://no-color.org: only when it is not empty.
    assert!(terminal(&[], &[("NO_COLOR", "")]));
    assert!(terminal(&["--color", "always"], &[("NO_COLOR", "1")]));
}

#[test]
fn one_stack_has_one_hash_on_every_machine_and_day() {
    let hash = |said: Said| {
        assert_eq!(said.code, Some(0), "{said:?}");
        let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        let built = &json["builds"][0];
        let name = Path::new(built["store_path"].as_str().unwrap())
            .file_name()
            .unwrap()
            .to_owned();
        (built["hash"].as_str().unwrap().to_owned(), name)
    };
    let (one, other) = (folder(), folder());
    copy_folder(&stack("otterwiki"), one.path());
    copy_folder(
        &stack("otterwiki"),
        &other.path().join("a folder/of another name"),
    );
    let plain = hash(build(one.path(), &["--no-out-link", "--json"]));

    let elsewhere = other.path().join("a folder/of another name");
    let surroundings: [&[(&str, &str)]; 4] = [
        &[
            ("LANG", "de_DE.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANGUAGE", "tr"),
        ],
        &[("TZ", "Pacific/Kiritimati"), ("SOURCE_DATE_EPOCH", "1")],
        &[
            ("HOME", "/nonexistent"),
            ("USER", "somebody"),
            ("HOSTNAME", "elsewhere"),
        ],
        &[
            ("XDG_DATA_HOME", "/nonexistent"),
            ("NICKEL_IMPORT_PATH", "/"),
            ("TMPDIR", "/tmp"),
        ],
    ];
    for (umask, environment) in ["022", "077", "000", "027"].into_iter().zip(surroundings) {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]);
        command.arg(stackc().get_program());
        command.args([
            "build",
            "--no-cache",
            "--no-out-link",
            "--json",
            "--store",
            &format!("store-{umask}"),
        ]);
        command
            .current_dir(&elsewhere)
            .envs(environment.iter().copied());
        let said = Said::from(command.output().unwrap());
        assert_eq!(hash(said), plain, "umask {umask}, {environment:?}");
    }
    // A comment, a blank line or the order of fields is not the stack.
    let file = one.path().join("stack.ncl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("# Another comment.\n\n\n{text}")).unwrap();
    assert_eq!(hash(build(one.path(), &["--no-out-link", "--json"])), plain);
}
