//! Manifests: written, read back, and refused.

use crate::scratch::Scratch;
use std::collections::BTreeMap;
use store::{
    Constraint, Delivery, Description, FileKind, Generation, Manifest, ManifestError, OnChange,
    SecretNeed, Store, StoreError, Target, UnitPolicy, Via,
};
use tree::{Artifact, FileMode, Owner, Reader, Scope, StoreName, SymlinkTarget, TreePath, UnitRef};

const USER: Scope = Scope::User(1001);

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

fn unit(name: &str) -> UnitRef {
    UnitRef::new(USER, name)
}

fn description() -> Description {
    let policy = |on_change, start| UnitPolicy { on_change, start };
    let versions = [("podman", "5.4.2"), ("nginx", "1.26.3")];
    Description {
        stack: StoreName::parse("wiki").unwrap(),
        target: Target {
            name: "debian13".to_owned(),
            versions: versions
                .map(|(program, version)| (program.into(), version.into()))
                .into(),
        },
        units: BTreeMap::from([
            (unit("web.service"), policy(OnChange::Restart, true)),
            (unit("renew.service"), policy(OnChange::Nothing, false)),
            (
                UnitRef::new(Scope::System, "nginx.service"),
                policy(OnChange::Reload, true),
            ),
        ]),
        secrets: BTreeMap::from([("db_password".to_owned(), secret())]),
    }
}

fn secret() -> SecretNeed {
    let deliver = |via, consumers: &[&str]| Delivery {
        via,
        consumers: consumers.iter().map(|name| unit(name)).collect(),
    };
    SecretNeed {
        description: Some("of the \"database\"".to_owned()),
        constraint: Constraint {
            min_length: 16,
            forbidden: vec!["CHANGE ME".to_owned()],
        },
        template: Some("postgresql://{db_password|percent}@db".to_owned()),
        deliveries: vec![
            deliver(
                Via::PodmanVariable {
                    scope: USER,
                    secret: "wiki-db".to_owned(),
                    variable: "PASSWORD".to_owned(),
                },
                &["web.service", "db.service", "web.service"],
            ),
            deliver(
                Via::PodmanFile {
                    scope: USER,
                    secret: "wiki-db".to_owned(),
                    path: "/run/secrets/db".to_owned(),
                    uid: 999,
                    gid: 999,
                    mode: "0400".parse().unwrap(),
                },
                &["db.service"],
            ),
            deliver(
                Via::Credential {
                    scope: Scope::System,
                    name: "db".to_owned(),
                    path: "/etc/credstore/db".to_owned(),
                },
                &[],
            ),
            deliver(
                Via::HostFile {
                    path: "/etc/wiki/secrets.env".to_owned(),
                    variable: Some("PASSWORD".to_owned()),
                    owner: Owner::root(),
                    mode: FileMode::PRIVATE,
                },
                &["db.service"],
            ),
        ],
    }
}

fn artifacts() -> Vec<Artifact> {
    let target = SymlinkTarget::parse("../sites-available/wiki").unwrap();
    vec![
        Artifact::file(path("etc/wiki/web.env"), "A=1\n")
            .with_mode("0640".parse().unwrap())
            .owned_by(Owner::parse("root", "wiki").unwrap())
            .read_by(Reader::Unit(unit("web.service")))
            .read_by(Reader::Manager(USER))
            .read_by(Reader::Manager(USER)),
        Artifact::symlink(path("etc/nginx/sites-enabled/wiki"), target),
        Artifact::file(path("etc/nftables.d/wiki.nft"), "").read_by(Reader::Nft),
        Artifact::file(path("etc/sysusers.d/wiki.conf"), "").read_by(Reader::Sysusers),
        Artifact::file(path("etc/tmpfiles.d/wiki.conf"), "")
            .read_by(Reader::Tmpfiles(Scope::System)),
    ]
}

fn sample() -> Generation {
    Generation::assemble(description(), artifacts()).unwrap()
}

#[test]
fn a_manifest_comes_back_unchanged() {
    let generation = sample();
    let json = generation.manifest().to_json();
    assert_eq!(
        &Manifest::parse(json.as_bytes()).unwrap(),
        generation.manifest()
    );
    assert_eq!(Manifest::parse(json.as_bytes()).unwrap().to_json(), json);
}

