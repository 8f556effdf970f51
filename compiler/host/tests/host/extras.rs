//! What stands in the folders of a stack beside its files.

use crate::common::{file, generation, path};
use crate::observing::{observe_etc, scratch};
use host::render::{names, status};
use host::{Archive, Host, compare};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use store::{Generation, write_folder};
use tree::{Artifact, Reader, Scope, UnitRef};

/// A stack with a unit, quadlets of the host and of an account, and files of its own.
fn sample() -> Generation {
    let by_user = |at: &str, unit: &str| {
        let scope = Scope::User(1001);
        Artifact::file(path(at), "[Container]\n")
            .read_by(Reader::Manager(scope))
            .read_by(Reader::Unit(UnitRef::new(scope, unit)))
    };
    let artifacts = vec![
        file(
            "etc/systemd/system/wiki-jobs.service",
            "[Unit]\n",
            &["systemd"],
        ),
        file(
            "etc/systemd/system/nginx.service.d/wiki.conf",
            "[Unit]\n",
            &["systemd"],
        ),
        file(
            "etc/containers/systemd/wiki-web.container",
            "[Unit]\n",
            &["systemd"],
        ),
        by_user(
            "etc/containers/systemd/users/1001/wiki-db.container",
            "wiki-db.service",
        ),
        file("etc/stackc/wiki/web.env", "A=1\n", &[]),
        file("etc/stackc/wiki/site/a.conf", "a\n", &[]),
    ];
    generation(artifacts, &[], BTreeMap::new())
}

/// What is said of a host on which the sample was installed, and then something was added.
fn after(add: impl Fn(&Path)) -> Vec<String> {
    let folder = scratch();
    write_folder(sample().tree(), folder.path()).unwrap();
    let etc = folder.path().join("etc");
    add(&etc);
    let host = observe_etc(&etc, &sample()).unwrap();
    assert_eq!(host, archived(folder.path()), "an archive shows the same");
    let wanted = sample();
    let plan = compare(&wanted, &host);
    let status = status(&plan);
    assert_eq!(plan.is_same(), status.is_empty());
    assert_eq!(names(&plan).lines().count(), plan.host.extras.found.len());
    status
        .lines()
        .filter(|line| line.contains("  "))
        .map(str::to_owned)
        .collect()
}

fn archived(root: &Path) -> Host {
    let mut builder = tar::Builder::new(Vec::new());
    builder.follow_symlinks(false);
    builder.append_dir_all("etc", root.join("etc")).unwrap();
    let bytes = builder.into_inner().unwrap();
    Host::observe(&Archive::read(bytes.as_slice()).unwrap(), &sample()).unwrap()
}

fn write(etc: &Path, at: &str) {
    let file = etc.join(at);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, "x\n").unwrap();
}

#[test]
fn nothing_else_is_nothing_to_say() {
    assert_eq!(after(|_| {}), Vec::<String>::new());
    // Folders of the host are for everybody.
    let nothing = after(|etc| {
        for at in [
            "systemd/system/other.service",
            "systemd/system/wiki-other.service",
            "systemd/system/nginx.service.d/other.conf",
            "systemd/system/service.d/all.conf",
            "systemd/system/wiki-jobs.service.d/README",
            "containers/systemd/other.container",
            "stackc/other/a.env",
            "x",
        ] {
            write(etc, at);
        }
    });
    assert_eq!(nothing, Vec::<String>::new());
}

#[test]
fn what_is_not_ours_in_our_folders_is_said() {
    let cases: [(&str, &str); 8] = [
        ("stackc/wiki/old.env", "a file that is not ours"),
        ("stackc/wiki/site/b.conf", "a file that is not ours"),
        (
            "systemd/system/wiki-jobs.service.d/a.conf",
            "a file that is not ours changes wiki-jobs.service",
        ),
        (
            "systemd/system/wiki-.service.d/a.conf",
            "a file that is not ours changes wiki-jobs.service",
        ),
        (
            "systemd/system/wiki-web.service.d/a.conf",
            "a file that is not ours changes wiki-web.service",
        ),
        (
            "containers/systemd/wiki-web.container.d/a.conf",
            "a file that is not ours changes wiki-web.container",
        ),
        (
            "systemd/user/wiki-db.service",
            "a file that is not ours is read in place of wiki-db.service, which is made of ours",
        ),
        (
            "containers/systemd/users/1001/extra.container",
            "a file that is not ours",
        ),
    ];
    for (at, remark) in cases {
        let said = after(|etc| write(etc, at));
        assert_eq!(said, [format!("A  etc/{at}  extra: {remark}")]);
    }
}

#[test]
fn a_folder_is_named_and_not_walked_and_a_link_not_followed() {
    let said = after(|etc| {
        write(etc, "stackc/wiki/backup/a/b/c");
        symlink("/", etc.join("stackc/wiki/root")).unwrap();
        symlink("/", etc.join("systemd/system/wiki-jobs.service.d")).unwrap();
    });
    assert_eq!(
        said,
        [
            "A  etc/stackc/wiki/backup  extra: a directory that is not ours",
            "A  etc/stackc/wiki/root  extra: a symlink that is not ours",
            "A  etc/systemd/system/wiki-jobs.service.d  extra: a symlink that is not ours changes wiki-jobs.service",
        ]
    );
}

#[test]
fn what_another_stack_of_the_host_has_is_not_extra() {
    let other = file(
        "etc/systemd/system/wiki-jobs.service.d/b.conf",
        "[Unit]\n",
        &[],
    );
    let manifest = {
        let description = store::Description {
            stack: tree::StoreName::parse("other").unwrap(),
            target: store::Target::default(),
            units: BTreeMap::new(),
            secrets: BTreeMap::new(),
        };
        Generation::assemble(description, [other]).unwrap()
    };
    let said = after(|etc| {
        write(etc, "systemd/system/wiki-jobs.service.d/b.conf");
        write(etc, "stackc/other/manifest.json");
        fs::write(
            etc.join("stackc/other/manifest.json"),
            manifest.manifest().to_json(),
        )
        .unwrap();
        // One that cannot be read knows nothing, and is no trouble.
        write(etc, "stackc/broken/manifest.json");
    });
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn names_that_are_no_text_are_escaped_and_many_are_counted() {
    let said = after(|etc| {
        for name in [&b"a\nb"[..], b"\xff\xfe", b"\x1b[2J"] {
            fs::write(etc.join("stackc/wiki").join(OsStr::from_bytes(name)), "").unwrap();
        }
    });
    let expected = [r"\x1b[2J", r"\xff\xfe", r"a\nb"];
    for (line, name) in said.iter().zip(expected) {
        assert!(
            line.starts_with(&format!("A  etc/stackc/wiki/{name}  extra")),
            "{said:?}"
        );
    }
    assert_eq!(said.len(), 3);
    let said = after(|etc| {
        for number in 0..3000 {
            write(etc, &format!("stackc/wiki/{number:04}"));
        }
    });
    assert_eq!(said.len(), 101);
    assert!(
        said[99].contains("etc/stackc/wiki/0099"),
        "the first by name: {}",
        said[99]
    );
    assert_eq!(
        said[100],
        "A  etc/stackc/wiki/…  extra: 2900 more that are not ours"
    );
}
