//! The umask takes no part. It belongs to the whole process, so this test has a process of its own.

mod scratch;

use rustix::fs::Mode;
use rustix::process::umask;
use scratch::Scratch;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use store::{Store, write_folder};
use tree::{Artifact, FileMode, StoreName, Tree, TreePath};

#[test]
fn no_umask_reaches_the_files() {
    let path = |text| TreePath::parse(text).unwrap();
    let tree = Tree::new([
        Artifact::file(path("etc/a/run"), "").with_mode(FileMode::EXECUTABLE),
        Artifact::file(path("etc/a/open"), "").with_mode("0666".parse().unwrap()),
    ])
    .unwrap();
    let name = StoreName::parse("umask").unwrap();
    let mut seen = Vec::new();
    for bits in [0o000, 0o022, 0o077, 0o777] {
        let folder = Scratch::new();
        let store = Store::at(folder.path().join("store"));
        fs::create_dir(store.folder()).unwrap();
        let before = umask(Mode::from_bits_truncate(bits));
        let object = store.add(&tree, &name);
        let written = write_folder(&tree, &folder.path().join("out"));
        umask(before);
        written.unwrap();
        let modes = |top: &std::path::Path| {
            ["", "etc", "etc/a", "etc/a/run", "etc/a/open"].map(|path| {
                let metadata = fs::metadata(top.join(path)).unwrap();
                format!("{:o}", metadata.permissions().mode() & 0o7777)
            })
        };
        let object = object.unwrap();
        seen.push((
            object.name().clone(),
            modes(&object.path()),
            modes(&folder.path().join("out")),
        ));
    }
    let object = ["555", "555", "555", "555", "444"];
    let written = ["755", "755", "755", "755", "666"];
    for (object_name, of_object, of_written) in seen {
        assert_eq!(object_name, tree.store_path_name(&name));
        assert_eq!(of_object, object);
        assert_eq!(of_written, written);
    }
}
