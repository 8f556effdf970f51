//! Words of directives, taken apart.

use super::regex::Pattern;
use crate::nginx::{Directive, Modifier};

/// The names of the variables in a text.
pub(super) fn variables(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split('$').skip(1);
    after.filter_map(|after| match after.strip_prefix('{') {
        Some(braced) => braced.split_once('}').map(|(name, _)| name),
        None => Some(name_at_start(after)),
    })
}

/// The text before the first `$name` or `${name}` of this name.
pub(super) fn before_variable<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut start = 0;
    while let Some(found) = text.get(start..)?.find('$') {
        let at = start + found;
        let after = text.get(at + 1..)?;
        let here = after.strip_prefix('{').unwrap_or(after);
        if name_at_start(here) == name {
            return text.get(..at);
        }
        start = at + 1;
    }
    None
}

fn name_at_start(text: &str) -> &str {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    // `$10` is the first group and a zero.
    let end = match text.starts_with(|c: char| c.is_ascii_digit()) {
        true => end.min(1),
        false => end,
    };
    text.get(..end).unwrap_or_default()
}

/// How a `location` compares, and with what; nginx reads the modifier out of a single word as well.
pub(super) fn place(location: &Directive) -> Option<(Modifier, &str)> {
    const MODIFIERS: [(&str, Modifier); 4] = [
        ("=", Modifier::Exact),
        ("^~", Modifier::PriorityPrefix),
        ("~*", Modifier::RegexIgnoringCase),
        ("~", Modifier::Regex),
    ];
    let first = location.parameter(0)?;
    if let Some(second) = location.parameter(1) {
        let mut modifiers = MODIFIERS.into_iter();
        let (_, modifier) = modifiers.find(|(word, _)| *word == first)?;
        return Some((modifier, second));
    }
    let glued = MODIFIERS
        .into_iter()
        .find_map(|(word, modifier)| Some((modifier, first.strip_prefix(word)?)));
    Some(match (glued, first.strip_prefix('@')) {
        (Some(glued), _) => glued,
        (None, Some(name)) => (Modifier::Named, name),
        (None, None) => (Modifier::Prefix, first),
    })
}

/// A condition that compares: `($http_origin ~ ^https://)`.
pub(super) struct Condition<'a> {
    pub(super) subject: &'a str,
    operator: &'a str,
    value: &'a str,
}

impl<'a> Condition<'a> {
    /// The pattern that it compares with.
    pub(super) fn pattern(&self) -> Option<Pattern> {
        match self.operator {
            "~" | "!~" => Pattern::parse(self.value, false),
            "~*" | "!~*" => Pattern::parse(self.value, true),
            _ => None,
        }
    }

    /// The text of the pattern, when it compares with one.
    pub(super) fn text_of_pattern(&self) -> Option<&'a str> {
        self.operator
            .trim_start_matches('!')
            .starts_with('~')
            .then_some(self.value)
    }

    pub(super) fn ignores_case(&self) -> bool {
        self.operator.ends_with('*')
    }
}

/// The condition of an `if`, when it compares; the parentheses are parts of its words.
pub(super) fn condition(directive: &Directive) -> Option<Condition<'_>> {
    let mut words: Vec<&str> = directive
        .parameters
        .iter()
        .map(|word| word.as_str())
        .collect();
    match words.first_mut() {
        Some(first) if *first == "(" => {
            words.remove(0);
        }
        Some(first) => *first = first.strip_prefix('(')?,
        None => return None,
    }
    match words.last_mut() {
        Some(last) if *last == ")" => {
            words.pop();
        }
        Some(last) => *last = last.strip_suffix(')')?,
        None => return None,
    }
    match words.as_slice() {
        [subject, operator, value] => Some(Condition {
            subject,
            operator,
            value,
        }),
        _ => None,
    }
}

/// Scheme, authority and rest of what a `proxy_pass` names.
pub(super) struct Target<'a> {
    pub(super) scheme: &'a str,
    pub(super) authority: &'a str,
    pub(super) rest: &'a str,
}

pub(super) fn target(text: &str) -> Target<'_> {
    let (scheme, after) = text.split_once("://").unwrap_or(("", text));
    if let Some(socket) = after.strip_prefix("unix:") {
        let (path, rest) = socket.split_once(':').unwrap_or((socket, ""));
        return Target {
            scheme,
            authority: path,
            rest,
        };
    }
    let end = after.find(['/', '?']).unwrap_or(after.len());
    let (authority, rest) = after.split_at(end);
    Target {
        scheme,
        authority,
        rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nginx::{File, Item};

    #[test]
    fn variables_are_found_in_both_notations() {
        let found: Vec<&str> = variables("https://${host}:$port/$1x$10").collect();
        assert_eq!(found, ["host", "port", "1", "1"]);
        assert_eq!(before_variable("/a/${b}/$c", "c"), Some("/a/${b}/"));
        assert_eq!(before_variable("/a/$bc", "b"), None);
    }

    #[test]
    fn conditions_are_read_without_their_parentheses() {
        for text in [
            "if ($a ~ ^b$) {}",
            "if ( $a ~ ^b$ ) {}",
            "if ($a ~ \"^b$\") {}",
        ] {
            let file = File::parse(text).expect("nginx syntax");
            let directive = file.items.first().and_then(Item::directive);
            let condition = directive.and_then(condition);
            let read = condition.map(|it| (it.subject, it.operator, it.value));
            assert_eq!(read, Some(("$a", "~", "^b$")), "{text}");
        }
    }

    #[test]
    fn targets_are_taken_apart() {
        for (text, expected) in [
            ("http://app:80/x", ("http", "app:80", "/x")),
            ("http://unix:/run/a.sock:/x", ("http", "/run/a.sock", "/x")),
            ("app:9090", ("", "app:9090", "")),
            ("https://$host$uri", ("https", "$host$uri", "")),
        ] {
            let it = target(text);
            assert_eq!((it.scheme, it.authority, it.rest), expected, "{text}");
        }
    }
}
