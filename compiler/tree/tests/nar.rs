//! The identity of a tree, against known answers and against a second implementation.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use std::collections::BTreeMap;
use std::io;
use tree::{Artifact, Content, FileMode, StoreName, SymlinkTarget, Tree, TreePath, nar};

/// A folder as the second implementation sees it.
#[derive(Default)]
struct Folder(BTreeMap<String, Node>);

enum Node {
    File { executable: bool, bytes: Vec<u8> },
    Symlink(String),
    Folder(Folder),
}

impl Folder {
    fn of(tree: &Tree) -> Self {
        let mut root = Self::default();
        for artifact in tree.iter() {
            let components: Vec<&str> = artifact.path.components().collect();
            let (name, parents) = components.split_last().unwrap();
            let mut folder = &mut root;
            for parent in parents {
                let entry = folder.0.entry((*parent).to_owned());
                folder = match entry.or_insert_with(|| Node::Folder(Folder::default())) {
                    Node::Folder(folder) => folder,
                    Node::File { .. } | Node::Symlink(_) => panic!("a file as directory"),
                };
            }
            let leaf = match &artifact.content {
                Content::File(bytes) => Node::File {
                    executable: artifact.mode.bits() & 0o100 == 0o100,
                    bytes: bytes.clone(),
                },
                Content::Symlink(target) => Node::Symlink(target.to_string()),
            };
            folder.0.insert((*name).to_owned(), leaf);
        }
        root
    }

    /// The list of strings in a NAR, before lengths and padding.
    fn strings(&self, out: &mut Vec<Vec<u8>>) {
        push(out, &["(", "type", "directory"]);
        for (name, node) in &self.0 {
            push(out, &["entry", "(", "name", name, "node"]);
            match node {
                Node::File { executable, bytes } => {
                    push(out, &["(", "type", "regular"]);
                    if *executable {
                        push(out, &["executable", ""]);
                    }
                    push(out, &["contents"]);
                    out.push(bytes.clone());
                    push(out, &[")"]);
                }
                Node::Symlink(target) => {
                    push(out, &["(", "type", "symlink", "target", target, ")"]);
                }
                Node::Folder(folder) => folder.strings(out),
            }
            push(out, &[")"]);
        }
        push(out, &[")"]);
    }

    fn nar(&self) -> Vec<u8> {
        let mut strings = vec![b"nix-archive-1".to_vec()];
        self.strings(&mut strings);
        let mut out = Vec::new();
        for mut string in strings {
            out.extend((string.len() as u64).to_le_bytes());
            while string.len() % 8 != 0 {
                string.push(0);
            }
            out.extend(string);
        }
        out
    }
}

fn push(out: &mut Vec<Vec<u8>>, strings: &[&str]) {
    out.extend(strings.iter().map(|string| string.as_bytes().to_vec()));
}

fn nar_of(tree: &Tree) -> Vec<u8> {
    let mut bytes = Vec::new();
    tree.write_nar(&mut bytes).unwrap();
    bytes
}

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

#[test]
fn the_empty_tree_is_the_empty_directory() {
    // `mkdir d && nix hash path d`, as it stands in thousands of Nix expressions.
    let digest = Tree::default().digest();
    assert_eq!(
        digest.to_string(),
        "sha256-pQpattmS9VmO3ZIQUFn66az8GSmB4IvYhTTCFn6SUmo="
    );
    assert_eq!(
        digest.to_nix32(),
        "0sjjj9z1dhilhpc8pq4154czrb79z9cm044jvn75kxcjv6v5l2m5"
    );
}

#[test]
fn a_single_file_has_the_hash_of_nix_pills() {
    // Chapter 18: `echo mycontent > myfile; nix-hash --type sha256 myfile`.
    let mut hasher = tree::Hasher::new();
    nar::write(&mut hasher, |node| {
        node.file(false, 10, &mut &b"mycontent\n"[..])
    })
    .unwrap();
    assert_eq!(
        hasher.finish().to_hex(),
        "2bfef67de873c54551d884fdab3055d84d573e654efa79db3c0d7b98883f9ee3"
    );
}

