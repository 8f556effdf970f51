//! What keys of each format are, and how they are set.

use formats::ini::python::{self, Document, Reader};
use formats::ini::{Key, SectionName};
use formats::{ParseError, tokens};
use std::collections::BTreeMap;
use tree::{KeyFormat, OwnedKey};

/// The values of keys; a word of a line has none.
pub(super) type Values = BTreeMap<OwnedKey, Option<String>>;

/// The values of all keys of a text. Of a key that stands twice, where the format bears that, the error
/// tells when the stack owns it.
pub(super) fn read(
    format: KeyFormat,
    text: &str,
    is_ours: impl Fn(&OwnedKey) -> bool,
) -> Result<Values, String> {
    let mut values = Values::new();
    match reader(format) {
        Some(reader) => {
            let document = Document::read(text, reader).map_err(at_line)?;
            for option in document.options() {
                let key = OwnedKey::new(option.section, option.key.clone());
                let first = values.insert(key.clone(), Some(option.value.clone()));
                if first.is_some() && is_ours(&key) {
                    return Err(format!("line {}: {key} stands twice", option.line));
                }
            }
        }
        None => {
            let document = tokens::Document::read(text).map_err(at_line)?;
            let ours = document.words().take_while(|word| *word != "--");
            values.extend(ours.map(|word| (OwnedKey::new("", word), None)));
        }
    }
    Ok(values)
}

/// The text with the keys set that another text, one of ours, has and that differ. Every other byte stays.
pub(super) fn set(
    format: KeyFormat,
    text: &str,
    ours: &str,
    differs: impl Fn(&OwnedKey) -> bool,
) -> Result<String, String> {
    let mut text = text.to_owned();
    match reader(format) {
        Some(reader) => {
            for section in &python::parse(ours, reader).map_err(at_line)?.sections {
                let key = |entry: &python::Entry| {
                    OwnedKey::new(section.name.as_str(), entry.key.as_str())
                };
                for entry in section.entries().filter(|entry| differs(&key(entry))) {
                    text = set_key(&text, reader, &section.name, &entry.key, &entry.value)?;
                }
            }
        }
        None => {
            for entry in tokens::parse(ours).map_err(at_line)?.entries {
                text = tokens::add_token(&text, &entry.token).map_err(at_line)?;
            }
        }
    }
    Ok(text)
}

fn set_key(
    text: &str,
    reader: Reader,
    section: &SectionName,
    key: &Key,
    value: &python::Value,
) -> Result<String, String> {
    python::set_key(text, reader, section, key, value).map_err(at_line)
}

fn reader(format: KeyFormat) -> Option<Reader> {
    match format {
        KeyFormat::Ini => Some(Reader::Ckan),
        KeyFormat::Supervisor => Some(Reader::Supervisor),
        KeyFormat::Tokens => None,
    }
}

fn at_line(error: ParseError) -> String {
    error.to_string()
}
