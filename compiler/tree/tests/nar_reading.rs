//! Archives that are read back: what the writer writes, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use std::collections::BTreeMap;
use std::io;
use tree::nar::{self, Entry, NarError};

/// A node as the tests see it.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    File { executable: bool, bytes: Vec<u8> },
    Symlink(Vec<u8>),
    Folder(BTreeMap<Vec<u8>, Node>),
}

fn write_node(node: nar::Node<'_>, from: &Node) -> io::Result<nar::Written> {
    match from {
        Node::File { executable, bytes } => {
            node.file(*executable, bytes.len() as u64, &mut bytes.as_slice())
        }
        Node::Symlink(target) => node.symlink(target),
        Node::Folder(entries) => node.directory(|directory| {
            entries
                .iter()
                .try_for_each(|(name, entry)| directory.entry(name, |node| write_node(node, entry)))
        }),
    }
}

fn archive(node: &Node) -> Vec<u8> {
    let mut bytes = Vec::new();
    nar::write(&mut bytes, |place| write_node(place, node)).unwrap();
    bytes
}

/// Nodes with their paths.
type Nodes = Vec<(Vec<Vec<u8>>, Node)>;

/// The nodes of an archive by their paths; a folder without its entries.
fn read(mut bytes: &[u8]) -> Result<Nodes, NarError> {
    let mut found = Vec::new();
    nar::read(&mut bytes, &mut |path, entry| {
        let node = match entry {
            Entry::Directory => Node::Folder(BTreeMap::new()),
            Entry::Symlink(target) => Node::Symlink(target.to_owned()),
            Entry::File {
                executable,
                size,
                contents,
            } => {
                let mut bytes = Vec::new();
                contents.read_to_end(&mut bytes).map_err(NarError::Io)?;
                assert_eq!(bytes.len() as u64, size);
                Node::File { executable, bytes }
            }
        };
        found.push((path.to_owned(), node));
        Ok::<(), NarError>(())
    })?;
    Ok(found)
}

/// The same list from the nodes themselves.
fn flat(node: &Node, path: &[Vec<u8>], into: &mut Nodes) {
    let Node::Folder(entries) = node else {
        into.push((path.to_owned(), node.clone()));
        return;
    };
    into.push((path.to_owned(), Node::Folder(BTreeMap::new())));
    for (name, entry) in entries {
        flat(entry, &[path, std::slice::from_ref(name)].concat(), into);
    }
}

fn file(bytes: &[u8]) -> Node {
    let bytes = bytes.to_owned();
    Node::File {
        executable: false,
        bytes,
    }
}

fn folder<const N: usize>(entries: [(&[u8], Node); N]) -> Node {
    Node::Folder(entries.map(|(name, node)| (name.to_owned(), node)).into())
}

#[test]
fn what_is_not_written_so_is_not_read() {
    let good = archive(&folder([(b"a", file(b"12345")), (b"b", folder([]))]));
    read(&good).unwrap();
    let text = |from: &str, to: &str| {
        let [from, to] = [from, to].map(str::as_bytes);
        assert_eq!(from.len(), to.len());
        let at = good.windows(from.len()).position(|it| it == from).unwrap();
        let mut bytes = good.clone();
        bytes[at..at + to.len()].copy_from_slice(to);
        bytes
    };
    let byte = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let behind = [good.as_slice(), b"x"].concat();
    let padding = good.windows(5).position(|it| it == b"12345").unwrap() + 5;
    let name = |name: u8| {
        let at = good
            .windows(9)
            .position(|it| it == b"\x01\0\0\0\0\0\0\0b")
            .unwrap();
        byte(at + 8, name)
    };
    let cases = [
        ("another magic", byte(8, b'N')),
        ("a length without end", byte(7, 0x7f)),
        ("another type", text("regular", "regulax")),
        ("another field", text("contents", "contentz")),
        ("something in the padding", byte(padding, b'x')),
        ("something behind the end", behind),
        ("a name twice", name(b'a')),
        ("names that descend", name(b'A')),
        ("a slash as name", name(b'/')),
        ("a dot as name", name(b'.')),
        ("a NUL as name", name(0)),
    ];
    for (what, bytes) in cases {
        assert!(read(&bytes).is_err(), "{what}");
    }
    for length in 0..good.len() {
        let error = read(&good[..length]).unwrap_err().to_string();
        assert_eq!(error, "it is cut off", "{length}");
    }
}

#[test]
fn a_file_that_claims_more_than_there_is_costs_no_memory() {
    let mut bytes = archive(&file(b"12345678"));
    let at = bytes.windows(8).position(|it| it == b"12345678").unwrap();
    bytes[at - 8..at].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(matches!(read(&bytes), Err(NarError::Io(_))));
}

#[test]
fn folders_in_each_other_have_an_end() {
    let nested = |depth| (0..depth).fold(folder([]), |inner, _| folder([(b"d", inner)]));
    assert_eq!(read(&archive(&nested(99))).unwrap().len(), 100);
    let error = read(&archive(&nested(100))).unwrap_err().to_string();
    assert!(error.contains("at most 100 directories"), "{error}");
}

fn nodes() -> impl Strategy<Value = Node> {
    let leaf = (any::<Vec<u8>>(), 0..3u8).prop_map(|(bytes, kind)| match kind {
        0 => Node::File {
            executable: false,
            bytes,
        },
        1 => Node::File {
            executable: true,
            bytes,
        },
        _ => Node::Symlink(b"../x".to_vec()),
    });
    leaf.prop_recursive(5, 40, 6, |inner| {
        let name = proptest::collection::vec(1..=255u8, 1..6);
        let name = name.prop_filter("a name", |name| {
            !name.contains(&b'/') && name != b"." && name != b".."
        });
        proptest::collection::btree_map(name, inner, 0..6).prop_map(Node::Folder)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read(node in nodes()) {
        let mut expected = Vec::new();
        flat(&node, &[], &mut expected);
        assert_eq!(read(&archive(&node)).unwrap(), expected);
    }

    #[test]
    fn a_changed_byte_is_an_error_or_another_archive(node in nodes(), at in any::<proptest::sample::Index>(), change in 1..=255u8) {
        let mut bytes = archive(&node);
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        let mut expected = Vec::new();
        flat(&node, &[], &mut expected);
        if let Ok(found) = read(&bytes) {
            assert_ne!(found, expected, "two archives of the same files");
        }
    }
}
