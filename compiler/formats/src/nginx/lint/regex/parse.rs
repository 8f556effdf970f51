//! Patterns of PCRE, as far as it takes to judge them (`pcre2pattern(3)`).

use super::Set;

/// A pattern or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::nginx::lint) enum Node {
    /// One byte of these.
    One(Set),
    /// One after the other.
    All(Vec<Node>),
    /// One of these.
    Any(Vec<Node>),
    /// Again and again.
    Repeat(Repeat),
    /// `(…)`, by its number from 1 and its name.
    Group(usize, Option<String>, Box<Node>),
    /// `^`, and `\A`.
    Start,
    /// `$`, `\z` and `\Z`.
    End,
    /// Something that takes no bytes: `\b`, and what looks ahead or behind.
    Nothing,
    /// What a group matched before: no more is known.
    Back,
}

/// How often a node is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::nginx::lint) struct Repeat {
    pub(super) node: Box<Node>,
    pub(super) min: u32,
    /// `None` for any number.
    pub(super) max: Option<u32>,
    /// `*+`, `(?>…)*`: what was matched is not given back.
    pub(super) is_possessive: bool,
}

/// Patterns are parsed to this depth of groups; nginx's own configurations have two or three.
const DEEPEST: usize = 40;

struct Parser<'a> {
    rest: &'a [u8],
    ignores_case: bool,
    groups: usize,
    depth: usize,
}

/// Reads a pattern; `None` when it uses what is not known here, or is wrong.
pub(super) fn parse(pattern: &str, ignores_case: bool) -> Option<Node> {
    let mut parser = Parser {
        rest: pattern.as_bytes(),
        ignores_case,
        groups: 0,
        depth: 0,
    };
    let node = parser.alternatives()?;
    parser.rest.is_empty().then_some(node)
}

