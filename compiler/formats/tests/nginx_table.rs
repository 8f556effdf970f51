//! The table of nginx directives is what the extracted data says.
//!
//! `BLESS=1 cargo test -p stackc-formats --test nginx_table` writes `src/nginx/tables/directives.rs` from
//! `tests/data/nginx-directives.json`; without it, the two are compared.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use formats::Version;
use formats::nginx::{Context, DIRECTIVES, lookup};
use serde_json::Value;
use std::fmt::Write as _;

const DATA: &str = include_str!("data/nginx-directives.json");
const TABLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/src/nginx/tables/directives.rs"
);

#[test]
fn the_table_is_what_the_data_says() {
    let expected = render(&data());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(TABLE, &expected).unwrap();
    }
    let found = std::fs::read_to_string(TABLE).unwrap();
    assert!(
        found == expected,
        "run with BLESS=1 and read the difference"
    );
}

#[test]
fn every_directive_of_the_data_is_found_by_name() {
    let data = data();
    assert_eq!(data.len(), 783);
    assert_eq!(DIRECTIVES.len(), data.len());
    for entry in &data {
        let (name, module) = (text(entry, "directive"), text(entry, "module"));
        let row = lookup(name)
            .iter()
            .find(|row| row.module == module)
            .unwrap();
        let has_1_26_3 = entry["in_1_26_3"].as_bool().unwrap();
        assert_eq!(
            release(text(entry, "first_release")) <= Version::new(1, 26, 3),
            has_1_26_3,
            "{name}"
        );
        assert_eq!(row.is_block, entry["block"].as_bool().unwrap(), "{name}");
        assert!(row.arguments.admits(row.arguments.min.into()), "{name}");
    }
    assert_eq!(lookup("add_heade"), []);
    assert_eq!(lookup(""), []);
    assert_eq!(lookup("zzz"), []);
}

fn data() -> Vec<Value> {
    let mut data: Value = serde_json::from_str(DATA).unwrap();
    let Value::Array(mut entries) = data["directives"].take() else {
        panic!("no list of directives");
    };
    entries.sort_by_key(|entry| {
        (
            text(entry, "directive").to_owned(),
            text(entry, "module").to_owned(),
        )
    });
    entries
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry[key].as_str().unwrap()
}

fn render(data: &[Value]) -> String {
    let mut rows = String::new();
    for entry in data {
        writeln!(rows, "    {},", row(entry)).unwrap();
    }
    format!("{HEAD}{rows}];\n")
}

const HEAD: &str = "\
//! All directives, sorted by name and module.
//!
//! Extracted from the command tables in the sources of nginx 1.26.3 and 1.31.4; first releases from all
//! releases since 0.7.0; contexts and counts compared with `nginx -t` of Debian's 1.26.3 (stream,
//! mail and dynamic modules: from the source only). `tests/nginx_table.rs` writes this file from
//! `tests/data/nginx-directives.json`.

use super::Context::{
    Events, Http, IfInLocation, IfInServer, LimitExcept, Location, Mail, MailServer, Main, Server,
    Stream, StreamServer, StreamUpstream, Upstream,
};
use super::ValueKind::{
    Access, Bitmask, Enum, Flag, KeyAndValue, Milliseconds, MimeTypes, Number, NumberAndSize,
    Offset, Path, Predicates, RepeatableText, Seconds, Size, SizeWithVariables, Text,
    TextWithVariables, TextWithVariablesOrEmpty,
};
use super::{MANY, Specification};

/// All directives, sorted by name and module.
#[rustfmt::skip] // one row a line
pub static DIRECTIVES: &[Specification] = &[
";

fn row(entry: &Value) -> String {
    let mut row = format!(
        "Specification::row({:?}, {:?}, {})",
        text(entry, "directive"),
        text(entry, "module"),
        place(entry),
    );
    if entry["block"] == true {
        row += ".block()";
    }
    if let Some(value) = entry["value"].as_str() {
        write!(row, ".is({})", value_kind(value)).unwrap();
    }
    if let Some(values) = entry["values"].as_array() {
        write!(row, ".one_of(&{})", Value::from(values.clone())).unwrap();
    }
    if let Some(variables) = entry.get("variables") {
        match variables.get("positions") {
            Some(positions) => write!(row, ".expands(&{positions})").unwrap(),
            None => row += ".expands(&[])",
        }
    }
    let first = entry
        .get("directive_first_release")
        .unwrap_or(&entry["first_release"]);
    let first = release(first.as_str().unwrap());
    if first > Version::new(0, 7, 0) {
        let Version {
            major,
            minor,
            patch,
        } = first;
        write!(row, ".since({major}, {minor}, {patch})").unwrap();
    }
    if let Some(flag) = entry["configure_flag"].as_str() {
        write!(row, ".with({flag:?})").unwrap();
    }
    if let Some(before) = entry.get("in_1_26_3_differs") {
        write!(row, ".before({})", place(before)).unwrap();
    }
    row
}

/// Contexts and counts, as arguments of a call.
fn place(entry: &Value) -> String {
    let contexts: Vec<String> = entry["contexts"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|name| context(name.as_str().unwrap()))
        .map(|context| format!("{context:?}"))
        .collect();
    let max = match entry["args"]["max"].as_u64() {
        Some(max) => max.to_string(),
        None => "MANY".to_owned(),
    };
    format!(
        "&[{}], {}, {max}",
        contexts.join(", "),
        entry["args"]["min"]
    )
}

/// `None` for `any`, which the table writes as an empty list.
fn context(name: &str) -> Option<Context> {
    let all = [
        Context::Main,
        Context::Events,
        Context::Http,
        Context::Server,
        Context::Location,
        Context::IfInServer,
        Context::IfInLocation,
        Context::LimitExcept,
        Context::Upstream,
        Context::Stream,
        Context::StreamServer,
        Context::StreamUpstream,
        Context::Mail,
        Context::MailServer,
    ];
    let found = all.into_iter().find(|context| context.name() == name);
    assert!(found.is_some() || name == "any", "unknown context {name}");
    found
}

fn value_kind(value: &str) -> &'static str {
    match value {
        "flag" => "Flag",
        "number" => "Number",
        "size" => "Size",
        "offset" => "Offset",
        "time (ms)" => "Milliseconds",
        "time (s)" => "Seconds",
        "enum" => "Enum",
        "bitmask" => "Bitmask",
        "string" => "Text",
        "string, repeatable" => "RepeatableText",
        "string with variables" => "TextWithVariables",
        "string with variables or empty" => "TextWithVariablesOrEmpty",
        "size with variables" => "SizeWithVariables",
        "predicates with variables" => "Predicates",
        "key and value, repeatable" => "KeyAndValue",
        "number and size" => "NumberAndSize",
        "MIME types" => "MimeTypes",
        "path" => "Path",
        "access" => "Access",
        other => panic!("unknown kind of value {other}"),
    }
}

fn release(text: &str) -> Version {
    text.trim_start_matches("<=").parse().unwrap()
}
