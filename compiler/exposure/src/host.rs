//! The facts of a host: its stacks, who listens, who knocks.

use crate::address::{AddressSet, Family};
use crate::endpoint::{self, Bound, Endpoint, Way};
use crate::packet::{Interface, Packet};
use crate::rules;
use crate::ruleset::Ruleset;
use crate::walk::Publisher;
use formats::nft::{Listing, Table, Transport};
use model::{CheckedStack, HostNetwork};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::{BTreeMap, BTreeSet};

/// One stack of a host, and the tables that are written for it.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The stack.
    pub stack: &'a CheckedStack,
    /// Its tables.
    pub tables: &'a [Table],
}

/// Everything that decides who can reach what.
#[derive(Debug, Default)]
pub(crate) struct Host {
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) ruleset: Ruleset,
    /// Where connections may come from, besides the host itself.
    pub(crate) sources: Vec<Source>,
    /// What takes podman's rules away when it is loaded: the line of foreign rules.
    pub(crate) flush: Option<(usize, Origin)>,
    /// Whoever hears a port of the host, by index.
    pub(crate) listeners: BTreeMap<(Transport, u16), Vec<usize>>,
    /// Whose port is translated to a container, by index.
    published: BTreeMap<(Transport, u16), Vec<usize>>,
}

/// Where connections come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// A declared network; `None` for the internet.
    pub(crate) network: Option<String>,
    pub(crate) interface: Interface,
    v4: AddressSet,
    v6: AddressSet,
}

impl Source {
    pub(crate) fn addresses(&self, family: Family) -> &AddressSet {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }
}

