//! Nothing is compiled twice, and nobody can tell.

use crate::common::{Said, copy_folder, stack, stackc};
use crate::project::{BAD, Folder, GOOD, SEVERAL, WARNED, project};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with a cache of its own.
struct Cached {
    folder: Folder,
}

impl Cached {
    fn of(text: &str) -> Self {
        Self {
            folder: project(text),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = stackc();
        command.current_dir(self.path()).args(arguments);
        command.env("XDG_CACHE_HOME", self.path().join("cache"));
        command.output().unwrap().into()
    }

    /// The answers that are kept.
    fn answers(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.path().join("cache/stackc")) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.file_name().unwrap().len() == 64)
            .collect()
    }

    /// Makes the kept answers unusable, so that whoever would use them has to compile.
    fn damage(&self) {
        for answer in self.answers() {
            fs::write(answer, "damaged").unwrap();
        }
    }
}

const BUILD: [&str; 4] = ["build", "--store", "store", "--json"];

#[test]
fn what_is_known_is_said_in_the_same_words() {
    for text in [GOOD, WARNED, SEVERAL, BAD] {
        let cached = Cached::of(text);
        let forms: [&[&str]; 8] = [
            &["check"],
            &["check", "--json"],
            &["check", "--findings", "short"],
            &["check", "--findings", "json"],
            &["check", "--findings", "sarif"],
            &["check", "--color", "always", "--show-accepted"],
            &["check", "--deny-warnings"],
            &BUILD,
        ];
        for arguments in forms {
            let anew = cached.run(&[arguments, &["--no-cache"]].concat());
            for _ in 0..2 {
                let said = cached.run(arguments);
                assert_eq!(said.code, anew.code, "{arguments:?} {text}");
                assert_eq!(said.stdout, anew.stdout, "{arguments:?} {text}");
                assert_eq!(said.stderr, anew.stderr, "{arguments:?} {text}");
            }
        }
        // What is broken is compiled every time.
        assert_eq!(cached.answers().len(), usize::from(text != BAD), "{text}");
    }
}

#[test]
fn an_answer_is_used_until_it_is_damaged() {
    let cached = Cached::of(GOOD);
    assert_eq!(cached.run(&["check"]).code, Some(0));
    let answers = cached.answers();
    let [known] = answers.as_slice() else {
        panic!("{answers:?}");
    };
    let written = fs::metadata(known).unwrap().modified().unwrap();
    assert_eq!(cached.run(&["check"]).code, Some(0));
    assert_eq!(fs::metadata(known).unwrap().modified().unwrap(), written);
    cached.damage();
    assert_eq!(cached.run(&["check"]).code, Some(0));
    assert_ne!(fs::metadata(known).unwrap().modified().unwrap(), written);
    assert_ne!(fs::read(known).unwrap(), b"damaged");
}

#[test]
fn every_text_that_was_read_counts() {
    let cached = Cached::of("{}");
    copy_folder(&stack("otterwiki"), cached.path());
    fs::create_dir(cached.path().join("policies")).unwrap();
    let policy = "let { Policies, .. } = import \"stackc/main.ncl\" in { } | Policies";
    fs::write(cached.path().join("policies/house.ncl"), policy).unwrap();
    let check = || cached.run(&["check", "--policy", "policies/house.ncl", "--json"]);
    let good = check();
    assert_eq!(good.code, Some(0), "{good:?}");
    for file in ["stack.ncl", "params.ncl", "env.ncl", "policies/house.ncl"] {
        let path = cached.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text} &")).unwrap();
        assert_eq!(check().code, Some(1), "{file}");
        fs::remove_file(&path).unwrap();
        assert_ne!(check().code, Some(0), "{file}");
        fs::write(&path, text).unwrap();
        assert_eq!(check().stdout, good.stdout, "{file}");
    }
}

#[test]
fn a_known_build_is_still_there_or_made_again() {
    let cached = Cached::of(GOOD);
    let first = cached.run(&BUILD);
    assert_eq!(first.code, Some(0), "{first:?}");
    let object = fs::read_link(cached.path().join("result")).unwrap();
    // Another store has no objects yet.
    let other = cached.run(&["build", "--store", "other", "--no-out-link"]);
    assert_eq!(other.code, Some(0), "{other:?}");
    assert!(
        cached
            .path()
            .join("other")
            .join(object.file_name().unwrap())
            .exists()
    );
    // A missing record is written again.
    let name = object.file_name().unwrap().to_str().unwrap();
    let record = cached.path().join(format!("store/records/{name}.json"));
    let text = fs::read(&record).unwrap();
    fs::remove_file(&record).unwrap();
    assert_eq!(cached.run(&BUILD).stdout, first.stdout);
    assert_eq!(fs::read(&record).unwrap(), text);
    // A link that is gone is made again, without a compilation.
    fs::remove_file(cached.path().join("result")).unwrap();
    assert_eq!(cached.run(&BUILD).stdout, first.stdout);
    assert_eq!(fs::read_link(cached.path().join("result")).unwrap(), object);
}

#[test]
fn a_cache_that_cannot_be_written_is_none() {
    let cached = Cached::of(WARNED);
    let anew = cached.run(&["check", "--no-cache"]);
    assert!(!cached.path().join("cache").exists());
    fs::write(cached.path().join("cache"), "in the way").unwrap();
    for _ in 0..2 {
        let said = cached.run(&["check"]);
        assert_eq!((said.code, said.stderr), (anew.code, anew.stderr.clone()));
    }
}
