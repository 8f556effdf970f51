//! Stacks that must not compile: `stacks/STACK/failing`, each with the report that people see beside it.

use super::{compare, run, stack};
use std::ffi::OsStr;
use std::fs;

/// Checks a failing stack, and gives what is said after holding it against the report; `BLESS=1` rewrites
/// the report. `options` are those of the command line.
#[track_caller]
pub(crate) fn report(of: &str, name: &str, code: Option<i32>, options: &[&str]) -> String {
    let root = stack(of);
    let file = root.join("failing").join(name).with_extension("ncl");
    let mut arguments = vec![OsStr::new("check")];
    arguments.extend(options.iter().map(OsStr::new));
    arguments.extend([
        file.as_os_str(),
        OsStr::new("--import-root"),
        root.as_os_str(),
    ]);
    let said = run(arguments);
    assert_eq!(said.code, code, "{}", said.stderr);
    if let Err(difference) = compare(&file.with_extension("txt"), &said.stderr) {
        panic!("{difference}");
    }
    said.stderr
}

/// Asserts that the sources of tests name each failing stack.
#[track_caller]
pub(crate) fn assert_all_tested(of: &str, sources: &str) {
    for entry in fs::read_dir(stack(of).join("failing")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(sources.contains(&format!("\"{name}\"")), "{name}");
    }
}
