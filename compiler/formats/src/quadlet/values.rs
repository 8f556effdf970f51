//! Values with a grammar of their own inside a line: volumes, and the CSV records of `Mount=`.

use super::print::READER;
use crate::Refused;
use crate::unit::{Text, refuse};

/// `source:target[:options]` for `Volume=`: the source a path on the host, the name of a volume, or
/// `name.volume`.
///
/// # Errors
/// A `:` in source or target, which would move the border between them; an empty part; what
/// [`Rule::Volume`](super::Rule::Volume) refuses.
pub fn volume(
    source: impl Into<Text>,
    target: impl Into<Text>,
    options: &[&str],
) -> Result<Text, Refused> {
    let mut parts = vec![source.into(), target.into()];
    if !options.is_empty() {
        parts.push(options.join(",").into());
    }
    for part in &parts {
        let shape = part.shape();
        if shape.is_empty() {
            return Err(refuse::whole(
                READER,
                "cannot have an empty part",
                "write `source:/path`, and options such as `:ro` where you want them",
            ));
        }
        if let Some(offset) = shape.find(':') {
            return Err(refuse::character_with_hint(
                READER,
                offset,
                ':',
                "mount a path without `:`; it separates source, target and options",
            ));
        }
    }
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    let volume = parts.fold(first, |volume, part| volume.then(":").then(part));
    super::rules::check(super::Rule::Volume, &volume)?;
    Ok(volume)
}

/// One CSV record for `Mount=`, `Secret=` and their like: fields with a comma or quote are quoted.
///
/// # Errors
/// Control characters and empty fields.
pub fn csv_record(fields: &[&str]) -> Result<String, Refused> {
    let mut record = Vec::with_capacity(fields.len());
    for field in fields {
        if field.is_empty() {
            return Err(refuse::whole(
                READER,
                "cannot hold an empty field",
                "leave the field out",
            ));
        }
        let bad = field.char_indices().find(|(_, c)| refuse::is_control(*c));
        if let Some((offset, c)) = bad {
            return Err(refuse::character(READER, offset, c));
        }
        let needs_quotes = field.contains([',', '"']) || field.starts_with(' ');
        record.push(match needs_quotes {
            true => format!("\"{}\"", field.replace('"', "\"\"")),
            false => (*field).to_owned(),
        });
    }
    Ok(record.join(","))
}

/// The fields of a CSV record, as the reader of podman takes them apart; `None` when it would fail.
pub fn csv_fields(record: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = record;
    loop {
        let (field, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let (field, behind) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
                if field.contains('"') {
                    return None;
                }
                (field.to_owned(), behind)
            }
        };
        fields.push(field);
        match behind.strip_prefix(',') {
            Some(behind) => rest = behind,
            None if behind.is_empty() => return Some(fields),
            None => return None,
        }
    }
}

fn quoted_field(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (part, behind) = rest.split_once('"')?;
        field.push_str(part);
        match behind.strip_prefix('"') {
            Some(behind) => {
                field.push('"');
                rest = behind;
            }
            None => return Some((field, behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_keep_their_fields() {
        let cases: [(&[&str], &str); 4] = [
            (&["type=bind", "source=/a"], "type=bind,source=/a"),
            (&["source=/a,b"], "\"source=/a,b\""),
            (&["a\"b", " c"], "\"a\"\"b\",\" c\""),
            (&["a b"], "a b"),
        ];
        for (fields, record) in cases {
            assert_eq!(csv_record(fields).unwrap(), record);
            assert_eq!(csv_fields(record).unwrap(), fields);
        }
        for bad in ["\"a", "a\"b", "\"a\"b", "\""] {
            assert_eq!(csv_fields(bad), None, "{bad}");
        }
        assert!(csv_record(&["a\nb"]).is_err());
        assert!(csv_record(&[""]).is_err());
    }

    #[test]
    fn volumes_are_three_parts_at_most() {
        let text = volume(Text::specifier('h').then("/d"), "/data", &["ro", "Z"]).unwrap();
        assert_eq!(text.to_string(), "%h/d:/data:ro,Z");
        for (source, target) in [
            ("/a:b", "/c"),
            ("/a", "/c:d"),
            ("", "/c"),
            ("/a", ""),
            ("/a", "c"),
            ("/a b", "/c"),
        ] {
            assert!(volume(source, target, &[]).is_err(), "{source} {target}");
        }
    }
}
