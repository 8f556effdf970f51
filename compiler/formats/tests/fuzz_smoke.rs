//! The fuzz targets, without a fuzzer: every body on every seed, and on so many changes of them, always the same
//! ones. `fuzz/README.md` says how to run the real thing.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[allow(unreachable_pub, reason = "it is a crate of its own to the fuzzer")]
#[path = "../fuzz/src/lib.rs"]
mod bodies;

use bodies::TARGETS;
use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many changed seeds each body gets.
const ROUNDS: usize = 1500;

/// How many bytes a long input has.
const LONG: usize = 20_000;

/// Far more than a long input takes (milliseconds), far less than one that is gone over again and again.
const PATIENCE: Duration = Duration::from_secs(10);

/// The targets that read text.
fn parsers() -> impl Iterator<Item = &'static (&'static str, bodies::Body)> {
    TARGETS
        .iter()
        .filter(|(name, _)| !name.starts_with("print_"))
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The seeds of a target, in the order of their names.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let (_, folder) = target.split_once('_').unwrap();
    let entries = fs::read_dir(fuzz().join("seeds").join(folder)).unwrap();
    let paths: BTreeSet<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Numbers that look random and are the same every time (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit
    }
}

/// What means something to one of the readers.
const WORDS: [&str; 44] = [
    "\n",
    "\r",
    "\0",
    "\t",
    " ",
    "  ",
    "\n\n",
    "\r\n",
    "=",
    ":",
    "\"",
    "'",
    "\\",
    "\\\n",
    "%",
    "%%",
    "$",
    "${",
    "}",
    "{",
    ";",
    "#",
    "//",
    "/*",
    "*/",
    "[",
    "]",
    "[a]\n",
    "(",
    ")",
    "@",
    "~",
    "-",
    "+",
    "!",
    "*",
    ",",
    "0",
    "99999999999",
    "\u{85}",
    "\u{3000}",
    "é",
    "endscript",
    "EOF",
];

/// One to four changes: a byte, a word put in, a part left out or doubled.
fn changed(seed: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(data.len() + 1);
        let end = (at + numbers.below(12)).min(data.len());
        match numbers.below(5) {
            0 if at < data.len() => data[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 => drop(data.drain(at..end)),
            2 => {
                let part = data[at..end].to_vec();
                data.splice(at..at, part);
            }
            _ => {
                let word = WORDS[numbers.below(WORDS.len())];
                data.splice(at..at, word.bytes());
            }
        }
    }
    data
}

fn check(name: &str, data: &[u8]) {
    let outcome = catch_unwind(|| bodies::run(name, data));
    let shown = String::from_utf8_lossy(data);
    assert!(outcome.is_ok(), "{name} found something in {shown:?}");
}

/// Printers read bytes as choices, so any bytes are seeds for them.
fn random(numbers: &mut Numbers) -> Vec<u8> {
    let length = numbers.below(400);
    let byte = |_| u8::try_from(numbers.below(256)).unwrap();
    (0..length).map(byte).collect()
}

#[test]
fn parsers_find_nothing_in_changed_seeds() {
    for (name, _) in parsers() {
        let seeds = seeds(name);
        let mut numbers = Numbers(0x5eed);
        seeds.iter().for_each(|seed| check(name, seed));
        for round in 0..ROUNDS {
            check(name, &changed(&seeds[round % seeds.len()], &mut numbers));
        }
    }
}

#[test]
fn printers_find_nothing_in_any_choices() {
    for (name, _) in TARGETS
        .iter()
        .filter(|(name, _)| name.starts_with("print_"))
    {
        let mut numbers = Numbers(0x5eed);
        seeds(name).iter().for_each(|seed| check(name, seed));
        for _ in 0..ROUNDS {
            check(name, &random(&mut numbers));
        }
    }
}

/// A parser that goes over the rest of the text at every step would run out of time here.
#[test]
fn long_inputs_are_read_like_short_ones() {
    for (name, _) in parsers() {
        let words = WORDS.iter().map(|word| word.as_bytes().to_vec());
        for part in words.chain(seeds(name)) {
            let start = Instant::now();
            check(name, &part.repeat(LONG / part.len()));
            let shown = String::from_utf8_lossy(&part);
            assert!(
                start.elapsed() < PATIENCE,
                "{name} needs too long for many {shown:?}"
            );
        }
    }
}

#[test]
fn every_target_has_its_program() {
    let entries = fs::read_dir(fuzz().join("fuzz_targets")).unwrap();
    let name = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let programs: BTreeSet<String> = entries.map(|entry| name(entry.unwrap().path())).collect();
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(programs, targets);
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for name in &targets {
        let text =
            fs::read_to_string(fuzz().join("fuzz_targets").join(format!("{name}.rs"))).unwrap();
        assert!(
            text.contains(&format!("bodies::run(\"{name}\", data)")),
            "{name}"
        );
        assert!(
            manifest.contains(&format!("\nname = \"{name}\"\n")),
            "{name}"
        );
    }
    let folders: BTreeSet<String> = fs::read_dir(fuzz().join("seeds"))
        .unwrap()
        .map(|entry| name(entry.unwrap().path()))
        .collect();
    let formats = targets
        .iter()
        .map(|name| name.split_once('_').unwrap().1.to_owned());
    assert_eq!(folders, formats.collect());
}
