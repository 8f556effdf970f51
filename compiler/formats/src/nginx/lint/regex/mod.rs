//! Regular expressions, judged without running them.

mod explosive;
mod parse;
mod set;

use parse::{Node, Repeat};
pub(super) use set::Set;

/// A pattern that was understood.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    node: Node,
}

impl Pattern {
    /// Reads a pattern; `None` when it uses what is not known here.
    pub(super) fn parse(text: &str, ignores_case: bool) -> Option<Self> {
        let node = parse::parse(text, ignores_case)?;
        Some(Self { node })
    }

    /// Whether a text of a few dozen bytes can keep the matcher busy for ever.
    pub(super) fn is_explosive(&self) -> bool {
        explosive::is_explosive(self) == Some(true)
    }

    /// What a group can match, by number (`1`) or name.
    pub(super) fn group(&self, wanted: &str) -> Option<Set> {
        group(&self.node, wanted).map(all_of)
    }

    /// How many groups it has.
    pub(super) fn groups(&self) -> usize {
        let mut number = 0;
        visit(&self.node, &mut |node| {
            if let Node::Group(of_group, _, _) = node {
                number = number.max(*of_group);
            }
        });
        number
    }

    /// The names of its groups.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        visit(&self.node, &mut |node| {
            if let Node::Group(_, Some(name), _) = node {
                names.push(name.clone());
            }
        });
        names
    }

    /// Whether it holds only at the beginning of a text.
    pub(super) fn is_anchored_at_start(&self) -> bool {
        branches(&self.node)
            .iter()
            .all(|branch| branch.first() == Some(&&Node::Start))
    }

    /// Whether it holds only up to the end of a text.
    pub(super) fn is_anchored_at_end(&self) -> bool {
        branches(&self.node)
            .iter()
            .all(|branch| branch.last() == Some(&&Node::End))
    }

    /// The only text that it matches.
    pub(super) fn only_text(&self) -> Option<String> {
        let all = branches(&self.node);
        let [branch] = all.as_slice() else {
            return None;
        };
        let [Node::Start, inner @ .., Node::End] = branch.as_slice() else {
            return None;
        };
        let bytes = inner.iter().map(|node| match node {
            Node::One(set) => set.single(),
            _ => None,
        });
        String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
    }

    /// Whether it ends in a file name extension, `\.php`, after which anything may follow.
    pub(super) fn ends_in_open_extension(&self) -> bool {
        branches(&self.node).iter().any(|branch| {
            let words = branch.iter().rev().take_while(|node| is_word(node)).count();
            let before = branch.len().checked_sub(words + 1);
            let dot = before.and_then(|place| branch.get(place));
            words > 0 && dot.is_some_and(|node| **node == Node::One(Set::of([b'.'])))
        })
    }

    /// Whether a lone `.` stands between letters, where the dot of a name was meant.
    pub(super) fn has_bare_dot(&self) -> bool {
        let is_text = |node: Option<&&Node>| match node {
            Some(Node::One(set)) => set.len() <= 2 && is_word(&Node::One(*set)),
            Some(Node::Group(..)) => true,
            _ => false,
        };
        branches(&self.node).iter().any(|branch| {
            let mut places = branch.iter().enumerate();
            places.any(|(place, node)| {
                **node == Node::One(Set::dot())
                    && is_text(place.checked_sub(1).and_then(|place| branch.get(place)))
                    && is_text(branch.get(place + 1))
            })
        })
    }

    /// Where a group begins: the byte before it when there is exactly one, and what it may begin with.
    pub(super) fn before_group(&self, wanted: &str) -> Option<u8> {
        branches(&self.node).iter().find_map(|branch| {
            let place = branch.iter().position(|node| is_group(node, wanted))?;
            match branch.get(place.checked_sub(1)?)? {
                Node::One(set) => set.single(),
                _ => None,
            }
        })
    }
}

/// The sequences at the top of a pattern, groups around all of it left out.
fn branches(node: &Node) -> Vec<Vec<&Node>> {
    match node {
        Node::Any(nodes) => nodes.iter().flat_map(branches).collect(),
        Node::All(nodes) => match nodes.as_slice() {
            [Node::Group(_, _, only)] => branches(only),
            nodes => vec![
                nodes
                    .iter()
                    .filter(|node| **node != Node::Nothing)
                    .collect(),
            ],
        },
        other => vec![vec![other]],
    }
}

fn is_word(node: &Node) -> bool {
    match node {
        Node::One(set) => Set::class("alnum").is_some_and(|alnum| set.is_within(alnum)),
        Node::Group(_, _, node) => is_word(node),
        Node::All(nodes) => nodes.iter().all(is_word),
        Node::Any(nodes) => nodes.iter().all(is_word),
        Node::Repeat(repeat) => is_word(&repeat.node),
        Node::Start | Node::End | Node::Nothing | Node::Back => false,
    }
}

fn is_group(node: &Node, wanted: &str) -> bool {
    match node {
        Node::Group(number, name, _) => {
            number.to_string() == wanted || name.as_deref() == Some(wanted)
        }
        _ => false,
    }
}

