//! R21 to R27: folders, accounts, programs, images, the table, and the comparison with a host.

use super::all;
use crate::changes::findings;
use crate::common::run;
use crate::deployment::default;
use formats::nft::Family;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

#[test]
fn r21_folders_are_declared_with_owner_and_mode() {
    // The home is the only folder of the host that the containers write to: podman's storage.
    let tmpfiles = default().text("etc/tmpfiles.d/otterwiki.conf");
    let home = tmpfiles
        .lines()
        .find(|line| line.starts_with("d /home/otterwiki "))
        .unwrap();
    let words: Vec<&str> = home.split_whitespace().collect();
    assert_eq!(
        words,
        ["d", "/home/otterwiki", "0750", "otterwiki", "otterwiki"]
    );
    // What they read from the tree is readable by the account: the store keeps no secret modes.
    for file in default().manifest()["files"].as_array().unwrap() {
        if file["kind"] == "symlink" {
            continue;
        }
        let mode = u32::from_str_radix(file["mode"].as_str().unwrap(), 8).unwrap();
        assert_eq!(mode & 0o444, 0o444, "{file:#}");
    }
}

#[test]
fn r22_the_account_is_declared() {
    let sysusers = default().text("etc/sysusers.d/otterwiki.conf");
    assert!(
        sysusers
            .lines()
            .any(|line| line.starts_with("u otterwiki 1001 ")),
        "{sysusers}"
    );
    for unit in default().units() {
        assert!(
            !unit.has("Service.User") && !unit.has("Service.Group"),
            "{}",
            unit.name
        );
    }
}

#[test]
fn r23_commands_are_absolute() {
    for (variant, built) in all() {
        let mut n_commands = 0;
        for unit in built.units() {
            for key in [
                "ExecStart",
                "ExecStartPre",
                "ExecStartPost",
                "ExecReload",
                "ExecStop",
            ] {
                for command in unit.each(&format!("Service.{key}")) {
                    n_commands += 1;
                    let program = &command[0];
                    assert!(
                        program.starts_with('/'),
                        "{variant:?}: {}: {program}",
                        unit.name
                    );
                    for old in ["setuidgid", "envdir", "supervisor", "compose"] {
                        assert!(
                            !command.iter().any(|word| word.contains(old)),
                            "{command:?}"
                        );
                    }
                }
            }
        }
        assert!(n_commands > 3, "{variant:?}: {n_commands}");
    }
}

#[test]
fn r24_images_are_qualified_and_pinned() {
    for (variant, built) in all() {
        for name in built.quadlets("container") {
            let image = built.quadlet(&name).text("Container.Image").unwrap();
            let local = image.starts_with("localhost/") || image.ends_with(".build");
            let (repository, tag) = image.rsplit_once(':').unwrap_or((&image, ""));
            let pinned = repository.starts_with("docker.io/") && !tag.is_empty() && tag != "latest";
            assert!(local || pinned, "{variant:?}: {name}: {image}");
        }
    }
    for image in [
        "postgres:16.4",
        "docker.io/library/postgres",
        "docker.io/library/postgres:latest",
    ] {
        let found = findings(&format!("{{ containers.db.image = 'Pull \"{image}\" }}"));
        assert!(
            found.iter().any(|finding| finding.rule == "unpinned-image"),
            "{image}: {found:#?}"
        );
    }
}

#[test]
fn r25_the_table_is_the_stacks_own() {
    for (variant, built) in all() {
        let table = built.table();
        assert_eq!(
            (table.family, table.name.as_str()),
            (Family::Inet, "stackc_otterwiki")
        );
        // Declared, deleted and defined in one transaction; nothing else is touched.
        let text = built.text("etc/stackc/otterwiki/nftables.nft");
        let commands: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with(['#', '\t', '}']) && !line.is_empty())
            .collect();
        assert_eq!(
            commands,
            [
                "table inet stackc_otterwiki",
                "delete table inet stackc_otterwiki",
                "table inet stackc_otterwiki {",
            ],
            "{variant:?}",
        );
        let link = "etc/systemd/system/sysinit.target.wants/otterwiki-nftables.service";
        assert!(built.paths().contains(link), "{variant:?}");
    }
}

#[test]
fn r27_a_comparison_sees_content_presence_mode_and_owner() {
    let host = tempfile::tempdir().unwrap();
    let etc = host.path().join("etc");
    let copied = std::process::Command::new("cp")
        .args(["-r", "--no-preserve=ownership,mode"])
        .args([default().root().join("etc"), etc.clone()])
        .status();
    assert!(copied.unwrap().success());
    // As the manifest wants it, whatever the umask of whoever runs the test.
    for file in default().manifest()["files"].as_array().unwrap() {
        if let Some(mode) = file["mode"].as_str() {
            let path = host.path().join(file["path"].as_str().unwrap());
            let mode = u32::from_str_radix(mode, 8).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
    let stack = default().root();
    let compare = || {
        let said = run([
            Path::new("diff"),
            Path::new("--json"),
            &etc,
            Path::new("--stack"),
            stack,
        ]);
        assert!(matches!(said.code, Some(0 | 1)), "{}", said.stderr);
        let plan: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        let paths = plan["paths"].as_array().unwrap().iter().map(|path| {
            let text = |key: &str| path[key].as_str().unwrap().to_owned();
            (text("path"), text("kind"))
        });
        (said.code, paths.collect::<BTreeMap<_, _>>())
    };
    assert_eq!(compare(), (Some(0), BTreeMap::new()), "a copy is the same");

    // Files belong to `root`, by the host's own list of logins.
    let at = |path: &str| host.path().join(path);
    let own = fs::metadata(&etc).unwrap();
    let login = |number: u32| {
        fs::write(at("etc/group"), format!("root:x:{}:\n", own.gid())).unwrap();
        let line = format!("root:x:{number}:{}::/:/bin/sh\n", own.gid());
        fs::write(at("etc/passwd"), line).unwrap();
    };
    login(own.uid());
    assert_eq!(compare(), (Some(0), BTreeMap::new()), "all belong to root");
    login(own.uid() + 1);
    let (code, paths) = compare();
    let kinds: BTreeSet<&str> = paths.values().map(String::as_str).collect();
    let files = default().manifest()["files"].as_array().unwrap().len();
    assert_eq!(
        (code, paths.len(), kinds),
        (Some(1), files, BTreeSet::from(["drifted"]))
    );
    login(own.uid());

    let (edited, removed, opened) = (
        "etc/stackc/otterwiki/uwsgi.ini",
        "etc/systemd/user/otterwiki-letsencrypt-daily.timer",
        "etc/stackc/otterwiki/nftables.nft",
    );
    let text = fs::read_to_string(at(edited)).unwrap();
    fs::write(at(edited), text.replace("1024", "100")).unwrap();
    fs::remove_file(at(removed)).unwrap();
    fs::set_permissions(at(opened), fs::Permissions::from_mode(0o666)).unwrap();
    let (code, paths) = compare();
    assert_eq!(code, Some(1));
    let expected = [
        (edited, "drifted"),
        (removed, "drifted"),
        (opened, "drifted"),
    ];
    let expected = expected.map(|(path, kind)| (path.to_owned(), kind.to_owned()));
    assert_eq!(paths, BTreeMap::from(expected));
}
