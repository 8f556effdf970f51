//! Rules between the servers of one `http` block, and between the names that all of it shares; most of them
//! nginx finds only at start, or never.

use super::{Directive, Item, Listen, ListenAddress, Parameter, Place, ServerName, shared};
use std::collections::BTreeMap;
use std::fmt;

/// Two places of a configuration that do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Why.
    pub kind: ConflictKind,
    /// The later of the two.
    pub place: Place,
    /// The earlier one; `None` when something is missing rather than there twice.
    pub other: Option<Place>,
}

/// The kinds of conflicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// One server listens twice on one address; nginx does not start.
    SameAddressTwice(ListenAddress),
    /// Socket options stand at more than one `listen` of an address; nginx does not start.
    OptionsTwice(ListenAddress),
    /// Two default servers for one address; nginx does not start.
    DefaultTwice(ListenAddress),
    /// `ssl` at one `listen` of an address and not at the other; nginx makes TLS of both.
    MixedSsl(ListenAddress),
    /// Two servers with one name at one address; nginx warns and never uses the second.
    SameName(ListenAddress, String),
    /// `listen … ssl` without a certificate; nginx does not start.
    NoCertificate(ListenAddress),
    /// A `listen` that nginx cannot read.
    BadListen(String),
    /// Two groups of servers with one name; nginx does not start.
    SameUpstream(String),
    /// Two formats of logs with one name; nginx does not start.
    SameLogFormat(String),
    /// Two directives want one zone of memory; nginx does not start.
    SameZone(String),
    /// Two definitions of one variable that differ; the last holds everywhere.
    SameVariable(String),
}

impl ConflictKind {
    /// What to do about it, where that is plain.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::SameUpstream(_)
            | Self::SameLogFormat(_)
            | Self::SameZone(_)
            | Self::SameVariable(_) => Some("give one of them another name"),
            Self::SameAddressTwice(_)
            | Self::OptionsTwice(_)
            | Self::DefaultTwice(_)
            | Self::MixedSsl(_)
            | Self::SameName(..)
            | Self::NoCertificate(_)
            | Self::BadListen(_) => None,
        }
    }
}

impl fmt::Display for ConflictKind {
    /// Writes the headline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameAddressTwice(address) => {
                write!(f, "one server listens twice on `{address}`")
            }
            Self::OptionsTwice(address) => write!(
                f,
                "socket options for `{address}` stand at more than one `listen`"
            ),
            Self::DefaultTwice(address) => {
                write!(f, "two servers are the default server of `{address}`")
            }
            Self::MixedSsl(address) => write!(
                f,
                "`{address}` is listened on with `ssl` and without; all connections would be TLS"
            ),
            Self::SameName(address, name) => write!(
                f,
                "two servers on `{address}` have the name `{}`; the second is never used",
                name.escape_debug()
            ),
            Self::NoCertificate(address) => write!(
                f,
                "`{address}` is listened on with `ssl`, and the server has no certificate"
            ),
            Self::SameUpstream(name) => {
                write!(
                    f,
                    "two `upstream` groups are called `{}`",
                    name.escape_debug()
                )
            }
            Self::SameLogFormat(name) => {
                write!(f, "two `log_format`s are called `{}`", name.escape_debug())
            }
            Self::SameZone(name) => write!(
                f,
                "two directives want the zone of memory `{}`",
                name.escape_debug()
            ),
            Self::SameVariable(name) => write!(
                f,
                "the variable `{}` has two definitions; the last holds everywhere",
                name.escape_debug()
            ),
            Self::BadListen(reason) => write!(f, "`listen` {reason}"),
        }
    }
}

/// What does not go together in the items of an `http` block (or of all files included there).
///
/// Looks into `http` blocks too, so that a whole `nginx.conf` can be given.
pub fn conflicts(items: &[Item]) -> Vec<Conflict> {
    let mut state = State::default();
    let has_certificate = has_any(items, CERTIFICATE);
    for directive in items.iter().filter_map(Item::directive) {
        match (directive.name.as_str(), &directive.block) {
            ("server", Some(block)) => state.server(directive, block, has_certificate),
            ("http", Some(block)) => state.found.extend(conflicts(block)),
            _ => {}
        }
    }
    state.found.extend(shared::conflicts(items));
    state.found
}

const CERTIFICATE: &[&str] = &["ssl_certificate"];

fn has_any(items: &[Item], names: &[&str]) -> bool {
    let mut directives = items.iter().filter_map(Item::directive);
    directives.any(|directive| names.contains(&directive.name.as_str()))
}

