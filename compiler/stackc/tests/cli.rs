//! The program as shells and scripts meet it: exit codes, streams, links, a store in trouble.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{Said, copy_folder, run, stack, stackc};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

/// A small stack that compiles.
const GOOD: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  containers.web.image = 'Pull "docker.io/library/httpd:2.4.62",
} | Stack
"#;

/// The same, with something that nobody uses.
const WARNED: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  volumes.data = {},
} | Stack
"#;

/// The same, with an image that may be another tomorrow.
const BAD: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  containers.web.image = 'Pull "httpd",
} | Stack
"#;

/// Two environments.
const SEVERAL: &str = r#"
let { Environments, .. } = import "stackc/main.ncl" in
let base = { name = "small", description = "A small stack", target = 'Debian13 } in
{ environments = { staging = base, production = base & { target | force = 'Ubuntu2404 } } } | Environments
"#;

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a folder for temporary files")
}

/// A folder with a `stack.ncl`.
fn project(text: &str) -> TempDir {
    let folder = folder();
    fs::write(folder.path().join("stack.ncl"), text).unwrap();
    folder
}

/// Runs the program in a folder.
fn run_in<I: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = I>) -> Said {
    let mut command = stackc();
    command.current_dir(folder).args(arguments);
    command.output().unwrap().into()
}

/// Builds the stack of a folder into a store below it.
fn build(folder: &Path, more: &[&str]) -> Said {
    run_in(folder, ["build", "--store", "store"].iter().chain(more))
}

/// The objects of a store: what stands in it under a name, whole or not.
fn objects(store: &Path) -> BTreeSet<PathBuf> {
    let Ok(entries) = fs::read_dir(store) else {
        return BTreeSet::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_object = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !name.starts_with('.') && name != "records"
    };
    paths.filter(is_object).collect()
}

/// Asserts that a command could not do its work, and says why in one paragraph.
#[track_caller]
fn assert_trouble(said: &Said, reason: &str) {
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(said.stdout, "", "{said:?}");
    assert!(said.stderr.starts_with("error: "), "{said:?}");
    assert!(said.stderr.contains(reason), "{reason}: {said:?}");
    assert!(!said.stderr.contains("panicked"), "{said:?}");
}

#[test]
fn exit_codes_say_fine_found_and_trouble() {
    let cases: [(&str, &[&str], i32); 8] = [
        (GOOD, &["check"], 0),
        (GOOD, &["hash"], 0),
        (WARNED, &["check"], 0),
        (WARNED, &["check", "--deny-warnings"], 1),
        (BAD, &["check"], 1),
        (BAD, &["hash"], 1),
        (GOOD, &["check", "elsewhere.ncl"], 2),
        (GOOD, &["frobnicate"], 2),
    ];
    for (text, arguments, code) in cases {
        let folder = project(text);
        let said = run_in(folder.path(), arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {said:?}");
    }
    let bad = project(BAD);
    let said = build(bad.path(), &[]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
    assert_eq!(objects(&bad.path().join("store")), BTreeSet::new());
}

#[test]
fn help_is_a_result_and_not_a_remark() {
    for arguments in [&["--help"][..], &["build", "--help"], &["--version"]] {
        let said = run(arguments);
        assert_eq!(
            (said.code, said.stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        assert!(!said.stdout.is_empty());
    }
}

#[test]
fn findings_go_to_standard_error_and_results_to_standard_output() {
    let folder = project(WARNED);
    let said = build(folder.path(), &[]);
    assert_eq!(said.code, Some(0));
    assert!(said.stderr.starts_with("warning[SC0203]"), "{said:?}");
    assert!(Path::new(said.stdout.trim_end()).is_absolute(), "{said:?}");
}

#[test]
fn build_prints_one_store_path_per_line_in_the_order_of_environments() {
    let one = project(GOOD);
    let said = build(one.path(), &["--no-out-link"]);
    let store = one.path().join("store");
    let lines: Vec<PathBuf> = said.stdout.lines().map(PathBuf::from).collect();
    assert_eq!(BTreeSet::from_iter(lines.clone()), objects(&store));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].to_str().unwrap().ends_with("-small"), "{lines:?}");

    let several = project(SEVERAL);
    let said = build(several.path(), &["--no-out-link"]);
    let names: Vec<String> = said
        .stdout
        .lines()
        .map(|line| {
            let (_, name) = line.rsplit('/').next().unwrap().split_once('-').unwrap();
            name.to_owned()
        })
        .collect();
    assert_eq!(names, ["small-production", "small-staging"]);
    let said = build(several.path(), &["--no-out-link", ".#staging"]);
    assert_eq!(said.stdout.lines().count(), 1);
    assert!(said.stdout.ends_with("-small-staging\n"), "{said:?}");
}

#[test]
fn json_is_valid_and_says_its_format() {
    for text in [GOOD, WARNED, SEVERAL] {
        let folder = project(text);
        let said = build(folder.path(), &["--no-out-link", "--json"]);
        let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(json["format"], 1);
        let builds = json["builds"].as_array().unwrap();
        for build in builds {
            assert!(
                Path::new(build["store_path"].as_str().unwrap()).is_dir(),
                "{build:#}"
            );
            assert_eq!(build["stack"], "small");
        }
        assert_eq!(builds.len(), if text == SEVERAL { 2 } else { 1 });
    }
    for text in [GOOD, WARNED, BAD, "{", ""] {
        let said = run_in(project(text).path(), ["check", "--findings", "json"]);
        let json: serde_json::Value = serde_json::from_str(&said.stderr).unwrap();
        assert_eq!(json["format"], 1, "{text}");
        assert!(json["diagnostics"].is_array(), "{text}");
    }
}

#[test]
fn hash_is_the_hash_of_the_build() {
    let folder = project(GOOD);
    let said = build(folder.path(), &["--no-out-link", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let built = &json["builds"][0];
    let hash = built["hash"].as_str().unwrap();
    assert!(hash.starts_with("sha256-"), "{hash}");
    let of_stack = run_in(folder.path(), ["hash"]);
    assert_eq!(of_stack.stdout, format!("{hash}\n"));
    let of_object = run_in(
        folder.path(),
        ["hash", built["store_path"].as_str().unwrap()],
    );
    assert_eq!(of_object.stdout, format!("{hash}\n"));
    // Nothing but the build has made a store.
    let other = project(GOOD);
    run_in(other.path(), ["hash"]);
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1);
}

#[test]
fn the_result_link_leads_to_the_object() {
    let folder = project(GOOD);
    let said = build(folder.path(), &[]);
    let object = PathBuf::from(said.stdout.trim_end());
    assert_eq!(fs::read_link(folder.path().join("result")).unwrap(), object);
    // A second build moves the link; another name is another link; several environments have several.
    fs::write(
        folder.path().join("stack.ncl"),
        GOOD.replace("httpd:2.4.62", "httpd:2.4.63"),
    )
    .unwrap();
    let said = build(folder.path(), &[]);
    let newer = PathBuf::from(said.stdout.trim_end());
    assert_ne!(newer, object);
    assert_eq!(fs::read_link(folder.path().join("result")).unwrap(), newer);
    build(folder.path(), &["--out-link", "other"]);
    assert_eq!(fs::read_link(folder.path().join("other")).unwrap(), newer);

    let several = project(SEVERAL);
    build(several.path(), &[]);
    for environment in ["production", "staging"] {
        let link = several.path().join(format!("result-{environment}"));
        let to = fs::read_link(link).unwrap();
        assert!(
            to.to_str()
                .unwrap()
                .ends_with(&format!("-small-{environment}")),
            "{to:?}"
        );
    }
    assert!(!several.path().join("result").exists());
}

#[test]
fn the_result_link_never_replaces_what_is_no_link() {
    let folder = project(GOOD);
    let result = folder.path().join("result");
    fs::write(&result, "precious").unwrap();
    assert_trouble(&build(folder.path(), &[]), "result");
    assert_eq!(fs::read_to_string(&result).unwrap(), "precious");
    fs::remove_file(&result).unwrap();
    fs::create_dir(&result).unwrap();
    assert_trouble(&build(folder.path(), &[]), "result");
    assert!(result.is_dir() && !result.is_symlink());
    // A link that leads nowhere any more is a link.
    fs::remove_dir(&result).unwrap();
    symlink("nowhere", &result).unwrap();
    assert_eq!(build(folder.path(), &[]).code, Some(0));
    assert!(result.join("etc").is_dir());
}

#[test]
fn sources_that_cannot_be_read_are_named() {
    let empty = folder();
    assert_trouble(&run_in(empty.path(), ["check"]), "stack.ncl");
    assert_trouble(
        &run_in(empty.path(), ["check", "no/such/folder"]),
        "no/such",
    );

    let not_a_file = folder();
    fs::create_dir(not_a_file.path().join("stack.ncl")).unwrap();
    let said = run_in(not_a_file.path(), ["check"]);
    assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
    assert!(said.stderr.contains("stack.ncl"), "{said:?}");

    let not_text = folder();
    fs::write(
        not_text.path().join("stack.ncl"),
        b"{ name = \"\xff\xfe\" }",
    )
    .unwrap();
    let said = run_in(not_text.path(), ["check"]);
    assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
    assert!(said.stderr.contains("UTF-8"), "{said:?}");
}

/// The program without the powers of root, which may read everything.
fn without_powers(folder: &Path, arguments: &[&str]) -> Said {
    let program = stackc();
    let mut command = if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--inh-caps=-all", "--bounding-set=-all"]);
        command.arg(program.get_program());
        command
    } else {
        program
    };
    command
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
        .into()
}

#[test]
fn a_file_without_permission_is_trouble() {
    let folder = project(GOOD);
    let file = folder.path().join("stack.ncl");
    assert_eq!(without_powers(folder.path(), &["check"]).code, Some(0));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    let said = without_powers(folder.path(), &["check"]);
    assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
    assert!(said.stderr.contains("stack.ncl"), "{said:?}");
    assert!(
        said.stderr.to_lowercase().contains("permission"),
        "{said:?}"
    );
}

#[test]
fn a_store_without_permission_is_trouble() {
    let folder = project(GOOD);
    let store = folder.path().join("store");
    fs::create_dir(&store).unwrap();
    fs::set_permissions(&store, fs::Permissions::from_mode(0o555)).unwrap();
    let said = without_powers(folder.path(), &["build", "--store", "store"]);
    assert_trouble(&said, "store");
    assert!(!folder.path().join("result").is_symlink());
}

/// Mounts something and runs a line of shell, in a namespace that ends with it; `$0` is the program.
fn in_namespace(folder: &Path, mount: &str, line: &str) -> Said {
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c"])
        .arg(format!("{mount} || exit 99; {line}"))
        .arg(stackc().get_program())
        .current_dir(folder)
        .output()
        .unwrap();
    let said = Said::from(output);
    assert_ne!(
        said.code,
        Some(99),
        "this test needs user namespaces: {said:?}"
    );
    said
}

/// Builds into a store that is a file system of its own. The file `left` holds what stood there at the
/// end, and a failure to read it as an object.
fn build_into_mounted_store(folder: &Path, options: &str) -> Said {
    fs::create_dir(folder.join("store")).unwrap();
    let mount = format!("mount -t tmpfs -o {options} tmpfs store");
    let line = "\"$0\" build --store store; code=$?; ls -A store >left
        for object in store/*-*; do
            if [ -e \"$object\" ] && ! \"$0\" hash \"$object\" >/dev/null; then echo broken >>left; fi
        done
        exit $code";
    in_namespace(folder, &mount, line)
}

#[test]
fn a_full_disk_is_trouble_and_leaves_nothing_broken() {
    // From a file system that holds nothing but its root to one that holds the object and its record.
    let mut n_full = 0;
    for kibibytes in (4..1024).step_by(20) {
        let folder = folder();
        copy_folder(&stack("otterwiki"), folder.path());
        let said = build_into_mounted_store(folder.path(), &format!("size={kibibytes}k"));
        let left = fs::read_to_string(folder.path().join("left")).unwrap();
        let good = |name: &str| matches!(name, ".lock" | "records") || name.ends_with("-otterwiki");
        assert!(left.lines().all(good), "{kibibytes}: {left}");
        if said.code == Some(0) {
            assert!(n_full > 3, "{n_full} were too small");
            return;
        }
        n_full += 1;
        assert_trouble(&said, "No space left on device");
        assert!(!folder.path().join("result").is_symlink());
    }
    panic!("the stack needs less than this");
}

#[test]
fn a_store_on_a_read_only_file_system_is_trouble() {
    let folder = project(GOOD);
    let said = build_into_mounted_store(folder.path(), "ro");
    assert_trouble(&said, "Read-only file system");
    assert!(!folder.path().join("result").is_symlink());
}

#[test]
fn a_full_standard_output_is_trouble() {
    let folder = project(GOOD);
    let mut command = stackc();
    command.current_dir(folder.path()).arg("hash");
    command.stdout(File::options().write(true).open("/dev/full").unwrap());
    let said = Said::from(command.output().unwrap());
    assert_trouble(&said, "standard output");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_trouble() {
    let mut child = stackc()
        .arg("man")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let said = Said::from(child.wait_with_output().unwrap());
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_killed_build_leaves_nothing_that_looks_whole() {
    const ROUNDS: u32 = 80;
    let folder = folder();
    copy_folder(&stack("otterwiki"), folder.path());
    let store = folder.path().join("store");
    let started = Instant::now();
    let expected = build(folder.path(), &["--no-out-link"]).stdout;
    // Aims at the moment at which the store is written, which is the last one, however fast the machine
    // is: earlier when the build was done, later when nothing was there yet.
    let mut wait = started.elapsed();
    let (mut n_killed, mut n_done) = (0, 0);
    for round in 0..ROUNDS {
        remove_store(&store);
        let mut child = stackc()
            .current_dir(folder.path())
            .args(["build", "--no-out-link", "--store", "store"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            n_done += 1;
            wait = wait.mul_f64(0.93);
        } else {
            n_killed += 1;
            let began = store.exists();
            wait = wait.mul_f64(if began { 1.003 } else { 1.05 });
        }
        for object in objects(&store) {
            let said = run_in(folder.path(), [OsStr::new("hash"), object.as_os_str()]);
            assert_eq!(said.code, Some(0), "{}: {said:?}", object.display());
            assert_eq!(format!("{}\n", object.display()), expected);
        }
        // Whatever lies about is no hindrance.
        if round % 10 == 0 {
            assert_eq!(build(folder.path(), &["--no-out-link"]).stdout, expected);
        }
    }
    assert!(n_killed > 10, "{n_killed} killed, {n_done} done");
}

/// Removes a store; its folders are read-only.
fn remove_store(store: &Path) {
    if store.exists() {
        let status = Command::new("chmod")
            .args(["-R", "u+w"])
            .arg(store)
            .status();
        assert!(status.unwrap().success());
        fs::remove_dir_all(store).unwrap();
    }
}

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

#[test]
fn an_object_that_was_changed_is_noticed() {
    let folder = project(GOOD);
    let said = build(folder.path(), &["--no-out-link"]);
    let object = PathBuf::from(said.stdout.trim_end());
    let file = object.join("etc/containers/systemd/small-web.container");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&file, "[Container]\n").unwrap();
    let said = run_in(folder.path(), [OsStr::new("hash"), object.as_os_str()]);
    assert_trouble(&said, "small");
}

/// Runs a build in an environment of its own, as somebody who is not root.
fn as_a_user(folder: &Path, environment: &[(&str, &Path)]) -> Said {
    let mut command = Command::new("unshare");
    command.args(["--map-user=1000", "--map-group=1000"]);
    command
        .arg(stackc().get_program())
        .args(["build", "--no-out-link"]);
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/bin:/bin");
    command
        .envs(environment.iter().copied())
        .output()
        .unwrap()
        .into()
}

#[test]
fn the_store_of_a_user_is_among_their_data() {
    let folder = project(GOOD);
    let home = folder.path().join("home");
    let data = folder.path().join("data");
    let cases: [(&[(&str, &Path)], PathBuf); 3] = [
        (
            &[("XDG_DATA_HOME", &data), ("HOME", &home)],
            data.join("stackc/store"),
        ),
        (&[("HOME", &home)], home.join(".local/share/stackc/store")),
        // Relative paths are to be ignored (XDG Base Directory Specification).
        (
            &[("XDG_DATA_HOME", Path::new("data")), ("HOME", &home)],
            home.join(".local/share/stackc/store"),
        ),
    ];
    for (environment, store) in cases {
        let said = as_a_user(folder.path(), environment);
        let object = said.stdout.trim_end();
        assert_eq!(
            Path::new(object).parent(),
            Some(store.as_path()),
            "{environment:?}: {said:?}"
        );
    }
    assert_trouble(&as_a_user(folder.path(), &[]), "`--store`");
}

#[test]
fn the_store_of_root_belongs_to_the_host() {
    let folder = project(GOOD);
    fs::create_dir(folder.path().join("store")).unwrap();
    let mount = "mount -t tmpfs tmpfs /var/lib";
    let said = in_namespace(folder.path(), mount, "\"$0\" build --no-out-link");
    assert!(
        said.stdout.starts_with("/var/lib/stackc/store/"),
        "{said:?}"
    );
}