#[test]
fn the_manifest_is_a_file_of_the_tree_and_describes_all_of_them() {
    let generation = sample();
    let own_path = path("etc/stackc/wiki/manifest.json");
    let artifact = generation.tree().get(&own_path).unwrap();
    assert_eq!(
        artifact.bytes().unwrap(),
        generation.manifest().to_json().as_bytes()
    );
    let in_tree: Vec<&TreePath> = generation.tree().iter().map(|a| &a.path).collect();
    let described: Vec<&TreePath> = generation.manifest().files.keys().collect();
    assert_eq!(in_tree, described);
    let own_entry = &generation.manifest().files[&own_path];
    assert_eq!(
        own_entry.kind,
        FileKind::Manifest {
            mode: FileMode::PUBLIC
        }
    );
}

#[test]
fn the_json_is_the_promised_one() {
    let generation = Generation::assemble(
        Description {
            units: BTreeMap::from([(
                unit("web.service"),
                UnitPolicy {
                    on_change: OnChange::Restart,
                    start: true,
                },
            )]),
            secrets: BTreeMap::new(),
            ..description()
        },
        artifacts().into_iter().take(2),
    )
    .unwrap();
    let expected = r#"{
  "format": 1,
  "stack": "wiki",
  "target": {
    "name": "debian13",
    "versions": {
      "nginx": "1.26.3",
      "podman": "5.4.2"
    }
  },
  "files": [
    {
      "path": "etc/nginx/sites-enabled/wiki",
      "kind": "symlink",
      "user": "root",
      "group": "root",
      "target": "../sites-available/wiki",
      "readers": []
    },
    {
      "path": "etc/stackc/wiki/manifest.json",
      "kind": "manifest",
      "user": "root",
      "group": "root",
      "mode": "0644",
      "readers": []
    },
    {
      "path": "etc/wiki/web.env",
      "kind": "file",
      "user": "root",
      "group": "wiki",
      "mode": "0640",
      "size": 4,
      "sha256": "91d6a3d55e9fea7911c537afae6607c77fa8bc0f3a76c375e104ac5a8cfa84db",
      "readers": [
        {
          "manager": {
            "user": 1001
          }
        },
        {
          "unit": {
            "name": "web.service",
            "scope": {
              "user": 1001
            }
          }
        }
      ]
    }
  ],
  "units": [
    {
      "name": "web.service",
      "scope": {
        "user": 1001
      },
      "on_change": "restart",
      "start": true
    }
  ],
  "secrets": []
}
"#;
    assert_eq!(generation.manifest().to_json(), expected);
}

#[test]
fn order_of_discovery_does_not_reach_the_bytes() {
    let mut shuffled = description();
    for need in shuffled.secrets.values_mut() {
        need.deliveries.reverse();
        need.deliveries
            .iter_mut()
            .for_each(|delivery| delivery.consumers.reverse());
    }
    let mut reversed = artifacts();
    reversed.reverse();
    reversed
        .iter_mut()
        .for_each(|artifact| artifact.readers.reverse());
    let other = Generation::assemble(shuffled, reversed).unwrap();
    assert_eq!(other.tree().digest(), sample().tree().digest());
}

#[test]
fn modes_and_owners_take_part_in_the_identity_by_the_manifest() {
    let mut others = artifacts();
    others[0].mode = FileMode::PRIVATE;
    let other = Generation::assemble(description(), others).unwrap();
    assert_ne!(other.tree().digest(), sample().tree().digest());
}

#[test]
fn a_stack_cannot_write_its_own_manifest() {
    let own = Artifact::file(path("etc/stackc/wiki/manifest.json"), "{}");
    assert_eq!(
        Generation::assemble(description(), [own])
            .unwrap_err()
            .len(),
        1
    );
}