#[test]
fn the_bytes_are_those_of_the_format() {
    let executable = Artifact::file(path("etc/x"), "12345678").with_mode(FileMode::EXECUTABLE);
    let tree = Tree::new([executable]).unwrap();
    let text: String = nar_of(&tree)
        .chunks(8)
        .map(
            |chunk| match u64::from_le_bytes(chunk.try_into().unwrap()) {
                length @ 0..=255 => format!("<{length}>"),
                _ => String::from_utf8_lossy(chunk).replace('\0', "."),
            },
        )
        .collect();
    // A chunk with one character looks like a length: `<40>` is `(`, `<41>` is `)`, `<121>` is `y`.
    let open = "<1><40>";
    let close = "<1><41>";
    assert_eq!(
        text,
        [
            "<13>nix-archive-1...",
            open,
            "<4>type....<9>director<121>",
            "<5>entry...",
            open,
            "<4>name....<3>etc.....<4>node....",
            open,
            "<4>type....<9>director<121>",
            "<5>entry...",
            open,
            "<4>name....<1><120><4>node....",
            open,
            "<4>type....<7>regular.<10>executable......<0><8>contents<8>12345678",
            close,
            close,
            close,
            close,
            close,
        ]
        .concat()
    );
}

#[test]
fn entries_ascend_and_are_names() {
    let write = |names: &[&[u8]]| {
        nar::write(&mut io::sink(), |node| {
            node.directory(|directory| {
                names
                    .iter()
                    .try_for_each(|name| directory.entry(name, |node| node.symlink(b"/dev/null")))
            })
        })
        .map_err(|error: io::Error| error.to_string())
    };
    write(&[b"B", b"a", b"a!", b"\xff"]).unwrap();
    let bad: [&[&[u8]]; 7] = [
        &[b"b", b"a"],
        &[b"a", b"a"],
        &[b""],
        &[b"."],
        &[b".."],
        &[b"a/b"],
        &[b"a\0"],
    ];
    for names in bad {
        assert!(write(names).is_err(), "{names:?}");
    }
}

#[test]
fn a_file_of_another_size_is_an_error() {
    for size in [2, 4] {
        let result = nar::write(&mut io::sink(), |node| {
            node.file(false, size, &mut &b"abc"[..])
        });
        assert!(result.is_err(), "{size}");
    }
}

#[test]
fn mode_owner_and_readers_do_not_reach_the_nar() {
    let plain = Artifact::file(path("etc/a"), "x");
    let owner = tree::Owner::parse("web", "web").unwrap();
    let other = plain.clone().with_mode(FileMode::PRIVATE).owned_by(owner);
    let other = other.read_by(tree::Reader::Nft);
    let digest = |artifact: Artifact| Tree::new([artifact]).unwrap().digest();
    assert_eq!(digest(plain.clone()), digest(other));
    let executable = plain.clone().with_mode(FileMode::EXECUTABLE);
    assert_ne!(digest(plain), digest(executable));
}

#[test]
fn the_name_takes_part_in_the_store_path() {
    let name = |text| StoreName::parse(text).unwrap();
    let tree = Tree::default();
    let [a, b] = [name("a"), name("b")].map(|name| tree.store_path_name(&name).to_string());
    assert_ne!(a[..32], b[..32]);
    assert!(a.ends_with("-a") && b.ends_with("-b"));
}

/// Paths from few names, so that folders are shared and names are prefixes of each other.
fn artifacts() -> impl Strategy<Value = Vec<Artifact>> {
    let name = proptest::sample::select(vec!["a", "a-b", "a!", "ab", "B", "ü", "a.d"]);
    let path_of = proptest::collection::vec(name, 1..4)
        .prop_map(|names| path(&format!("etc/{}", names.join("/"))));
    let artifact = (path_of, any::<Vec<u8>>(), 0..3u8).prop_map(|(path, bytes, kind)| match kind {
        0 => Artifact::file(path, bytes),
        1 => Artifact::file(path, bytes).with_mode(FileMode::EXECUTABLE),
        _ => Artifact::symlink(path, SymlinkTarget::parse("../b").unwrap()),
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
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_implementations_agree_in_any_order_of_artifacts(artifacts in artifacts()) {
        let mut artifacts = fitting(artifacts);
        let tree = Tree::new(artifacts.clone()).unwrap();
        assert_eq!(nar_of(&tree), Folder::of(&tree).nar());
        artifacts.reverse();
        assert_eq!(Tree::new(artifacts).unwrap(), tree);
    }
}
