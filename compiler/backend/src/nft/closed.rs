//! What stays open where a stack closes its host: `firewall.input = 'Drop`.
//!
//! Two chains keep the promise. `input` is about the programs of the host, those of rootless containers
//! included. A port that a container of root publishes never gets there: netavark translates it, and the
//! packet is forwarded (`podman-network(1)`, *bridge*). So `forward` is about those, by the port that the
//! connection asked for first (`ct original proto-dst`, `nft(8)`, *CT EXPRESSION*).

use super::word;
use crate::context::{Context, Output};
use crate::refusal::carried;
use formats::nft::{
    Base, Chain, Comment, ConnectionState, ConnectionStatus, Direction, Hook, Interface, Is, Match,
    Operand, Policy, Port, PortRange, PrefixV4, PrefixV6, Protocol, Rule, Side, Transport, Verdict,
};
use model::decode::Entry;
use model::leaf::AddressRange;
use model::{Account, Allowed, Firewall, HostNetwork};
use source::{Located, Origin};
use std::net::IpAddr;

/// Something that is open: ports, and each way in which the packets for them may come.
pub(super) struct Open {
    transport: Transport,
    ports: Operand<PortRange>,
    /// Matches that tell who may come; one empty list for everyone.
    from: Vec<Vec<Match>>,
    comment: Comment,
    origin: Origin,
}

/// What the stack allows.
pub(super) fn open(
    context: &Context<'_>,
    firewall: &Firewall,
    output: &mut Output<'_>,
) -> Option<Vec<Open>> {
    let mut all = Vec::new();
    for (name, allowed) in &firewall.allow {
        all.extend(one(context, name.as_str(), allowed, output)?);
    }
    Some(all)
}

fn one(
    context: &Context<'_>,
    name: &str,
    allowed: &Entry<Allowed>,
    output: &mut Output<'_>,
) -> Option<Option<Open>> {
    let mut ports = Vec::new();
    for port in &allowed.ports {
        let number = Port::new(port.number());
        ports.push(PortRange::from(carried(
            number,
            &port.origin,
            output.report,
        )?));
    }
    ports.sort();
    ports.dedup();
    let from = match &allowed.from {
        None => vec![Vec::new()],
        Some(from) => {
            let network = context.stack.stack.host.networks.get(from.as_str())?;
            network_matches(network, output)?
        }
    };
    let comment = match &allowed.comment {
        Some(text) => carried(Comment::new(text), &text.origin, output.report)?,
        None => carried(Comment::new(name), &allowed.key, output.report)?,
    };
    Some(Operand::any_of(ports).map(|ports| Open {
        transport: match allowed.protocol.value {
            model::Transport::Tcp => Transport::Tcp,
            model::Transport::Udp => Transport::Udp,
        },
        ports,
        from,
        comment,
        origin: allowed.key.clone(),
    }))
}

/// What tells the packets of a network from others: where they come in, and their addresses.
fn network_matches(network: &HostNetwork, output: &mut Output<'_>) -> Option<Vec<Vec<Match>>> {
    let mut interfaces = Vec::new();
    for name in &network.interfaces {
        let interface = Interface::parse(name.as_str());
        interfaces.push(carried(interface, &name.origin, output.report)?);
    }
    let interface = Operand::any_of(interfaces)
        .map(|interfaces| Match::Interface(Direction::Input, Is::Equal, interfaces));
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for range in &network.addresses {
        let Located { value, origin } = range;
        let value: &AddressRange = value;
        match value.first() {
            IpAddr::V4(first) => {
                let prefix = PrefixV4::new(first, value.length());
                v4.push(carried(prefix, origin, output.report)?);
            }
            IpAddr::V6(first) => {
                let prefix = PrefixV6::new(first, value.length());
                v6.push(carried(prefix, origin, output.report)?);
            }
        }
    }
    let v4 = Operand::any_of(v4).map(|v4| Match::V4(Side::Source, Is::Equal, v4));
    let v6 = Operand::any_of(v6).map(|v6| Match::V6(Side::Source, Is::Equal, v6));
    let addresses: Vec<Match> = v4.into_iter().chain(v6).collect();
    let interface: Vec<Match> = interface.into_iter().collect();
    if addresses.is_empty() {
        return Some(vec![interface]);
    }
    let with = |address: Match| interface.iter().cloned().chain([address]).collect();
    Some(addresses.into_iter().map(with).collect())
}

/// What programs of the host hear.
pub(super) fn input(
    context: &Context<'_>,
    firewall: &Located<Firewall>,
    local_only: Vec<Rule>,
    is_redirecting: bool,
    open: &[Open],
) -> Vec<Rule> {
    let mut rules = vec![known(), invalid()];
    rules.push(Rule::new([coming_in(loopback())], Verdict::Accept));
    // Without those of IPv6 there are no neighbours, and no IPv6 (RFC 4861).
    let control = Operand::any_of(vec![Protocol::Icmp, Protocol::Icmpv6]);
    rules.extend(control.map(|both| {
        Rule::new([Match::Protocol(Is::Equal, both)], Verdict::Accept)
            .commented(plain("errors, echo, neighbours"))
    }));
    rules.push(lease());
    if matches!(context.stack.stack.account.value, Account::Rootful) {
        rules.extend([Transport::Udp, Transport::Tcp].map(|transport| names(context, transport)));
    }
    rules.extend(local_only);
    rules.extend(is_redirecting.then(|| redirected(firewall)).flatten());
    for one in open {
        for from in &one.from {
            let port = Match::Port(
                one.transport,
                Side::Destination,
                Is::Equal,
                one.ports.clone(),
            );
            let matches = from.iter().cloned().chain([port]);
            rules.push(accepted(matches, one));
        }
    }
    rules
        .into_iter()
        .map(|rule| caused(rule, &firewall.input.origin))
        .collect()
}

