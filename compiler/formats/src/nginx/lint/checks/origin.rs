//! Who links or calls, checked by a header.

use super::{Directive, Scope, Weakness, WeaknessKind};
use crate::nginx::Item;
use crate::nginx::lint::regex::Pattern;
use crate::nginx::lint::text::condition;

const KIND: WeaknessKind = WeaknessKind::OriginCheck;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for directive in scope.frame.own("if") {
        let Some(condition) = condition(directive) else {
            continue;
        };
        if let Some(text) = condition.text_of_pattern() {
            found.extend(of_pattern(directive, condition.subject, text));
        }
    }
    for map in scope.frame.own("map") {
        let subject = map.parameter(0).unwrap_or_default();
        for entry in map.block.iter().flatten().filter_map(Item::directive) {
            let text = entry.name.as_str().strip_prefix('~');
            let text = text.map(|text| text.trim_start_matches('*'));
            found.extend(text.and_then(|text| of_pattern(entry, subject, text)));
        }
    }
    for directive in scope.frame.own("valid_referers") {
        if directive
            .parameters
            .iter()
            .any(|word| word.as_str() == "none")
        {
            let headline = "whoever sends no `Referer` passes `valid_referers none`, and anyone can leave it out";
            found.push(Weakness::warning(KIND, directive, headline).hint("remove `none`"));
        }
    }
}

fn of_pattern(directive: &Directive, subject: &str, text: &str) -> Option<Weakness> {
    let name = subject.trim_start_matches('$').trim_matches(['{', '}']);
    let weakness = |trouble: String| Weakness::warning(KIND, directive, trouble);
    let has_end = match name {
        "http_origin" => true,
        "http_referer" => false,
        "http_referrer" => {
            let headline = "`$http_referrer` is always empty".to_owned();
            return Some(
                weakness(headline).hint("the header is spelled `Referer`: write `$http_referer`"),
            );
        }
        _ => return None,
    };
    let pattern = Pattern::parse(text, true)?;
    let trouble = if !pattern.is_anchored_at_start() {
        "it need not stand at the beginning"
    } else if has_end && !pattern.is_anchored_at_end() {
        "anything may follow"
    } else if pattern.has_bare_dot() {
        "a `.` stands for any character"
    } else {
        return None;
    };
    let headline = format!("a stranger can have a name that `{text}` matches: {trouble}");
    Some(weakness(headline).hint("write the whole name: `^https://www\\.example\\.org$`"))
}
