//! What the kernel or nft would refuse in a table that can be written.

use super::{
    Base, Chain, ChainKind, Elements, Family, Hook, Is, Match, Name, Operand, Priority, Protocol,
    Rule, Set, Side, Table, Verdict,
};
use crate::Cause;
use std::collections::BTreeSet;
use std::fmt;

/// One thing that keeps a table from being loaded, or from doing what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub problem: Problem,
    /// The chain or set it is in.
    pub within: Name,
    /// The value that the rule, chain or set was made from.
    pub cause: Cause,
}

/// The kinds of trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Two chains, or two sets, have one name.
    DuplicateName,
    /// Elements of a set overlap, which only sets with `auto-merge` may.
    Overlap,
    /// A rule names a set that the table does not have.
    UnknownSet(Name),
    /// A rule compares with a set of another type.
    SetType {
        /// The set.
        set: Name,
        /// Its type.
        found: &'static str,
        /// The type the rule needs.
        expected: &'static str,
    },
    /// A rule jumps to a chain that the table does not have.
    UnknownChain(Name),
    /// A rule jumps to a base chain.
    JumpToBase(Name),
    /// Jumps lead back to the chain they start from.
    Loop,
    /// Translation in a base chain whose type is not `nat`.
    NatOutside,
    /// Translation at a hook that cannot do it.
    NatHook(Hook),
    /// A nat chain at or below −200, before connection tracking.
    NatPriority(Priority),
    /// `redirect to :PORT` without a match of `tcp` or `udp` before it.
    NoTransport,
    /// An address family that the table does not see.
    FamilyMismatch,
}

impl fmt::Display for Finding {
    /// Writes the headline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = self.within.as_str();
        match &self.problem {
            Problem::DuplicateName => write!(f, "`{within}` is defined twice in one table"),
            Problem::Overlap => write!(f, "elements of the set `{within}` overlap"),
            Problem::UnknownSet(set) => write!(
                f,
                "a rule of `{within}` compares with the set `{}`, which the table does not have",
                set.as_str()
            ),
            Problem::SetType {
                set,
                found,
                expected,
            } => write!(
                f,
                "a rule of `{within}` needs a set of `{expected}`, and `{}` is one of `{found}`",
                set.as_str()
            ),
            Problem::UnknownChain(chain) => write!(
                f,
                "a rule of `{within}` jumps to the chain `{}`, which the table does not have",
                chain.as_str()
            ),
            Problem::JumpToBase(chain) => write!(
                f,
                "a rule of `{within}` jumps to the base chain `{}`",
                chain.as_str()
            ),
            Problem::Loop => write!(f, "jumps lead from the chain `{within}` back to itself"),
            Problem::NatOutside => {
                write!(
                    f,
                    "`{within}` translates addresses and is not of type `nat`"
                )
            }
            Problem::NatHook(hook) => write!(
                f,
                "addresses cannot be translated this way at the hook `{}` of `{within}`",
                hook.word()
            ),
            Problem::NatPriority(Priority(priority)) => write!(
                f,
                "the nat chain `{within}` has the priority {priority}, and needs one above -200"
            ),
            Problem::NoTransport => write!(
                f,
                "a rule of `{within}` redirects to a port without matching `tcp` or `udp`"
            ),
            Problem::FamilyMismatch => write!(
                f,
                "a rule of `{within}` matches addresses that its table does not see"
            ),
        }
    }
}

/// What is wrong with a table, in the order of its sets and chains.
pub fn check(table: &Table) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut names = BTreeSet::new();
    for set in &table.sets {
        let mut add = |problem| findings.push(finding(problem, &set.name, &set.cause));
        if !names.insert(&set.name) {
            add(Problem::DuplicateName);
        }
        if overlaps(&set.elements) {
            add(Problem::Overlap);
        }
    }
    names.clear();
    for chain in &table.chains {
        let mut add = |problem| findings.push(finding(problem, &chain.name, &chain.cause));
        if !names.insert(&chain.name) {
            add(Problem::DuplicateName);
        }
        if let Some(base) = &chain.base {
            base_problems(base).into_iter().for_each(&mut add);
        }
        if reaches(table, &chain.name) {
            add(Problem::Loop);
        }
        for rule in &chain.rules {
            let problems = rule_problems(table, chain, rule);
            let found = problems
                .into_iter()
                .map(|problem| finding(problem, &chain.name, &rule.cause));
            findings.extend(found);
        }
    }
    findings
}

fn finding(problem: Problem, within: &Name, cause: &Cause) -> Finding {
    Finding {
        problem,
        within: within.clone(),
        cause: cause.clone(),
    }
}

fn base_problems(base: &Base) -> Vec<Problem> {
    /// `NF_IP_PRI_CONNTRACK`
    const CONNECTION_TRACKING: Priority = Priority(-200);
    let mut problems = Vec::new();
    if base.kind == ChainKind::Nat {
        if base.hook == Hook::Forward {
            problems.push(Problem::NatHook(base.hook));
        }
        if base.priority <= CONNECTION_TRACKING {
            problems.push(Problem::NatPriority(base.priority));
        }
    }
    problems
}