#[test]
fn text_that_is_no_manifest_is_refused_with_its_cause() {
    let json = sample().manifest().to_json();
    let change = |from: &str, to: &str| {
        assert!(json.contains(from), "{from}");
        json.replacen(from, to, 1)
    };
    let cases = [
        (
            String::new(),
            "it is no manifest: line 1: EOF while parsing a value",
        ),
        ("[]".to_owned(), "it is no manifest: line 1:"),
        ("{}".to_owned(), "missing field `format`"),
        (r#"{"format": 0}"#.to_owned(), "there is no format 0"),
        (r#"{"format": 1}"#.to_owned(), "missing field `stack`"),
        (
            r#"{"format": 7, "new": []}"#.to_owned(),
            "its format is 7, and this stackc knows formats up to 1",
        ),
        (
            change("\"wiki\"", "\"../x\""),
            "its entry `../x` cannot be: the store name `../x` begins with `.`",
        ),
        (
            change("etc/wiki/web.env", "etc/../passwd"),
            "its entry `etc/../passwd` cannot be: the path",
        ),
        (
            change("etc/wiki/web.env", "etc/nftables.d/wiki.nft"),
            "its entry `etc/nftables.d/wiki.nft` cannot be: it is there twice",
        ),
        (
            change("\"0640\"", "\"0999\""),
            "its entry `etc/wiki/web.env` cannot be: `0999` is no file mode",
        ),
        (
            change("\"sha256\": \"91", "\"sha256\": \""),
            "is no SHA-256 digest",
        ),
        (change("\"size\"", "\"length\""), "it has no `size`"),
        (
            change("\"kind\": \"symlink\"", "\"kind\": \"socket\""),
            "unknown variant `socket`",
        ),
        (
            change("\"group\": \"wiki\"", "\"group\": \"a:b\""),
            "the user or group name `a:b`",
        ),
        (
            change(
                "web.service\",\n      \"scope\"",
                "renew.service\",\n      \"scope\"",
            ),
            "its entry `renew.service (user 1001)` cannot be: it is there twice",
        ),
    ];
    for (text, expected) in cases {
        let error = Manifest::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}\nis not\n{expected}");
    }
    assert!(matches!(
        Manifest::parse(b"\xff{}").unwrap_err(),
        ManifestError::Shape { .. }
    ));
}

#[test]
fn fields_of_later_versions_are_skipped() {
    let json = sample().manifest().to_json();
    let extended = json.replacen("\"units\"", "\"later\": {\"a\": 1},\n  \"units\"", 1);
    assert_ne!(json, extended);
    assert_eq!(
        &Manifest::parse(extended.as_bytes()).unwrap(),
        sample().manifest()
    );
}

#[test]
fn an_object_is_read_back_with_modes_owners_and_readers() {
    let folder = Scratch::new();
    let generation = sample();
    let name = &generation.manifest().stack;
    let object = Store::at(folder.path())
        .add(generation.tree(), name)
        .unwrap();
    assert_eq!(object.load().unwrap(), generation);
}

#[test]
fn a_tree_that_is_no_generation_is_not_read() {
    let artifacts =
        |generation: &Generation| -> Vec<Artifact> { generation.tree().iter().cloned().collect() };
    let stray = Artifact::file(path("etc/stray"), "");
    let second = Artifact::file(path("etc/stackc/x/manifest.json"), "{}");
    let mut cases = Vec::new();
    cases.push((
        vec![stray.clone()],
        "it has no `etc/stackc/NAME/manifest.json`",
    ));
    let mut trees = artifacts(&sample());
    trees.push(stray);
    cases.push((trees, "its manifest does not know `etc/stray`"));
    let mut trees = artifacts(&sample());
    trees.push(second);
    cases.push((trees, "it has 2 manifests"));
    let mut trees = artifacts(&sample());
    trees.retain(|artifact| artifact.path.file_name() != "web.env");
    cases.push((
        trees,
        "`etc/wiki/web.env` is in its manifest, but not there",
    ));
    let mut trees = artifacts(&sample());
    for artifact in &mut trees {
        if artifact.path.file_name() == "web.env" {
            artifact.content = tree::Content::File(b"B=2\n".to_vec());
        }
    }
    cases.push((trees, "`etc/wiki/web.env` is not what its manifest says"));
    let broken = Artifact::file(path("etc/stackc/x/manifest.json"), "{}");
    cases.push((
        vec![broken],
        "cannot read its manifest `etc/stackc/x/manifest.json`",
    ));

    for (artifacts, expected) in cases {
        let folder = Scratch::new();
        let tree = tree::Tree::new(artifacts).unwrap();
        let name = StoreName::parse("x").unwrap();
        let object = Store::at(folder.path()).add(&tree, &name).unwrap();
        let error = object.load().unwrap_err();
        assert!(matches!(error, StoreError::NoGeneration { .. }));
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn an_object_deeper_than_any_tree_is_not_read() {
    let folder = Scratch::new();
    let name = format!("{}-x", "0".repeat(32));
    std::fs::create_dir_all(
        folder
            .path()
            .join(&name)
            .join("etc")
            .join("d/".repeat(1000)),
    )
    .unwrap();
    let object = Store::open(&folder.path().join(name)).unwrap();
    let error = object.load().unwrap_err();
    assert!(matches!(error, StoreError::NoObject { .. }), "{error}");
}
