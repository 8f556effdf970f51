//! What is known of a packet, and whether a rule matches it.

use crate::address::{AddressSet, Family};
use crate::ruleset::{Line, Test};
use formats::nft::{
    ConnectionState, ConnectionStatus, Direction, Interface as Asked, Is, Protocol, Side, Transport,
};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Yes, no, or nobody knows; the lesser of two is what holds for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    No,
    Perhaps,
    Yes,
}

impl Answer {
    fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn is(self, is: Is) -> Self {
        match (is, self) {
            (Is::Equal, answer) => answer,
            (Is::NotEqual, Self::Yes) => Self::No,
            (Is::NotEqual, Self::No) => Self::Yes,
            (Is::NotEqual, Self::Perhaps) => Self::Perhaps,
        }
    }
}

/// An interface of the host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Interface {
    /// By its name.
    Named(String),
    /// A bridge that podman names: `podman` and a number.
    Podman,
    /// One that faces the outside and whose name nobody told; not one of these.
    Outside(BTreeSet<String>),
}

impl Interface {
    /// The one that a host talks to itself over.
    pub(crate) fn loopback() -> Self {
        Self::Named("lo".to_owned())
    }

    fn is(&self, asked: &Asked) -> Answer {
        const BRIDGE: &str = "podman";
        let name = asked.name();
        match self {
            Self::Named(own) if asked.is_prefix() => Answer::of(own.starts_with(name)),
            Self::Named(own) => Answer::of(own == name),
            Self::Podman if asked.is_prefix() && BRIDGE.starts_with(name) => Answer::Yes,
            Self::Podman if name.starts_with(BRIDGE) && name != BRIDGE => Answer::Perhaps,
            Self::Podman => Answer::No,
            Self::Outside(_) if name.starts_with(BRIDGE) || name == "lo" => Answer::No,
            Self::Outside(others) if !asked.is_prefix() && others.contains(name) => Answer::No,
            Self::Outside(_) => Answer::Perhaps,
        }
    }
}

/// What became of where a connection asked to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Translation {
    /// To another port of the host.
    Redirected,
    /// To a container.
    Container,
}

/// Whether a packet opens a connection or answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Leg {
    There,
    Back,
}

/// A packet at a hook.
#[derive(Clone, Debug)]
pub(crate) struct Packet<'a> {
    pub(crate) leg: Leg,
    pub(crate) family: Family,
    pub(crate) transport: Transport,
    /// Where it came in; `None` for those of the host itself.
    pub(crate) input: Option<Interface>,
    /// Where it goes out; `None` for those to the host itself.
    pub(crate) output: Option<Interface>,
    /// The addresses of the client, all of which are told from others alike.
    pub(crate) client: &'a AddressSet,
    /// The address that the client asked for, when it is known.
    pub(crate) asked: Option<IpAddr>,
    /// The port that it asked for.
    pub(crate) original: u16,
    /// The port of the server as it is now.
    pub(crate) port: u16,
    pub(crate) translation: Option<Translation>,
}

impl Packet<'_> {
    /// Whether the host talks to itself.
    pub(crate) fn is_over_loopback(&self) -> bool {
        self.input == Some(Interface::loopback())
    }

    /// Whether a line matches.
    pub(crate) fn matches(&self, line: &Line) -> Answer {
        let whole = match line.is_whole {
            true => Answer::Yes,
            false => Answer::Perhaps,
        };
        let answers = line.tests.iter().map(|test| self.test(test));
        answers.min().unwrap_or(Answer::Yes).min(whole)
    }

    /// The port that it goes to, when that is known.
    pub(crate) fn destination_port(&self) -> Option<u16> {
        (self.leg == Leg::There).then_some(self.port)
    }

    fn test(&self, test: &Test) -> Answer {
        match test {
            Test::Interface(direction, is, names) => self.interface(*direction, names, *is),
            Test::Protocol(is, protocols) => {
                let own = match self.transport {
                    Transport::Tcp => Protocol::Tcp,
                    Transport::Udp => Protocol::Udp,
                };
                Answer::of(protocols.contains(&own)).is(*is)
            }
            Test::Port(transport, ..) if *transport != self.transport => Answer::No,
            Test::Port(_, side, is, ports) => match self.is_server(*side) {
                true => Answer::of(ports.contains(self.port)).is(*is),
                false => ports.contains_that_of_a_client().is(*is),
            },
            Test::Original(Side::Destination, is, ports) => {
                Answer::of(ports.contains(self.original)).is(*is)
            }
            Test::Original(Side::Source, is, ports) => ports.contains_that_of_a_client().is(*is),
            // Another family has no such address, so that not even `!=` holds.
            Test::Address(family, ..) if *family != self.family => Answer::No,
            Test::Address(_, side, is, set) => self.address(*side, set).is(*is),
            Test::State(states) => {
                let own = match self.leg {
                    Leg::There => ConnectionState::New,
                    Leg::Back => ConnectionState::Established,
                };
                Answer::of(states.contains(&own))
            }
            Test::Status(ConnectionStatus::Dnat) => Answer::of(self.translation.is_some()),
            Test::Status(ConnectionStatus::Snat) => Answer::Perhaps,
            Test::Local(side) => self.is_local(*side),
            Test::Unknown => Answer::Perhaps,
        }
    }

    /// Whether a side of the packet is the server.
    fn is_server(&self, side: Side) -> bool {
        matches!(
            (self.leg, side),
            (Leg::There, Side::Destination) | (Leg::Back, Side::Source)
        )
    }

    fn interface(&self, direction: Direction, names: &[Asked], is: Is) -> Answer {
        let own = match direction {
            Direction::Input => &self.input,
            Direction::Output => &self.output,
        };
        match (own, is) {
            (Some(own), _) => {
                let answers = names.iter().map(|name| own.is(name));
                answers.max().unwrap_or(Answer::No).is(is)
            }
            (None, Is::Equal) => Answer::No,
            // Some kernels compare with an empty name, others stop reading the rule.
            (None, Is::NotEqual) => Answer::Perhaps,
        }
    }

    fn address(&self, side: Side, set: &AddressSet) -> Answer {
        if !self.is_server(side) {
            let inside = self.client.and(set);
            return match inside.is_empty() {
                true => Answer::No,
                false if inside == *self.client => Answer::Yes,
                false => Answer::Perhaps,
            };
        }
        if *set == AddressSet::all(self.family) {
            return Answer::Yes;
        }
        match (self.asked, self.translation) {
            (Some(asked), None) if Family::of(asked) == self.family => {
                Answer::of(!AddressSet::one(asked).and(set).is_empty())
            }
            // One of the host's, or of a container: nobody told which.
            _ => Answer::Perhaps,
        }
    }

    /// Whether the address of a side is one of the host's own.
    fn is_local(&self, side: Side) -> Answer {
        if self.is_server(side) {
            return Answer::of(self.translation != Some(Translation::Container));
        }
        Answer::of(self.is_from_host())
    }

    /// Whether the client is the host itself.
    fn is_from_host(&self) -> bool {
        let own = match self.leg {
            Leg::There => &self.input,
            Leg::Back => &self.output,
        };
        own.is_none() || *own == Some(Interface::loopback())
    }
}
