//! Who listens where, and which way packets take to it.

mod containers;
mod services;

mod sites;
use sites::Sites;

use crate::address::Family;
use crate::packet::Interface;
use formats::nft::Transport;
use model::leaf::Name;
use model::{CheckedStack, HostListener, Speaks};
use source::Origin;
use std::fmt;
use std::net::IpAddr;

/// Something that can be connected to, or could.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The stack; `None` for what is the host's own.
    pub stack: Option<String>,
    /// TCP or UDP.
    pub transport: Transport,
    /// The port that clients ask for.
    pub port: u16,
    /// The addresses that it is bound to.
    pub bound: Bound,
    /// What it is called, such as `nginx`; with the listener behind a `.` where it has several.
    pub who: String,
    /// How packets get there.
    pub way: Way,
    /// Where it is asked for.
    pub origin: Origin,
    /// What its clients must speak, when that is meant for applications only.
    pub private: Option<Private>,
    /// Why everyone may reach it all the same.
    pub public: Option<Origin>,
    /// Whether the stack means it for others than the host.
    pub is_offered: bool,
    /// Whether the host is lost without it.
    pub is_essential: bool,
}

/// The addresses that something is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// All of the host.
    Any,
    /// Those that only the host itself reaches, whichever of them.
    Loopback,
    /// One of the host's.
    One(IpAddr),
}

/// How packets get to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A process of the host hears them: they pass `input`.
    Process(Process),
    /// A container of root: netavark translates them, and they pass `forward`.
    Forwarded {
        /// The port of the container.
        to: u16,
        /// Whether the container has an address to translate to, by family.
        families: [bool; 2],
        /// The bridge it is behind, when it has a name of its own.
        bridge: Option<String>,
    },
    /// A redirect of the firewall changes the port first.
    Redirected {
        /// The port of the host behind it.
        to: u16,
    },
    /// Only over networks of containers.
    Networks(Vec<String>),
    /// The port is published, and no site makes nginx listen behind it.
    Unheard,
    /// None.
    Nothing,
}

/// A process of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// The port forwarder of a rootless container.
    Rootless,
    /// A service of the stack.
    Service,
    /// A unit of a package.
    Provided,
    /// Something that the host has besides the stack.
    Host,
}

/// What is meant for applications only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Private {
    /// What it is: `a PostgreSQL server`.
    pub noun: &'static str,
    /// How it is known.
    pub known_by: KnownBy,
}

/// How it is known what the clients of a listener must speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// The stack says so here.
    Stated(Origin),
    /// It is the usual port.
    Port,
}

impl Endpoint {
    pub(crate) fn new(who: impl Into<String>, port: u16, way: Way, origin: &Origin) -> Self {
        Self {
            stack: None,
            transport: Transport::Tcp,
            port,
            bound: Bound::Any,
            who: who.into(),
            way,
            origin: origin.clone(),
            private: None,
            public: None,
            is_offered: false,
            is_essential: false,
        }
    }

    /// Whether it has addresses of a family.
    pub fn hears(&self, family: Family) -> bool {
        match self.bound {
            Bound::Any | Bound::Loopback => true,
            Bound::One(address) => Family::of(address) == family,
        }
    }

    /// Whether only the host itself has the address: nobody routes to it from outside.
    pub fn is_on_loopback(&self) -> bool {
        match self.bound {
            Bound::Any => false,
            Bound::Loopback => true,
            Bound::One(address) => address.is_loopback(),
        }
    }

    /// The bridge behind which it is.
    pub(crate) fn bridge(&self) -> Interface {
        match &self.way {
            Way::Forwarded {
                bridge: Some(name), ..
            } => Interface::Named(name.clone()),
            _ => Interface::Podman,
        }
    }
}

