//! What the targets ask of a text.

use std::fmt::Debug;

/// The text of an input, when it is text.
pub(crate) fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// What can be read of a text is printed so that it is read the same.
pub(crate) fn stays<F: PartialEq + Debug, E: Debug>(
    text: &str,
    parse: impl Fn(&str) -> Result<F, E>,
    print: impl Fn(&F) -> String,
) {
    if let Ok(file) = parse(text) {
        comes_back(&file, parse, print);
    }
}

/// What is printed is read as it was; gives what was printed.
pub(crate) fn comes_back<F: PartialEq + Debug, E: Debug>(
    file: &F,
    parse: impl Fn(&str) -> Result<F, E>,
    print: impl Fn(&F) -> String,
) -> String {
    let printed = print(file);
    match parse(&printed) {
        Ok(again) => assert_eq!(&again, file, "{printed:?}"),
        Err(error) => panic!("{error:?}: {printed:?}"),
    }
    printed
}

/// The text has just these lines, by their beginnings, besides comments and empty ones. A line ends at LF, CR
/// and NUL, whatever the format says.
pub(crate) fn begin(printed: &str, beginnings: &[String], comments: &[&str]) {
    let lines = printed.split(['\n', '\r', '\0']);
    let lines = lines.map(|line| line.trim_matches([' ', '\t']));
    let is_comment = |line: &&str| comments.iter().any(|sign| line.starts_with(sign));
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !is_comment(line))
        .collect();
    assert_eq!(lines.len(), beginnings.len(), "{printed:?}");
    for (line, beginning) in lines.iter().zip(beginnings) {
        assert!(
            line.starts_with(beginning.as_str()),
            "{line:?}: {printed:?}"
        );
    }
}

/// The text has no character that ends a line somewhere, other than LF.
pub(crate) fn is_clean(printed: &str) {
    assert!(!printed.contains(['\r', '\0']), "{printed:?}");
}
