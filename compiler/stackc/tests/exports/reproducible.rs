//! The same sources give the same bytes, whatever else differs.

use crate::common::{stack, stackc};
use crate::exports::world_readable_folder;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is built, with the name of the environment where there are several.
const STACKS: [(&str, &str); 5] = [
    ("otterwiki", ""),
    ("pgaw", ""),
    ("inloop", ""),
    ("permacoop", "#prod"),
    ("dcor", ""),
];

/// Builds and exports everything; digests on standard output. `$1` is the program, `$2` the folder of the sources, `$3`
/// where to write.
const BUILD: &str = r#"
program=$1 sources=$2 to=$3
shift 3
mkdir -p "$to" && cd "$to"
for stack; do
  name=${stack%%#*}
  "$program" build "$sources/$stack" --store store --out-link "$name"
  for format in nar tar oci deb dir confext-dir confext; do
    case $format:$name in confext:inloop | confext:permacoop) continue ;; esac
    "$program" export "$sources/$stack" --format $format --maintainer 'Jane Doe <jane@example.org>' --output "$name.$format"
  done
done
find . -type f ! -path './store/records/*' ! -name .lock -exec sha256sum {} + | LC_ALL=C sort -k 2
find . -type l ! -lname '/*' -printf '%l  %p\n' | LC_ALL=C sort
find . \( -type d -o -type f \) ! -path './store*' ! -name . -printf '%m %p\n' | LC_ALL=C sort
"#;

/// A clock that goes ahead by more than a year.
const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#define AHEAD (400L * 24 * 60 * 60)
int clock_gettime(clockid_t clock, struct timespec *now) {
    int status = syscall(SYS_clock_gettime, clock, now);
    if (status == 0 && clock == CLOCK_REALTIME) now->tv_sec += AHEAD;
    return status;
}
time_t time(time_t *seconds) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (seconds) *seconds = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}
"#;

/// Makes the clock, and says how programs get it.
fn other_clock(folder: &Path) -> String {
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    fs::write(&source, CLOCK).unwrap();
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(&source);
    assert!(cc.status().unwrap().success());
    let preload = format!("LD_PRELOAD={}", library.display());
    let year = |variable: &str| {
        let output = Command::new("env").args([variable, "date", "+%Y"]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    assert_ne!(year(&preload), year("A=1"), "the clock is another");
    preload
}

/// Files below a folder.
fn files(folder: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, into),
            false => {
                into.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
}

/// Copies the sources of all stacks, in the order of their names or the other way round.
fn sources(to: &Path, reversed: bool) {
    let from = stack("");
    let mut all = BTreeMap::new();
    for (name, _) in STACKS {
        files(&from.join(name), &mut all);
    }
    let mut all: Vec<(PathBuf, Vec<u8>)> = all.into_iter().collect();
    if reversed {
        all.reverse();
    }
    for (path, bytes) in all {
        let path = to.join(path.strip_prefix(&from).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn build(surroundings: &[&str], program: &Path, sources: &Path, to: &Path) -> String {
    let mut command = Command::new("env");
    command.args(surroundings).args(["sh", "-euc", BUILD, "sh"]);
    command.arg(program).arg(sources).arg(to);
    command.args(STACKS.map(|(name, environment)| format!("{name}{environment}")));
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    // The store paths have the folder in them; what follows them has not.
    let lines = stdout.lines().filter(|line| !line.starts_with('/'));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn two_machines_give_the_same_bits() {
    let (one, other) = (
        world_readable_folder(),
        tempfile::tempdir_in("/dev/shm").unwrap(),
    );
    let program = PathBuf::from(stackc().get_program());
    sources(&one.path().join("sources"), false);
    let plain = [
        "--ignore-environment",
        "PATH=/usr/bin:/bin",
        "LC_ALL=C",
        "TZ=UTC",
        "sh",
        "-c",
        "umask 022; exec \"$@\"",
        "sh",
    ];
    let expected = build(
        &plain,
        &program,
        &one.path().join("sources"),
        &one.path().join("out"),
    );
    assert!(expected.lines().count() > 300, "{expected}");

    // Another file system, folder, order of files and time of theirs, clock, user, locale, zone, umask, number of threads.
    let elsewhere = other.path().join("a folder/of another name");
    fs::create_dir_all(elsewhere.join("out")).unwrap();
    let clock = other_clock(other.path());
    sources(&elsewhere.join("sources"), true);
    let mut touch = Command::new("find");
    touch
        .arg(&elsewhere)
        .args(["-exec", "touch", "--date=2001-02-03", "{}", "+"]);
    assert!(touch.status().unwrap().success());
    let copy = elsewhere.join("stackc");
    let mut command = vec![
        "--ignore-environment",
        "PATH=/usr/bin:/bin",
        "LC_ALL=tr_TR.UTF-8",
        "LANG=de_DE.UTF-8",
        "TZ=Pacific/Kiritimati",
        "HOME=/nonexistent",
        "USER=somebody",
        &clock,
        "taskset",
        "--cpu-list",
        "0",
    ];
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    if is_root {
        fs::copy(&program, &copy).unwrap();
        let mine = Command::new("chown")
            .args(["-R", "65534:65534"])
            .arg(other.path())
            .status();
        assert!(mine.unwrap().success());
        command.extend([
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
        ]);
    }
    command.extend(["sh", "-c", "umask 077; exec \"$@\"", "sh"]);
    let program = if is_root { &copy } else { &program };
    let found = build(
        &command,
        program,
        &elsewhere.join("sources"),
        &elsewhere.join("out"),
    );
    let differences: Vec<(&str, &str)> = expected
        .lines()
        .zip(found.lines())
        .filter(|(left, right)| left != right)
        .collect();
    assert_eq!(differences, []);
    assert_eq!(expected.lines().count(), found.lines().count());
    let unwritable = Command::new("chmod")
        .args(["-R", "u+w"])
        .args([one.path(), other.path()])
        .status();
    assert!(unwritable.unwrap().success());
}
