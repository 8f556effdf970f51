//! Settings of the target that the library has no field for. Mirrors `lib/extra.ncl`.

use crate::decode::{Decode, Table, unexpected};
use source::{Located, Report, Value, ValueKind};

/// Sections and keys of a unit or quadlet, with values as the file writes them.
pub type Settings = Table<String, Table<String, Values>>;

/// The values of a key, each on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values(pub Vec<Located<String>>);

impl Decode for Values {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        if let ValueKind::Array(elements) = &value.kind {
            let values: Vec<_> = elements
                .iter()
                .map(|element| text(element, report))
                .collect();
            return values.into_iter().collect::<Option<Vec<_>>>().map(Self);
        }
        text(value, report).map(|text| Self(vec![text]))
    }
}

fn text(value: &Value, report: &mut Report) -> Option<Located<String>> {
    let text = match &value.kind {
        ValueKind::String(text) => text.clone(),
        ValueKind::Number(number) => number.to_string(),
        ValueKind::Bool(boolean) => boolean.to_string(),
        ValueKind::Null | ValueKind::Array(_) | ValueKind::Record(_) | ValueKind::Enum(..) => {
            report.add(unexpected(
                "a string, a number, a boolean, or an array of those",
                value,
            ));
            return None;
        }
    };
    Some(Located::new(text, value.origin.clone()))
}
