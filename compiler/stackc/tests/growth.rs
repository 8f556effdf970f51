//! Every phase grows with the size of a stack, and none with its square: counted in instructions, which no
//! other work on the machine changes.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use common::stackc;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Sizes of stacks, each twice the one before.
const SIZES: [usize; 3] = [40, 80, 160];

/// Phases, by the functions that they are.
const PHASES: [&str; 8] = [
    "eval::evaluate::run",
    "model::stack::decode",
    "model::check::check_host",
    "backend::lower",
    "exposure::verdict::judge",
    "stackc::compile::build",
    "stackc::commands::build::add",
    "stackc::commands::reported",
];

/// How much more twice the difference of two sizes may cost, in percent. What grows by the logarithm (trees,
/// sorting) takes some; a square that makes half of a phase at a thousand applications takes more.
const MOST: u64 = 225;

#[test]
fn no_phase_grows_with_the_square_of_a_stack() {
    // Each application has a warning, so that reports grow as well.
    let counts = SIZES.map(|n| {
        let text = bench::stack(n).replace("recipes.security_headers & ", "");
        assert_ne!(text, bench::stack(n));
        counted(&text)
    });
    let mut found = String::new();
    for phase in PHASES {
        let [small, middle, large] = [0, 1, 2].map(|size| counts[size][phase]);
        let (first, second) = (middle - small, large - middle);
        let percent = second * 100 / first;
        let line = format!("{phase}: {small} {middle} {large}: {percent} %\n");
        assert!(percent > 150, "does this grow at all? {line}");
        found.push_str(&line);
        assert!(percent <= MOST, "{found}");
    }
}

#[test]
fn the_stacks_that_are_measured_are_good() {
    for n in [1, 7] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("stack.ncl"), bench::stack(n)).unwrap();
        let said = common::run([Path::new("check"), folder.path()]);
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{n}");
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in bench::hosts(3, 2) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let said = common::run([Path::new("check"), folder.path()]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
}

/// The instructions of each phase when the text is built.
fn counted(text: &str) -> BTreeMap<&'static str, u64> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stack.ncl"), text).unwrap();
    let store = folder.path().join("store");
    let [folder, store] = [folder.path(), &store].map(|path| path.to_str().unwrap());
    // Emulated, everything takes its time.
    let arguments = [
        "build",
        folder,
        "--no-cache",
        "--no-out-link",
        "--max-time",
        "0",
    ];
    let arguments = arguments.into_iter().chain(["--store", store]);
    judge::instructions(Path::new(stackc().get_program()), arguments, &PHASES)
}
