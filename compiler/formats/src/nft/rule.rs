//! Rules: what they match, and what they do.

use super::{Comment, Interface, LogPrefix, Name, Port, PortRange, PrefixV4, PrefixV6};
use crate::Cause;
use source::Origin;

/// A rule: when all matches hold, the statements happen, then the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// What must hold; nothing means every packet.
    pub matches: Vec<Match>,
    /// What is done on the way.
    pub statements: Vec<Statement>,
    /// What becomes of the packet; `None` goes on with the next rule.
    pub verdict: Option<Verdict>,
    /// What it is for.
    pub comment: Option<Comment>,
    /// The value it was made from.
    pub cause: Cause,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// `iifname`, `oifname`: compared by name, so the interface need not exist.
    Interface(Direction, Is, Operand<Interface>),
    /// `meta l4proto`
    Protocol(Is, Operand<Protocol>),
    /// `tcp dport`, `udp sport`, …
    Port(Transport, Side, Is, Operand<PortRange>),
    /// `ip saddr`, `ip daddr`
    V4(Side, Is, Operand<PrefixV4>),
    /// `ip6 saddr`, `ip6 daddr`
    V6(Side, Is, Operand<PrefixV6>),
    /// `ct state`: one of these.
    State(OneOrMore<ConnectionState>),
    /// `ct status`
    Status(ConnectionStatus),
    /// `ct original proto-dst`: the port that the first packet of the connection asked for, before any
    /// translation.
    OriginalPort(Side, Is, Operand<PortRange>),
    /// `fib daddr type local`: the address is one of the host's own.
    LocalAddress(Side),
}

/// `iifname` or `oifname`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Where it came in.
    Input,
    /// Where it goes out.
    Output,
}

/// Source or destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// `saddr`, `sport`
    Source,
    /// `daddr`, `dport`
    Destination,
}

/// Whether a value must be, or must not be, one of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Is {
    /// Must be.
    Equal,
    /// `!=`
    NotEqual,
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand<T> {
    /// One value, or an anonymous set.
    Values(OneOrMore<T>),
    /// `@name`: a set of the same table.
    Set(Name),
}

/// A list that is never empty (nft cannot read an empty set).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOrMore<T>(Vec<T>);

/// Protocols with ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// Protocols above IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP of IPv4.
    Icmp,
    /// ICMP of IPv6. nft lists it as `ipv6-icmp`, a word of `/etc/protocols`, which small hosts do not have;
    /// `icmpv6` is one of its own.
    Icmpv6,
}

/// States of connection tracking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionState {
    /// Packets were seen in both directions.
    Established,
    /// Belongs to another connection.
    Related,
    /// The first packet.
    New,
    /// No connection fits.
    Invalid,
    /// Not tracked at all.
    Untracked,
}

/// What happened to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionStatus {
    /// Its destination was translated, as that of a published container port.
    Dnat,
    /// Its source was translated.
    Snat,
}

/// What is done on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Counts packets and bytes.
    Counter,
    /// Writes a line to the kernel log.
    Log(Option<LogPrefix>),
}

/// What becomes of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Goes on, as far as this table is concerned.
    Accept,
    /// Vanishes.
    Drop,
    /// Is answered with an error.
    Reject,
    /// Goes back to the chain that jumped here.
    Return,
    /// Visits another chain and comes back.
    Jump(Name),
    /// Visits another chain and does not come back.
    Goto(Name),
    /// Goes to another port of this host.
    RedirectTo(Port),
    /// Leaves with the address of the outgoing interface.
    Masquerade,
}

impl Rule {
    /// A rule with a verdict.
    pub fn new(matches: impl IntoIterator<Item = Match>, verdict: Verdict) -> Self {
        Self {
            matches: matches.into_iter().collect(),
            verdict: Some(verdict),
            ..Self::default()
        }
    }

    /// The same rule, with a statement more.
    #[must_use]
    pub fn with(mut self, statement: Statement) -> Self {
        self.statements.push(statement);
        self
    }

    /// The same rule, with a comment.
    #[must_use]
    pub fn commented(self, comment: Comment) -> Self {
        Self {
            comment: Some(comment),
            ..self
        }
    }

    /// The same rule, made from the value at `origin`.
    #[must_use]
    pub fn caused_by(self, origin: &Origin) -> Self {
        Self {
            cause: Cause::from(origin),
            ..self
        }
    }
}

impl Match {
    /// `iifname "…"`
    pub fn from_interface(interface: Interface) -> Self {
        Self::Interface(Direction::Input, Is::Equal, interface.into())
    }

    /// `tcp dport …`
    pub fn to_port(transport: Transport, port: impl Into<PortRange>) -> Self {
        let port: PortRange = port.into();
        Self::Port(transport, Side::Destination, Is::Equal, port.into())
    }

    /// `ct state established,related`
    pub fn known_connection() -> Self {
        Self::State(OneOrMore(vec![
            ConnectionState::Established,
            ConnectionState::Related,
        ]))
    }
}

impl<T> OneOrMore<T> {
    /// The list, unless it is empty.
    pub fn of(values: Vec<T>) -> Option<Self> {
        (!values.is_empty()).then_some(Self(values))
    }

    /// The values, at least one.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<T> for OneOrMore<T> {
    fn from(value: T) -> Self {
        Self(vec![value])
    }
}

impl<T> From<T> for Operand<T> {
    fn from(value: T) -> Self {
        Self::Values(value.into())
    }
}

impl<T> Operand<T> {
    /// One of these values; `None` when there are none.
    pub fn any_of(values: Vec<T>) -> Option<Self> {
        OneOrMore::of(values).map(Self::Values)
    }
}
