//! `diff` with other sides than a directory: archives, and two stacks.

use crate::common::{Said, stackc};
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
            .contains("+Image=docker.io/library/httpd:2.4.62")
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
    assert!(
        said.stdout
            .contains("--- old/etc/stackc/small/manifest.json\n+++ new/etc/")
    );

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
