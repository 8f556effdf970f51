//! The link to the last build.

use crate::common::Said;
use crate::project::{GOOD, SEVERAL, build, project};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

#[test]
fn the_result_link_leads_to_the_object() {
    let folder = project(GOOD);
    let said = build(folder.path(), &[]);
    let object = PathBuf::from(said.stdout.trim_end());
    assert_eq!(fs::read_link(folder.path().join("result")).unwrap(), object);
    // A second build moves the link; another name is another link; several environments have several.
    fs::write(
        folder.path().join("stack.ncl"),
        GOOD.replace("httpd:2.4.62", "httpd:2.4.63"),
    )
    .unwrap();
    let said = build(folder.path(), &[]);
    let newer = PathBuf::from(said.stdout.trim_end());
    assert_ne!(newer, object);
    assert_eq!(fs::read_link(folder.path().join("result")).unwrap(), newer);
    build(folder.path(), &["--out-link", "other"]);
    assert_eq!(fs::read_link(folder.path().join("other")).unwrap(), newer);

    let several = project(SEVERAL);
    build(several.path(), &[]);
    for environment in ["production", "staging"] {
        let link = several.path().join(format!("result-{environment}"));
        let to = fs::read_link(link).unwrap();
        assert!(
            to.to_str()
                .unwrap()
                .ends_with(&format!("-small-{environment}")),
            "{to:?}"
        );
    }
    assert!(!several.path().join("result").exists());
}

#[test]
fn the_result_link_never_replaces_what_is_no_link() {
    let folder = project(GOOD);
    let result = folder.path().join("result");
    fs::write(&result, "precious").unwrap();
    assert_no_link(&build(folder.path(), &[]), "result");
    assert_eq!(fs::read_to_string(&result).unwrap(), "precious");
    fs::remove_file(&result).unwrap();
    fs::create_dir(&result).unwrap();
    assert_no_link(&build(folder.path(), &[]), "result");
    assert!(result.is_dir() && !result.is_symlink());
    // A link that leads nowhere any more is a link.
    fs::remove_dir(&result).unwrap();
    symlink("nowhere", &result).unwrap();
    assert_eq!(build(folder.path(), &[]).code, Some(0));
    assert!(result.join("etc").is_dir());
}

/// Asserts that a build told its object, and that it could not make the link.
#[track_caller]
fn assert_no_link(said: &Said, reason: &str) {
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(PathBuf::from(said.stdout.trim_end()).is_dir(), "{said:?}");
    assert!(said.stderr.starts_with("error: "), "{said:?}");
    assert!(said.stderr.contains(reason), "{reason}: {said:?}");
}

#[test]
fn a_link_without_a_folder_is_trouble_after_the_build() {
    let folder = project(GOOD);
    let said = build(folder.path(), &["--out-link", "no/such/link"]);
    assert_no_link(&said, "there is no folder `no/such` for the link");
    assert!(
        said.stderr.contains("hint: name another with `--out-link`"),
        "{said:?}"
    );
}
