//! From somewhere to a port of the host, and back.
//!
//! A packet from outside meets `prerouting`; then `forward` when netavark has translated it to a
//! container, else `input`. The host's own packets meet `output`, and come in again over `lo` when they
//! are for the host itself. Answers belong to a known connection and take the same way back.

use crate::address::{AddressSet, Family};
use crate::endpoint::{Bound, Endpoint, Way};
use crate::host::{Host, Source};
use crate::packet::{Answer, Interface, Leg, Packet, Translation};
use crate::walk::{Passage, Reason};
use formats::nft::Hook;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Who may connect, of those that try.
#[derive(Debug, Default)]
pub(crate) struct Journey {
    /// Those that surely can.
    pub(crate) yes: AddressSet,
    /// Those of whom nobody knows.
    pub(crate) perhaps: AddressSet,
    /// Why those can that can.
    pub(crate) because: Vec<Reason>,
    /// Why others cannot.
    pub(crate) but: Vec<Reason>,
}

/// Where a connection ended.
#[derive(Debug)]
struct Arrival {
    is_there: Answer,
    because: Vec<Reason>,
    but: Vec<Reason>,
}

impl Host {
    /// Who of a source reaches an endpoint.
    pub(crate) fn travel(&self, source: &Source, family: Family, endpoint: &Endpoint) -> Journey {
        let mut journey = Journey::default();
        if endpoint.is_on_loopback() {
            journey.but = vec![Reason {
                text: "it is bound to loopback".to_owned(),
                origin: None,
            }];
            return journey;
        }
        for client in self.told_apart(source.addresses(family), family) {
            let packet = self.first_packet(family, endpoint, &client);
            let packet = Packet {
                input: Some(source.interface.clone()),
                ..packet
            };
            let arrival = self.come_in(packet, endpoint);
            journey.add(arrival, &client);
        }
        journey
    }

    /// Whether the host itself reaches an endpoint.
    pub(crate) fn travel_within(&self, family: Family, endpoint: &Endpoint) -> Journey {
        let loopback = match family {
            Family::V4 => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Family::V6 => IpAddr::V6(Ipv6Addr::LOCALHOST),
        };
        let client = AddressSet::one(loopback);
        let packet = Packet {
            output: Some(Interface::loopback()),
            ..self.first_packet(family, endpoint, &client)
        };
        let mut journey = Journey::default();
        let arrival = self.over_loopback(packet, endpoint);
        journey.add(arrival, &client);
        journey
    }

    /// The clients of a source, in groups that no rule tells further apart.
    fn told_apart(&self, clients: &AddressSet, family: Family) -> Vec<AddressSet> {
        let mut groups = vec![clients.clone()];
        let sets = self.ruleset.sources.iter();
        for (_, set) in sets.filter(|(of, _)| *of == family) {
            groups = groups
                .iter()
                .flat_map(|group| [group.and(set), group.minus(set)])
                .filter(|group| !group.is_empty())
                .collect();
        }
        groups.retain(|group| !group.is_empty());
        groups
    }

