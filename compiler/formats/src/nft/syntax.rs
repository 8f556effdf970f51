//! Files, tables, sets and chains as types.
//!
//! <https://www.netfilter.org/projects/nftables/manpage.html>

use super::{Comment, HeaderLine, Interface, Name, PortRange, PrefixV4, PrefixV6, Rule};
use crate::Cause;

/// A file for `nft -f`: one transaction that replaces its tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// `#` lines at the top.
    pub header: Vec<HeaderLine>,
    /// The tables; each is created if missing, deleted, and defined anew.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The packets it sees.
    pub family: Family,
    /// Its name, unique within the family on the whole host.
    pub name: Name,
    /// What it is for.
    pub comment: Option<Comment>,
    /// Named sets.
    pub sets: Vec<Set>,
    /// Chains.
    pub chains: Vec<Chain>,
    /// The value it was made from.
    pub cause: Cause,
}

/// Which packets a table sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// IPv4 and IPv6.
    Inet,
    /// IPv4.
    Ip,
    /// IPv6.
    Ip6,
}

/// A named set. It is an interval set when one of its elements is a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub comment: Option<Comment>,
    /// Its type, and what is in it; may be empty.
    pub elements: Elements,
    /// The value it was made from.
    pub cause: Cause,
}

/// The elements of a set, all of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Elements {
    /// `type inet_service`
    Ports(Vec<PortRange>),
    /// `type ipv4_addr`
    V4(Vec<PrefixV4>),
    /// `type ipv6_addr`
    V6(Vec<PrefixV6>),
    /// `type ifname`
    Interfaces(Vec<Interface>),
}

/// A chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub comment: Option<Comment>,
    /// Where packets enter it; `None` for a chain that others jump to.
    pub base: Option<Base>,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
    /// The value it was made from.
    pub cause: Cause,
}

/// `type … hook … priority …; policy …;`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// What its rules may do.
    pub kind: ChainKind,
    /// Where packets are taken.
    pub hook: Hook,
    /// The order among all chains of the hook.
    pub priority: Priority,
    /// What happens to packets that reach its end.
    pub policy: Policy,
}

/// What the rules of a base chain may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChainKind {
    /// Accept and drop.
    Filter,
    /// Translate addresses; sees the first packet of each connection.
    Nat,
}

/// Where packets are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hook {
    /// All that arrive.
    Prerouting,
    /// Those for the host itself.
    Input,
    /// Those that pass through.
    Forward,
    /// Those of the host itself.
    Output,
    /// All that leave.
    Postrouting,
}

/// The order among all chains of a hook: lower comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priority(pub i32);

impl Priority {
    /// Before connection tracking.
    pub const RAW: Self = Self(-300);
    /// Between connection tracking and translation.
    pub const MANGLE: Self = Self(-150);
    /// Translation of destinations.
    pub const DSTNAT: Self = Self(-100);
    /// Filtering.
    pub const FILTER: Self = Self(0);
    /// After filtering.
    pub const SECURITY: Self = Self(50);
    /// Translation of sources.
    pub const SRCNAT: Self = Self(100);
}

/// What happens to packets that reach the end of a base chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// They go on.
    Accept,
    /// They are dropped.
    Drop,
}

impl Table {
    /// An empty table.
    pub fn new(family: Family, name: Name) -> Self {
        Self {
            family,
            name,
            comment: None,
            sets: Vec::new(),
            chains: Vec::new(),
            cause: Cause::default(),
        }
    }
}

impl Set {
    /// A set.
    pub fn new(name: Name, elements: Elements) -> Self {
        Self {
            name,
            comment: None,
            elements,
            cause: Cause::default(),
        }
    }
}

impl Chain {
    /// An empty chain that others jump to.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            comment: None,
            base: None,
            rules: Vec::new(),
            cause: Cause::default(),
        }
    }
}

impl Base {
    /// `type filter hook HOOK priority filter; policy POLICY;`
    pub fn filter(hook: Hook, policy: Policy) -> Self {
        Self {
            kind: ChainKind::Filter,
            hook,
            priority: Priority::FILTER,
            policy,
        }
    }

    /// `type nat hook prerouting priority PRIORITY; policy accept;`
    pub fn nat_prerouting(priority: Priority) -> Self {
        Self {
            kind: ChainKind::Nat,
            hook: Hook::Prerouting,
            priority,
            policy: Policy::Accept,
        }
    }

    /// `type nat hook output priority PRIORITY; policy accept;`
    pub fn nat_output(priority: Priority) -> Self {
        Self {
            hook: Hook::Output,
            ..Self::nat_prerouting(priority)
        }
    }
}

impl Elements {
    /// The name of the type: `inet_service`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Ports(_) => "inet_service",
            Self::V4(_) => "ipv4_addr",
            Self::V6(_) => "ipv6_addr",
            Self::Interfaces(_) => "ifname",
        }
    }

    /// Whether one of them is a range, so that the set needs `flags interval`.
    pub fn has_ranges(&self) -> bool {
        match self {
            Self::Ports(ports) => ports.iter().any(|range| range.first() != range.last()),
            Self::V4(prefixes) => prefixes.iter().any(|prefix| prefix.is_range()),
            Self::V6(prefixes) => prefixes.iter().any(|prefix| prefix.is_range()),
            Self::Interfaces(names) => names.iter().any(Interface::is_prefix),
        }
    }
}
