//! Objects of a store: whole or not there, verified, shared, and safe with many builders.

use crate::scratch::Scratch;
use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::thread;
use store::{Store, StoreError, hash_folder, write_folder};
use tree::{Artifact, FileMode, StoreName, SymlinkTarget, Tree, TreePath};

fn file(path: &str, text: &str) -> Artifact {
    Artifact::file(TreePath::parse(path).unwrap(), text)
}

fn tree_of(artifacts: impl IntoIterator<Item = Artifact>) -> Tree {
    Tree::new(artifacts).unwrap()
}

/// A tree with every kind of artifact, and some text that makes it differ from others.
fn sample(text: &str) -> Tree {
    let link = TreePath::parse("etc/nginx/sites-enabled/wiki").unwrap();
    tree_of([
        file("etc/nginx/sites-available/wiki", text),
        file("etc/stackc/run", "#!/bin/sh\n").with_mode(FileMode::EXECUTABLE),
        file("etc/stackc/private", "x").with_mode(FileMode::PRIVATE),
        Artifact::symlink(
            link,
            SymlinkTarget::parse("../sites-available/wiki").unwrap(),
        ),
    ])
}

fn name() -> StoreName {
    StoreName::parse("wiki").unwrap()
}

fn scratch() -> (Scratch, Store) {
    let folder = Scratch::new();
    let store = Store::at(folder.path().join("some/store"));
    (folder, store)
}

/// What a store holds, but for its lock.
fn names_in(store: &Store) -> Vec<String> {
    let entries = fs::read_dir(store.folder()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != ".lock").collect();
    names.sort();
    names
}

/// Every path below a folder with its permission bits.
fn modes_in(folder: &Path) -> Vec<(PathBuf, u32)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| !entry.path_is_symlink())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_owned();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o7777;
            (path, mode)
        })
        .collect()
}

/// Writes to a file of an object, as only somebody does who wants to.
fn tamper(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(path, "tampered").unwrap();
}

#[test]
fn an_object_is_named_by_nix_s_rule_and_is_read_only() {
    let (_folder, store) = scratch();
    let tree = sample("server {}");
    let object = store.add(&tree, &name()).unwrap();
    assert_eq!(object.name(), &tree.store_path_name(&name()));
    assert_eq!(hash_folder(&object.path()).unwrap(), tree.digest());
    let expected = [
        ("", 0o555),
        ("etc", 0o555),
        ("etc/nginx", 0o555),
        ("etc/nginx/sites-available", 0o555),
        ("etc/nginx/sites-available/wiki", 0o444),
        ("etc/nginx/sites-enabled", 0o555),
        ("etc/stackc", 0o555),
        ("etc/stackc/private", 0o444),
        ("etc/stackc/run", 0o555),
    ];
    let expected = expected.map(|(path, mode)| (PathBuf::from(path), mode));
    assert_eq!(modes_in(&object.path()), expected);
    assert_eq!(names_in(&store), [object.name().to_string()]);
    assert_eq!(store.objects().unwrap(), [object]);
}

#[test]
fn equal_trees_share_an_object_and_others_do_not() {
    let (_folder, store) = scratch();
    let first = store.add(&sample("a"), &name()).unwrap();
    assert_eq!(store.add(&sample("a"), &name()).unwrap(), first);
    assert_ne!(store.add(&sample("b"), &name()).unwrap(), first);
    let other_name = StoreName::parse("other").unwrap();
    assert_ne!(store.add(&sample("a"), &other_name).unwrap(), first);
    assert_eq!(store.objects().unwrap().len(), 3);
}

#[test]
fn the_empty_tree_is_an_object() {
    let (_folder, store) = scratch();
    let object = store.add(&Tree::default(), &name()).unwrap();
    object.verify().unwrap();
}

#[test]
fn a_damaged_object_is_named_and_can_be_repaired() {
    let (_folder, store) = scratch();
    let tree = sample("a");
    let object = store.add(&tree, &name()).unwrap();
    tamper(&object.path().join("etc/stackc/run"));
    for result in [object.verify(), store.add(&tree, &name()).map(|_| ())] {
        let error = result.unwrap_err();
        assert!(
            matches!(&error, StoreError::Damaged { object: damaged, .. } if *damaged == object.path())
        );
        let text = error.to_string();
        assert!(text.contains(&object.to_string()), "{text}");
    }
    assert_eq!(store.repair(&tree, &name()).unwrap(), object);
    object.verify().unwrap();
    assert_eq!(names_in(&store), [object.name().to_string()]);
    assert_eq!(store.repair(&tree, &name()).unwrap(), object);
}

