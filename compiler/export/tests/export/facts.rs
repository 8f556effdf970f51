//! What the bytes depend on, and what cannot be written.

use crate::samples::{FORMATS, facts, file, generation, sample, written};
use export::{Facts, Format, WriteError, confext_tree, write};
use std::io::{self, Write};
use tree::Owner;

#[test]
fn the_bytes_depend_on_tree_and_facts_alone() {
    for format in FORMATS {
        let bytes = written(&sample(), format);
        assert_eq!(bytes, written(&sample(), format), "{format:?}");
        let mut later = Vec::new();
        let facts = Facts {
            time: facts().time + 1,
            ..facts()
        };
        write(&mut later, &sample(), format, &facts).unwrap();
        // A NAR has no times.
        assert_eq!(bytes == later, format == Format::Nar, "{format:?}");
    }
}

/// Takes some bytes and then none: a disk that becomes full.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        match taken {
            0 => Err(io::ErrorKind::StorageFull.into()),
            taken => Ok(taken),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_receiver_that_refuses_is_an_error_wherever_it_does() {
    for format in FORMATS {
        let length = written(&sample(), format).len();
        for room in (0..length).step_by(length / 37) {
            let error = write(&mut Full(room), &sample(), format, &facts()).unwrap_err();
            assert!(matches!(error, WriteError::Io(_)), "{format:?}: {error}");
        }
        write(&mut Full(length), &sample(), format, &facts()).unwrap();
    }
}

#[test]
fn what_a_format_cannot_carry_is_refused() {
    let unknown = Owner::parse("root", "somebody").unwrap();
    let unknown = generation([file("etc/a", "").owned_by(unknown)]);
    let error = |generation: &store::Generation, format, facts: Facts| {
        write(&mut io::sink(), generation, format, &facts)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error(&unknown, Format::Confext, facts()),
        "`etc/a` belongs to the group `somebody`, whose number is not known, and this format keeps no names"
    );
    let anonymous = Facts {
        maintainer: None,
        ..facts()
    };
    assert_eq!(
        error(&sample(), Format::Deb, anonymous),
        "a Debian package needs a maintainer"
    );
    for version in ["", "v1", "1 2", "1\n", "1:2", "1_2", "1-"] {
        let facts = Facts {
            version: Some(version.to_owned()),
            ..facts()
        };
        let text = format!("`{}` is no version of a package", version.escape_debug());
        assert_eq!(error(&sample(), Format::Deb, facts), text);
    }
    let taken = "etc/extension-release.d/extension-release.wiki";
    let taken = generation([file(taken, "ID=other\n")]);
    assert_eq!(
        error(&taken, Format::Confext, facts()),
        "the tree holds `etc/extension-release.d/extension-release.wiki`, which this format needs for itself"
    );
    let below = generation([file("etc/extension-release.d/extension-release.wiki/x", "")]);
    assert!(confext_tree(&below).is_err());
    let above = generation([file("etc/extension-release.d", "")]);
    assert!(confext_tree(&above).is_err());
}

#[test]
fn a_confext_is_for_the_release_of_its_stack() {
    let tree = confext_tree(&sample()).unwrap();
    let path = crate::samples::path("etc/extension-release.d/extension-release.wiki");
    let release = tree.get(&path).unwrap().bytes().unwrap();
    assert_eq!(
        String::from_utf8_lossy(release),
        "ID=debian\nVERSION_ID=13\n"
    );
}
