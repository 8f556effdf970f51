//! Values in words.

use nickel_lang_core::eval::value::{NickelValue, ValueContentRef};

/// What the user would call a value: `a number`, `a function`.
pub(crate) fn noun(value: &NickelValue) -> &'static str {
    match value.content_ref() {
        ValueContentRef::Null => "null",
        _ => noun_of_type(value.type_of()).unwrap_or("something else"),
    }
}

/// What the user would call a value of a type, by the language's name for it.
pub(crate) fn noun_of_type(name: Option<&str>) -> Option<&'static str> {
    Some(match name? {
        "Bool" => "a boolean",
        "Number" => "a number",
        "String" => "a string",
        "Array" => "an array",
        "Record" => "a record",
        "Enum" | "EnumTag" => "an enum tag",
        "EnumVariant" => "an enum variant",
        "Function" | "MatchExpression" => "a function",
        "Contract" | "CustomContract" => "a contract",
        "Type" => "a type",
        "Sealed" => "a value of unknown type",
        _ => return None,
    })
}

/// The longest text that is shown whole.
const LONGEST: usize = 40;

/// A value as it is written, if that is short.
pub(crate) fn brief(value: &NickelValue) -> Option<String> {
    let text = match value.content_ref() {
        ValueContentRef::Null => "null".to_owned(),
        ValueContentRef::Bool(truth) => truth.to_string(),
        ValueContentRef::Number(number) => crate::number::convert(number)?.to_string(),
        ValueContentRef::String(string) if string.len() <= LONGEST => format!("{:?}", &**string),
        ValueContentRef::EnumVariant(variant) if variant.arg.is_none() => {
            format!("'{}", variant.tag.label())
        }
        _ => return None,
    };
    (text.len() <= LONGEST + 2).then_some(text)
}

/// A piece of text for the inside of a sentence: one line, not too long.
pub(crate) fn excerpt(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= LONGEST && !text.contains(['\n', '`'])).then_some(text)
}

/// A message of the language or of a contract as a headline: one line, lower case, no period.
pub(crate) fn headline(message: &str) -> String {
    let lines = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let joined = lines.collect::<Vec<_>>().join(": ");
    let ended = joined.trim_end_matches('.');
    let mut characters = ended.chars();
    match (characters.next(), characters.clone().next()) {
        // A word, not a name in capitals.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => ended.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_one_line_in_lower_case_without_period() {
        let cases = [
            ("Expected a port.", "expected a port"),
            ("contract broken\n       by `x`", "contract broken: by `x`"),
            ("URL is empty", "URL is empty"),
            ("", ""),
            ("É.", "É"),
        ];
        for (message, expected) in cases {
            assert_eq!(headline(message), expected);
        }
    }
}