#[test]
fn an_object_that_lost_or_gained_a_file_is_damaged() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 5] = [
        ("lost", |etc| {
            fs::remove_file(etc.join("stackc/private")).unwrap()
        }),
        ("gained", |etc| fs::write(etc.join("new"), "").unwrap()),
        ("an empty folder", |etc| {
            fs::create_dir(etc.join("new")).unwrap()
        }),
        ("another target", |etc| {
            let link = etc.join("nginx/sites-enabled/wiki");
            fs::remove_file(&link).unwrap();
            symlink("elsewhere", link).unwrap();
        }),
        ("executable", |etc| {
            let mode = fs::Permissions::from_mode(0o555);
            fs::set_permissions(etc.join("stackc/private"), mode).unwrap();
        }),
    ];
    for (what, damage) in damages {
        let (_folder, store) = scratch();
        let object = store.add(&sample("a"), &name()).unwrap();
        for folder in ["etc", "etc/stackc", "etc/nginx/sites-enabled"] {
            let writable = fs::Permissions::from_mode(0o755);
            fs::set_permissions(object.path().join(folder), writable).unwrap();
        }
        object.verify().unwrap();
        damage(&object.path().join("etc"));
        let error = object.verify().unwrap_err();
        assert!(
            matches!(error, StoreError::Damaged { .. }),
            "{what}: {error}"
        );
    }
}

#[test]
fn an_object_is_opened_by_its_path_or_by_a_link_to_it() {
    let (folder, store) = scratch();
    let object = store.add(&sample("a"), &name()).unwrap();
    let link = folder.path().join("result");
    symlink(object.path(), &link).unwrap();
    for path in [object.path(), link] {
        let opened = Store::open(&path).unwrap();
        assert_eq!(opened.name(), object.name());
        opened.verify().unwrap();
    }
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::NoObject { .. }), "{error}");
    let error = Store::open(&folder.path().join("absent")).unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
}

#[test]
fn a_store_that_was_never_written_is_empty() {
    let (_folder, store) = scratch();
    assert_eq!(store.objects().unwrap(), []);
}

#[test]
fn what_a_killed_builder_left_is_removed_once_no_builder_lives() {
    let (_folder, store) = scratch();
    store.add(&sample("a"), &name()).unwrap();
    let dead = store.folder().join(".building-dead");
    write_folder(&sample("half"), &dead).unwrap();
    fs::write(store.folder().join(".building-file"), "half a record").unwrap();
    fs::set_permissions(dead.join("etc"), fs::Permissions::from_mode(0o555)).unwrap();

    // Somebody else builds at this moment: it could be theirs.
    let lock = fs::File::open(store.folder().join(".lock")).unwrap();
    lock.lock_shared().unwrap();
    store.add(&sample("b"), &name()).unwrap();
    assert!(dead.exists());

    drop(lock);
    store.add(&sample("c"), &name()).unwrap();
    let objects = store.objects().unwrap();
    let objects: Vec<String> = objects.iter().map(|o| o.name().to_string()).collect();
    assert_eq!(objects.len(), 3);
    assert_eq!(names_in(&store), objects);
}

#[test]
fn many_builders_work_at_once() {
    let (_folder, store) = scratch();
    let build = |builder: usize| {
        let store = &store;
        move || {
            for round in 0..20 {
                let shared = store.add(&sample(&format!("shared {round}")), &name());
                shared.unwrap().verify().unwrap();
                let own = store.add(&sample(&format!("{builder} {round}")), &name());
                own.unwrap().verify().unwrap();
            }
        }
    };
    thread::scope(|scope| {
        for builder in 0..8 {
            scope.spawn(build(builder));
        }
    });
    let objects = store.objects().unwrap();
    assert_eq!(objects.len(), 20 + 8 * 20);
    assert_eq!(names_in(&store).len(), objects.len());
    objects.iter().for_each(|object| object.verify().unwrap());
}

