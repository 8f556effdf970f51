//! How exposed the services of the golden trees are, by `systemd-analyze security`.
//!
//! `security.txt` beside this has a line for each service and exposure, with the trees; `BLESS=1` writes it.
//! Services that are more exposed than systemd calls `OK` stand in [`EXCEPTIONS`] with a reason.

use super::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is more exposed is called `MEDIUM`, `EXPOSED` or `UNSAFE`; systemd itself calls up to 4.9 `OK`.
const GOOD: f64 = 3.0;

/// Services that need more of the host: the beginning of the unit's name, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "nginx",
        "the unit of Debian's package: its master is root, reads keys and binds ports; workers are not",
    ),
    (
        "huey",
        "it drives the engine whose containers share its /tmp, and is root's equal through its socket (R26)",
    ),
    (
        "pgaw-secrets",
        "it hands secrets to podman, which makes namespaces and mounts",
    ),
    (
        "pgaw-aw-db-build",
        "it builds an image with podman, which makes namespaces and mounts",
    ),
    (
        "dcor-inspect",
        "an administrator's program that repairs settings and folders of the whole host",
    ),
    (
        "dcor-reset",
        "an administrator's job that empties a development instance",
    ),
    (
        "dcor-encrypted-instance-backup",
        "an administrator's job: it reads everything and writes where it is told",
    ),
    (
        "dcor-prune",
        "an administrator's job over data of all users",
    ),
    (
        "dcor-run-jobs",
        "an administrator's job over data of all users",
    ),
];

/// Unit, exposure and verdict, and the trees that have it.
type Scores = BTreeMap<(String, String), BTreeSet<String>>;

fn scores() -> Scores {
    let mut scores = Scores::new();
    for (tree, folder, _) in golden_trees() {
        for exposure in judge::security(&folder, &host(&tree)).unwrap() {
            let said =
                exposure.unwrap_or_else(|outcome| panic!("{tree}: {}", outcome.transcript()));
            let trees = scores.entry((said.unit, said.level)).or_default();
            trees.insert(tree.clone());
        }
    }
    assert!(scores.len() > 20);
    scores
}

#[test]
fn the_exposure_of_every_service_is_recorded_and_good_unless_explained() {
    let scores = scores();
    let mut text = String::new();
    for ((unit, level), trees) in &scores {
        let trees: Vec<&str> = trees.iter().map(String::as_str).collect();
        writeln!(text, "{level:<13} {unit} ({})", trees.join(" ")).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/security.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        text == expected,
        "--- expected\n{expected}--- actual\n{text}"
    );

    let exposed = scores.keys().filter(|(_, level)| {
        let number = level.split(' ').next().unwrap_or_default();
        number.parse::<f64>().is_ok_and(|number| number > GOOD)
    });
    let exposed: BTreeSet<&str> = exposed.map(|(unit, _)| unit.as_str()).collect();
    let excepted = |unit: &str| EXCEPTIONS.iter().find(|(name, _)| unit.starts_with(name));
    let unexplained: Vec<&&str> = exposed
        .iter()
        .filter(|unit| excepted(unit).is_none())
        .collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    for (name, _) in EXCEPTIONS {
        assert!(
            exposed.iter().any(|unit| unit.starts_with(name)),
            "`{name}` is no exception any more"
        );
    }
}