    fn first_packet<'a>(
        &self,
        family: Family,
        endpoint: &Endpoint,
        client: &'a AddressSet,
    ) -> Packet<'a> {
        Packet {
            leg: Leg::There,
            family,
            transport: endpoint.transport,
            input: None,
            output: None,
            client,
            asked: match endpoint.bound {
                Bound::One(address) if !address.is_unspecified() => Some(address),
                Bound::Any | Bound::Loopback | Bound::One(_) => None,
            },
            original: endpoint.port,
            port: endpoint.port,
            translation: None,
        }
    }

    fn come_in(&self, packet: Packet<'_>, endpoint: &Endpoint) -> Arrival {
        let mut arrival = Arrivals::default();
        let passage = self.ruleset.pass(Hook::Prerouting, packet, self);
        for (packet, reasons) in arrival.stopped(passage) {
            let (hook, output, back) = match packet.translation {
                Some(Translation::Container) => {
                    (Hook::Forward, Some(self.bridge(&packet)), Hook::Forward)
                }
                Some(Translation::Redirected) | None => (Hook::Input, None, Hook::Output),
            };
            let packet = Packet { output, ..packet };
            let passage = self.ruleset.pass(hook, packet, self);
            for (packet, further) in arrival.stopped(passage) {
                let reasons = [reasons.as_slice(), &further].concat();
                self.arrive(packet, reasons, back, endpoint, &mut arrival);
            }
        }
        arrival.end()
    }

    fn over_loopback(&self, packet: Packet<'_>, endpoint: &Endpoint) -> Arrival {
        let mut arrival = Arrivals::default();
        let passage = self.ruleset.pass(Hook::Output, packet, self);
        for (packet, reasons) in arrival.stopped(passage) {
            if packet.translation == Some(Translation::Container) {
                // The way back comes in over the bridge.
                self.arrive(packet, reasons, Hook::Input, endpoint, &mut arrival);
                continue;
            }
            let packet = Packet {
                input: Some(Interface::loopback()),
                output: None,
                ..packet
            };
            let passage = self.ruleset.pass(Hook::Prerouting, packet, self);
            for (packet, _) in arrival.stopped(passage) {
                let passage = self.ruleset.pass(Hook::Input, packet, self);
                for (packet, _) in arrival.stopped(passage) {
                    self.arrive(packet, reasons.clone(), Hook::Input, endpoint, &mut arrival);
                }
            }
        }
        arrival.end()
    }

    /// The packet has passed all rules: is it with the endpoint, and can that answer?
    fn arrive(
        &self,
        packet: Packet<'_>,
        reasons: Vec<Reason>,
        back: Hook,
        endpoint: &Endpoint,
        arrivals: &mut Arrivals,
    ) {
        let heard = match &endpoint.way {
            Way::Redirected { to } => self.hears_redirected(&packet, *to),
            _ => hears(&packet, endpoint),
        };
        if let Err(why) = heard {
            arrivals.fail(vec![Reason {
                text: why,
                origin: None,
            }]);
            return;
        }
        let (input, output) = match (back, packet.translation) {
            (Hook::Forward, _) => (packet.output.clone(), packet.input.clone()),
            (Hook::Input, Some(Translation::Container)) => (Some(self.bridge(&packet)), None),
            (Hook::Input, _) => (Some(Interface::loopback()), None),
            _ => (None, packet.input.clone()),
        };
        let answer = Packet {
            leg: Leg::Back,
            input,
            output,
            ..packet
        };
        let passage = self.ruleset.pass(back, answer, self);
        for _ in arrivals.stopped(passage) {
            arrivals.succeed(reasons.clone());
        }
    }

    /// Whether a process of the host hears what a redirect leads to `to`.
    ///
    /// The packet goes to the address of the interface it came in by, or over `lo` to loopback.
    fn hears_redirected(&self, packet: &Packet<'_>, to: u16) -> Result<(), String> {
        if packet.translation != Some(Translation::Redirected) || packet.port != to {
            return Err("the redirect does not see it".to_owned());
        }
        let key = (packet.transport, to);
        let listeners = self.listeners.get(&key).map_or(&[][..], Vec::as_slice);
        let listeners = listeners.iter().map(|index| &self.endpoints[*index]);
        let mut hearing = listeners.filter(|listener| match listener.bound {
            Bound::Any => true,
            Bound::Loopback => packet.is_over_loopback(),
            Bound::One(address) => {
                let is_near = !address.is_loopback() || packet.is_over_loopback();
                is_near && Family::of(address) == packet.family
            }
        });
        match hearing.next() {
            Some(_) => Ok(()),
            None => Err(format!("no process of the host hears port {to} there")),
        }
    }

    /// The bridge behind which the container of a translated packet is.
    fn bridge(&self, packet: &Packet<'_>) -> Interface {
        let index = Host::published(self, packet).next();
        index.map_or(Interface::Podman, |index| self.endpoints[index].bridge())
    }
}

/// Whether an endpoint hears a packet that has come through.
fn hears(packet: &Packet<'_>, endpoint: &Endpoint) -> Result<(), String> {
    let family = packet.family;
    let elsewhere = || Err(format!("port {} is redirected elsewhere", packet.original));
    match (&endpoint.way, packet.translation) {
        (Way::Forwarded { .. }, Some(Translation::Container)) => Ok(()),
        (Way::Forwarded { families, .. }, None) if !families[family as usize] => Err(format!(
            "the container has no {family} address on a network that podman translates to"
        )),
        (Way::Forwarded { .. }, None) => Err("podman translates another address".to_owned()),
        (Way::Process(_), None) => match endpoint.bound {
            Bound::Any | Bound::Loopback => Ok(()),
            Bound::One(address) if Family::of(address) == family => Ok(()),
            Bound::One(_) => Err(format!("it has no {family} address")),
        },
        (Way::Forwarded { .. } | Way::Process(_), Some(_)) => elsewhere(),
        (Way::Redirected { .. } | Way::Networks(_) | Way::Unheard | Way::Nothing, _) => elsewhere(),
    }
}

/// What became of a connection, with every possibility.
#[derive(Debug, Default)]
struct Arrivals {
    because: Option<Vec<Reason>>,
    but: Option<Vec<Reason>>,
}

impl Arrivals {
    fn succeed(&mut self, reasons: Vec<Reason>) {
        self.because.get_or_insert(reasons);
    }

    fn fail(&mut self, reasons: Vec<Reason>) {
        self.but.get_or_insert(reasons);
    }

    /// Notes how a passage may have ended the connection; what goes on.
    fn stopped<'a>(&mut self, passage: Passage<'a>) -> Vec<(Packet<'a>, Vec<Reason>)> {
        for reasons in passage.dropped.into_iter().chain(passage.elsewhere) {
            self.fail(reasons);
        }
        passage.passed
    }

    fn end(self) -> Arrival {
        Arrival {
            is_there: match (&self.because, &self.but) {
                (Some(_), None) => Answer::Yes,
                (Some(_), Some(_)) => Answer::Perhaps,
                (None, _) => Answer::No,
            },
            because: self.because.unwrap_or_default(),
            but: self.but.unwrap_or_default(),
        }
    }
}

impl Journey {
    fn add(&mut self, arrival: Arrival, client: &AddressSet) {
        match arrival.is_there {
            Answer::Yes => self.yes = self.yes.or(client),
            Answer::Perhaps => self.perhaps = self.perhaps.or(client),
            Answer::No => {}
        }
        if self.because.is_empty() {
            self.because = arrival.because;
        }
        if self.but.is_empty() {
            self.but = arrival.but;
        }
    }
}
