//! The strings of `data/hostile-strings.json`, and what must become of them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![allow(dead_code, reason = "not every test asks everything")]

use serde_json::Value;

/// One string.
pub(crate) struct Hostile {
    /// Its name.
    pub(crate) id: String,
    /// `None` for bytes that are no UTF-8, which no `&str` can carry.
    pub(crate) text: Option<String>,
    formats: Value,
}

impl Hostile {
    /// Whether a format must carry it; it must be refused otherwise.
    pub(crate) fn is_carried(&self, format: &str) -> bool {
        self.formats[format]["ok"].as_bool().unwrap()
    }

    /// A form that the real program was seen to read back.
    pub(crate) fn written(&self, format: &str) -> Option<&str> {
        self.formats[format]["written"].as_str()
    }
}

/// All of them.
pub(crate) fn hostile_strings() -> Vec<Hostile> {
    let data: Value = serde_json::from_str(include_str!("../data/hostile-strings.json")).unwrap();
    let strings: Vec<Hostile> = data["strings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| Hostile {
            id: entry["id"].as_str().unwrap().to_owned(),
            text: hostile_text(entry),
            formats: entry["formats"].clone(),
        })
        .collect();
    assert_eq!(strings.len(), 121);
    strings
}

fn hostile_text(entry: &Value) -> Option<String> {
    if let Some(repeat) = entry.get("repeat") {
        let count = repeat["count"].as_u64().unwrap() as usize;
        return Some(repeat["unit"].as_str().unwrap().repeat(count));
    }
    let hex = entry["hex"].as_str().unwrap();
    let bytes = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
    String::from_utf8(bytes.collect()).ok()
}