fn group<'a>(node: &'a Node, wanted: &str) -> Option<&'a Node> {
    if is_group(node, wanted) {
        return Some(node);
    }
    children(node)
        .into_iter()
        .find_map(|child| group(child, wanted))
}

fn visit(node: &Node, see: &mut impl FnMut(&Node)) {
    see(node);
    for child in children(node) {
        visit(child, see);
    }
}

fn children(node: &Node) -> Vec<&Node> {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().collect(),
        Node::Repeat(Repeat { node, .. }) | Node::Group(_, _, node) => vec![node],
        Node::One(_) | Node::Start | Node::End | Node::Nothing | Node::Back => Vec::new(),
    }
}

/// All bytes that can stand in what a node matches.
fn all_of(node: &Node) -> Set {
    let mut all = Set::default();
    visit(node, &mut |node| match node {
        Node::One(set) => all = all.union(*set),
        Node::Back => all = Set::ALL,
        _ => {}
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::parse(text, false).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn patterns_explode_when_a_loop_can_be_walked_in_two_ways_and_fail() {
        let explosive = [
            "^(a+)+$",
            "^/(a*)*$",
            "^((ab)*)+$",
            "^(a|ab|b)+$",
            r"^(\w+\s?)*$",
            "^(.|x)+z",
            r"^([a-z]+\.?)+$",
            r"^(\d{1,3}-?)+$",
            "^(?:[^/]+|a)*/x$",
            "(?i)^(a|A)+$",
        ];
        let harmless = [
            r"^/(.*)/(.*)$",
            r"\.php$",
            "^(a+)+",
            r"^([a-z]+\.)+$",
            "^(a|b)+$",
            r"^(?:[^/]+/)*x$",
            r"^(\d{3})+$",
            "^(?>a+)+$",
            "^(a++)+$",
            r"^/dataset/[^/]+/resource/[^/]+$",
            "^(?:api|app)/v[0-9]+/",
            "^/(?:a|b|c)(?:/|$)",
        ];
        for text in explosive {
            assert!(pattern(text).is_explosive(), "{text}");
        }
        for text in harmless {
            assert!(!pattern(text).is_explosive(), "{text}");
        }
    }

    #[test]
    fn large_and_deep_patterns_end_soon() {
        let of = |n: usize| format!("^({})+$", "(a|b|c|d)*".repeat(n));
        assert!(pattern(&of(20)).is_explosive());
        assert!(!pattern(&of(400)).is_explosive(), "too large to be judged");
        let nothing = format!("(){}", "{3}".repeat(1000));
        assert!(Pattern::parse(&nothing, false).is_none_or(|it| !it.is_explosive()));
        let nested = format!("{}{}", "(".repeat(30), "){9}".repeat(30));
        assert!(!pattern(&nested).is_explosive());
        assert!(Pattern::parse(&"(".repeat(5000), false).is_none());
        assert!(Pattern::parse(&format!("{}a{}", "(".repeat(39), ")".repeat(39)), false).is_some());
    }

    #[test]
    fn what_is_not_a_pattern_is_refused() {
        for text in [
            "(",
            ")",
            "*",
            "[a",
            "a{2",
            "(?<n",
            r"\",
            "(?Xa)",
            r"\p{L}",
            "a{99999999999}",
        ] {
            let _read = Pattern::parse(text, true);
        }
        assert!(Pattern::parse("(", false).is_none());
        assert!(Pattern::parse(r"\p{L}", false).is_none());
    }

    #[test]
    fn groups_are_known_by_number_and_name() {
        let known = pattern(r"^/v1/((?<action>[^.]*)\.json)?(.*)$");
        assert_eq!(known.groups(), 3);
        assert_eq!(known.names(), ["action"]);
        assert!(known.group("action").is_some_and(|set| set.contains(b'\n')));
        assert!(known.group("3").is_some_and(|set| !set.contains(b'\n')));
        assert!(known.group("4").is_none());
        assert_eq!(pattern("^/img(.*)$").before_group("1"), Some(b'g'));
    }

    #[test]
    fn anchors_extensions_and_lone_texts_are_seen() {
        assert!(pattern(r"\.php").ends_in_open_extension());
        assert!(pattern(r"^/x\.(jpe?g|png)").ends_in_open_extension());
        assert!(!pattern(r"\.php$").ends_in_open_extension());
        assert!(!pattern("^/a.b/").ends_in_open_extension());
        assert_eq!(
            pattern(r"^/api/v1\.0$").only_text().as_deref(),
            Some("/api/v1.0")
        );
        assert_eq!(pattern("^/api/?$").only_text(), None);
        assert!(pattern("^(a|b)$").is_anchored_at_start());
        assert!(!pattern("^a|b$").is_anchored_at_start());
        assert!(pattern("^https://www.example").has_bare_dot());
        assert!(!pattern(r"^https://www\.example.*").has_bare_dot());
    }
}
