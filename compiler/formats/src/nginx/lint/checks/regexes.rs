//! Regular expressions that a request can keep busy.

use super::{Directive, Scope, Weakness, WeaknessKind};
use crate::nginx::lint::regex::Pattern;
use crate::nginx::lint::text::{condition, place};
use crate::nginx::{Item, Modifier};

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for (directive, text, ignores_case) in patterns(scope) {
        let pattern = Pattern::parse(text, ignores_case);
        if pattern.is_some_and(|pattern| pattern.is_explosive()) {
            let headline = format!("a few dozen bytes keep `{text}` busy for hours");
            found.push(
                Weakness::error(WeaknessKind::ExplosiveRegex, directive, headline).hint(
                    "let no part that repeats match the same text in two ways, or write `(?>…)`",
                ),
            );
        }
    }
}

/// The patterns of a block: what has them, their texts, and whether case is no matter.
fn patterns<'a>(scope: &Scope<'a>) -> Vec<(&'a Directive, &'a str, bool)> {
    let frame = scope.frame;
    let mut patterns = Vec::new();
    for directive in frame.own("location") {
        match place(directive) {
            Some((Modifier::Regex, text)) => patterns.push((*directive, text, false)),
            Some((Modifier::RegexIgnoringCase, text)) => patterns.push((*directive, text, true)),
            _ => {}
        }
    }
    for directive in frame.own("if") {
        if let Some(condition) = condition(directive)
            && let (Some(text), ignores_case) =
                (condition.text_of_pattern(), condition.ignores_case())
        {
            patterns.push((*directive, text, ignores_case));
        }
    }
    let rewrites = frame.own("rewrite").iter();
    patterns.extend(rewrites.filter_map(|it| Some((*it, it.parameter(0)?, false))));
    for directive in frame.own("server_name") {
        let words = directive.parameters.iter().map(|word| word.as_str());
        let regexes = words.filter_map(|word| word.strip_prefix('~'));
        patterns.extend(regexes.map(|text| (*directive, text, true)));
    }
    for map in frame.own("map") {
        for entry in map.block.iter().flatten().filter_map(Item::directive) {
            let text = entry.name.as_str().strip_prefix('~');
            patterns.extend(text.map(|text| (entry, text.trim_start_matches('*'), true)));
        }
    }
    patterns
}
