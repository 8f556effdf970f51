//! All tables of a host, ours and those of other tools, ready to be asked.
//!
//! A rule is here what it tests and what it does, with sets looked up and jumps resolved. The rules of a
//! chain are found by the ports of a packet, so that a host with many ports is judged in time that grows
//! with their number and not with its square.

use crate::address::{AddressSet, Family};
use crate::packet::Answer;
use formats::nft::{
    self, Chain as Written, ChainKind, ConnectionState, ConnectionStatus, Direction, Elements,
    Hook, Interface, Is, ListedBase, Listing, Match, Operand, Policy, PortRange, Priority,
    Protocol, Set, Side, Table, Transport,
};
use source::{Located, Origin};
use std::collections::{BTreeMap, BTreeSet};

/// Every chain of the host.
#[derive(Debug, Default)]
pub(crate) struct Ruleset {
    pub(crate) chains: Vec<Chain>,
    /// The sources that rules tell from others, by family: what is in one is in all of it or in none.
    pub(crate) sources: Vec<(Family, AddressSet)>,
}

#[derive(Debug)]
pub(crate) struct Chain {
    /// `input` of `inet stackc_web`
    pub(crate) name: String,
    /// The packets that its table sees.
    pub(crate) family: nft::Family,
    pub(crate) base: Option<Base>,
    pub(crate) lines: Vec<Line>,
    /// Who says so when its policy decides.
    pub(crate) origin: Option<Origin>,
    /// The lines that ask for one of a few ports to go to, by port.
    by_port: BTreeMap<u16, Vec<usize>>,
    /// Those that ask for one of a few ports which the client asked for, by port.
    by_original: BTreeMap<u16, Vec<usize>>,
    /// All other lines.
    general: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Base {
    pub(crate) kind: ChainKind,
    pub(crate) hook: Hook,
    pub(crate) priority: i32,
    pub(crate) policy: Policy,
    /// Whether packets surely come through it.
    pub(crate) is_sure: bool,
}

#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) tests: Vec<Test>,
    /// Whether there may be further tests, which nobody understands.
    pub(crate) is_whole: bool,
    pub(crate) effect: Effect,
    pub(crate) text: String,
    /// Its line in the rules of others.
    pub(crate) number: Option<usize>,
    pub(crate) origin: Option<Origin>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    Accept,
    Drop,
    Return,
    /// To a chain of the same table; `None` to one that is not understood.
    Jump(Option<usize>),
    Goto(Option<usize>),
    Redirect(u16),
    Unknown,
}

#[derive(Clone, Debug)]
pub(crate) enum Test {
    Interface(Direction, Is, Vec<Interface>),
    Protocol(Is, Vec<Protocol>),
    Port(Transport, Side, Is, Ports),
    Original(Side, Is, Ports),
    Address(Family, Side, Is, AddressSet),
    State(Vec<ConnectionState>),
    Status(ConnectionStatus),
    Local(Side),
    /// A set that is not understood.
    Unknown,
}

/// Ports, as sorted ranges that are apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ports(Vec<(u16, u16)>);

impl Ports {
    fn of(ranges: &[PortRange]) -> Self {
        let bounds = |range: &PortRange| (range.first().number(), range.last().number());
        let mut sorted: Vec<(u16, u16)> = ranges.iter().map(bounds).collect();
        sorted.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::new();
        for (first, last) in sorted {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last);
                }
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    pub(crate) fn contains(&self, port: u16) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= port);
        after > 0 && port <= self.0[after - 1].1
    }

    /// All of them, when there are not too many.
    fn few(&self) -> Option<impl Iterator<Item = u16>> {
        let few = self.0.iter().flat_map(|(first, last)| *first..=*last);
        self.are_few().then_some(few)
    }

    fn are_few(&self) -> bool {
        const MOST: usize = 4096;
        let count = |(first, last): &(u16, u16)| usize::from(last - first) + 1;
        self.0.iter().map(count).sum::<usize>() <= MOST
    }

    /// Whether the port of a client is one of them: some port that nobody uses, and not one of a few.
    pub(crate) fn contains_that_of_a_client(&self) -> Answer {
        const UNPRIVILEGED: u16 = 1024;
        let is_all = |(first, last): &(u16, u16)| *first <= UNPRIVILEGED && *last == u16::MAX;
        if self.are_few() {
            return Answer::No;
        }
        match self.0.iter().any(is_all) {
            true => Answer::Yes,
            false => Answer::Perhaps,
        }
    }
}

