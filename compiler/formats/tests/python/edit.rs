//! Single keys of files of others.

use crate::READERS;
use crate::reader::raw;
use crate::text::ANY_TEXT;
use formats::ParseError;
use formats::ini::python::{Document, Reader, Value, remove_key, set_key};
use formats::ini::{Key, SectionName};
use proptest::prelude::*;

fn set(reader: Reader, text: &str, key: &str, value: &str) -> Result<String, ParseError> {
    let (section, key) = key.rsplit_once('/').unwrap();
    let value = Value::text(reader, value).unwrap();
    let (section, key) = (
        SectionName::parse(section).unwrap(),
        Key::parse(key).unwrap(),
    );
    set_key(text, reader, &section, &key, &value)
}

fn remove(reader: Reader, text: &str, key: &str) -> Result<String, ParseError> {
    let (section, key) = key.rsplit_once('/').unwrap();
    let (section, key) = (
        SectionName::parse(section).unwrap(),
        Key::parse(key).unwrap(),
    );
    remove_key(text, reader, &section, &key)
}

#[test]
fn a_key_is_set_and_all_else_stays() {
    let cases = [
        // What is there keeps its spelling.
        ("[s]\nk=1\n", "s/k", "2", "[s]\nk=2\n"),
        ("[s]\n k  :\t1 \nj = 2", "s/k", "x", "[s]\n k  :\tx \nj = 2"),
        ("[s]\nk = 1\n", "s/k", "1", "[s]\nk = 1\n"),
        ("[s]\nk =\n", "s/k", "1", "[s]\nk = 1\n"),
        ("[s]\nk = 1\n", "s/k", "", "[s]\nk = \n"),
        ("[s]\nk = 50%%\n", "s/k", "100%", "[s]\nk = 100%%\n"),
        (
            "[s]\r\nk = 1\r\nj = 2\r\n",
            "s/k",
            "2\n3",
            "[s]\r\nk = 2\r\n    3\r\nj = 2\r\n",
        ),
        // Lines of the old value go, comments between them stay.
        (
            "[s]\nk = 1\n  2\n  # c\n  3\n\nj = 4\n",
            "s/k",
            "x",
            "[s]\nk = x\n  # c\n\nj = 4\n",
        ),
        (
            "[s]\n  k =\n      1\n",
            "s/k",
            "1\n2",
            "[s]\n  k = 1\n      2\n",
        ),
        // Other sections and other cases are others.
        (
            "[r]\nk = 1\n[s]\nk = 1\n",
            "s/k",
            "2",
            "[r]\nk = 1\n[s]\nk = 2\n",
        ),
        // A new key comes behind the last of its section, before blank lines and comments.
        (
            "[s]\nj = 1\n\n# of t\n[t]\n",
            "s/k",
            "2",
            "[s]\nj = 1\nk = 2\n\n# of t\n[t]\n",
        ),
        (
            "[s]\nj = 1\n  2\n\n[t]\n",
            "s/k",
            "x",
            "[s]\nj = 1\n  2\nk = x\n\n[t]\n",
        ),
        ("[s]\n  j = 1", "s/k", "2", "[s]\n  j = 1\n  k = 2\n"),
        ("[s]\n[t]\n", "s/k", "2", "[s]\nk = 2\n[t]\n"),
        ("[s]\nj = 1\n", "s/k", "\n2", "[s]\nj = 1\nk =\n    2\n"),
        // A new section comes to the end.
        ("", "s/k", "1", "[s]\nk = 1\n"),
        ("# c\n", "app:main/k", "1", "# c\n\n[app:main]\nk = 1\n"),
        ("[t]\nj = 1", "s/k", "1", "[t]\nj = 1\n\n[s]\nk = 1\n"),
        (
            "[t]\r\nj = 1\r\n",
            "s/k",
            "1",
            "[t]\r\nj = 1\r\n\r\n[s]\r\nk = 1\r\n",
        ),
    ];
    for (text, key, value, expected) in cases {
        for reader in READERS {
            assert_eq!(
                set(reader, text, key, value).as_deref(),
                Ok(expected),
                "{text:?}"
            );
            assert_eq!(
                set(reader, expected, key, value).as_deref(),
                Ok(expected),
                "again: {text:?}"
            );
        }
    }
    let text = "[s]\nK = 1 ; c\n";
    assert_eq!(
        set(Reader::Supervisor, text, "s/k", "2").unwrap(),
        "[s]\nK = 2 ; c\n"
    );
    assert_eq!(set(Reader::Ckan, text, "s/K", "2").unwrap(), "[s]\nK = 2\n");
}

#[test]
fn a_key_is_removed_and_all_else_stays() {
    let cases = [
        ("[s]\nk = 1\nj = 2\n", "s/k", "[s]\nj = 2\n"),
        (
            "[s]\nj = 2\nk = 1\n  2\n  # c\n  3\n\n[t]\n",
            "s/k",
            "[s]\nj = 2\n  # c\n\n[t]\n",
        ),
        ("[s]\nj = 1\n", "s/k", "[s]\nj = 1\n"),
        ("[t]\nk = 1\n", "s/k", "[t]\nk = 1\n"),
    ];
    for (text, key, expected) in cases {
        for reader in READERS {
            assert_eq!(
                remove(reader, text, key).as_deref(),
                Ok(expected),
                "{text:?}"
            );
        }
    }
}

