//! `alias` in a location that does not end where the folder does.
//!
//! `location /files` with `alias /srv/files/` makes `/srv/files/../secret` of `/files../secret`: nginx
//! has normalized the path already, and `files..` is an ordinary name.

use super::{Directive, Modifier, Scope, Weakness, WeaknessKind};
use crate::nginx::lint::regex::Pattern;
use crate::nginx::lint::text::{before_variable, variables};

const KIND: WeaknessKind = WeaknessKind::AliasTraversal;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for alias in scope.frame.own("alias") {
        let (Some(folder), Some((location, modifier, text))) =
            (alias.parameter(0), scope.frame.location())
        else {
            continue;
        };
        found.extend(match modifier {
            Modifier::Prefix | Modifier::PriorityPrefix => prefix(alias, folder, location, text),
            Modifier::Regex => regex(alias, folder, location, text, false),
            Modifier::RegexIgnoringCase => regex(alias, folder, location, text, true),
            Modifier::Exact | Modifier::Named => None,
        });
    }
}

fn prefix(alias: &Directive, folder: &str, location: &Directive, text: &str) -> Option<Weakness> {
    let weakness = match (text.ends_with('/'), folder.ends_with('/')) {
        (true, true) => return None,
        (false, true) => Weakness::error(
            KIND,
            alias,
            format!("`{text}../` leads out of the folder `{folder}`"),
        ),
        (true, false) => Weakness::error(
            KIND,
            alias,
            format!("what follows `{text}` is glued to the name `{folder}`"),
        ),
        (false, false) => Weakness::warning(
            KIND,
            alias,
            format!("`{text}` stands for `{folder}`, and for everything whose name begins so"),
        ),
    };
    Some(
        weakness
            .and(location, "the location")
            .hint("end both in `/`, or use `= ` for a single file"),
    )
}

fn regex(
    alias: &Directive,
    folder: &str,
    location: &Directive,
    text: &str,
    ignores_case: bool,
) -> Option<Weakness> {
    let pattern = Pattern::parse(text, ignores_case)?;
    let leads_out = |name: &str| -> Option<bool> {
        let set = pattern.group(name)?;
        let before = before_variable(folder, name)?;
        let follows_slash = pattern.before_group(name)? == b'/';
        let climbs = set.contains(b'.') && set.contains(b'/');
        let is_open = before.ends_with('/') && !follows_slash;
        Some(before.is_empty() || (climbs && is_open))
    };
    let name = variables(folder).find(|name| leads_out(name) == Some(true))?;
    Some(
        Weakness::error(
            KIND,
            alias,
            format!("`${name}` leads out of the folder `{folder}`"),
        )
        .and(location, "the location")
        .hint("put a `/` before the group of the pattern"),
    )
}
