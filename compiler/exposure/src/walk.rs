//! Through chains and hooks, by the rules of netfilter (`nft(8)`).
//!
//! An accept ends its base chain and nothing more; a drop is final; what reaches the end of a base chain
//! meets its policy. All base chains of a hook see a packet in the order of their priorities, and a
//! connection is translated once: by the first rule that does it.

use crate::address::Family;
use crate::packet::{Answer, Leg, Packet, Translation};
use crate::ruleset::{Base, Chain, Effect, Ruleset};
use formats::nft::{self, ChainKind, Hook, Policy};
use source::Origin;
use std::collections::BTreeMap;

/// What a packet met that decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    /// In words.
    pub(crate) text: String,
    /// Who wrote it.
    pub(crate) origin: Option<Origin>,
}

/// How a packet may come out of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Accept,
    Drop,
    /// Back to the chain before it, or to the policy.
    Return,
    Redirect(u16),
    /// Nobody knows.
    Elsewhere,
}

/// Every end that is possible, each with the first rule that leads there; none for a policy of accept.
type Ends = BTreeMap<End, Option<Reason>>;

/// The translations of netavark, which stand between ours.
pub(crate) trait Publisher {
    /// The port of the container that a packet goes to.
    fn published(&self, packet: &Packet<'_>) -> Option<u16>;
}

/// What may become of a packet at a hook.
#[derive(Debug, Default)]
pub(crate) struct Passage<'a> {
    /// It goes on, perhaps translated, because of this.
    pub(crate) passed: Vec<(Packet<'a>, Vec<Reason>)>,
    /// It is dropped.
    pub(crate) dropped: Option<Vec<Reason>>,
    /// It goes where nobody knows.
    pub(crate) elsewhere: Option<Vec<Reason>>,
}

/// The priority of netavark's translations (`dstnat`).
const NETAVARK: i32 = -100;

/// How deep jumps may go (`NFT_JUMP_STACK_SIZE`).
const DEEPEST: usize = 16;

impl Ruleset {
    /// What becomes of a packet at a hook.
    pub(crate) fn pass<'a>(
        &self,
        hook: Hook,
        packet: Packet<'a>,
        publisher: &impl Publisher,
    ) -> Passage<'a> {
        let mut passage = Passage::default();
        let mut packets = vec![(packet, Vec::new())];
        for station in self.stations(hook) {
            let mut next: Vec<(Packet<'a>, Vec<Reason>)> = Vec::new();
            for (packet, reasons) in packets {
                let ends = match station {
                    Station::Netavark => netavark(hook, &packet, publisher),
                    Station::Chain(chain, base) => self.enter(chain, base, &packet, publisher),
                };
                for (end, reason) in ends {
                    let reasons: Vec<Reason> = reasons.iter().cloned().chain(reason).collect();
                    let packet = match end {
                        PassEnd::On => packet.clone(),
                        PassEnd::Translated(translation, port) => Packet {
                            translation: Some(translation),
                            port,
                            ..packet.clone()
                        },
                        PassEnd::Dropped => {
                            passage.dropped.get_or_insert(reasons);
                            continue;
                        }
                        PassEnd::Elsewhere => {
                            passage.elsewhere.get_or_insert(reasons);
                            continue;
                        }
                    };
                    let is_same = |(other, _): &(Packet<'_>, _)| {
                        (other.translation, other.port) == (packet.translation, packet.port)
                    };
                    if !next.iter().any(is_same) {
                        next.push((packet, reasons));
                    }
                }
            }
            packets = next;
        }
        passage.passed = packets;
        passage
    }

    /// The base chains of a hook in order, and netavark among them.
    fn stations(&self, hook: Hook) -> Vec<Station<'_>> {
        let chains = self.chains.iter();
        let mut stations: Vec<(i32, Station<'_>)> = chains
            .filter_map(|chain| {
                let base = chain.base.filter(|base| base.hook == hook)?;
                Some((base.priority, Station::Chain(chain, base)))
            })
            .collect();
        if matches!(hook, Hook::Prerouting | Hook::Output) {
            stations.push((NETAVARK, Station::Netavark));
        }
        stations.sort_by_key(|(priority, _)| *priority);
        stations.into_iter().map(|(_, station)| station).collect()
    }

    fn enter(
        &self,
        chain: &Chain,
        base: Base,
        packet: &Packet<'_>,
        publisher: &impl Publisher,
    ) -> Vec<(PassEnd, Option<Reason>)> {
        let on = vec![(PassEnd::On, None)];
        let sees = match (chain.family, packet.family) {
            (nft::Family::Inet, _)
            | (nft::Family::Ip, Family::V4)
            | (nft::Family::Ip6, Family::V6) => true,
            (nft::Family::Ip, Family::V6) | (nft::Family::Ip6, Family::V4) => false,
        };
        let is_nat = base.kind == ChainKind::Nat;
        // Only the first packet of a connection is translated, and once.
        // What the host asks itself was translated on its way out, or not at all.
        let is_done = is_settled(base.hook, packet);
        if !sees || (is_nat && is_done) {
            return on;
        }
        let mut memory = BTreeMap::new();
        let mut ends = self.run(chain, packet, base.is_sure, &mut memory, 0);
        let end_of_chain = ends.remove(&End::Return);
        let mut found: Vec<(PassEnd, Option<Reason>)> = Vec::new();
        let is_published = base.priority == NETAVARK && is_nat;
        for (end, reason) in ends {
            let end = match end {
                End::Accept | End::Return => PassEnd::On,
                End::Drop => PassEnd::Dropped,
                End::Elsewhere => PassEnd::Elsewhere,
                End::Redirect(port) => {
                    // Of two chains with one priority, the one that was loaded last comes first.
                    let also = publisher.published(packet).filter(|_| is_published);
                    found.extend(also.map(|port| (container(port), Some(by_podman(port)))));
                    PassEnd::Translated(Translation::Redirected, port)
                }
            };
            found.push((end, reason));
        }
        match (end_of_chain, base.policy) {
            (None, _) => {}
            (Some(_), Policy::Accept) => found.push((PassEnd::On, None)),
            (Some(_), Policy::Drop) => {
                let reason = Reason {
                    text: format!("dropped at the end of {} (`policy drop`)", chain.name),
                    origin: chain.origin.clone(),
                };
                found.push((PassEnd::Dropped, Some(reason)));
            }
        }
        found
    }

