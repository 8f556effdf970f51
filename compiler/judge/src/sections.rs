//! The answer of a script that runs several commands.

/// Starts a section; no program writes it by itself.
const MARK: char = '\u{1e}';

/// A shell function `section NAME STATUS`, whose calls [`sections`] finds again.
pub(crate) const SECTION: &str = "section() { printf '\\036%s %s\\n' \"$2\" \"$1\"; }\n";

/// What one command of the script did.
#[derive(Debug, PartialEq)]
pub(crate) struct Section<'a> {
    pub(crate) name: &'a str,
    pub(crate) status: i32,
    pub(crate) body: &'a str,
}

/// Splits what a script wrote into the sections it announced; text before the first is dropped.
pub(crate) fn sections(text: &str) -> Vec<Section<'_>> {
    let parts = text.split(MARK).skip(1);
    parts.filter_map(section).collect()
}

fn section(text: &str) -> Option<Section<'_>> {
    let (header, body) = text.split_once('\n')?;
    let (status, name) = header.split_once(' ')?;
    Some(Section {
        name,
        status: status.parse().ok()?,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_a_name_a_status_and_the_lines_up_to_the_next() {
        let found = sections("noise\n\u{1e}0 a b\nx\ny\n\u{1e}3 c\n");
        let expected = [("a b", 0, "x\ny\n"), ("c", 3, "")];
        let expected = expected.map(|(name, status, body)| Section { name, status, body });
        assert_eq!(found, expected);
    }
}
