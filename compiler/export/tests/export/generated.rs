//! Generated trees, through every format and back.

use crate::samples::{FORMATS, generation, path, written};
use export::read;
use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use tree::{Artifact, FileMode, Owner, SymlinkTarget, Tree};

/// Names that sort, quote and fold in odd ways.
const NAMES: &[&str] = &[
    "a", "a-b", "a!", "ab", "B", "ü", "a.d", "a b", "'", "\"", "$x", "\\", "*", "-rf", "~", "...",
    "日本", "e\u{301}",
];

/// Owners that every format knows.
const OWNERS: &[(&str, &str)] = &[
    ("root", "root"),
    ("root", "mail"),
    ("www-data", "adm"),
    ("1001", "65534"),
];

fn artifacts() -> impl Strategy<Value = Vec<Artifact>> {
    let name = proptest::sample::select(NAMES);
    let path_of = proptest::collection::vec(name, 1..5)
        .prop_map(|names| path(&format!("etc/{}", names.join("/"))));
    let owner = proptest::sample::select(OWNERS)
        .prop_map(|(user, group)| Owner::parse(user, group).unwrap());
    let mode = (0..=0o7777u32).prop_map(|bits| FileMode::new(bits).unwrap());
    let artifact = (path_of, any::<Vec<u8>>(), mode, owner, any::<bool>());
    let artifact = artifact.prop_map(|(path, bytes, mode, owner, is_link)| match is_link {
        true => Artifact::symlink(path, SymlinkTarget::parse("../b").unwrap()),
        false => Artifact::file(path, bytes).with_mode(mode).owned_by(owner),
    });
    proptest::collection::vec(artifact, 0..12)
}

/// As many of the artifacts as fit together, in their order.
fn fitting(artifacts: Vec<Artifact>) -> Vec<Artifact> {
    let mut fitting = Vec::new();
    for artifact in artifacts {
        fitting.push(artifact);
        if Tree::new(fitting.clone()).is_err() {
            fitting.pop();
        }
    }
    fitting
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_format_gives_every_generation_back(artifacts in artifacts()) {
        let generation = generation(fitting(artifacts));
        for format in FORMATS {
            let contents = read(&written(&generation, format)).unwrap();
            assert_eq!(export::examine(&contents, None).problems, [], "{format:?}");
            assert_eq!(&contents.generation().unwrap(), &generation, "{format:?}");
        }
    }
}
