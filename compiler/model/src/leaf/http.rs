//! What HTTP and its servers write: status codes, paths of URIs, levels of folders.

use super::numbers::number;
use crate::decode::{Decode, Text};
use source::{Report, Value};
use std::fmt;

/// A status code of an answer, from 200 to 599; 444 is nginx's own and closes the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatusCode(u16);

/// The status code of a redirect: 301, 302, 303, 307 or 308.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RedirectCode(u16);

/// Codes that nginx can answer otherwise, as `error_page` lists them: from 300 to 599 without 499,
/// which no client would see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatusCodes(Vec<u16>);

/// The path of a URI: begins with `/`, and holds no blank, control character, or `$`, which nginx
/// would take for the beginning of a variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UriPath(pub(super) String);

/// How many characters the names of up to three levels of folders have: `1:2`.
///
/// nginx takes 1 or 2 where it caches and 1 to 9 where it spools.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderLevels(Vec<u8>);

impl StatusCode {
    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }
}

impl RedirectCode {
    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }
}

impl StatusCodes {
    /// The numbers, as they were written.
    pub fn numbers(&self) -> impl Iterator<Item = u16> {
        self.0.iter().copied()
    }
}

impl FolderLevels {
    /// The lengths, from the outermost.
    pub fn lengths(&self) -> &[u8] {
        &self.0
    }
}

impl Decode for StatusCode {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        let make = |code: u16| (200..=599).contains(&code).then_some(Self(code));
        number(value, report, "a status code from 200 to 599", make)
    }
}

impl Decode for RedirectCode {
    fn decode(value: &Value, report: &mut Report) -> Option<Self> {
        let make = |code: u16| matches!(code, 301 | 302 | 303 | 307 | 308).then_some(Self(code));
        let expected = "the status code of a redirect (301, 302, 303, 307 or 308)";
        number(value, report, expected, make)
    }
}

impl Text for StatusCodes {
    const EXPECTED: &'static str = "status codes from 300 to 599 such as `500 502 504`";

    fn parse(text: &str) -> Option<Self> {
        let mut codes = Vec::new();
        for word in text.split(' ') {
            let is_number = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
            let code: u16 = is_number.then(|| word.parse().ok()).flatten()?;
            let fits = (300..=599).contains(&code) && code != 499;
            if !fits || codes.contains(&code) {
                return None;
            }
            codes.push(code);
        }
        Some(Self(codes))
    }
}

impl Text for UriPath {
    const EXPECTED: &'static str =
        "the path of a URI without blanks and variables, such as `/app/`";

    fn parse(text: &str) -> Option<Self> {
        let bad = |c: char| c.is_whitespace() || c.is_control() || c == '$';
        let fits = text.len() <= 2000 && text.starts_with('/') && !text.contains(bad);
        fits.then(|| Self(text.to_owned()))
    }
}

impl Text for FolderLevels {
    const EXPECTED: &'static str = "one to three lengths joined by `:`, such as `1:2`";

    fn parse(text: &str) -> Option<Self> {
        let length = |word: &str| match word.as_bytes() {
            [digit @ b'1'..=b'9'] => Some(digit - b'0'),
            _ => None,
        };
        let lengths: Option<Vec<u8>> = text.split(':').map(length).collect();
        lengths.filter(|lengths| lengths.len() <= 3).map(Self)
    }
}

crate::decode::text_types!(StatusCodes, FolderLevels);

impl fmt::Display for StatusCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<String> = self.numbers().map(|code| code.to_string()).collect();
        f.write_str(&codes.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Text>(good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(T::parse(text).is_some(), "{text:?}: {}", T::EXPECTED);
        }
        for text in bad {
            assert!(T::parse(text).is_none(), "{text:?}: {}", T::EXPECTED);
        }
    }

    #[test]
    fn texts_of_http_keep_their_grammars() {
        check::<StatusCodes>(
            &["404", "500 502 504", "300", "599"],
            &[
                "", "499", "299", "600", "404 404", "404  500", " 404", "40x", "0404", "=404",
            ],
        );
        check::<UriPath>(
            &["/", "/app/", "/a?b=c", "/%20", "/é"],
            &["", "app", "/a b", "/$uri", "/a\n", "/a\u{a0}"],
        );
        check::<FolderLevels>(
            &["1", "1:2", "2:2:2", "9"],
            &["", "0", "1:", "1:2:1:1", "10", "1 2", "a"],
        );
    }
}