impl Chain {
    fn new(
        name: String,
        family: nft::Family,
        base: Option<Base>,
        origin: Option<Origin>,
        lines: Vec<Line>,
    ) -> Self {
        let mut chain = Self {
            name,
            family,
            base,
            lines: Vec::new(),
            origin,
            by_port: BTreeMap::new(),
            by_original: BTreeMap::new(),
            general: Vec::new(),
        };
        for (index, line) in lines.iter().enumerate() {
            chain.enter(index, line);
        }
        Self { lines, ..chain }
    }

    /// Notes under which ports a line is found.
    fn enter(&mut self, index: usize, line: &Line) {
        let mut tests = line.tests.iter();
        let found = tests.find_map(|test| match test {
            Test::Port(_, Side::Destination, Is::Equal, ports) => Some((false, ports.few()?)),
            Test::Original(Side::Destination, Is::Equal, ports) => Some((true, ports.few()?)),
            _ => None,
        });
        match found {
            Some((is_original, ports)) => {
                let lines = match is_original {
                    true => &mut self.by_original,
                    false => &mut self.by_port,
                };
                ports.for_each(|port| lines.entry(port).or_default().push(index));
            }
            None => self.general.push(index),
        }
    }

    /// The lines that can match a packet to `port`, whose client asked for `original`, in order; `port` is
    /// `None` for that of a client.
    pub(crate) fn lines_for(&self, port: Option<u16>, original: u16) -> Vec<usize> {
        let to_port = port.and_then(|port| self.by_port.get(&port));
        let found = to_port.into_iter().chain(self.by_original.get(&original));
        let mut lines: Vec<usize> = found.flatten().chain(&self.general).copied().collect();
        lines.sort_unstable();
        lines
    }
}

impl Ruleset {
    /// Adds a table of ours.
    pub(crate) fn add(&mut self, table: &Table) {
        let first = self.chains.len();
        let targets = table.chains.iter().map(|chain| chain.name.as_str());
        let targets: BTreeMap<&str, usize> = targets.zip(first..).collect();
        let address = format!("{} {}", table.family.word(), table.name.as_str());
        let sets = sets(&table.sets);
        for chain in &table.chains {
            let lines = chain.rules.iter().map(|rule| Line {
                tests: tests(&rule.matches, &sets),
                is_whole: true,
                effect: effect(rule.verdict.as_ref(), &targets),
                text: rule.to_string(),
                number: None,
                origin: rule.cause.0.clone(),
            });
            let lines = lines.collect();
            let name = format!("`{}` of `{address}`", chain.name.as_str());
            let origin = chain.cause.0.clone();
            let chain = Chain::new(name, table.family, base(chain), origin, lines);
            self.chains.push(chain);
        }
    }

    /// Adds the rules of other tools. Netavark's own table is left out: what it does is known.
    pub(crate) fn add_foreign(&mut self, listing: &Listing, text: &Located<String>) {
        for table in &listing.tables {
            if table.name == "netavark" {
                continue;
            }
            let first = self.chains.len();
            let targets = table.chains.iter().map(|chain| chain.name.as_str());
            let targets: BTreeMap<&str, usize> = targets.zip(first..).collect();
            let sets = sets(&table.sets);
            for chain in &table.chains {
                let lines = chain.rules.iter().map(|rule| Line {
                    tests: tests(&rule.matches, &sets),
                    is_whole: rule.is_whole,
                    effect: match &rule.effect {
                        nft::Effect::Nothing => Effect::Nothing,
                        nft::Effect::Unknown => Effect::Unknown,
                        nft::Effect::Verdict(verdict) => effect(Some(verdict), &targets),
                    },
                    text: rule.text.clone(),
                    number: Some(rule.line),
                    origin: Some(text.origin.clone()),
                });
                let lines = lines.collect();
                let family = table.family.unwrap_or(nft::Family::Inet);
                let base = foreign_base(table.family, chain.base);
                let name = format!("`{}` of the foreign table `{}`", chain.name, table.name);
                let origin = Some(text.origin.clone());
                self.chains
                    .push(Chain::new(name, family, base, origin, lines));
            }
        }
    }

    /// Finds out which sources are told apart.
    pub(crate) fn finish(mut self) -> Self {
        /// What is told apart beyond this many is perhaps.
        const MOST: usize = 64;
        let tests = self.chains.iter().flat_map(|chain| &chain.lines);
        let sets = tests
            .flat_map(|line| &line.tests)
            .filter_map(|test| match test {
                Test::Address(family, Side::Source, _, set) => Some((*family, set.clone())),
                _ => None,
            });
        let distinct: BTreeSet<(Family, AddressSet)> = sets.collect();
        self.sources = distinct.into_iter().take(MOST).collect();
        self
    }
}

fn base(chain: &Written) -> Option<Base> {
    let base = chain.base?;
    let Priority(priority) = base.priority;
    Some(Base {
        kind: base.kind,
        hook: base.hook,
        priority,
        policy: base.policy,
        is_sure: true,
    })
}