#[test]
fn errors_name_the_path_and_leave_nothing() {
    let folder = Scratch::new();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Store::at(file.join("store"))
        .add(&sample("a"), &name())
        .unwrap_err();
    let StoreError::Io { path, .. } = &error else {
        panic!("{error}");
    };
    assert!(path.starts_with(&file), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_with_something_in_it_is_not_written_to() {
    let folder = Scratch::new();
    write_folder(&sample("a"), folder.path()).unwrap();
    let error = write_folder(&sample("a"), folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::InTheWay { .. }), "{error}");
}

#[test]
fn a_written_folder_has_the_real_modes() {
    let folder = Scratch::new();
    let folder = folder.path().join("out");
    let tree = tree_of([
        file("etc/a/private", "").with_mode(FileMode::PRIVATE),
        file("etc/a/setuid", "").with_mode("4750".parse().unwrap()),
        file("etc/b", ""),
    ]);
    write_folder(&tree, &folder).unwrap();
    let expected = [
        ("", 0o755),
        ("etc", 0o755),
        ("etc/a", 0o755),
        ("etc/a/private", 0o600),
        ("etc/a/setuid", 0o4750),
        ("etc/b", 0o644),
    ];
    let expected = expected.map(|(path, mode)| (PathBuf::from(path), mode));
    assert_eq!(modes_in(&folder), expected);
    assert_eq!(hash_folder(&folder).unwrap(), tree.digest());
}

#[test]
fn deep_folders_are_hashed_or_refused() {
    let path = format!("etc{}", "/d".repeat(63));
    let tree = tree_of([file(&path, "")]);
    let folder = Scratch::new();
    let object = Store::at(folder.path()).add(&tree, &name()).unwrap();
    assert_eq!(hash_folder(&object.path()).unwrap(), tree.digest());

    // A thousand folders would be more than the stack of a thread bears.
    let deep = folder.path().join("deep").join("d/".repeat(1000));
    fs::create_dir_all(&deep).unwrap();
    let error = hash_folder(&folder.path().join("deep")).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("more than 100 folders lie in each other"),
        "{error}"
    );
}

#[test]
fn sockets_are_in_no_archive() {
    let folder = Scratch::new();
    let socket = folder.path().join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    match hash_folder(folder.path()).unwrap_err() {
        StoreError::SpecialFile { path } => assert_eq!(path, socket),
        error => panic!("{error}"),
    }
}

#[test]
fn files_and_symlinks_are_hashed_as_they_are() {
    let folder = Scratch::new();
    let file = folder.path().join("myfile");
    fs::write(&file, "mycontent\n").unwrap();
    // Nix Pills, chapter 18.
    assert_eq!(
        hash_folder(&file).unwrap().to_hex(),
        "2bfef67de873c54551d884fdab3055d84d573e654efa79db3c0d7b98883f9ee3"
    );
    let link = folder.path().join("link");
    symlink("nowhere", &link).unwrap();
    assert_ne!(hash_folder(&link).unwrap(), hash_folder(&file).unwrap());
    fs::remove_file(&link).unwrap();
    assert!(hash_folder(&link).is_err());
}

fn trees() -> impl Strategy<Value = Tree> {
    let name = "[a-zB.!ü \\\\-]{1,6}";
    let path =
        proptest::collection::vec(name, 1..4).prop_map(|names| format!("etc/{}", names.join("/")));
    let artifact =
        (path, any::<Vec<u8>>(), 0..4u8).prop_filter_map("a path", |(path, bytes, kind)| {
            let path = TreePath::parse(&path).ok()?;
            let mode = if kind == 1 { 0o700 } else { 0o604 };
            Some(match kind {
                3 => Artifact::symlink(path, SymlinkTarget::parse("a/../b").unwrap()),
                _ => Artifact::file(path, bytes).with_mode(FileMode::new(mode).unwrap()),
            })
        });
    proptest::collection::vec(artifact, 0..10)
        .prop_filter_map("a tree", |artifacts| Tree::new(artifacts).ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_nar_of_a_tree_is_the_nar_of_its_folder(tree in trees()) {
        let folder = Scratch::new();
        write_folder(&tree, &folder.path().join("real")).unwrap();
        assert_eq!(hash_folder(&folder.path().join("real")).unwrap(), tree.digest());
        let object = Store::at(folder.path().join("store")).add(&tree, &name()).unwrap();
        assert_eq!(hash_folder(&object.path()).unwrap(), tree.digest());
    }
}
