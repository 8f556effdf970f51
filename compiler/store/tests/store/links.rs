//! The link at the last build.

use crate::scratch::Scratch;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use store::{StoreError, replace_link};

/// What the folder holds after the link was set to `new`, or the error.
fn linked(prepare: fn(&Path)) -> (String, usize) {
    let folder = Scratch::new();
    let link = folder.path().join("result");
    prepare(&link);
    let outcome = match replace_link(&link, Path::new("/store/new")) {
        Ok(()) => fs::read_link(&link).unwrap().display().to_string(),
        Err(StoreError::InTheWay { path, .. }) if path == link => "in the way".to_owned(),
        Err(error) => error.to_string(),
    };
    (outcome, fs::read_dir(folder.path()).unwrap().count())
}

#[test]
fn only_links_are_replaced() {
    type Prepare = fn(&Path);
    let cases: [(&str, Prepare, &str); 6] = [
        ("nothing", |_| {}, "/store/new"),
        (
            "a link",
            |link| symlink("/store/old", link).unwrap(),
            "/store/new",
        ),
        (
            "a link to a folder",
            |link| symlink("/", link).unwrap(),
            "/store/new",
        ),
        (
            "a file",
            |link| fs::write(link, "mine").unwrap(),
            "in the way",
        ),
        (
            "an empty folder",
            |link| fs::create_dir(link).unwrap(),
            "in the way",
        ),
        (
            "a full folder",
            |link| fs::create_dir_all(link.join("mine")).unwrap(),
            "in the way",
        ),
    ];
    for (what, prepare, expected) in cases {
        assert_eq!(linked(prepare), (expected.to_owned(), 1), "{what}");
    }
}

#[test]
fn a_link_without_a_folder_is_an_error() {
    let folder = Scratch::new();
    let link = folder.path().join("absent/result");
    let error = replace_link(&link, Path::new("/store/new")).unwrap_err();
    assert!(error.to_string().contains("absent/result"), "{error}");
}
