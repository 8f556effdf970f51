//! Regular expressions of locations that say more, or less, than they mean.

use super::{Modifier, Scope, Weakness, WeaknessKind};
use crate::nginx::lint::regex::Pattern;
use crate::nginx::lint::text::place;

const KIND: WeaknessKind = WeaknessKind::LooseRegex;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for location in scope.frame.own("location") {
        let (text, ignores_case) = match place(location) {
            Some((Modifier::Regex, text)) => (text, false),
            Some((Modifier::RegexIgnoringCase, text)) => (text, true),
            _ => continue,
        };
        let Some(pattern) = Pattern::parse(text, ignores_case) else {
            continue;
        };
        if pattern.ends_in_open_extension() {
            let headline =
                format!("`{text}` also matches in the middle of a path, such as `/x.php.jpg`");
            found
                .push(Weakness::warning(KIND, location, headline).hint("end the pattern with `$`"));
        }
        if let (Some(path), false) = (pattern.only_text(), ignores_case) {
            let headline =
                format!("`{text}` matches one path only, and is tried for every request");
            let weakness = Weakness::warning(KIND, location, headline);
            found.push(match path.starts_with('/') {
                true => weakness.hint("write `= ` and the path"),
                false => weakness.hint("paths begin with `/`, so this matches none"),
            });
        }
    }
}
