//! What was written is read back whole, and compared with its manifest.

use crate::samples::{FORMATS, facts, file, generation, link, sample, written};
use export::{Contents, Format, Kept, Kind, Problem, examine, read, write};
use store::Mismatch;
use tree::{Artifact, Digest, FileMode, Owner, TreePath};

#[test]
fn every_format_gives_the_generation_back() {
    let sample = sample();
    for format in FORMATS {
        let contents = read(&written(&sample, format)).unwrap();
        let examined = examine(&contents, Some(&sample.tree().digest()));
        assert_eq!(examined.problems, [], "{format:?}");
        assert_eq!(examined.digest, Some(sample.tree().digest()), "{format:?}");
        assert_eq!(examined.stack.unwrap().as_str(), "wiki");
        let back = contents.generation().unwrap();
        assert_eq!(back, sample, "{format:?}");
        // Written again, the bytes are the same.
        assert_eq!(
            written(&back, format),
            written(&sample, format),
            "{format:?}"
        );
    }
}

#[test]
fn formats_are_known_by_their_first_bytes() {
    let kinds = FORMATS.map(|format| {
        let contents = read(&written(&sample(), format)).unwrap();
        (contents.kind, contents.kept)
    });
    let expected = [
        (Kind::Nar, Kept::Executable),
        (Kind::Tar, Kept::Names),
        (Kind::Deb, Kept::Names),
        (Kind::Oci, Kept::Names),
        (Kind::Confext, Kept::Numbers),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn names_that_no_header_holds_are_kept_or_told_by_the_manifest() {
    let long = "x".repeat(40);
    let owner = Owner::parse(&long, &long).unwrap();
    let sample = generation([file("etc/x/a", "").owned_by(owner.clone())]);
    for format in [Format::Tar, Format::Oci] {
        let contents = read(&written(&sample, format)).unwrap();
        assert_eq!(contents.files[&path("etc/x/a")].owner, owner, "{format:?}");
        assert_eq!(examine(&contents, None).problems, [], "{format:?}");
    }
    let contents = read(&written(&sample, Format::Deb)).unwrap();
    assert_eq!(examine(&contents, None).problems, []);
}

#[test]
fn long_paths_and_targets_are_kept() {
    let deep = format!("etc{}/x", "/a-folder-with-a-long-name".repeat(30));
    let sample = |target: &str| generation([file(&deep, "1"), link("etc/l", target)]);
    let longest = "x".repeat(4095);
    for format in FORMATS {
        // The library for images takes shorter ones, and that is said.
        let (sample, length) = match format {
            Format::Confext => (sample(&longest[..255]), 256),
            Format::Nar | Format::Tar | Format::Deb | Format::Oci => (sample(&longest), 0),
        };
        if length > 0 {
            let longer = generation([link("etc/l", &longest[..length])]);
            let error = write(&mut std::io::sink(), &longer, format, &facts()).unwrap_err();
            assert!(
                error
                    .to_string()
                    .ends_with("is longer than the 255 bytes that an image takes")
            );
        }
        let contents = read(&written(&sample, format)).unwrap();
        assert_eq!(contents.generation().unwrap(), sample, "{format:?}");
    }
}

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

/// The sample as it is read from an archive, after something was done to it.
fn changed(format: Format, change: impl Fn(&mut Contents)) -> Vec<Problem> {
    let mut contents = read(&written(&sample(), format)).unwrap();
    contents.nar = None;
    change(&mut contents);
    examine(&contents, None).problems
}

#[test]
fn everything_that_is_wrong_is_listed() {
    let problems = changed(Format::Tar, |contents| {
        let mut set = |at: &str, change: &dyn Fn(&mut Artifact)| {
            change(contents.files.get_mut(&path(at)).unwrap());
        };
        set("etc/stackc/wiki/key", &|file| file.mode = FileMode::PUBLIC);
        set("etc/stackc/wiki/mail", &|file| file.owner = Owner::root());
        set("etc/stackc/wiki/own", &|file| {
            file.content = tree::Content::File(b"3".to_vec());
        });
        contents.files.remove(&path("etc/stackc/wiki/set"));
        let more = file("etc/stackc/wiki/zzz", "");
        contents.files.insert(more.path.clone(), more);
    });
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let expected = [
        "`etc/stackc/wiki/key` has mode 0644, but 0600 in its manifest",
        "`etc/stackc/wiki/mail` belongs to `root`, but to `mail` in its manifest",
        "`etc/stackc/wiki/own` is not what its manifest says",
        "`etc/stackc/wiki/set` is in its manifest, but not there",
        "its manifest does not know `etc/stackc/wiki/zzz`",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn what_a_format_does_not_keep_is_not_asked_for() {
    let private = |contents: &mut Contents| {
        let key = contents
            .files
            .get_mut(&path("etc/stackc/wiki/key"))
            .unwrap();
        key.mode = FileMode::new(0o444).unwrap();
        key.owner = Owner::parse("nix", "nix").unwrap();
    };
    assert_eq!(changed(Format::Nar, private), []);
    let executable = |contents: &mut Contents| {
        let key = contents
            .files
            .get_mut(&path("etc/stackc/wiki/key"))
            .unwrap();
        key.mode = FileMode::EXECUTABLE;
    };
    assert_eq!(changed(Format::Nar, executable).len(), 1);
}

#[test]
fn another_hash_than_was_asked_for_is_a_problem() {
    let contents = read(&written(&sample(), Format::Nar)).unwrap();
    let expected = Digest::of(b"another");
    let found = sample().tree().digest();
    let problems = examine(&contents, Some(&expected)).problems;
    assert_eq!(problems, [Problem::Hash { found, expected }]);
}

#[test]
fn a_tree_without_manifest_is_a_problem_and_has_a_hash() {
    let problems = changed(Format::Tar, |contents| {
        contents
            .files
            .remove(&path("etc/stackc/wiki/manifest.json"));
    });
    let expected = Mismatch::Manifests { count: 0 };
    assert_eq!(problems, [Problem::Mismatch(expected)]);
}

#[test]
fn empty_directories_are_seen_in_a_nar() {
    let tree = sample();
    let mut bytes = Vec::new();
    tree::nar::write(&mut bytes, |node| {
        node.directory(|root| {
            root.entry(b"etc", |node| {
                node.directory(|etc| etc.entry(b"empty", |node| node.directory(|_| Ok(()))))
            })
        })
    })
    .map_err(|error: std::io::Error| error)
    .unwrap();
    let problems = examine(&read(&bytes).unwrap(), None).problems;
    let besides = |problem: &Problem| matches!(problem, Problem::Beside { .. });
    assert!(problems.iter().any(besides), "{problems:?}");
    let contents = read(&written(&tree, Format::Nar)).unwrap();
    assert_eq!(examine(&contents, None).problems, []);
}
