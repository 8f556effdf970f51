//! ini files of uwsgi and Python.

use super::input::Input;
use super::lines::{begin, comes_back, is_clean, stays, text};
use formats::ini::python::{self, Document, Reader};
use formats::ini::{self, Dialect, Key, SectionName, supervisor};
use formats::{ParseError, unit};

const READERS: [Reader; 2] = [Reader::Ckan, Reader::Supervisor];

pub(crate) fn parse_uwsgi(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let parse = |text: &str| ini::File::parse(Dialect::Uwsgi, text);
    stays(text, parse, |file| file.print().text);
}

pub(crate) fn parse_python(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for reader in READERS {
        let parse = |text: &str| python::parse(text, reader);
        stays(text, parse, |file| python::print(file).text);
        if let Ok(document) = Document::read(text, reader) {
            for option in document.options() {
                assert!(document.value(option.section, &option.key).is_some());
                assert!(document.has_section(option.section));
            }
        }
    }
}

pub(crate) fn parse_supervisor(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Some(words) = supervisor::read_command(text)
        && let Ok(value) = supervisor::command(words.iter().map(String::as_str))
    {
        let written = value.as_text().expect("there is no placeholder");
        assert_eq!(supervisor::read_command(written), Some(words));
    }
    if let Some(pairs) = supervisor::read_environment(text)
        && let Ok(value) = supervisor::environment(borrowed(&pairs))
    {
        let written = value.as_text().expect("there is no placeholder");
        assert_eq!(supervisor::read_environment(written), Some(pairs));
    }
}

fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

fn key(input: &mut Input<'_>) -> Result<Key, formats::Refused> {
    match input.up_to(3) {
        0 => Key::parse(&input.text()),
        _ => Key::parse(&input.word("akKz0_.-")),
    }
}

fn section_name(input: &mut Input<'_>) -> Result<SectionName, formats::Refused> {
    match input.up_to(3) {
        0 => SectionName::parse(&input.text()),
        _ => SectionName::parse(&input.word("ab:_.")),
    }
}

pub(crate) fn print_uwsgi(data: &[u8]) {
    let mut input = Input::new(data);
    let mut beginnings = Vec::new();
    let sections = input.some(3, |input| {
        let name = section_name(input)?;
        beginnings.push(format!("[{}]", name.as_str()));
        let entries = input.some(3, |input| {
            let text = input.text();
            let letter = input.pick(&['n', 'd', '%', '(']);
            let value = match input.up_to(3) {
                0 => {
                    let pieces = [
                        ini::Piece::text(&text),
                        ini::Piece::Magic(letter),
                        ini::Piece::text(&text),
                    ];
                    ini::Value::with_magic(&pieces)?
                }
                _ => ini::Value::text(Dialect::Uwsgi, &text)?,
            };
            Ok::<_, formats::Refused>(ini::Entry::new(key(input)?, value))
        });
        beginnings.extend(
            entries
                .iter()
                .map(|entry| format!("{} =", entry.key.as_str())),
        );
        Ok::<_, formats::Refused>(ini::Section::new(name, entries))
    });
    let header = input.some(2, |input| ini::Comment::new(&input.text()));
    let file = ini::File {
        header,
        ..ini::File::new(Dialect::Uwsgi, sections)
    };
    let parse = |text: &str| ini::File::parse(Dialect::Uwsgi, text);
    let printed = comes_back(&file, parse, |file| file.print().text);
    begin(&printed, &beginnings, &["#", ";"]);
    is_clean(&printed);
}

fn value(input: &mut Input<'_>, reader: Reader) -> Result<python::Value, formats::Refused> {
    match input.up_to(4) {
        0 => python::Value::with_placeholders(
            reader,
            &[
                python::Piece::text(input.text()),
                python::Piece::placeholder(input.text()),
                python::Piece::text(input.text()),
            ],
        ),
        1 => {
            let words = input.many(3, Input::text);
            let value = supervisor::command(words.iter().map(String::as_str))?;
            let written = value.as_text().expect("there is no placeholder");
            assert_eq!(supervisor::read_command(written), Some(words));
            Ok(value)
        }
        2 => {
            let pairs = input.many(3, |input| (input.word("AZ_"), input.text()));
            let value = supervisor::environment(borrowed(&pairs))?;
            let written = value.as_text().expect("there is no placeholder");
            assert_eq!(supervisor::read_environment(written), Some(pairs));
            Ok(value)
        }
        _ => python::Value::text(reader, &input.text()),
    }
}

pub(crate) fn print_python(data: &[u8]) {
    let mut input = Input::new(data);
    let reader = input.pick(&READERS);
    let text = input.text();
    let head = unit::Comment::new(&text).unwrap_or_else(|_| unit::Comment::escaped(&text));
    let mut file = python::File::new(head, []);
    let mut beginnings = Vec::new();
    for index in 0..input.up_to(3) {
        let Ok(name) = SectionName::parse(&format!("{}{index}", input.word("ab:_."))) else {
            continue;
        };
        beginnings.push(format!("[{}]", name.as_str()));
        let entries = input.many(3, |input| (key(input), value(input, reader)));
        let section = file.section(name);
        for (index, (key, value)) in entries.into_iter().enumerate() {
            let (Ok(key), Ok(value)) = (key, value) else {
                continue;
            };
            let key = Key::parse(&format!("{}{index}", key.as_str())).expect("a key and a digit");
            beginnings.push(format!("{} =", key.as_str()));
            section.add(python::Entry::new(key, value));
        }
    }
    let parse = |text: &str| python::parse(text, reader);
    let print = |file: &python::File| python::print(file).text;
    let printed = comes_back(&file, parse, print);
    let outside: String = printed
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("    "))
        .collect();
    begin(&outside, &beginnings, &["#", ";"]);
    is_clean(&printed);
}

/// The first line is a key, the second its value, the others a file; others keep their values.
pub(crate) fn edit_python(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut parts = text.splitn(3, '\n');
    let (Some(key), Some(value), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    let Ok(key) = Key::parse(key) else { return };
    let section = SectionName::parse("app:main").expect("a name");
    for reader in READERS {
        let Ok(value) = python::Value::text(reader, &value.replace('\t', "\n")) else {
            continue;
        };
        let Ok(edited) = python::set_key(text, reader, &section, &key, &value) else {
            continue;
        };
        let document = Document::read(&edited, reader).expect("what was edited is read");
        let written = value.written();
        assert_eq!(
            document.value("app:main", key.as_str()),
            Some(written.as_str())
        );
        let before = others(text, reader, &key);
        assert_eq!(others(&edited, reader, &key), before);
        let again = python::set_key(&edited, reader, &section, &key, &value);
        assert_eq!(again.as_ref(), Ok(&edited));
        let removed =
            python::remove_key(&edited, reader, &section, &key).expect("what was set is removed");
        assert_eq!(others(&removed, reader, &key), before);
    }
}

/// All options but one.
fn others(
    text: &str,
    reader: Reader,
    key: &Key,
) -> Result<Vec<(String, String, String)>, ParseError> {
    let document = Document::read(text, reader)?;
    let key = key.as_str().to_lowercase();
    let options = document.options().iter();
    let options =
        options.filter(|option| option.section != "app:main" || option.key.to_lowercase() != key);
    Ok(options
        .map(|option| {
            (
                option.section.to_owned(),
                option.key.clone(),
                option.value.clone(),
            )
        })
        .collect())
}