fn rule_problems(table: &Table, chain: &Chain, rule: &Rule) -> Vec<Problem> {
    let mut problems: Vec<Problem> = rule
        .matches
        .iter()
        .filter_map(|found| match_problem(table, found))
        .collect();
    match &rule.verdict {
        Some(Verdict::RedirectTo(_)) => {
            problems.extend(nat_problem(chain, &[Hook::Prerouting, Hook::Output]));
            if !rule.matches.iter().any(fixes_transport) {
                problems.push(Problem::NoTransport);
            }
        }
        Some(Verdict::Masquerade) => problems.extend(nat_problem(chain, &[Hook::Postrouting])),
        Some(Verdict::Jump(target) | Verdict::Goto(target)) => {
            match table.chains.iter().find(|chain| chain.name == *target) {
                None => problems.push(Problem::UnknownChain(target.clone())),
                Some(chain) if chain.base.is_some() => {
                    problems.push(Problem::JumpToBase(target.clone()));
                }
                Some(_) => {}
            }
        }
        Some(Verdict::Accept | Verdict::Drop | Verdict::Reject | Verdict::Return) | None => {}
    }
    problems
}

/// Chains that are jumped to are judged where they are base chains only: their callers decide.
fn nat_problem(chain: &Chain, hooks: &[Hook]) -> Option<Problem> {
    let base = chain.base?;
    if base.kind != ChainKind::Nat {
        return Some(Problem::NatOutside);
    }
    (!hooks.contains(&base.hook)).then_some(Problem::NatHook(base.hook))
}

fn fixes_transport(found: &Match) -> bool {
    match found {
        Match::Port(..) => true,
        Match::Protocol(Is::Equal, Operand::Values(protocols)) => protocols
            .as_slice()
            .iter()
            .all(|protocol| matches!(protocol, Protocol::Tcp | Protocol::Udp)),
        Match::Protocol(..)
        | Match::Interface(..)
        | Match::V4(..)
        | Match::V6(..)
        | Match::State(_)
        | Match::Status(_)
        | Match::OriginalPort(..)
        | Match::LocalAddress(_) => false,
    }
}

fn match_problem(table: &Table, found: &Match) -> Option<Problem> {
    match found {
        Match::Interface(_, _, operand) => set_problem(table, operand, "ifname"),
        Match::Port(_, _, _, operand) | Match::OriginalPort(_, _, operand) => {
            set_problem(table, operand, "inet_service")
        }
        Match::V4(_, _, operand) => {
            family_problem(table, Family::Ip6).or_else(|| set_problem(table, operand, "ipv4_addr"))
        }
        Match::V6(_, _, operand) => {
            family_problem(table, Family::Ip).or_else(|| set_problem(table, operand, "ipv6_addr"))
        }
        Match::Protocol(_, operand) => set_problem(table, operand, "inet_proto"),
        Match::State(_)
        | Match::Status(_)
        | Match::LocalAddress(Side::Source | Side::Destination) => None,
    }
}

fn family_problem(table: &Table, blind: Family) -> Option<Problem> {
    (table.family == blind).then_some(Problem::FamilyMismatch)
}

fn set_problem<T>(table: &Table, operand: &Operand<T>, expected: &'static str) -> Option<Problem> {
    let Operand::Set(name) = operand else {
        return None;
    };
    let Some(Set { elements, .. }) = table.sets.iter().find(|set| set.name == *name) else {
        return Some(Problem::UnknownSet(name.clone()));
    };
    let found = elements.type_name();
    (found != expected).then(|| Problem::SetType {
        set: name.clone(),
        found,
        expected,
    })
}

/// Whether two elements share a value without being equal; equal ones merge.
fn overlaps(elements: &Elements) -> bool {
    if !elements.has_ranges() {
        return false;
    }
    let mut bounds: Vec<(u128, u128)> = match elements {
        Elements::Ports(ports) => ports
            .iter()
            .map(|range| (range.first().number().into(), range.last().number().into()))
            .collect(),
        Elements::V4(prefixes) => prefixes.iter().map(|prefix| prefix.bounds()).collect(),
        Elements::V6(prefixes) => prefixes.iter().map(|prefix| prefix.bounds()).collect(),
        Elements::Interfaces(names) => {
            return names.iter().any(|prefix| {
                prefix.is_prefix()
                    && names
                        .iter()
                        .any(|other| other != prefix && other.name().starts_with(prefix.name()))
            });
        }
    };
    bounds.sort_unstable();
    bounds.dedup();
    bounds.windows(2).any(|pair| pair[1].0 <= pair[0].1)
}

/// Whether jumps lead from a chain back to it.
fn reaches(table: &Table, start: &Name) -> bool {
    let mut seen = BTreeSet::new();
    let mut ahead = vec![start];
    while let Some(name) = ahead.pop() {
        let chains = table.chains.iter().filter(|chain| chain.name == *name);
        for rule in chains.flat_map(|chain| &chain.rules) {
            if let Some(Verdict::Jump(target) | Verdict::Goto(target)) = &rule.verdict {
                if target == start {
                    return true;
                }
                if seen.insert(target) {
                    ahead.push(target);
                }
            }
        }
    }
    false
}
