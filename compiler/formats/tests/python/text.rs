//! Files of ours, and reading any file.

use crate::READERS;
use crate::hostile::hostile_strings;
use crate::reader::{expanded, raw};
use formats::Cause;
use formats::ini::python::{self, Document, Entry, File, Item, Piece, Reader, Section, Value};
use formats::ini::{Key, SectionName};
use formats::unit::Comment;
use proptest::prelude::*;
use source::{Origin, ValuePath};

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

fn section(text: &str) -> SectionName {
    SectionName::parse(text).unwrap()
}

fn file(values: impl IntoIterator<Item = Value>) -> File {
    let mut file = File::new(Comment::new("head").unwrap(), []);
    for (index, value) in values.into_iter().enumerate() {
        let entry = Entry::new(key(&format!("k{index}")), value);
        file.section(section("app:main")).add(entry);
    }
    file
}

fn must_carry(reader: Reader, text: &str) -> bool {
    let is_space = |c: char| c.is_whitespace();
    let begins_comment = |(index, line): (usize, &str)| {
        let may = index > 0 || reader == Reader::Supervisor;
        let characters: Vec<char> = line.chars().collect();
        let inside = characters
            .windows(2)
            .any(|pair| is_space(pair[0]) && "#;".contains(pair[1]));
        (may && line.starts_with(['#', ';'])) || (reader == Reader::Supervisor && inside)
    };
    let is_control = |c: char| c.is_ascii_control() && c != '\n';
    !text.contains(is_control)
        && text.split('\n').all(|line| line.trim() == line)
        && text.split('\n').skip(1).all(|line| !line.is_empty())
        && !text.split('\n').enumerate().any(begins_comment)
}

#[test]
fn hostile_strings_arrive_or_are_refused() {
    for (reader, expected) in [(Reader::Ckan, 96), (Reader::Supervisor, 89)] {
        let mut carried = 0;
        for hostile in hostile_strings() {
            let Some(text) = &hostile.text else { continue };
            match Value::text(reader, text) {
                Ok(value) => {
                    assert!(must_carry(reader, text), "{reader:?}: {}", hostile.id);
                    let after = Value::text(reader, "after").unwrap();
                    let file = file([value, after]);
                    let printed = python::print(&file).text;
                    let read = raw(reader, &printed).unwrap();
                    let read: Vec<_> = read
                        .iter()
                        .map(|option| expanded(&option.2).unwrap())
                        .collect();
                    assert_eq!(read, [text.as_str(), "after"]);
                    assert_eq!(python::parse(&printed, reader), Ok(file));
                    carried += 1;
                }
                Err(refused) => {
                    assert!(
                        !must_carry(reader, text),
                        "{reader:?}: {}: {refused}",
                        hostile.id
                    );
                }
            }
        }
        assert_eq!(carried, expected);
    }
}

#[test]
fn placeholders_are_not_text() {
    let here = [
        Piece::text("100%/"),
        Piece::placeholder("here"),
        Piece::text("/x"),
    ];
    let value = Value::with_placeholders(Reader::Ckan, &here).unwrap();
    assert_eq!(value.written(), "100%%/%(here)s/x");
    assert_eq!(value.as_text(), None);
    let number = Piece::Placeholder {
        name: "process_num".to_owned(),
        conversion: "02d".to_owned(),
    };
    let pieces = [Piece::text("w"), number];
    assert!(Value::with_placeholders(Reader::Ckan, &pieces).is_err());
    let value = Value::with_placeholders(Reader::Supervisor, &pieces).unwrap();
    assert_eq!(value.written(), "w%(process_num)02d");
    for reader in READERS {
        assert_eq!(
            Value::text(reader, "%(here)s").unwrap().written(),
            "%%(here)s"
        );
        for name in ["", "a)b", "a b", "a\n", "%"] {
            let piece = [Piece::placeholder(name)];
            assert!(
                Value::with_placeholders(reader, &piece).is_err(),
                "{name:?}"
            );
        }
    }
}

#[test]
fn keys_keep_their_case_for_ckan_only() {
    let text = "[app:main]\nSECRET_KEY = x\n";
    let value = |reader, key| {
        let document = Document::read(text, reader).unwrap();
        document.value("app:main", key).map(str::to_owned)
    };
    assert_eq!(value(Reader::Ckan, "SECRET_KEY").as_deref(), Some("x"));
    assert_eq!(value(Reader::Ckan, "secret_key"), None);
    assert_eq!(
        value(Reader::Supervisor, "Secret_Key").as_deref(),
        Some("x")
    );
    assert_eq!(
        Document::read(text, Reader::Supervisor).unwrap().options()[0].key,
        "secret_key"
    );
}

