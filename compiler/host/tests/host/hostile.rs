//! Hosts that do what they can against whoever looks at them.

use crate::common::{file, generation, path};
use crate::observing::{observe_etc, scratch};
use host::{State, compare};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{process, thread};
use store::{Generation, write_folder};

fn sample() -> Generation {
    generation([file("etc/a", "text\n", &[])], &[], BTreeMap::new())
}

#[test]
fn a_file_of_a_terabyte_is_not_read() {
    let folder = scratch();
    write_folder(sample().tree(), folder.path()).unwrap();
    let file = File::create(folder.path().join("etc/a")).unwrap();
    file.set_len(1 << 40).unwrap();
    let started = Instant::now();
    let host = observe_etc(&folder.path().join("etc"), &sample()).unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
    let State::File(state) = &host.states[&path("etc/a")] else {
        panic!("no file");
    };
    assert_eq!((state.size, state.digest), (1 << 40, None));
    let wanted = sample();
    let plan = compare(&wanted, &host);
    assert!(!plan.is_same());
    assert!(host::render::status(&plan).contains("drifted: changed on the host"));
}

#[test]
fn many_files_that_differ_do_not_fill_the_memory() {
    let count = 90;
    let names: Vec<String> = (0..count)
        .map(|number| format!("etc/f/{number:03}"))
        .collect();
    let artifacts = names.iter().map(|name| file(name, "text\n", &[]));
    let generation = generation(artifacts, &[], BTreeMap::new());
    let folder = scratch();
    fs::create_dir_all(folder.path().join("etc/f")).unwrap();
    let long = vec![b'x'; 1 << 20];
    for name in &names {
        fs::write(folder.path().join(name), &long).unwrap();
    }
    let host = observe_etc(&folder.path().join("etc"), &generation).unwrap();
    let kept = host.states.values().filter_map(|state| match state {
        State::File(file) => file.bytes.as_ref(),
        _ => None,
    });
    assert_eq!(kept.count(), 64, "64 MiB");
    // What is shown of the others is what is known of them.
    assert!(host::render::status(&compare(&generation, &host)).contains("etc/f/089  update"));
}

#[test]
fn a_file_that_changes_all_the_time_is_unreadable_and_no_mixture() {
    let folder = scratch();
    let etc = folder.path().join("etc");
    fs::create_dir(&etc).unwrap();
    let done = AtomicBool::new(false);
    let mut seen = Vec::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = File::create(etc.join("a")).unwrap();
            let mut letter = b'a';
            while !done.load(Ordering::Relaxed) {
                file.seek(SeekFrom::Start(0)).unwrap();
                file.write_all(&vec![letter; 1 << 20]).unwrap();
                letter = if letter == b'z' { b'a' } else { letter + 1 };
            }
        });
        for _ in 0..20 {
            let host = observe_etc(&etc, &sample()).unwrap();
            seen.push(host.states[&path("etc/a")].clone());
        }
        done.store(true, Ordering::Relaxed);
    });
    for state in seen {
        match state {
            State::Unreadable { cause } => assert_eq!(cause, "it changes while it is read"),
            State::File(file) => {
                let bytes = file.bytes.unwrap_or_default();
                assert_eq!(bytes.len() as u64, file.size);
            }
            State::Absent => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn files_that_come_and_go_are_there_or_not() {
    let folder = scratch();
    let etc = folder.path().join("etc");
    fs::create_dir(&etc).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                fs::write(etc.join("b"), "text\n").unwrap();
                fs::rename(etc.join("b"), etc.join("a")).unwrap();
                fs::remove_file(etc.join("a")).unwrap();
                fs::create_dir(etc.join("a")).unwrap();
                fs::remove_dir(etc.join("a")).unwrap();
            }
        });
        for _ in 0..2000 {
            let host = observe_etc(&etc, &sample()).unwrap();
            let state = &host.states[&path("etc/a")];
            let is_possible = match state {
                State::Absent | State::Directory => true,
                State::File(file) => file.bytes.is_none(),
                State::Unreadable { cause } => {
                    cause.contains("No such file") || cause.contains("changes while")
                }
                _ => false,
            };
            assert!(is_possible, "{state:?}");
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_device_is_named_and_not_opened() {
    let folder = scratch();
    write_folder(sample().tree(), folder.path()).unwrap();
    let at = folder.path().join("etc/a");
    fs::remove_file(&at).unwrap();
    let made = process::Command::new("mknod")
        .arg(&at)
        .args(["c", "1", "5"])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        assert!(!rustix::process::geteuid().is_root(), "root makes devices");
        return;
    }
    let host = observe_etc(&folder.path().join("etc"), &sample()).unwrap();
    assert_eq!(host.states[&path("etc/a")].noun(), "a device");
}

#[test]
fn a_manifest_may_be_longer_than_what_is_shown() {
    let names: Vec<String> = (0..2500)
        .map(|number| format!("etc/{}/{number:04}", "f".repeat(250)))
        .collect();
    let artifacts = names.iter().map(|name| file(name, "text\n", &[]));
    let generation = generation(artifacts, &[], BTreeMap::new());
    assert!(generation.manifest().to_json().len() > 1 << 20);
    let folder = scratch();
    write_folder(generation.tree(), folder.path()).unwrap();
    let etc = folder.path().join("etc");
    let host = observe_etc(&etc, &generation).unwrap();
    assert!(compare(&generation, &host).is_same());
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_dir_all("etc", &etc).unwrap();
    let bytes = builder.into_inner().unwrap();
    let archive = host::Archive::read(bytes.as_slice()).unwrap();
    assert_eq!(host::Host::observe(&archive, &generation).unwrap(), host);
}