impl fmt::Display for Bound {
    /// Writes the address as `ss(8)` does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Loopback => f.write_str("localhost"),
            Self::One(IpAddr::V4(address)) => address.fmt(f),
            Self::One(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Process(Process::Rootless) => f.write_str("published by a rootless container"),
            Self::Process(Process::Service) => f.write_str("service"),
            Self::Process(Process::Provided) => f.write_str("unit of a package"),
            Self::Process(Process::Host) => f.write_str("of the host"),
            Self::Forwarded { to, .. } => write!(f, "published, forwarded to port {to}"),
            Self::Redirected { to } => write!(f, "redirected to port {to}"),
            Self::Networks(names) if names.is_empty() => f.write_str("default network of podman"),
            Self::Networks(names) => write!(f, "networks {}", names.join(", ")),
            Self::Unheard => f.write_str("published, no site behind it"),
            Self::Nothing => f.write_str("none"),
        }
    }
}

/// What a stack listens on.
pub(crate) fn of_stack(stack: &CheckedStack, endpoints: &mut Vec<Endpoint>) {
    let first = endpoints.len();
    let sites = Sites::of(stack);
    containers::add(stack, &sites, endpoints);
    services::add(stack, &sites, endpoints);
    if let Some(firewall) = &stack.stack.firewall {
        for (name, redirect) in &firewall.redirects {
            let to = redirect.to.number();
            let way = Way::Redirected { to };
            let who = format!("redirect {name}");
            endpoints.push(Endpoint::new(
                who,
                redirect.from.number(),
                way,
                &redirect.key,
            ));
        }
    }
    for endpoint in &mut endpoints[first..] {
        endpoint.stack = Some(stack.stack.name.to_string());
    }
}

/// What else listens on the host.
pub(crate) fn of_host(name: &Name, listener: &HostListener) -> Option<Endpoint> {
    if !listener.running.value {
        return None;
    }
    let stated = listener.speaks.as_ref();
    let stated = stated.map(|speaks| (&speaks.value, &speaks.origin));
    let port = listener.port.number();
    let way = Way::Process(Process::Host);
    Some(Endpoint {
        transport: match listener.protocol.value {
            model::Transport::Tcp => Transport::Tcp,
            model::Transport::Udp => Transport::Udp,
        },
        bound: bound(listener.address.as_ref().map(|address| address.ip())),
        private: private(stated, port),
        public: listener.public.as_ref().map(|why| why.origin.clone()),
        is_essential: listener.essential.value,
        ..Endpoint::new(name.as_str(), port, way, &listener.port.origin)
    })
}

fn bound(address: Option<IpAddr>) -> Bound {
    match address {
        None => Bound::Any,
        Some(address) if address.is_unspecified() => match address {
            // Linux hands packets of IPv4 to sockets of `::` as well (`ipv6(7)`, IPV6_V6ONLY).
            IpAddr::V6(_) => Bound::Any,
            IpAddr::V4(_) => Bound::One(address),
        },
        Some(address) => Bound::One(address),
    }
}

fn private(stated: Option<(&Speaks, &Origin)>, port: u16) -> Option<Private> {
    match stated {
        Some((speaks, origin)) => noun(speaks).map(|noun| Private {
            noun,
            known_by: KnownBy::Stated(origin.clone()),
        }),
        None => usual(port)
            .and_then(|speaks| noun(&speaks))
            .map(|noun| Private {
                noun,
                known_by: KnownBy::Port,
            }),
    }
}

fn noun(speaks: &Speaks) -> Option<&'static str> {
    match speaks {
        Speaks::Http | Speaks::Other => None,
        Speaks::Postgresql => Some("a PostgreSQL server"),
        Speaks::Mysql => Some("a MySQL server"),
        Speaks::Redis => Some("a Redis server"),
        Speaks::Memcached => Some("a memcached server"),
        Speaks::Mongodb => Some("a MongoDB server"),
        Speaks::Uwsgi => Some("a uwsgi application"),
        Speaks::FastCgi => Some("a FastCGI application"),
        Speaks::Scgi => Some("an SCGI application"),
    }
}

/// The ports of the IANA registry that nothing else usually listens on.
fn usual(port: u16) -> Option<Speaks> {
    match port {
        3306 => Some(Speaks::Mysql),
        5432 => Some(Speaks::Postgresql),
        6379 => Some(Speaks::Redis),
        11211 => Some(Speaks::Memcached),
        27017 => Some(Speaks::Mongodb),
        _ => None,
    }
}