/// What earlier servers said about each address.
#[derive(Default)]
struct State {
    addresses: BTreeMap<ListenAddress, Address>,
    found: Vec<Conflict>,
}

struct Address {
    first: Place,
    ssl: bool,
    options: Option<Place>,
    default: Option<Place>,
    names: BTreeMap<String, Place>,
}

impl State {
    fn server(&mut self, server: &Directive, block: &[Item], has_certificate: bool) {
        let names = server_names(server);
        let mut own: BTreeMap<(ListenAddress, bool), Place> = BTreeMap::new();
        for (listen, place) in self.listeners(server) {
            if let Some(other) = own.get(&(listen.address.clone(), listen.quic)) {
                let kind = ConflictKind::SameAddressTwice(listen.address);
                self.add(kind, &place, Some(other.clone()));
                continue;
            }
            own.insert((listen.address.clone(), listen.quic), place.clone());
            let rejects = server.named("ssl_reject_handshake").any(is_on);
            if listen.ssl && !has_certificate && !has_any(block, CERTIFICATE) && !rejects {
                self.add(
                    ConflictKind::NoCertificate(listen.address.clone()),
                    &place,
                    None,
                );
            }
            // QUIC listens on UDP, beside TCP of the same address.
            if !listen.quic {
                self.listen(&listen, &place, &names);
            }
        }
    }

    /// The `listen` directives of a server; without any, nginx takes `*:80`.
    fn listeners(&mut self, server: &Directive) -> Vec<(Listen, Place)> {
        let mut listeners = Vec::new();
        for directive in server.named("listen") {
            let place = directive.place();
            match Listen::of(directive) {
                Ok(listen) => listeners.push((listen, place)),
                Err(refused) => {
                    self.add(ConflictKind::BadListen(refused.to_string()), &place, None);
                }
            }
        }
        if server.named("listen").next().is_none() {
            listeners.push((Listen::new(ListenAddress::any_v4(80)), server.place()));
        }
        listeners
    }

    fn listen(&mut self, listen: &Listen, place: &Place, names: &BTreeMap<String, Place>) {
        let address = &listen.address;
        let mut found = Vec::new();
        let known = self.addresses.entry(address.clone()).or_insert(Address {
            first: place.clone(),
            ssl: listen.ssl,
            options: None,
            default: None,
            names: BTreeMap::new(),
        });
        if known.ssl != listen.ssl {
            found.push((ConflictKind::MixedSsl(address.clone()), known.first.clone()));
        }
        if listen.options.iter().any(is_socket_option) {
            match &known.options {
                Some(other) => {
                    found.push((ConflictKind::OptionsTwice(address.clone()), other.clone()));
                }
                None => known.options = Some(place.clone()),
            }
        }
        if listen.default_server {
            match &known.default {
                Some(other) => {
                    found.push((ConflictKind::DefaultTwice(address.clone()), other.clone()));
                }
                None => known.default = Some(place.clone()),
            }
        }
        for (kind, other) in found {
            self.add(kind, place, Some(other));
        }
        self.names(address, names);
    }

    fn names(&mut self, address: &ListenAddress, names: &BTreeMap<String, Place>) {
        for (name, place) in names {
            let Some(known) = self.addresses.get_mut(address) else {
                continue;
            };
            match known.names.get(name) {
                Some(other) => {
                    let other = other.clone();
                    let kind = ConflictKind::SameName(address.clone(), name.clone());
                    self.add(kind, place, Some(other));
                }
                None => {
                    known.names.insert(name.clone(), place.clone());
                }
            }
        }
    }

    fn add(&mut self, kind: ConflictKind, place: &Place, other: Option<Place>) {
        self.found.push(Conflict {
            kind,
            place: place.clone(),
            other,
        });
    }
}

/// The names of a server as nginx compares them; without any, the empty one.
fn server_names(server: &Directive) -> BTreeMap<String, Place> {
    let mut names = BTreeMap::new();
    for directive in server.named("server_name") {
        for parameter in &directive.parameters {
            let name = match ServerName::parse(parameter.as_str()) {
                Ok(name) => name.to_string(),
                Err(_) => parameter.as_str().to_ascii_lowercase(),
            };
            names.insert(name, directive.place());
        }
    }
    if names.is_empty() {
        names.insert(String::new(), server.place());
    }
    names
}

/// Whether nginx sets it on the socket (`lsopt.set` in its source), which it does once for an address.
fn is_socket_option(parameter: &Parameter) -> bool {
    parameter.as_str() != "proxy_protocol"
}

fn is_on(directive: &Directive) -> bool {
    directive
        .parameter(0)
        .is_some_and(|word| word.eq_ignore_ascii_case("on"))
}