/// What reaches containers of root.
pub(super) fn forward(context: &Context<'_>, firewall: &Firewall, open: &[Open]) -> Chain {
    // What containers ask for themselves is their own affair, and that of their networks.
    let mut rules = vec![known()];
    let bridges = bridges(context);
    let outward = |direction| Match::Interface(direction, Is::Equal, bridges.clone());
    rules.push(Rule::new([outward(Direction::Input)], Verdict::Accept));
    for one in open {
        for from in &one.from {
            let protocol = match one.transport {
                Transport::Tcp => Protocol::Tcp,
                Transport::Udp => Protocol::Udp,
            };
            let published = [
                Match::Protocol(Is::Equal, protocol.into()),
                Match::Status(ConnectionStatus::Dnat),
                Match::OriginalPort(Side::Destination, Is::Equal, one.ports.clone()),
            ];
            rules.push(accepted(from.iter().cloned().chain(published), one));
        }
    }
    rules.push(
        Rule::new([Match::Status(ConnectionStatus::Dnat)], Verdict::Drop)
            .commented(plain("other published ports")),
    );
    rules.push(
        Rule::new([outward(Direction::Output)], Verdict::Drop)
            .commented(plain("containers by their own addresses")),
    );
    let origin = &firewall.input.origin;
    Chain {
        base: Some(Base::filter(Hook::Forward, Policy::Accept)),
        comment: Some(plain(
            "published ports of containers, by the port that was asked for",
        )),
        rules: rules.into_iter().map(|rule| caused(rule, origin)).collect(),
        cause: origin.into(),
        ..Chain::new(word("forward"))
    }
}

/// The bridges of podman: `podman0` and so on, unless a network names its own.
fn bridges(context: &Context<'_>) -> Operand<Interface> {
    let podman = Interface::beginning_with("podman").expect("the beginning of a name");
    let networks = context.stack.stack.networks.values();
    let named = networks.flat_map(|network| network.settings("InterfaceName"));
    // One that is no name of an interface is refused where the network is written.
    let named = named.filter_map(|name| Interface::parse(name).ok());
    let bridges: Vec<Interface> = [podman.clone()].into_iter().chain(named).collect();
    Operand::any_of(bridges).unwrap_or_else(|| podman.into())
}

fn known() -> Rule {
    Rule::new([Match::known_connection()], Verdict::Accept)
}

fn invalid() -> Rule {
    let invalid = Match::State(ConnectionState::Invalid.into());
    Rule::new([invalid], Verdict::Drop)
}

/// Answers to multicast requests for an address belong to no known connection (RFC 8415, 7.2).
fn lease() -> Rule {
    let neighbours = PrefixV6::new("fe80::".parse().expect("an address"), 10);
    let neighbours = neighbours.expect("a prefix without further bits");
    let matches = [
        Match::V6(Side::Source, Is::Equal, neighbours.into()),
        Match::to_port(Transport::Udp, port(546)),
    ];
    Rule::new(matches, Verdict::Accept).commented(plain("DHCPv6"))
}

/// Containers ask the host for the names of each other (`aardvark-dns`).
fn names(context: &Context<'_>, transport: Transport) -> Rule {
    let matches = [
        Match::Interface(Direction::Input, Is::Equal, bridges(context)),
        Match::to_port(transport, port(53)),
    ];
    Rule::new(matches, Verdict::Accept).commented(plain("names of containers"))
}

/// What redirects lead to, and not who asks for their targets directly.
fn redirected(firewall: &Firewall) -> Option<Rule> {
    let outside = Interface::parse(firewall.interface.as_ref()?.as_str()).ok()?;
    let ports = firewall.redirects.values();
    let mut ports: Vec<PortRange> = ports
        .filter_map(|redirect| Port::new(redirect.from.number()).ok())
        .map(PortRange::from)
        .collect();
    ports.sort();
    ports.dedup();
    let matches = [
        coming_in(outside),
        Match::Protocol(Is::Equal, Protocol::Tcp.into()),
        Match::Status(ConnectionStatus::Dnat),
        Match::OriginalPort(Side::Destination, Is::Equal, Operand::any_of(ports)?),
    ];
    let first = firewall.redirects.values().next()?;
    let rule = Rule::new(matches, Verdict::Accept).commented(plain("redirected"));
    Some(rule.caused_by(&first.key))
}

fn accepted(matches: impl IntoIterator<Item = Match>, open: &Open) -> Rule {
    Rule::new(matches, Verdict::Accept)
        .commented(open.comment.clone())
        .caused_by(&open.origin)
}

/// A rule without a cause of its own stands there because the host is closed.
fn caused(rule: Rule, origin: &Origin) -> Rule {
    match rule.cause.0 {
        Some(_) => rule,
        None => rule.caused_by(origin),
    }
}

fn coming_in(interface: Interface) -> Match {
    Match::from_interface(interface)
}

fn loopback() -> Interface {
    Interface::parse("lo").expect("the name of an interface")
}

fn port(number: u16) -> Port {
    Port::new(number).expect("no zero")
}

fn plain(text: &str) -> Comment {
    Comment::new(text).expect("a plain text")
}
