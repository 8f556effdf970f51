//! Configuration of uwsgi, read by uwsgi itself, which tells a program what it read.

use crate::hostile::{Hostile, Places, assert_same, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, read_out};
use formats::ini::{Comment, Dialect, Entry, File, Item, Key, Section, SectionName, Value};

fn entry(key: &str, value: Value) -> Entry {
    Entry::new(Key::parse(key).unwrap(), value)
}

fn text(text: &str) -> Result<Value, formats::Refused> {
    Value::text(Dialect::Uwsgi, text)
}

/// A file that sets a variable and runs a program with it.
fn file(value: Value, hostile: &Hostile) -> File {
    let entries = [
        entry("env", value),
        entry("exec-asap", text("env -0 > /out/$ID").unwrap()),
    ];
    let name = SectionName::parse("uwsgi").unwrap();
    let mut section = Section::new(name, entries);
    if let Ok(comment) = Comment::new(&hostile.text) {
        section.items.insert(0, Item::Comment(comment));
    }
    File::new(Dialect::Uwsgi, [section])
}

/// A command that runs uwsgi with `/srv/ID.ini`. Without a socket it ends after reading, and complains.
pub(crate) fn run(id: &str) -> String {
    format!(
        "ID={id} uwsgi-core --ini /srv/{id}.ini > /run/said 2>&1 || true\n\
         [ -e /out/{id} ] || cat /run/said >&2\n"
    )
}

/// The values of `K` in environments.
pub(crate) fn variables(environments: &Places) -> Places {
    let value = |(id, environment): (&String, &Vec<u8>)| {
        let mut variables = environment.split(|byte| *byte == 0);
        let value = variables.find_map(|variable| variable.strip_prefix(b"K="))?;
        Some((id.clone(), value.to_vec()))
    };
    environments.iter().filter_map(value).collect()
}

#[test]
fn uwsgi_reads_every_value() {
    let layer = Layer::new();
    let (mut written, mut script) = (Places::new(), "mkdir /out\n".to_owned());
    for hostile in hostile_strings() {
        let Ok(value) = text(&format!("K={}", hostile.text)) else {
            continue;
        };
        let id = &hostile.id;
        layer.file(
            &format!("/srv/{id}.ini"),
            &file(value, &hostile).print().text,
        );
        script += &run(id);
        written.insert(id.clone(), hostile.text.into());
    }
    assert!(written.len() > 70, "{}", written.len());
    let outcome = layer.script(&format!("{script}{PRINT_OUT}"), &[]);
    assert_same(&written, &variables(&read_out(&outcome)));
}
