//! Which variables a client can choose, and how far.
//!
//! nginx keeps the path of a request decoded: `%0a` in it is a line break in `$uri` and in the groups of
//! patterns that it is compared with. Headers and arguments are kept as they came, so they hold no line
//! break, but everything else.

use super::frame::Frame;
use super::regex::{Pattern, Set};
use super::text::variables;
use crate::nginx::{Context, Directive, Item};
use std::collections::{BTreeMap, BTreeSet};

/// What a client can do to a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Influence {
    /// Put a line break into it.
    pub(super) line_break: bool,
    /// Choose it, as far as it takes to name a server.
    pub(super) choice: bool,
}

impl Influence {
    const DECODED: Self = Self {
        line_break: true,
        choice: true,
    };
    const AS_SENT: Self = Self {
        line_break: false,
        choice: true,
    };

    fn or(self, other: Self) -> Self {
        Self {
            line_break: self.line_break || other.line_break,
            choice: self.choice || other.choice,
        }
    }

    /// What is left of it in a group that matches these bytes only.
    fn within(self, set: Set) -> Self {
        let names_a_server = [b'.', b'/', b'@', b':']
            .iter()
            .any(|byte| set.contains(*byte));
        Self {
            line_break: self.line_break && set.contains(b'\n'),
            choice: self.choice && names_a_server,
        }
    }

    /// Of nginx's own variables (<https://nginx.org/en/docs/varindex.html>).
    fn of_nginx(name: &str) -> Self {
        match name {
            "uri"
            | "document_uri"
            | "request_filename"
            | "fastcgi_script_name"
            | "fastcgi_path_info" => Self::DECODED,
            "args" | "query_string" | "request_uri" | "request" | "request_body"
            | "content_type" | "remote_user" => Self::AS_SENT,
            _ => {
                let families = ["http_", "arg_", "cookie_"];
                match families.iter().any(|family| name.starts_with(family)) {
                    true => Self::AS_SENT,
                    false => Self::default(),
                }
            }
        }
    }
}

/// The variables that a configuration declares, and what they are made from.
#[derive(Default)]
pub(super) struct Declared<'a> {
    sources: BTreeMap<String, Vec<Source<'a>>>,
    settled: BTreeMap<String, Influence>,
    upstreams: BTreeSet<&'a str>,
}

/// One way in which a variable gets a value.
struct Source<'a> {
    /// The text, where there is one.
    text: Option<&'a str>,
    /// By the groups of patterns.
    own: Influence,
}

/// How many declarations are followed one into another.
const LONGEST_CHAIN: usize = 8;

impl<'a> Declared<'a> {
    /// Adds what a block declares.
    pub(super) fn add(&mut self, frame: &Frame<'_, 'a>) {
        for upstream in frame.own("upstream") {
            self.upstreams.extend(upstream.parameter(0));
        }
        for set in frame.own("set") {
            if let (Some(name), Some(text)) = (set.parameter(0), set.parameter(1)) {
                let groups = groups_in(text);
                let own = groups
                    .map(|group| captured(frame, group))
                    .fold(Influence::default(), Influence::or);
                self.declare(name, Some(text), own);
            }
        }
        for map in frame.own("map") {
            self.add_map(map);
        }
        if frame.block.is_some() && frame.context != Context::Server {
            for (subject, pattern) in frame.patterns() {
                let compared = subject.map_or(Influence::DECODED, Influence::of_nginx);
                for name in pattern.names() {
                    let set = pattern.group(&name).unwrap_or_default();
                    self.declare(&name, None, compared.within(set));
                }
            }
        }
    }

    fn add_map(&mut self, map: &'a Directive) {
        let (Some(subject), Some(name)) = (map.parameter(0), map.parameter(1)) else {
            return;
        };
        let compared = variables(subject).map(Influence::of_nginx);
        let compared = compared.fold(Influence::default(), Influence::or);
        for entry in map.block.iter().flatten().filter_map(Item::directive) {
            let Some(text) = entry.parameter(0) else {
                continue;
            };
            let pattern = entry.name.as_str().strip_prefix('~');
            let pattern =
                pattern.and_then(|text| Pattern::parse(text.trim_start_matches('*'), true));
            let groups = variables(text).filter_map(|group| pattern.as_ref()?.group(group));
            let own = groups.map(|set| compared.within(set));
            self.declare(
                name,
                Some(text),
                own.fold(Influence::default(), Influence::or),
            );
        }
    }

    fn declare(&mut self, name: &str, text: Option<&'a str>, own: Influence) {
        let name = name.strip_prefix('$').unwrap_or(name).to_owned();
        self.sources
            .entry(name)
            .or_default()
            .push(Source { text, own });
    }

    /// What a client can do to a variable as it is seen in a block.
    pub(super) fn influence(&self, frame: &Frame<'_, '_>, name: &str) -> Influence {
        if is_group(name) {
            return captured(frame, name);
        }
        self.known(name)
    }

    fn known(&self, name: &str) -> Influence {
        let settled = self.settled.get(name).copied();
        settled.unwrap_or_else(|| match self.sources.contains_key(name) {
            true => Influence::default(),
            false => Influence::of_nginx(name),
        })
    }

    /// Follows declarations into each other, when all are there.
    pub(super) fn settle(&mut self) {
        for _ in 0..LONGEST_CHAIN {
            let of_source = |source: &Source<'_>| {
                let names = source.text.into_iter().flat_map(variables);
                let names = names
                    .filter(|name| !is_group(name))
                    .map(|name| self.known(name));
                names.fold(source.own, Influence::or)
            };
            let of_variable = |(name, sources): (&String, &Vec<Source<'_>>)| {
                let influence = sources
                    .iter()
                    .map(of_source)
                    .fold(Influence::default(), Influence::or);
                (name.clone(), influence)
            };
            self.settled = self.sources.iter().map(of_variable).collect();
        }
    }

    /// The texts that a variable of the configuration can be, where all of them are known.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<&'a str>> {
        let sources = self.sources.get(name)?;
        let known = sources
            .iter()
            .map(|source| source.text.filter(|text| !text.contains('$')));
        known.collect()
    }

    /// Whether a group of servers has this name.
    pub(super) fn has_upstream(&self, name: &str) -> bool {
        self.upstreams.contains(name)
    }
}

fn groups_in(text: &str) -> impl Iterator<Item = &str> {
    variables(text).filter(|name| is_group(name))
}

fn is_group(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit())
}

/// What a client can do to `$1` and so on in a block.
fn captured(frame: &Frame<'_, '_>, group: &str) -> Influence {
    let of_pattern = |(subject, pattern): (Option<&str>, Pattern)| {
        let compared = subject.map_or(Influence::DECODED, Influence::of_nginx);
        pattern
            .group(group)
            .map_or(Influence::default(), |set| compared.within(set))
    };
    let patterns = frame.patterns().into_iter();
    patterns
        .map(of_pattern)
        .fold(Influence::default(), Influence::or)
}