    /// The possible ends of a chain.
    fn run(
        &self,
        chain: &Chain,
        packet: &Packet<'_>,
        is_sure: bool,
        memory: &mut BTreeMap<usize, Ends>,
        depth: usize,
    ) -> Ends {
        let mut ends = Ends::new();
        for index in chain.lines_for(packet.destination_port(), packet.original) {
            let line = &chain.lines[index];
            let answer = match packet.matches(line) {
                Answer::Yes if !is_sure => Answer::Perhaps,
                answer => answer,
            };
            if answer == Answer::No {
                continue;
            }
            let line_of_others = line.number.map(|number| format!(", line {number}"));
            let reason = |what: &str| Reason {
                text: format!(
                    "{what} by `{}` in {}{}",
                    line.text,
                    chain.name,
                    line_of_others.as_deref().unwrap_or_default()
                ),
                origin: line.origin.clone(),
            };
            let mut end = |end, what| {
                ends.entry(end).or_insert_with(|| Some(reason(what)));
            };
            let goes_on = match &line.effect {
                Effect::Nothing => true,
                Effect::Accept => {
                    end(End::Accept, "accepted");
                    false
                }
                Effect::Drop => {
                    end(End::Drop, "dropped");
                    false
                }
                Effect::Return => {
                    ends.entry(End::Return).or_insert(None);
                    false
                }
                Effect::Redirect(port) => {
                    end(End::Redirect(*port), "redirected");
                    false
                }
                Effect::Unknown | Effect::Jump(None) | Effect::Goto(None) => {
                    end(End::Elsewhere, "perhaps taken away");
                    end(End::Drop, "perhaps dropped");
                    end(End::Accept, "perhaps accepted");
                    true
                }
                Effect::Jump(Some(target)) => {
                    let mut inner = self.visit(*target, packet, is_sure, memory, depth);
                    let returns = inner.remove(&End::Return).is_some();
                    merge(&mut ends, inner);
                    returns
                }
                Effect::Goto(Some(target)) => {
                    merge(
                        &mut ends,
                        self.visit(*target, packet, is_sure, memory, depth),
                    );
                    false
                }
            };
            if !goes_on && answer == Answer::Yes {
                return ends;
            }
        }
        ends.entry(End::Return).or_insert(None);
        ends
    }

    /// The possible ends of a chain that is jumped to; each is walked once.
    fn visit(
        &self,
        target: usize,
        packet: &Packet<'_>,
        is_sure: bool,
        memory: &mut BTreeMap<usize, Ends>,
        depth: usize,
    ) -> Ends {
        if let Some(known) = memory.get(&target) {
            return known.clone();
        }
        // The kernel refuses loops and deeper jumps.
        let refused = Ends::from([(End::Elsewhere, None), (End::Return, None)]);
        if depth >= DEEPEST {
            return refused;
        }
        memory.insert(target, refused);
        let ends = self.run(&self.chains[target], packet, is_sure, memory, depth + 1);
        memory.insert(target, ends.clone());
        ends
    }
}

#[derive(Clone, Copy, Debug)]
enum Station<'a> {
    Chain(&'a Chain, Base),
    Netavark,
}

/// How a packet may come out of a base chain.
#[derive(Clone, Copy, Debug)]
enum PassEnd {
    On,
    Translated(Translation, u16),
    Dropped,
    Elsewhere,
}

fn container(port: u16) -> PassEnd {
    PassEnd::Translated(Translation::Container, port)
}

fn by_podman(port: u16) -> Reason {
    Reason {
        text: format!("translated by podman to port {port} of the container: it is forwarded"),
        origin: None,
    }
}

fn netavark(
    hook: Hook,
    packet: &Packet<'_>,
    publisher: &impl Publisher,
) -> Vec<(PassEnd, Option<Reason>)> {
    let is_new = !is_settled(hook, packet);
    match publisher.published(packet).filter(|_| is_new) {
        Some(port) => vec![(container(port), Some(by_podman(port)))],
        None => vec![(PassEnd::On, None)],
    }
}

/// Whether it is decided where the connection goes.
fn is_settled(hook: Hook, packet: &Packet<'_>) -> bool {
    let comes_back = hook == Hook::Prerouting && packet.is_over_loopback();
    packet.leg == Leg::Back || packet.translation.is_some() || comes_back
}

fn merge(ends: &mut Ends, others: Ends) {
    for (end, reason) in others {
        ends.entry(end).or_insert(reason);
    }
}