#[test]
fn what_stands_twice_is_not_edited() {
    let cases = [
        (
            Reader::Supervisor,
            "[s]\nk = 1\nj = 2\nK = 3\n",
            "s/k",
            4,
            "stands twice",
        ),
        (
            Reader::Supervisor,
            "[s]\nk = 1\n[t]\n[s]\nk = 3\n",
            "s/k",
            5,
            "stands twice",
        ),
        (
            Reader::Ckan,
            "[s]\nk = 1\nk = 3\n",
            "s/k",
            3,
            "stands twice",
        ),
        (Reader::Ckan, "[s]\nK = 1\n", "s/k", 2, "stands here as `K`"),
        (Reader::Ckan, "[s]\nj\n", "s/k", 2, "no `key = value`"),
    ];
    for (reader, text, key, line, message) in cases {
        for error in [set(reader, text, key, "x"), remove(reader, text, key)] {
            let error = error.expect_err(text);
            assert!(error.message.contains(message), "{text:?}: {error}");
            assert_eq!(error.line, line, "{text:?}: {error}");
        }
    }
    // Where it does no harm to the key, a second one of another key stays.
    let text = "[s]\nj = 1\nj = 2\nk = 1\n";
    let expected = "[s]\nj = 1\nj = 2\nk = 2\n";
    assert_eq!(set(Reader::Supervisor, text, "s/k", "2").unwrap(), expected);
}

/// The lines of the text that do not belong to the value of the key, ends and all.
fn other_lines<'a>(reader: Reader, text: &'a str, key: &str) -> Vec<&'a str> {
    let document = Document::read(text, reader).unwrap();
    let (section, key) = key.rsplit_once('/').unwrap();
    let options = document.options();
    let is_it = |index: usize| {
        let option = &options[index];
        option.section == section && option.key == key
    };
    let owner = |line: usize| options.iter().rposition(|option| option.line <= line);
    let mut lines = Vec::new();
    let mut rest = text;
    for number in 1.. {
        if rest.is_empty() {
            break;
        }
        let end = rest
            .find(['\n', '\r'])
            .map_or(rest.len(), |at| match &rest[at..] {
                behind if behind.starts_with("\r\n") => at + 2,
                _ => at + 1,
            });
        let (line, behind) = rest.split_at(end);
        let content = line.trim();
        let is_value = owner(number).is_some_and(is_it)
            && !content.is_empty()
            && !content.starts_with(['#', ';', '[']);
        if !is_value {
            lines.push(line);
        }
        rest = behind;
    }
    lines
}

fn is_subsequence(lines: &[&str], text: &str) -> bool {
    let mut rest = text;
    lines.iter().all(
        |line| match rest.find(line.trim_end_matches(['\n', '\r'])) {
            Some(at) => {
                rest = &rest[at + line.trim_end_matches(['\n', '\r']).len()..];
                true
            }
            None => false,
        },
    )
}

proptest! {
    #[test]
    fn an_edit_changes_one_option_and_no_other_line(
        text in ANY_TEXT,
        key in "(a|app:main|new)/[kj]",
        value in "[xy%=]{0,4}(\n[xy]{1,3})?",
    ) {
        for reader in READERS {
            let Some(before) = raw(reader, &text) else { continue };
            let Ok(edited) = set(reader, &text, &key, &value) else { continue };
            let (section, name) = key.rsplit_once('/').unwrap();
            let is_it = |option: &&(String, String, String)| option.0 == section && option.1 == name;
            let after = raw(reader, &edited).unwrap();
            let written = value.replace('%', "%%");
            let set_to: Vec<_> = after.iter().filter(is_it).map(|option| &option.2).collect();
            prop_assert_eq!(set_to, [&written]);
            let others = |options: &[_]| options.iter().filter(|option| !is_it(option)).cloned().collect::<Vec<_>>();
            prop_assert_eq!(others(&after), others(&before));
            prop_assert!(is_subsequence(&other_lines(reader, &text, &key), &edited), "{:?} {:?}", text, edited);
            prop_assert_eq!(set(reader, &edited, &key, &value), Ok(edited.clone()));
            // What was not there is gone again; what was there is not.
            let removed = remove(reader, &edited, &key).unwrap();
            prop_assert_eq!(raw(reader, &removed), Some(others(&before)));
            prop_assert!(is_subsequence(&other_lines(reader, &text, &key), &removed), "{:?} {:?}", text, removed);
        }
    }

    #[test]
    fn editing_never_panics(text: String, key in "[a-z]{1,3}/[a-zA-Z]{1,3}", value in "\\PC{0,4}") {
        for reader in READERS {
            let (section, name) = key.rsplit_once('/').unwrap();
            let (section, name) = (SectionName::parse(section).unwrap(), Key::parse(name).unwrap());
            if let Ok(value) = Value::text(reader, &value) {
                drop(set_key(&text, reader, &section, &name, &value));
            }
            drop(remove_key(&text, reader, &section, &name));
        }
    }
}
