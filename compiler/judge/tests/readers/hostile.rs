//! The hostile strings, and the comparison of what was written with what was read.

use formats::unit::Comment;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Display;

/// One of the strings.
pub(crate) struct Hostile {
    /// Its name: letters, digits and dashes.
    pub(crate) id: String,
    /// What it holds.
    pub(crate) text: String,
    formats: Value,
}

/// All of them that are text; the others no `&str` can carry.
pub(crate) fn hostile_strings() -> Vec<Hostile> {
    let data = include_str!("../../../formats/tests/data/hostile-strings.json");
    let data: Value = serde_json::from_str(data).unwrap();
    let entries = data["strings"].as_array().unwrap();
    let strings: Vec<_> = entries.iter().filter_map(hostile).collect();
    assert_eq!(strings.len(), 117);
    strings
}

fn hostile(entry: &Value) -> Option<Hostile> {
    let text = match entry.get("repeat") {
        Some(repeat) => {
            let count = repeat["count"].as_u64().unwrap();
            repeat["unit"].as_str().unwrap().repeat(count as usize)
        }
        None => String::from_utf8(bytes(entry["hex"].as_str().unwrap())).ok()?,
    };
    Some(Hostile {
        id: entry["id"].as_str().unwrap().to_owned(),
        text,
        formats: entry["formats"].clone(),
    })
}

impl Hostile {
    /// The string as a comment, which nobody may read.
    pub(crate) fn comment(&self) -> Comment {
        Comment::escaped(&self.text)
    }
}

/// Bytes from their hexadecimal digits.
pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

/// What was read, or shall be: bytes by the place where a string was written.
pub(crate) type Places = BTreeMap<String, Vec<u8>>;

/// The strings that a format carries, each with what `encode` made of it.
///
/// Fails when the encoder takes or refuses other strings than the column of the data says, so that no
/// test passes because nothing was written.
pub(crate) fn carried<Written, Refusal: Display>(
    column: &str,
    encode: impl Fn(&Hostile) -> Result<Written, Refusal>,
) -> Vec<(Hostile, Written)> {
    let judge = |hostile: Hostile| {
        let must = hostile.formats[column]["ok"].as_bool().unwrap();
        match encode(&hostile) {
            Ok(written) if must => Some((hostile, written)),
            Err(_) if !must => None,
            Ok(_) => panic!("{column} {} must be refused", hostile.id),
            Err(refusal) => panic!("{column} {}: {refusal}", hostile.id),
        }
    };
    hostile_strings().into_iter().filter_map(judge).collect()
}

/// Fails unless the same bytes were read at the same places.
pub(crate) fn assert_same(written: &Places, read: &Places) {
    let places = written
        .keys()
        .chain(read.keys().filter(|key| !written.contains_key(*key)));
    let differences: String = places
        .filter(|place| written.get(*place) != read.get(*place))
        .map(|place| {
            let (written, read) = (shown(written.get(place)), shown(read.get(place)));
            format!("{place}\n    written {written}\n    read    {read}\n")
        })
        .collect();
    assert!(differences.is_empty(), "{differences}");
}

fn shown(bytes: Option<&Vec<u8>>) -> String {
    match bytes {
        None => "nowhere".to_owned(),
        Some(bytes) if bytes.len() > 200 => {
            format!("{}… ({} bytes)", bytes[..200].escape_ascii(), bytes.len())
        }
        Some(bytes) => format!("\"{}\"", bytes.escape_ascii()),
    }
}
