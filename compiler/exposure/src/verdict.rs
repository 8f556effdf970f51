//! What the journeys from everywhere say together.

use crate::address::{AddressSet, Family};
use crate::endpoint::{Bound, Endpoint, Process, Way};
use crate::host::{Host, Member};
use crate::journey::Journey;
use crate::walk::Reason;
use source::{Origin, Report};
use std::collections::BTreeMap;
use std::fmt;

/// Who can reach an endpoint; the later, the more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nobody.
    Unreachable,
    /// Containers of the stack.
    Stack,
    /// The host itself.
    Host,
    /// These networks, by name, and these addresses of the internet.
    Networks(Vec<String>),
    /// Everyone.
    Internet,
}

/// A verdict for one family of addresses, and what makes it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Who surely can.
    pub verdict: Verdict,
    /// Who perhaps can besides.
    pub perhaps: Option<Verdict>,
    /// Why, in the order in which a packet meets it.
    pub steps: Vec<Step>,
}

/// One reason of a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// In words, with literals in backticks.
    pub text: String,
    /// Who wrote it; `None` for what no text says.
    pub origin: Option<Origin>,
}

/// An endpoint and what was found out about it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Who listens.
    pub endpoint: Endpoint,
    /// Who can reach it over IPv4.
    pub v4: Judgement,
    /// Who can reach it over IPv6.
    pub v6: Judgement,
}

/// Everything that listens on a host, and who can reach it.
#[derive(Clone, Debug, Default)]
pub struct Exposure {
    /// Endpoints by protocol and port.
    pub judged: Vec<Judged>,
    /// Where the rules of others throw away those of podman: the line of the text, and the text.
    pub flush: Option<(usize, Origin)>,
}

/// Judges a host that carries these stacks. What is wrong with the rules of other tools goes to the
/// report; what is wrong with the exposure is said by [`check`](crate::check()).
pub fn judge(members: &[Member<'_>], report: &mut Report) -> Exposure {
    let host = Host::of(members, report);
    let mut judged: Vec<Judged> = host
        .endpoints
        .iter()
        .map(|endpoint| Judged {
            v4: judgement(&host, endpoint, Family::V4),
            v6: judgement(&host, endpoint, Family::V6),
            endpoint: endpoint.clone(),
        })
        .collect();
    let key = |one: &Judged| (one.endpoint.transport, one.endpoint.port);
    judged.sort_by(|one, other| {
        key(one)
            .cmp(&key(other))
            .then_with(|| one.endpoint.who.cmp(&other.endpoint.who))
    });
    Exposure {
        judged,
        flush: host.flush,
    }
}

impl Judged {
    /// Both judgements.
    pub fn both(&self) -> [&Judgement; 2] {
        [&self.v4, &self.v6]
    }

    /// Whether anyone besides the host and its containers surely gets there.
    pub fn is_reached_from_outside(&self) -> bool {
        self.both().iter().any(|one| one.verdict.is_from_outside())
    }

    /// Whether anyone besides the host and its containers may get there.
    pub fn may_be_reached_from_outside(&self) -> bool {
        self.is_reached_from_outside()
            || self.both().iter().any(|one| {
                let perhaps = one.perhaps.as_ref();
                perhaps.is_some_and(Verdict::is_from_outside)
            })
    }
}

impl Verdict {
    /// Whether it names anyone besides the host and its containers.
    pub fn is_from_outside(&self) -> bool {
        matches!(self, Self::Networks(_) | Self::Internet)
    }

    /// The word for scripts.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Stack => "stack",
            Self::Host => "host",
            Self::Networks(_) => "networks",
            Self::Internet => "internet",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("unreachable"),
            Self::Stack => f.write_str("stack only"),
            Self::Host => f.write_str("host only"),
            Self::Networks(names) => f.write_str(&names.join(", ")),
            Self::Internet => f.write_str("internet"),
        }
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.verdict, &self.perhaps) {
            (verdict, None) => verdict.fmt(f),
            (Verdict::Unreachable, Some(perhaps)) => write!(f, "perhaps {perhaps}"),
            (verdict, Some(perhaps)) => write!(f, "{verdict}, perhaps {perhaps}"),
        }
    }
}

fn judgement(host: &Host, endpoint: &Endpoint, family: Family) -> Judgement {
    let mut steps = vec![listening(endpoint)];
    let verdict = match &endpoint.way {
        Way::Networks(_) => Some(Verdict::Stack),
        Way::Unheard | Way::Nothing => Some(Verdict::Unreachable),
        _ if !endpoint.hears(family) => Some(Verdict::Unreachable),
        _ => None,
    };
    if let Some(verdict) = verdict {
        return Judgement {
            verdict,
            perhaps: None,
            steps,
        };
    }
    let knocks = knocks(host, endpoint, family);
    let own = host.travel_within(family, endpoint);
    let verdict = knocks.surely(&own);
    let perhaps = knocks.perhaps(&verdict).or_else(|| {
        let is_perhaps = verdict == Verdict::Unreachable && !own.perhaps.is_empty();
        is_perhaps.then_some(Verdict::Host)
    });
    knocks.explain(&verdict, perhaps.as_ref(), &own, &mut steps);
    let mut judgement = Judgement {
        verdict,
        perhaps,
        steps,
    };
    if let (Way::Forwarded { .. }, Some((line, origin))) = (&endpoint.way, &host.flush) {
        judgement.flushed(*line, origin);
    }
    judgement
}

