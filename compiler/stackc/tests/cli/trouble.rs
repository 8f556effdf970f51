//! A machine that does not do what it is asked.

use crate::common::{Said, copy_folder, stack, stackc};
use crate::project::{GOOD, assert_trouble, folder, project, run_in};
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn sources_that_cannot_be_read_are_named() {
    let empty = folder();
    assert_trouble(&run_in(empty.path(), ["check"]), "stack.ncl");
    assert_trouble(
        &run_in(empty.path(), ["check", "no/such/folder"]),
        "no/such",
    );

    let said = run_in(empty.path(), ["check"]);
    assert!(
        said.stderr
            .contains("hint: name a file, or a folder that holds a `stack.ncl`")
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
pub(crate) fn without_powers(folder: &Path, arguments: &[&str]) -> Said {
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
pub(crate) fn in_namespace(folder: &Path, mount: &str, line: &str) -> Said {
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
    for (n_full, kibibytes) in (4..1024).step_by(20).enumerate() {
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
fn a_folder_with_a_number_sign_has_a_way_to_be_named() {
    let folder = folder();
    fs::create_dir(folder.path().join("h#sh")).unwrap();
    fs::write(folder.path().join("h#sh/stack.ncl"), GOOD).unwrap();
    let said = run_in(folder.path(), ["check", "h#sh"]);
    assert_trouble(&said, "`./h`");
    assert!(
        said.stderr.contains("write `h#sh/` if it is a folder"),
        "{said:?}"
    );
    for name in ["h#sh/", "h#sh/stack.ncl", "./h#sh/"] {
        assert_eq!(
            run_in(folder.path(), ["check", name]).code,
            Some(0),
            "{name}"
        );
    }
}

#[test]
fn a_host_that_is_no_folder_is_named() {
    let folder = project(GOOD);
    let cases = [
        ("no/such/etc", "there is no folder `no/such/etc`"),
        ("stack.ncl", "`stack.ncl` is no folder"),
    ];
    for (host, reason) in cases {
        assert_trouble(&run_in(folder.path(), ["diff", host]), reason);
    }
}

#[test]
fn a_last_manifest_that_cannot_be_read_comes_with_a_way_on() {
    let folder = project(GOOD);
    let etc = folder.path().join("etc/stackc/small");
    fs::create_dir_all(&etc).unwrap();
    fs::write(etc.join("manifest.json"), "{").unwrap();
    let said = run_in(folder.path(), ["diff", "etc"]);
    assert_trouble(&said, "manifest");
    assert!(
        said.stderr.contains("hint: restore it, or move it away"),
        "{said:?}"
    );
}
