//! Hosts with several stacks: which of them is asked for, and that the others are judged with it.

use crate::common::Said;
use crate::project::{Folder, assert_trouble, build, project, run_in};
use std::fs;
use std::path::{Path, PathBuf};

/// Two hosts, of which the first carries two stacks.
const HOSTS: &str = r#"
let { Hosts, .. } = import "stackc/main.ncl" in
let stack = fun of port => {
  name = of,
  description = "A small stack",
  containers.web = {
    image = 'Pull "docker.io/library/httpd:2.4.62",
    listens.http = 80,
    publish.http.host = port,
  },
}
in
{
  hosts = {
    web1 = {
      target = 'Debian13,
      stacks = { wiki = stack "wiki" 8080, shop = stack "shop" 8081 },
    },
    web2 = { target = 'Ubuntu2404, stacks.wiki = stack "wiki" 8080 },
  },
} | Hosts
"#;

/// The same, where both stacks of the first host want one port.
fn crowded() -> String {
    HOSTS.replace("8081", "8080")
}

/// The names behind the hashes of store paths.
fn names(said: &Said) -> Vec<&str> {
    let lines = said.stdout.lines();
    let names = lines.map(|line| line.rsplit('/').next().unwrap().split_once('-').unwrap().1);
    names.collect()
}

#[test]
fn a_name_chooses_a_host_or_one_of_its_stacks() {
    let folder = project(HOSTS);
    let cases: [(&str, &[&str]); 4] = [
        (".", &["web1.shop", "web1.wiki", "web2.wiki"]),
        (".#web1", &["web1.shop", "web1.wiki"]),
        (".#web2", &["web2.wiki"]),
        (".#web1.wiki", &["web1.wiki"]),
    ];
    for (installable, expected) in cases {
        let said = build(folder.path(), &["--no-out-link", installable]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(names(&said), expected, "{installable}");
    }
}

#[test]
fn the_same_stack_is_another_tree_for_another_release() {
    let folder = project(HOSTS);
    let said = run_in(folder.path(), ["hash"]);
    let lines: Vec<(&str, &str)> = said
        .stdout
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .collect();
    let selectors: Vec<&str> = lines.iter().map(|(_, selector)| *selector).collect();
    assert_eq!(selectors, ["web1.shop", "web1.wiki", "web2.wiki"]);
    assert_ne!(lines[1].0, lines[2].0);
    let one = run_in(folder.path(), ["hash", ".#web1.wiki"]);
    assert_eq!(one.stdout, format!("{}\n", lines[1].0));
}

#[test]
fn links_are_called_after_host_and_stack() {
    let folder = project(HOSTS);
    let said = build(folder.path(), &[".#web1"]);
    let objects: Vec<PathBuf> = said.stdout.lines().map(PathBuf::from).collect();
    for (link, object) in ["result-web1.shop", "result-web1.wiki"].iter().zip(objects) {
        assert_eq!(fs::read_link(folder.path().join(link)).unwrap(), object);
    }
}

#[test]
fn one_stack_is_judged_with_all_of_its_host() {
    let folder = project(&crowded());
    for installable in [".", ".#web1", ".#web1.wiki"] {
        let said = build(folder.path(), &["--no-out-link", installable]);
        assert_eq!(
            (said.code, said.stdout.as_str()),
            (Some(1), ""),
            "{installable}"
        );
        assert!(said.stderr.starts_with("error[SC0210]"), "{said:?}");
    }
}

#[test]
fn what_is_wrong_with_one_host_is_no_trouble_of_another() {
    let folder = project(&crowded());
    let said = run_in(folder.path(), ["check", ".#web2"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    let broken = HOSTS.replace("stack \"shop\" 8081", "%{oops}");
    let broken = broken.replace("%{oops}", "{ name = 1 }");
    let folder = project(&broken);
    assert_eq!(run_in(folder.path(), ["check", ".#web2"]).code, Some(0));
    assert_eq!(
        run_in(folder.path(), ["check", ".#web1.wiki"]).code,
        Some(1)
    );
}

#[test]
fn json_names_the_host() {
    let folder = project(HOSTS);
    let said = build(folder.path(), &["--no-out-link", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let builds = json["builds"].as_array().unwrap();
    let named: Vec<(&str, &str)> = builds
        .iter()
        .map(|build| {
            (
                build["host"].as_str().unwrap(),
                build["stack"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        named,
        [("web1", "shop"), ("web1", "wiki"), ("web2", "wiki")]
    );
    assert!(builds.iter().all(|build| build["environment"].is_null()));
}

/// Puts the trees of a build on a host.
fn install(folder: &Folder, said: &Said) -> PathBuf {
    let host = folder.path().join("host");
    for object in said.stdout.lines() {
        copy(Path::new(object), &host);
    }
    host.join("etc")
}

/// Copies a tree; links are no files of a small stack.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => fs::write(&target, fs::read(entry.path()).unwrap()).unwrap(),
        }
    }
}

#[test]
fn a_host_is_compared_with_all_its_stacks() {
    let folder = project(HOSTS);
    let etc = install(&folder, &build(folder.path(), &["--no-out-link", ".#web1"]));
    let etc = etc.to_str().unwrap();
    let diff = |arguments: &[&str]| {
        let all = [["diff", etc, "--stack"].as_slice(), arguments].concat();
        run_in(folder.path(), all)
    };
    let same = diff(&[".#web1"]);
    assert_eq!((same.code, same.stdout.as_str()), (Some(0), ""), "{same:?}");

    let quadlet = Path::new(etc).join("containers/systemd/shop-web.container");
    fs::remove_file(quadlet).unwrap();
    let other = diff(&[".#web1"]);
    assert_eq!(other.code, Some(1));
    assert!(other.stdout.starts_with("shop:\n"), "{other:?}");
    assert!(!other.stdout.contains("wiki:"), "{other:?}");
    assert_eq!(diff(&[".#web1.wiki"]).code, Some(0));
    let names = diff(&[".#web1", "--name-only"]);
    assert_eq!(names.stdout, "etc/containers/systemd/shop-web.container\n");

    let said = diff(&[".#web1", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        (json["host"].as_str(), json["same"].as_bool()),
        (Some("web1"), Some(false))
    );
    let stacks: Vec<(&str, bool)> = json["stacks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| {
            (
                plan["stack"].as_str().unwrap(),
                plan["same"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(stacks, [("shop", false), ("wiki", true)]);
}

#[test]
fn a_host_is_not_compared_with_two() {
    let folder = project(HOSTS);
    assert_trouble(
        &run_in(folder.path(), ["diff", "."]),
        "hint: choose one: `.#NAME`",
    );
}