impl Host {
    pub(crate) fn of(members: &[Member<'_>], report: &mut Report) -> Self {
        let mut host = Self::default();
        for member in members {
            endpoint::of_stack(member.stack, &mut host.endpoints);
            member
                .tables
                .iter()
                .for_each(|table| host.ruleset.add(table));
        }
        host.facts(members, report);
        host.ruleset = std::mem::take(&mut host.ruleset).finish();
        host.sources = sources(members);
        for (index, endpoint) in host.endpoints.iter().enumerate() {
            let key = (endpoint.transport, endpoint.port);
            let all = match endpoint.way {
                Way::Process(_) => &mut host.listeners,
                Way::Forwarded { .. } => &mut host.published,
                Way::Redirected { .. } | Way::Networks(_) | Way::Unheard | Way::Nothing => continue,
            };
            all.entry(key).or_default().push(index);
        }
        host
    }

    /// What the stacks say of the host; several may say the same.
    fn facts(&mut self, members: &[Member<'_>], report: &mut Report) {
        let mut names = BTreeSet::new();
        let mut texts = BTreeSet::new();
        for member in members {
            let facts = &member.stack.stack.host;
            for (name, listener) in &facts.listens {
                if names.insert(name) {
                    let own = endpoint::of_host(name, &listener.value);
                    self.endpoints.extend(own);
                }
            }
            if let Some(text) = &facts.foreign_rules
                && texts.insert(&text.value)
            {
                self.foreign(text, report);
            }
        }
    }

    fn foreign(&mut self, text: &Located<String>, report: &mut Report) {
        let listing = match Listing::read(&text.value) {
            Ok(listing) => listing,
            Err(error) => {
                report.add(
                    Diagnostic::error(
                        &rules::UNREAD_RULES,
                        format!("the foreign rules end in the middle: {error}"),
                    )
                    .at(&text.origin, "not a ruleset")
                    .hint("paste what `nft list ruleset` prints"),
                );
                return;
            }
        };
        let unread = listing.unread();
        if let Some(first) = unread.first() {
            let line = text.value.lines().nth(first.saturating_sub(1));
            report.add(
                Diagnostic::warning(
                    &rules::UNREAD_RULES,
                    match unread.len() {
                        1 => "a foreign rule is not understood".to_owned(),
                        n_lines => format!("{n_lines} foreign rules are not understood"),
                    },
                )
                .at(&text.origin, format!("line {first} is the first"))
                .note(format!(
                    "line {first}: `{}`",
                    line.unwrap_or_default().trim()
                ))
                .note("`stackc expose` says `perhaps` of whatever they may decide"),
            );
        }
        if let Some(line) = listing.flushes {
            self.flush = Some((line, text.origin.clone()));
        }
        self.ruleset.add_foreign(&listing, text);
    }

    /// The endpoints behind a port that netavark translates, for a packet of a family.
    pub(crate) fn published(&self, packet: &Packet<'_>) -> impl Iterator<Item = usize> {
        let key = (packet.transport, packet.original);
        let all = self.published.get(&key).map_or(&[][..], Vec::as_slice);
        let (family, asked) = (packet.family, packet.asked);
        all.iter().copied().filter(move |index| {
            let endpoint = &self.endpoints[*index];
            let is_bound = match endpoint.bound {
                Bound::Any => true,
                Bound::Loopback => asked.is_some_and(|asked| asked.is_loopback()),
                Bound::One(address) => address.is_unspecified() || asked == Some(address),
            };
            let has_address = match endpoint.way {
                Way::Forwarded { families, .. } => families[family as usize],
                _ => false,
            };
            is_bound && has_address && endpoint.hears(family)
        })
    }
}

impl Publisher for Host {
    fn published(&self, packet: &Packet<'_>) -> Option<u16> {
        let endpoint = &self.endpoints[Self::published(self, packet).next()?];
        match endpoint.way {
            Way::Forwarded { to, .. } => Some(to),
            _ => None,
        }
    }
}

/// The addresses that a network has for itself.
fn ranges(network: &HostNetwork, family: Family) -> AddressSet {
    let ranges = network.addresses.iter().map(|range| range.value);
    let ranges = ranges.filter(|range| Family::of(range.first()) == family);
    let sets = ranges.map(AddressSet::of_range);
    sets.fold(AddressSet::default(), |all, one| all.or(&one))
}

/// The internet, where it comes in, and every network that is declared.
fn sources(members: &[Member<'_>]) -> Vec<Source> {
    let networks: BTreeMap<_, _> = members
        .iter()
        .flat_map(|member| &member.stack.stack.host.networks)
        .collect();
    let firewalls = members
        .iter()
        .filter_map(|member| member.stack.stack.firewall.as_ref());
    let outside: BTreeSet<&str> = firewalls
        .filter_map(|firewall| Some(firewall.interface.as_ref()?.as_str()))
        .collect();
    let own: BTreeSet<String> = networks
        .values()
        .flat_map(|network| &network.interfaces)
        .map(|name| name.as_str().to_owned())
        .collect();
    let mut facing: Vec<Interface> = outside
        .into_iter()
        .filter(|name| !own.contains(*name))
        .map(|name| Interface::Named(name.to_owned()))
        .collect();
    if facing.is_empty() {
        facing.push(Interface::Outside(own));
    }
    // Addresses that no network has for itself.
    let elsewhere = Family::ALL.map(|family| {
        let known = networks.values().map(|network| ranges(network, family));
        let known = known.fold(AddressSet::default(), |all, one| all.or(&one));
        AddressSet::all(family).minus(&known)
    });
    let mut sources = Vec::new();
    for (name, network) in networks {
        let [v4, v6] = match network.addresses.is_empty() {
            true => elsewhere.clone(),
            false => Family::ALL.map(|family| ranges(network, family)),
        };
        let named = network.interfaces.iter();
        let named = named.map(|name| Interface::Named(name.as_str().to_owned()));
        let interfaces: Vec<Interface> = match network.interfaces.is_empty() {
            true => facing.clone(),
            false => named.collect(),
        };
        sources.extend(interfaces.into_iter().map(|interface| Source {
            network: Some(name.to_string()),
            interface,
            v4: v4.clone(),
            v6: v6.clone(),
        }));
    }
    let [v4, v6] = elsewhere;
    let internet = facing.into_iter().map(|interface| Source {
        network: None,
        interface,
        v4: v4.clone(),
        v6: v6.clone(),
    });
    sources.splice(0..0, internet);
    sources
}