/// Where packets enter a chain of others. Families below IP see packets of hosts only where they come in.
fn foreign_base(family: Option<nft::Family>, base: ListedBase) -> Option<Base> {
    let unsure = |hook| Base {
        kind: ChainKind::Filter,
        hook,
        priority: i32::MIN,
        policy: Policy::Accept,
        is_sure: false,
    };
    match (family, base) {
        (_, ListedBase::None) | (None, ListedBase::Known(_) | ListedBase::Unknown(Some(_))) => None,
        (Some(_), ListedBase::Known(base)) => Some(Base {
            kind: base.kind,
            hook: base.hook,
            priority: base.priority.0,
            policy: base.policy,
            is_sure: true,
        }),
        (Some(_), ListedBase::Unknown(Some(hook))) => Some(unsure(hook)),
        (_, ListedBase::Unknown(None)) => Some(unsure(Hook::Prerouting)),
    }
}

fn effect(verdict: Option<&nft::Verdict>, targets: &BTreeMap<&str, usize>) -> Effect {
    let target = |name: &nft::Name| targets.get(name.as_str()).copied();
    match verdict {
        // Translation of sources happens behind every filter.
        None | Some(nft::Verdict::Masquerade) => Effect::Nothing,
        Some(nft::Verdict::Accept) => Effect::Accept,
        Some(nft::Verdict::Drop | nft::Verdict::Reject) => Effect::Drop,
        Some(nft::Verdict::Return) => Effect::Return,
        Some(nft::Verdict::Jump(name)) => Effect::Jump(target(name)),
        Some(nft::Verdict::Goto(name)) => Effect::Goto(target(name)),
        Some(nft::Verdict::RedirectTo(port)) => Effect::Redirect(port.number()),
    }
}

type Sets<'a> = BTreeMap<&'a str, &'a Elements>;

fn sets(sets: &[Set]) -> Sets<'_> {
    let named = sets.iter().map(|set| (set.name.as_str(), &set.elements));
    named.collect()
}

fn tests(matches: &[Match], sets: &Sets<'_>) -> Vec<Test> {
    matches.iter().map(|found| test(found, sets)).collect()
}

fn test(found: &Match, sets: &Sets<'_>) -> Test {
    let known = match found {
        Match::Interface(direction, is, operand) => {
            let names = values(operand, sets, |elements| match elements {
                Elements::Interfaces(names) => Some(names),
                _ => None,
            });
            names.map(|names| Test::Interface(*direction, *is, names.to_vec()))
        }
        Match::Protocol(is, Operand::Values(protocols)) => {
            Some(Test::Protocol(*is, protocols.as_slice().to_vec()))
        }
        Match::Protocol(_, Operand::Set(_)) => None,
        Match::Port(transport, side, is, operand) => {
            let ports = ports(operand, sets);
            ports.map(|ports| Test::Port(*transport, *side, *is, ports))
        }
        Match::OriginalPort(side, is, operand) => {
            let ports = ports(operand, sets);
            ports.map(|ports| Test::Original(*side, *is, ports))
        }
        Match::V4(side, is, operand) => {
            let prefixes = values(operand, sets, |elements| match elements {
                Elements::V4(prefixes) => Some(prefixes),
                _ => None,
            });
            let set = prefixes.map(AddressSet::of_v4);
            set.map(|set| Test::Address(Family::V4, *side, *is, set))
        }
        Match::V6(side, is, operand) => {
            let prefixes = values(operand, sets, |elements| match elements {
                Elements::V6(prefixes) => Some(prefixes),
                _ => None,
            });
            let set = prefixes.map(AddressSet::of_v6);
            set.map(|set| Test::Address(Family::V6, *side, *is, set))
        }
        Match::State(states) => Some(Test::State(states.as_slice().to_vec())),
        Match::Status(status) => Some(Test::Status(*status)),
        Match::LocalAddress(side) => Some(Test::Local(*side)),
    };
    known.unwrap_or(Test::Unknown)
}

fn ports(operand: &Operand<PortRange>, sets: &Sets<'_>) -> Option<Ports> {
    let ranges = values(operand, sets, |elements| match elements {
        Elements::Ports(ranges) => Some(ranges),
        _ => None,
    });
    ranges.map(Ports::of)
}

fn values<'a, T>(
    operand: &'a Operand<T>,
    sets: &Sets<'a>,
    of_type: impl Fn(&'a Elements) -> Option<&'a Vec<T>>,
) -> Option<&'a [T]> {
    match operand {
        Operand::Values(values) => Some(values.as_slice()),
        Operand::Set(name) => of_type(sets.get(name.as_str())?).map(Vec::as_slice),
    }
}
