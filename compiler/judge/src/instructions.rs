//! How many instructions functions of a program take: the same on a busy machine as on an idle one.

use crate::Root;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs a program under callgrind and counts the instructions of some functions, with all that they call.
///
/// The functions are named as callgrind names them (`eval::evaluate::run`), so the program must have its symbols.
/// It runs on this machine, not in a view, and takes about fifty times as long as by itself.
///
/// # Panics
///
/// When the program fails, or never calls one of the functions.
pub fn instructions<A: AsRef<OsStr>>(
    program: &Path,
    arguments: impl IntoIterator<Item = A>,
    functions: &[&'static str],
) -> BTreeMap<&'static str, u64> {
    let root = Root::find();
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let counts = folder.path().join("counts");
    let output = Command::new(root.folder().join("usr/bin/valgrind"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("VALGRIND_LIB", root.folder().join("usr/libexec/valgrind"))
        .arg("--tool=callgrind")
        .args(["--compress-strings=no", "--compress-pos=no"])
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(program)
        .args(arguments)
        .output()
        .expect("the root has valgrind");
    assert!(output.status.success(), "{output:?}");
    let profile = fs::read_to_string(counts).expect("callgrind writes UTF-8");
    let counts = inclusive(&profile, functions);
    for function in functions {
        assert!(
            counts.contains_key(function),
            "`{function}` is never called"
        );
    }
    counts
}

/// Sums what callgrind says of calls: the line behind `calls=` ends in the cost of all of them
/// (<https://valgrind.org/docs/manual/cl-format.html>).
fn inclusive(profile: &str, functions: &[&'static str]) -> BTreeMap<&'static str, u64> {
    let mut sums = BTreeMap::new();
    let (mut caller, mut callee) = ("", "");
    let mut lines = profile.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("fn=") {
            caller = name;
        } else if let Some(name) = line.strip_prefix("cfn=") {
            callee = name;
        } else if line.starts_with("calls=") {
            let cost = lines.next().and_then(|line| line.rsplit(' ').next());
            let cost: u64 = cost.and_then(|cost| cost.parse().ok()).unwrap_or_default();
            let function = functions.iter().find(|function| **function == callee);
            if let (Some(function), true) = (function, caller != callee) {
                *sums.entry(*function).or_default() += cost;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_of_calls_are_added_up() {
        let profile = "fn=main\n1 5\ncfn=work\ncalls=2 7\n3 100\ncfn=other\ncalls=1 1\n4 7\n\n\
                       fn=other\ncfn=work\ncalls=1 7\n3 11\n\nfn=work\ncfn=work\ncalls=9 7\n3 1000\n";
        let counts = inclusive(profile, &["work", "never"]);
        assert_eq!(counts, BTreeMap::from([("work", 111)]));
    }
}
