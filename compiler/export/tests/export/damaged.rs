//! Archives that nobody should trust.

use crate::samples::{FORMATS, sample, written};
use export::{Format, ReadError, examine, read};
use tar::{Builder, EntryType, Header};

/// An archive with one entry of any kind and path; the library would refuse to write some.
fn tar_with(path: &[u8], kind: EntryType, link: &[u8]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    let name = &mut header.as_gnu_mut().unwrap().name;
    name[..path.len()].copy_from_slice(path);
    let linkname = &mut header.as_gnu_mut().unwrap().linkname;
    linkname[..link.len()].copy_from_slice(link);
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(0);
    header.set_cksum();
    builder.append(&header, std::io::empty()).unwrap();
    builder.into_inner().unwrap()
}

#[test]
fn archives_whose_paths_lead_elsewhere_are_refused() {
    let cases: [(&[u8], EntryType, &[u8], &str); 10] = [
        (
            b"../etc/passwd",
            EntryType::Regular,
            b"",
            "does not begin with `etc/`",
        ),
        (
            b"etc/../../root/x",
            EntryType::Regular,
            b"",
            "component `.` or `..`",
        ),
        (b"/etc/passwd", EntryType::Regular, b"", "is absolute"),
        (
            b"usr/bin/sh",
            EntryType::Regular,
            b"",
            "does not begin with `etc/`",
        ),
        (
            b"etc/..",
            EntryType::Directory,
            b"",
            "component `.` or `..`",
        ),
        (
            b"..",
            EntryType::Directory,
            b"",
            "does not begin with `etc/`",
        ),
        (b"etc/a\nb", EntryType::Regular, b"", "control character"),
        (b"etc/a", EntryType::Link, b"etc/shadow", "neither a file"),
        (b"etc/a", EntryType::Char, b"", "neither a file"),
        (b"etc/a", EntryType::Symlink, b"", "symlink target"),
    ];
    for (path, kind, link, reason) in cases {
        let error = read(&tar_with(path, kind, link)).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn a_path_that_comes_twice_is_refused() {
    let one = tar_with(b"etc/a", EntryType::Regular, b"");
    let twice = [&one[..512], &one].concat();
    assert!(matches!(read(&twice), Err(ReadError::Twice { .. })));
}

#[test]
fn what_is_no_export_is_not_taken_for_one() {
    for bytes in [&b""[..], b"x", b"etc", b"\x1f\x8b\x08", &[0; 4096]] {
        assert!(matches!(read(bytes), Err(ReadError::Unknown)), "{bytes:?}");
    }
}

#[test]
fn what_is_cut_off_is_noticed() {
    for format in FORMATS {
        let bytes = written(&sample(), format);
        let step = (bytes.len() / 97).max(1);
        for length in (0..bytes.len()).step_by(step) {
            if is_whole(&bytes[..length]) {
                // Only what follows the last file is missing: the end of an archive, padding.
                let missing = bytes.len() - length;
                let padding = [Format::Tar, Format::Oci, Format::Confext].contains(&format);
                assert!(padding && missing <= 10_240, "{format:?}: {missing}");
            }
        }
    }
}

#[test]
fn a_changed_byte_is_noticed_or_says_nothing() {
    for format in FORMATS {
        let bytes = written(&sample(), format);
        let step = (bytes.len() / 401).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x21;
            // It may be a time, a number beside a name or padding; the files are what the manifest says.
            if is_whole(&changed) {
                let contents = read(&changed).unwrap();
                assert_eq!(contents.generation().unwrap(), sample(), "{format:?} {at}");
            }
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    read(bytes).is_ok_and(|contents| examine(&contents, None).problems.is_empty())
}

#[test]
fn a_bomb_is_not_unpacked() {
    let huge = vec![0; 300 << 20];
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &huge).unwrap();
    let bomb = encoder.finish().unwrap();
    let mut bytes = b"!<arch>\n".to_vec();
    let members: [(&str, &[u8]); 3] = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", b""),
        ("data.tar.gz", &bomb),
    ];
    for (name, member) in members {
        let size = member.len();
        bytes.extend(format!("{name:<16}{0:<12}{0:<6}{0:<6}{0:<8}{size:<10}`\n", 0).bytes());
        bytes.extend(member);
        bytes.extend(vec![b'\n'; size % 2]);
    }
    assert!(matches!(read(&bytes), Err(ReadError::TooLarge)));
}
