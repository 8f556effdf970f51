//! Names that all of `http` shares: upstreams, zones of memory, formats of logs, variables.
//!
//! Where several files are included there, each of another author, two may take one name. What nginx does
//! then is measured with 1.26.3: it does not start, or (variables) the last definition holds for all.

use super::conflicts::{Conflict, ConflictKind};
use super::{Directive, Item, Place};
use std::collections::BTreeMap;

/// Two definitions of one name in the items of an `http` block.
pub(super) fn conflicts(items: &[Item]) -> Vec<Conflict> {
    let mut state = State::default();
    for directive in items.iter().filter_map(Item::directive) {
        state.definition(directive);
        if directive.name.as_str() == "server" {
            let inside = directive.named("ssl_session_cache");
            inside.for_each(|cache| state.zones(cache));
        }
    }
    state.found
}

#[derive(Default)]
struct State<'a> {
    upstreams: BTreeMap<String, Place>,
    formats: BTreeMap<&'a str, Place>,
    zones: BTreeMap<&'a str, Zone<'a>>,
    variables: BTreeMap<&'a str, &'a Directive>,
    found: Vec<Conflict>,
}

/// A zone of memory.
struct Zone<'a> {
    /// The directive that takes it.
    of: &'a str,
    size: &'a str,
    place: Place,
}

impl<'a> State<'a> {
    fn definition(&mut self, directive: &'a Directive) {
        let name = directive.parameter(0).unwrap_or_default();
        match directive.name.as_str() {
            // Compared as host names are.
            "upstream" => {
                let key = name.to_ascii_lowercase();
                let first = self.upstreams.get(&key).cloned();
                self.once(
                    first,
                    directive,
                    ConflictKind::SameUpstream(name.to_owned()),
                );
                self.upstreams.entry(key).or_insert(directive.place());
            }
            "log_format" => {
                let first = self.formats.get(name).cloned();
                self.once(
                    first,
                    directive,
                    ConflictKind::SameLogFormat(name.to_owned()),
                );
                self.formats.entry(name).or_insert(directive.place());
            }
            "map" | "split_clients" | "geo" => self.variable(directive),
            _ => self.zones(directive),
        }
    }

    fn once(&mut self, first: Option<Place>, directive: &Directive, kind: ConflictKind) {
        if let Some(first) = first {
            self.add(kind, directive.place(), first);
        }
    }

    /// The last definition of a variable holds, for the files before it as well.
    fn variable(&mut self, directive: &'a Directive) {
        let Some(variable) = directive.parameters.last() else {
            return;
        };
        let variable = variable.as_str();
        match self.variables.get(variable) {
            Some(first) if *first != directive => {
                let kind = ConflictKind::SameVariable(variable.to_owned());
                self.add(kind, directive.place(), first.place());
            }
            Some(_) => {}
            None => {
                self.variables.insert(variable, directive);
            }
        }
    }

    fn zones(&mut self, directive: &'a Directive) {
        let of = directive.name.as_str();
        for (name, size) in zones(directive) {
            let Some(first) = self.zones.get(name) else {
                let place = directive.place();
                self.zones.insert(name, Zone { of, size, place });
                continue;
            };
            // Only sessions may share a zone.
            let is_shared = of == SESSIONS && first.of == SESSIONS && first.size == size;
            if !is_shared {
                let kind = ConflictKind::SameZone(name.to_owned());
                self.add(kind, directive.place(), first.place.clone());
            }
        }
    }

    fn add(&mut self, kind: ConflictKind, place: Place, other: Place) {
        let other = Some(other);
        self.found.push(Conflict { kind, place, other });
    }
}

const SESSIONS: &str = "ssl_session_cache";

/// The zones that a directive declares, with their sizes.
fn zones(directive: &Directive) -> impl Iterator<Item = (&str, &str)> {
    let prefix = match directive.name.as_str() {
        "limit_req_zone" | "limit_conn_zone" => Some("zone="),
        "proxy_cache_path" | "fastcgi_cache_path" | "uwsgi_cache_path" | "scgi_cache_path" => {
            Some("keys_zone=")
        }
        SESSIONS => Some("shared:"),
        _ => None,
    };
    let words = directive.parameters.iter();
    words.filter_map(move |word| {
        let zone = word.as_str().strip_prefix(prefix?)?;
        Some(zone.split_once(':').unwrap_or((zone, "")))
    })
}
