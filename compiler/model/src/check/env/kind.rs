//! Whether a text is what an application reads it as.

use crate::decode::Text;
use crate::leaf::{Address, Email, HostName, Port, UriPath};
use crate::{List, Variable, VariableType};
use source::list_of_names;

/// What is wrong with the text of a variable.
pub(super) fn check(text: &str, expected: &Variable) -> Result<(), String> {
    check_as(text, &expected.kind.value, expected)
}

/// What is wrong with an entry of a variable that is a list.
pub(super) fn check_entry(entry: &str, list: &List, expected: &Variable) -> Result<(), String> {
    let wrong = |text| format!("is a list, and each entry {text}");
    check_as(entry, &list.of, expected).map_err(wrong)
}

fn check_as(text: &str, kind: &VariableType, expected: &Variable) -> Result<(), String> {
    let fits = match kind {
        VariableType::String => true,
        VariableType::Integer => text.parse::<i64>().is_ok(),
        VariableType::Bool => *text == expected.true_as.value || *text == expected.false_as.value,
        VariableType::Path => !text.is_empty() && !text.contains('\0'),
        VariableType::UrlPath => UriPath::parse(text).is_some() && !text.contains(['?', '#']),
        VariableType::Host => HostName::parse(text).is_some() || Address::parse(text).is_some(),
        VariableType::Address => Address::parse(text).is_some(),
        VariableType::Port => {
            let port = text.parse::<u16>();
            port.is_ok_and(|port| Port::new(port).is_some())
        }
        VariableType::Email => Email::parse(text).is_some(),
        VariableType::Locale(encodings) => return check_locale(text, encodings),
        VariableType::TimeZone => is_time_zone(text),
        VariableType::Url(schemes) => {
            check_scheme(text, schemes)?;
            true
        }
        VariableType::OneOf(values) => {
            if !values.iter().any(|value| value == text) {
                let names = list_of_names(values.iter().map(String::as_str));
                return Err(format!("must be one of {names}"));
            }
            true
        }
        VariableType::List(list) => {
            return entries(text, list).try_for_each(|entry| check_entry(entry, list, expected));
        }
    };
    match fits {
        true => Ok(()),
        false => Err(format!("is {}, and {text:?} is not", noun(kind))),
    }
}

/// The entries of a list in one text; an empty text holds none.
pub(super) fn entries<'a>(text: &'a str, list: &'a List) -> impl Iterator<Item = &'a str> {
    let separator = list.separator.as_str();
    let entries = (!text.is_empty()).then(|| text.split(separator));
    entries.into_iter().flatten()
}

/// What a kind is called.
pub(super) fn noun(kind: &VariableType) -> &'static str {
    match kind {
        VariableType::String => "text",
        VariableType::Integer => "a whole number",
        VariableType::Bool => "a boolean",
        VariableType::Path => "a path",
        VariableType::UrlPath => "the path of a URL",
        VariableType::Host => "a host name or address",
        VariableType::Address => "an IPv4 or IPv6 address",
        VariableType::Port => "a port",
        VariableType::Email => "an e-mail address",
        VariableType::Locale(_) => "a locale",
        VariableType::TimeZone => "a time zone such as `Europe/Berlin`",
        VariableType::Url(_) => "a URL",
        VariableType::OneOf(_) => "one of a few words",
        VariableType::List(_) => "a list",
    }
}

/// What is wrong with the scheme of a URL, of which the beginning is known.
pub(super) fn check_scheme(url: &str, schemes: &[String]) -> Result<(), String> {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| schemes.iter().any(|known| known == scheme)) {
        return Ok(());
    }
    let plural = if schemes.len() == 1 { "" } else { "s" };
    let names = list_of_names(schemes.iter().map(String::as_str));
    Err(format!("must be a URL of the scheme{plural} {names}"))
}

/// `language[_territory][.encoding][@modifier]` (`setlocale(3)`). The C library does not look at case
/// and punctuation of an encoding.
fn check_locale(text: &str, encodings: &[String]) -> Result<(), String> {
    let plain = |encoding: &str| {
        let letters = encoding.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().to_ascii_lowercase()
    };
    let (name, _) = text.split_once('@').unwrap_or((text, ""));
    let (language, encoding) = name.split_once('.').unwrap_or((name, ""));
    let is_word = |word: &str| {
        let letters = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        word.starts_with(|first: char| first.is_ascii_alphabetic()) && word.chars().all(letters)
    };
    let mut known = encodings.iter().map(|known| plain(known));
    if is_word(language) && known.any(|known| known == plain(encoding)) {
        return Ok(());
    }
    let names = list_of_names(encodings.iter().map(String::as_str));
    Err(format!(
        "must be a locale of the encoding {names}, such as `C.{}`",
        encodings.first().map_or("UTF-8", String::as_str)
    ))
}

/// `Area/City`, or a name of one word such as `UTC`, as the files below `/usr/share/zoneinfo` are called
/// (the tz database, `theory.html`, "Timezone identifiers").
fn is_time_zone(text: &str) -> bool {
    text.split('/').all(|part| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte);
        part.starts_with(|first: char| first.is_ascii_uppercase()) && part.bytes().all(letters)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_have_an_encoding_that_the_application_takes() {
        let utf8 = ["UTF-8".to_owned()];
        for good in ["en_US.UTF-8", "C.utf8", "de_DE.UTF-8@euro", "POSIX.Utf-8"] {
            assert_eq!(check_locale(good, &utf8), Ok(()), "{good}");
        }
        for bad in [
            "",
            "C",
            "en_US",
            "en_US.ISO-8859-1",
            ".UTF-8",
            "en US.UTF-8",
        ] {
            assert!(check_locale(bad, &utf8).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn time_zones_are_names_of_the_database() {
        for good in [
            "Europe/Berlin",
            "UTC",
            "America/Port-au-Prince",
            "Etc/GMT+1",
        ] {
            assert!(is_time_zone(good), "{good}");
        }
        for bad in [
            "",
            "europe/berlin",
            "/etc/localtime",
            "Europe/",
            "Europe/../UTC",
        ] {
            assert!(!is_time_zone(bad), "{bad:?}");
        }
    }
}