impl Parser<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text.as_bytes());
        rest.map(|rest| self.rest = rest).is_some()
    }

    fn until(&mut self, end: u8) -> Option<String> {
        let length = self.rest.iter().position(|byte| *byte == end)?;
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest.get(1..)?;
        String::from_utf8(text.to_vec()).ok()
    }

    fn alternatives(&mut self) -> Option<Node> {
        let mut branches = vec![self.branch()?];
        while self.take("|") {
            branches.push(self.branch()?);
        }
        match branches.len() {
            1 => branches.pop(),
            _ => Some(Node::Any(branches)),
        }
    }

    fn branch(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while !matches!(self.rest.first(), None | Some(b'|' | b')')) {
            let node = self.atom()?;
            nodes.push(self.quantified(node)?);
        }
        Some(Node::All(nodes))
    }

    fn quantified(&mut self, mut node: Node) -> Option<Node> {
        let mut n_stacked = 0;
        while let Some((min, max)) = self.quantifier()? {
            n_stacked += 1;
            if n_stacked > DEEPEST {
                return None;
            }
            let is_possessive = self.take("+");
            // A lazy one matches the same.
            if !is_possessive {
                self.take("?");
            }
            node = Node::Repeat(Repeat {
                node: Box::new(node),
                min,
                max,
                is_possessive,
            });
        }
        Some(node)
    }

    /// The outer `None` is a mistake, the inner one no quantifier.
    fn quantifier(&mut self) -> Option<Option<(u32, Option<u32>)>> {
        let Some(first) = self.rest.first() else {
            return Some(None);
        };
        let simple = match first {
            b'*' => Some((0, None)),
            b'+' => Some((1, None)),
            b'?' => Some((0, Some(1))),
            _ => None,
        };
        if simple.is_some() {
            self.next();
            return Some(simple);
        }
        if *first != b'{' || !self.rest.get(1).is_some_and(u8::is_ascii_digit) {
            return Some(None);
        }
        self.next();
        let text = self.until(b'}')?;
        let (min, max) = match text.split_once(',') {
            None => (text.parse().ok()?, Some(text.parse().ok()?)),
            Some((min, "")) => (min.parse().ok()?, None),
            Some((min, max)) => (min.parse().ok()?, Some(max.parse().ok()?)),
        };
        Some(Some((min, max)))
    }

    fn atom(&mut self) -> Option<Node> {
        match self.next()? {
            b'.' => Some(Node::One(Set::dot())),
            b'^' => Some(Node::Start),
            b'$' => Some(Node::End),
            b'[' => self.class().map(Node::One),
            b'(' => self.group(),
            b'\\' => self.escape(),
            b'*' | b'+' | b'?' => None,
            byte => Some(Node::One(Set::byte(byte, self.ignores_case))),
        }
    }

    fn escape(&mut self) -> Option<Node> {
        let byte = self.next()?;
        Some(match byte {
            b'A' => Node::Start,
            b'z' | b'Z' => Node::End,
            b'b' | b'B' | b'G' => Node::Nothing,
            b'1'..=b'9' => Node::Back,
            _ => Node::One(self.escaped(byte)?),
        })
    }

    /// What an escape stands for, in and outside of classes.
    fn escaped(&mut self, byte: u8) -> Option<Set> {
        let class = |name| Set::class(name);
        Some(match byte {
            b'd' => class("digit")?,
            b'D' => class("digit")?.complement(),
            b'w' => class("word")?,
            b'W' => class("word")?.complement(),
            b's' => class("space")?,
            b'S' => class("space")?.complement(),
            b'h' => class("blank")?,
            b'H' => class("blank")?.complement(),
            b'R' | b'v' => Set::of(*b"\n\x0b\x0c\r"),
            b'N' => Set::dot(),
            b'n' => Set::of([b'\n']),
            b'r' => Set::of([b'\r']),
            b't' => Set::of([b'\t']),
            b'f' => Set::of([b'\x0c']),
            b'x' => {
                let (digits, rest) = self.rest.split_at_checked(2)?;
                let digits = std::str::from_utf8(digits).ok()?;
                self.rest = rest;
                Set::byte(u8::from_str_radix(digits, 16).ok()?, self.ignores_case)
            }
            _ if byte.is_ascii_alphanumeric() => return None,
            _ => Set::byte(byte, self.ignores_case),
        })
    }

    fn class(&mut self) -> Option<Set> {
        let is_negated = self.take("^");
        let mut set = Set::EMPTY;
        let mut is_first = true;
        loop {
            let byte = self.next()?;
            if byte == b']' && !is_first {
                break;
            }
            is_first = false;
            if byte == b'[' && self.take(":") {
                let name = self.until(b']')?;
                let name = name.strip_suffix(':')?;
                let negated = name.strip_prefix('^');
                let named = Set::class(negated.unwrap_or(name))?;
                set = set.union(match negated {
                    Some(_) => named.complement(),
                    None => named,
                });
                continue;
            }
            let one = self.class_member(byte)?;
            let is_range = self.rest.first() == Some(&b'-') && self.rest.get(1) != Some(&b']');
            match one.single().filter(|_| is_range) {
                None => set = set.union(one),
                Some(from) => {
                    self.next();
                    let to = self.next()?;
                    let to = self.class_member(to)?.single()?;
                    set = set.union(Set::of(from..=to));
                }
            }
        }
        if self.ignores_case {
            let both = (0..=u8::MAX).filter(|byte| set.contains(*byte));
            set = both.fold(set, |set, byte| set.union(Set::byte(byte, true)));
        }
        Some(match is_negated {
            true => set.complement(),
            false => set,
        })
    }

    /// Case is looked at when the class is complete.
    fn class_member(&mut self, byte: u8) -> Option<Set> {
        match byte {
            b'\\' => {
                let escaped = self.next()?;
                let ignores_case = std::mem::replace(&mut self.ignores_case, false);
                let set = match escaped {
                    b'b' => Some(Set::of([b'\x08'])),
                    _ => self.escaped(escaped),
                };
                self.ignores_case = ignores_case;
                set
            }
            _ => Some(Set::of([byte])),
        }
    }

    fn group(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let outer_case = self.ignores_case;
        let node = self.group_inside()?;
        // `(?i)` holds to the end of the group that it stands in.
        if node.1 {
            self.ignores_case = outer_case;
        }
        self.depth -= 1;
        Some(node.0)
    }

    /// The node, and whether it was closed by a parenthesis of its own.
    fn group_inside(&mut self) -> Option<(Node, bool)> {
        if !self.take("?") {
            return Some((self.captured(None)?, true));
        }
        for look in ["=", "!", "<=", "<!"] {
            if self.take(look) {
                self.inside()?;
                return Some((Node::Nothing, true));
            }
        }
        for named in ["<", "P<", "'"] {
            if self.take(named) {
                let end = if named == "'" { b'\'' } else { b'>' };
                let name = self.until(end)?;
                return Some((self.captured(Some(name))?, true));
            }
        }
        if self.take(">") {
            let node = Box::new(self.inside()?);
            let once = Repeat {
                node,
                min: 1,
                max: Some(1),
                is_possessive: true,
            };
            return Some((Node::Repeat(once), true));
        }
        if self.take("#") {
            self.until(b')')?;
            return Some((Node::Nothing, true));
        }
        let mut is_on = true;
        loop {
            match self.next()? {
                b'-' => is_on = false,
                b'i' => self.ignores_case = is_on,
                b'm' | b'U' | b'J' => {}
                b')' => return Some((Node::Nothing, false)),
                b':' => return Some((self.inside()?, true)),
                _ => return None,
            }
        }
    }

    fn captured(&mut self, name: Option<String>) -> Option<Node> {
        self.groups += 1;
        let number = self.groups;
        let node = self.inside()?;
        Some(Node::Group(number, name, Box::new(node)))
    }

    fn inside(&mut self) -> Option<Node> {
        let node = self.alternatives()?;
        self.take(")").then_some(node)
    }
}