impl Judgement {
    /// What podman translates is only there until the rules of others are loaded again.
    fn flushed(&mut self, line: usize, origin: &Origin) {
        if self.verdict == Verdict::Unreachable {
            return;
        }
        let verdict = std::mem::replace(&mut self.verdict, Verdict::Unreachable);
        self.perhaps = self.perhaps.take().max(Some(verdict));
        self.steps.push(Step {
            text: format!(
                "`flush ruleset` in line {line} of the foreign rules takes podman's translations away \
                 whenever it is loaded, until `podman network reload --all`"
            ),
            origin: Some(origin.clone()),
        });
    }
}

/// Who listens, and where.
fn listening(endpoint: &Endpoint) -> Step {
    let Endpoint { who, port, .. } = endpoint;
    let on = match endpoint.bound {
        Bound::Any => "on all addresses".to_owned(),
        Bound::Loopback => "on loopback".to_owned(),
        Bound::One(address) => format!("on `{address}`"),
    };
    let text = match &endpoint.way {
        Way::Process(Process::Rootless) => {
            format!("`{who}` publishes it {on}; the port forwarder is a process of the host")
        }
        Way::Process(Process::Service | Process::Provided | Process::Host) => {
            format!("`{who}` listens {on}")
        }
        Way::Forwarded { .. } => format!("`{who}` publishes it {on}"),
        Way::Redirected { to } => format!("the firewall redirects it to port {to}"),
        Way::Networks(names) => match names.as_slice() {
            [] => format!("`{who}` listens on podman's default network, and publishes nothing"),
            names => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let names = names.join(", ");
                format!("`{who}` does not publish port {port}; who is on {names} reaches it")
            }
        },
        Way::Unheard => format!("`{who}` publishes it, and no site makes nginx listen there"),
        Way::Nothing => {
            format!("`{who}` does not publish port {port} and is on no network of others")
        }
    };
    Step {
        text,
        origin: Some(endpoint.origin.clone()),
    }
}

/// The journeys from outside: that from the internet under `None`.
struct Knocks {
    family: Family,
    from: BTreeMap<Option<String>, Journey>,
    internet: AddressSet,
}

fn knocks(host: &Host, endpoint: &Endpoint, family: Family) -> Knocks {
    let mut knocks = Knocks {
        family,
        from: BTreeMap::new(),
        internet: AddressSet::default(),
    };
    for source in &host.sources {
        let addresses = source.addresses(family);
        if addresses.is_empty() {
            continue;
        }
        if source.network.is_none() {
            knocks.internet = knocks.internet.or(addresses);
        }
        let journey = host.travel(source, family, endpoint);
        let known = knocks.from.entry(source.network.clone()).or_default();
        known.add_way(journey);
    }
    knocks
}

impl Journey {
    /// The same source by another interface.
    fn add_way(&mut self, other: Self) {
        self.yes = self.yes.or(&other.yes);
        self.perhaps = self.perhaps.or(&other.perhaps).minus(&self.yes);
        if self.because.is_empty() {
            self.because = other.because;
        }
        if self.but.is_empty() {
            self.but = other.but;
        }
    }
}

impl Knocks {
    fn surely(&self, own: &Journey) -> Verdict {
        let found = self.verdict(|journey| &journey.yes);
        found.unwrap_or(match own.yes.is_empty() {
            true => Verdict::Unreachable,
            false => Verdict::Host,
        })
    }

    /// Who perhaps can and is not among those that surely can.
    fn perhaps(&self, surely: &Verdict) -> Option<Verdict> {
        let perhaps = self.verdict(|journey| &journey.perhaps)?;
        (perhaps > *surely).then_some(perhaps)
    }

    fn verdict(&self, who: impl Fn(&Journey) -> &AddressSet) -> Option<Verdict> {
        /// More than this many prefixes are not read.
        const MOST: usize = 8;
        let mut names = Vec::new();
        for (network, journey) in &self.from {
            let who = who(journey);
            match network {
                _ if who.is_empty() => {}
                Some(name) => names.push(name.clone()),
                None if who.is_larger_than(&self.internet.minus(who)) => {
                    return Some(Verdict::Internet);
                }
                None => names.extend(who.prefixes(self.family, MOST)),
            }
        }
        (!names.is_empty()).then_some(Verdict::Networks(names))
    }

    /// Says what lets those in that can, and what keeps the others out.
    fn explain(
        &self,
        verdict: &Verdict,
        perhaps: Option<&Verdict>,
        own: &Journey,
        steps: &mut Vec<Step>,
    ) {
        for (network, journey) in &self.from {
            let from = match network {
                None => "from the internet".to_owned(),
                Some(name) => format!("from `{name}`"),
            };
            let whole = verdict == &Verdict::Internet && network.is_none();
            let is_in = !journey.yes.is_empty() || !journey.perhaps.is_empty();
            if is_in {
                let from = (!whole).then_some(from.as_str());
                add(steps, from, &journey.because);
            }
            let is_out = journey.yes.is_empty() || perhaps.is_some();
            // Who is let in where everyone is needs no reason of its own.
            if is_out {
                add(steps, Some(&from), &journey.but);
            }
        }
        if matches!(verdict, Verdict::Unreachable) {
            add(steps, Some("from the host"), &own.but);
        }
    }
}

fn add(steps: &mut Vec<Step>, from: Option<&str>, reasons: &[Reason]) {
    for reason in reasons {
        let is_known = |step: &Step| {
            step.text == reason.text || step.text.ends_with(&format!(": {}", reason.text))
        };
        if steps.iter().any(is_known) {
            continue;
        }
        steps.push(Step {
            text: match from {
                None => reason.text.clone(),
                Some(from) => format!("{from}: {}", reason.text),
            },
            origin: reason.origin.clone(),
        });
    }
}