#[test]
fn loose_spelling_is_read() {
    let text = "\
; c
#d
[DEFAULT]
debug = false\r\n\t
[app:main] 
  use: egg:ckan
  plugins =
      stats
      # between
      text_view
ckan.Title=100%%  ;; %(debug)s
empty :
";
    let expected = "\
# c
# d

[DEFAULT]
debug = false

[app:main]
use = egg:ckan
plugins =
    stats
    text_view
# between
ckan.Title = 100%%  ;; %(debug)s
empty =
";
    let file = python::parse(text, Reader::Ckan).unwrap();
    assert_eq!(python::print(&file).text, expected);
    let entries: Vec<&Entry> = file.sections[1].entries().collect();
    assert_eq!(entries[1].value.as_text(), Some("\nstats\ntext_view"));
    let file = python::parse(text, Reader::Supervisor).unwrap();
    let entries: Vec<&Entry> = file.sections[1].entries().collect();
    assert_eq!(entries[2].value.as_text(), Some("100%"));
}

#[test]
fn what_cannot_be_held_is_named_with_its_line() {
    let cases = [
        ("a = b\n", 1, "before the first section"),
        ("[a\n", 1, "without `]`"),
        ("[a] b\n", 1, "a lone `]`"),
        ("[]\n", 1, "a lone `]`"),
        ("[a]\n\nb\n", 3, "no `key = value`"),
        ("[a]\n= b\n", 2, "no key"),
        ("[a]\nb = 1\nB = 2\n", 3, "stands twice"),
        ("[a]\n[b]\n[a]\n", 3, "stands twice"),
        ("[a]\nb = 100%\n", 2, "not doubled"),
        ("[a]\nb = %(c)d\n", 2, "cannot convert"),
        ("[a b]\n", 1, "a section name"),
        ("[a]\nb c = d\n", 2, "a key"),
        ("[a]\nb = c\n\n  d\n", 2, "an empty line"),
        ("[a]\n# \0\n", 2, "NUL"),
    ];
    for (text, line, message) in cases {
        let error = python::parse(text, Reader::Ckan).expect_err(text);
        assert!(error.message.contains(message), "{text:?}: {error}");
        assert_eq!(error.line, line, "{text:?}: {error}");
    }
    assert!(Document::read("[a]\nb = 1\nb = 2\n[a]\n", Reader::Supervisor).is_ok());
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("settings"), None);
    let mut file = file([]);
    for name in ["a", "b"] {
        let value = Value::text(Reader::Ckan, "x\ny").unwrap();
        let entry = Entry::new(key(name), value).because(Cause::from(&origin));
        file.section(section("s")).add(entry);
    }
    assert_eq!(
        python::print(&file).causes,
        [(4, origin.clone()), (6, origin)]
    );
    assert!(matches!(
        file.sections[0].items[..],
        [Item::Entry(_), Item::Entry(_)]
    ));
}

/// Texts in which lines of all kinds meet.
pub(crate) const ANY_TEXT: &str = "(\\[a\\]\n|\\[app:main\\]\r\n|k = |K=|j:|x|%%|%\\(k\\)s|%|[ \t]{1,3}|\n|\r|\n  | ?[#;]|\u{85}|\\PC){0,14}";

proptest! {
    #[test]
    fn what_is_printed_is_parsed_back(
        supervisor: bool,
        texts in prop::collection::vec("[^\\x00-\\x09\\x0b-\\x1f\\x7f]{0,8}|[a%\n(#;=\\[\\] ]{0,8}", 0..5),
        placed: bool,
    ) {
        let reader = READERS[usize::from(supervisor)];
        let mut sections: Vec<Section> = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            let name = Piece::placeholder("here");
            let pieces = [Piece::text(text.as_str()), name];
            let pieces = if placed { &pieces[..] } else { &pieces[..1] };
            let Ok(value) = Value::with_placeholders(reader, pieces) else { continue };
            let name = section(&format!("program:{index}"));
            sections.push(Section::new(name, [Entry::new(key("k"), value)]));
        }
        let file = File::new(Comment::new("head").unwrap(), sections);
        prop_assert_eq!(python::parse(&python::print(&file).text, reader), Ok(file));
    }

    #[test]
    fn any_value_is_read_back_by_the_other_reader(text in "[ab%()s\n#; =:\\[\\]\u{85}\u{3000}]{0,12}") {
        for reader in READERS {
            prop_assert_eq!(Value::text(reader, &text).is_ok(), must_carry(reader, &text));
            let Ok(value) = Value::text(reader, &text) else { continue };
            let read = raw(reader, &python::print(&file([value])).text).unwrap();
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(expanded(&read[0].2), Some(text.clone()));
        }
    }

    #[test]
    fn any_text_is_read_as_python_reads_it(text in ANY_TEXT) {
        for reader in READERS {
            let Ok(document) = Document::read(&text, reader) else { continue };
            let options = document.options().iter();
            let options: Vec<_> = options
                .map(|option| (option.section.to_owned(), option.key.clone(), option.value.clone()))
                .collect();
            prop_assert_eq!(Some(options), raw(reader, &text));
            if let Ok(file) = python::parse(&text, reader) {
                prop_assert_eq!(python::parse(&python::print(&file).text, reader), Ok(file));
            }
        }
    }
}
