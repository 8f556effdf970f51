//! Rulesets of others, as far as they are understood.
//!
//! What [`File::parse`](super::File::parse) reads is ours, and everything else in it is an error. Tables
//! of other tools use the whole language; here a rule that is not understood stays in its place with what
//! is known of it, so that whoever judges the ruleset can say "perhaps" instead of guessing.

mod read;

use super::{Base, Family, Hook, Match, Set, Verdict};

/// What `nft list ruleset` prints, or a file for `nft -f`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its tables.
    pub tables: Vec<ListedTable>,
    /// The line of a `flush ruleset`.
    pub flushes: Option<usize>,
    /// The lines of commands that are not understood, so that nobody knows what they do.
    pub unread: Vec<usize>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTable {
    /// The packets it sees; `None` for a family that filters below IP (`arp`, `bridge`, `netdev`).
    pub family: Option<Family>,
    /// Its name.
    pub name: String,
    /// The sets that are understood; rules that name another may or may not match.
    pub sets: Vec<Set>,
    /// Its chains.
    pub chains: Vec<ListedChain>,
}

/// A chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedChain {
    /// Its name.
    pub name: String,
    /// Where packets enter it.
    pub base: ListedBase,
    /// Its rules, in order.
    pub rules: Vec<ListedRule>,
}

/// Where packets enter a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedBase {
    /// By jumps only.
    None,
    /// As ours do.
    Known(Base),
    /// In a way that is not understood, at this hook if any.
    Unknown(Option<Hook>),
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRule {
    /// Its line in the text.
    pub line: usize,
    /// The line itself.
    pub text: String,
    /// What must hold.
    pub matches: Vec<Match>,
    /// Whether the matches are all there are.
    pub is_whole: bool,
    /// What it does.
    pub effect: Effect,
}

/// What a rule does when it matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing to the way of a packet.
    Nothing,
    /// What our rules do.
    Verdict(Verdict),
    /// Something else: another translation, a queue, a verdict from a map.
    Unknown,
}

impl Listing {
    /// The lines that are not understood, in order.
    pub fn unread(&self) -> Vec<usize> {
        let rules = self.tables.iter().flat_map(|table| &table.chains);
        let rules = rules.flat_map(|chain| &chain.rules);
        let rules = rules.filter(|rule| !rule.is_understood());
        let mut lines: Vec<usize> = rules.map(|rule| rule.line).collect();
        lines.extend(&self.unread);
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

impl ListedRule {
    /// Whether nothing of it is left to guess.
    pub fn is_understood(&self) -> bool {
        self.effect == Effect::Nothing || (self.is_whole && self.effect != Effect::Unknown)
    }
}
