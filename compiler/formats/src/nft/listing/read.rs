//! Text to rulesets: what is known of each rule, and where it ends.

use super::{Effect, ListedBase, ListedChain, ListedRule, ListedTable, Listing};
use crate::ParseError;
use crate::nft::lex::{TokenKind, Unknown, tokens};
use crate::nft::parse::{Parser, error};
use crate::nft::{
    ConnectionState, Direction, Family, Hook, Is, Match, Name, OneOrMore, Policy, PrefixV4,
    PrefixV6, Protocol, Side, Verdict,
};

impl Listing {
    /// Reads a ruleset.
    ///
    /// # Errors
    /// Only where nobody could go on: a quote or a block that is never closed.
    pub fn read(text: &str) -> Result<Self, ParseError> {
        let mut reader = Reader {
            parser: Parser::new(tokens(text, Unknown::Keep)?),
            lines: text.lines().map(str::trim).collect(),
        };
        let mut listing = Self::default();
        while let Some(token) = reader.parser.next_command() {
            match &token.kind {
                TokenKind::Word(word) if word == "table" => {
                    listing.tables.extend(reader.table()?);
                }
                TokenKind::Word(word) if word == "flush" && reader.parser.take_word("ruleset") => {
                    listing.flushes = Some(token.line);
                    // What stood before is gone.
                    listing.tables.clear();
                    reader.skip()?;
                }
                // Declaring and removing tables is what files do before they define them.
                TokenKind::Word(word) if is_harmless(word) && reader.parser.take_word("table") => {
                    reader.skip()?;
                }
                _ => {
                    listing.unread.push(token.line);
                    reader.skip()?;
                }
            }
        }
        Ok(listing)
    }
}

fn is_harmless(word: &str) -> bool {
    ["add", "create", "delete", "destroy"].contains(&word)
}

struct Reader<'a> {
    parser: Parser,
    lines: Vec<&'a str>,
}

impl Reader<'_> {
    /// A table after its keyword; `None` when it is only declared.
    fn table(&mut self) -> Result<Option<ListedTable>, ParseError> {
        let family = match self.parser.peek() {
            Some(TokenKind::Word(word)) if is_family(word) => self.parser.word()?,
            // `table NAME` means IPv4.
            _ => "ip".to_owned(),
        };
        let mut table = ListedTable {
            family: Family::of_word(&family),
            name: self.parser.text("the name of a table")?,
            sets: Vec::new(),
            chains: Vec::new(),
        };
        if !self.parser.take(&TokenKind::Open) {
            self.skip()?;
            return Ok(None);
        }
        while let Some(token) = self.parser.item()? {
            match &token.kind {
                TokenKind::Word(word) if word == "chain" => table.chains.push(self.chain()?),
                TokenKind::Word(word) if word == "set" => {
                    let position = self.parser.position();
                    if let Ok(set) = self.parser.set() {
                        table.sets.push(set);
                    } else {
                        self.parser.back_to(position);
                        self.skip()?;
                    }
                }
                _ => drop(self.skip()?),
            }
        }
        Ok(Some(table))
    }

    fn chain(&mut self) -> Result<ListedChain, ParseError> {
        let mut chain = ListedChain {
            name: self.parser.text("the name of a chain")?,
            base: ListedBase::None,
            rules: Vec::new(),
        };
        if !self.parser.take(&TokenKind::Open) {
            return Err(error(self.parser.line(), "expected `{`"));
        }
        while let Some(token) = self.parser.item()? {
            match &token.kind {
                TokenKind::Word(word) if word == "type" && chain.rules.is_empty() => {
                    chain.base = self.base()?;
                }
                TokenKind::Word(word) if word == "policy" => {
                    if let ListedBase::Known(base) = &mut chain.base
                        && self.parser.take_word("drop")
                    {
                        base.policy = Policy::Drop;
                    }
                    self.skip()?;
                }
                TokenKind::Word(word) if word == "comment" || word == "flags" => {
                    self.skip()?;
                }
                _ => {
                    self.parser.back_to(self.parser.position() - 1);
                    chain.rules.extend(self.rules(token.line)?);
                }
            }
        }
        Ok(chain)
    }

    fn base(&mut self) -> Result<ListedBase, ParseError> {
        let position = self.parser.position();
        if let Ok(base) = self.parser.base()
            && self.parser.peek() == Some(&TokenKind::End)
        {
            return Ok(ListedBase::Known(base));
        }
        self.parser.back_to(position);
        let words = self.skip()?;
        let hook = words.iter().skip_while(|word| *word != "hook").nth(1);
        Ok(ListedBase::Unknown(
            hook.and_then(|word| Hook::of_word(word)),
        ))
    }

    /// One rule; a map of connection states is a rule for each of its lines.
    fn rules(&mut self, line: usize) -> Result<Vec<ListedRule>, ParseError> {
        let text = self.lines.get(line.saturating_sub(1)).copied();
        let mut matches = Vec::new();
        let rule = |matches: &[Match], is_whole, effect| ListedRule {
            line,
            text: text.unwrap_or_default().to_owned(),
            matches: matches.to_vec(),
            is_whole,
            effect,
        };
        loop {
            let position = self.parser.position();
            if let Some(states) = self.state_map() {
                self.skip()?;
                let rules = states.into_iter().map(|(state, verdict)| {
                    let state = Match::State(OneOrMore::from(state));
                    let matches = [matches.as_slice(), &[state]].concat();
                    let effect = verdict.map_or(Effect::Nothing, Effect::Verdict);
                    rule(&matches, true, effect)
                });
                return Ok(rules.collect());
            }
            self.parser.back_to(position);
            if let Some(found) = self.usual_match() {
                matches.extend(found);
                continue;
            }
            self.parser.back_to(position);
            if let Ok(Some(found)) = self.parser.next_match() {
                matches.push(found);
                continue;
            }
            self.parser.back_to(position);
            if let Ok(Some(_)) = self.parser.next_statement() {
                continue;
            }
            self.parser.back_to(position);
            break;
        }
        let position = self.parser.position();
        if let Ok(verdict) = self.parser.verdict()
            && matches!(self.parser.peek(), Some(TokenKind::End))
                | (self.parser.take_word("comment") && self.parser.text("a comment").is_ok())
        {
            self.skip()?;
            let effect = verdict.map_or(Effect::Nothing, Effect::Verdict);
            return Ok(vec![rule(&matches, true, effect)]);
        }
        self.parser.back_to(position);
        let rest = self.rest(&mut matches)?;
        if let Some(protocol) = rest.first().and_then(|word| header_of(word)) {
            matches.push(Match::Protocol(Is::Equal, protocol.into()));
        }
        // How a packet is refused makes no difference to its way.
        let is_whole = rest.first().is_some_and(|word| word == "reject");
        Ok(vec![rule(&matches, is_whole, effect_of(&rest))])
    }

    /// `ct state vmap { established : accept, invalid : drop }`
    fn state_map(&mut self) -> Option<Vec<(ConnectionState, Option<Verdict>)>> {
        let parser = &mut self.parser;
        let is_map =
            parser.take_word("ct") && parser.take_word("state") && parser.take_word("vmap");
        if !is_map || !parser.take(&TokenKind::Open) {
            return None;
        }
        let entry = |parser: &mut Parser| {
            let state = parser.word_in("the state", ConnectionState::of_word)?;
            parser.expect(&TokenKind::Word(":".into()), "`:`")?;
            Ok((state, parser.verdict()?))
        };
        parser.list(entry).ok()
    }

    /// Matches that our own rules have no use for, and that say nothing else than others do.
    fn usual_match(&mut self) -> Option<Vec<Match>> {
        let parser = &mut self.parser;
        // The same as by name, once the interface is there.
        if parser.take_word("iif") {
            return parser
                .interfaces(Direction::Input)
                .ok()
                .map(|one| vec![one]);
        }
        if parser.take_word("oif") {
            let found = parser.interfaces(Direction::Output);
            return found.ok().map(|one| vec![one]);
        }
        if parser.take_word("meta") && parser.take_word("nfproto") {
            return match parser.word().ok()?.as_str() {
                "ipv4" => Some(vec![any_v4()]),
                "ipv6" => Some(vec![any_v6()]),
                _ => None,
            };
        }
        None
    }

    /// The words of a rule that are not understood; what is understood behind them must hold as well.
    fn rest(&mut self, matches: &mut Vec<Match>) -> Result<Vec<String>, ParseError> {
        let mut words = Vec::new();
        loop {
            let position = self.parser.position();
            match self.parser.peek() {
                Some(TokenKind::Word(word)) => {
                    let word = word.clone();
                    if let Ok(Some(found)) = self.parser.next_match() {
                        matches.push(found);
                        continue;
                    }
                    words.push(word);
                }
                Some(TokenKind::Quoted(_) | TokenKind::Comma | TokenKind::Equals) => {}
                // A block is one expression, whatever stands in it.
                Some(TokenKind::Open) => {
                    words.extend(self.skip()?);
                    return Ok(words);
                }
                Some(TokenKind::Close | TokenKind::End) | None => return Ok(words),
            }
            self.parser.back_to(position + 1);
        }
    }

    /// Leaves the rest of an item out, blocks within it included; its words.
    fn skip(&mut self) -> Result<Vec<String>, ParseError> {
        let mut words = Vec::new();
        let mut depth = 0_usize;
        loop {
            let line = self.parser.line();
            match self.parser.peek() {
                None => return Err(error(line, "the text ends inside a block; expected `}`")),
                Some(TokenKind::End) if depth == 0 => return Ok(words),
                // The end of the block around it.
                Some(TokenKind::Close) if depth == 0 => return Ok(words),
                Some(TokenKind::Open) => depth += 1,
                Some(TokenKind::Close) => depth -= 1,
                Some(TokenKind::Word(word)) if depth == 0 => words.push(word.clone()),
                Some(_) => {}
            }
            let position = self.parser.position();
            self.parser.back_to(position + 1);
        }
    }
}

fn is_family(word: &str) -> bool {
    ["inet", "ip", "ip6", "arp", "bridge", "netdev"].contains(&word)
}

fn any_v4() -> Match {
    let all = PrefixV4::new(std::net::Ipv4Addr::UNSPECIFIED, 0);
    let all = all.expect("no bits are set");
    Match::V4(Side::Source, Is::Equal, all.into())
}

fn any_v6() -> Match {
    let all = PrefixV6::new(std::net::Ipv6Addr::UNSPECIFIED, 0);
    let all = all.expect("no bits are set");
    Match::V6(Side::Source, Is::Equal, all.into())
}

/// The protocol that a match of a header asks for.
fn header_of(word: &str) -> Option<Protocol> {
    match word {
        "icmp" => Some(Protocol::Icmp),
        "icmpv6" => Some(Protocol::Icmpv6),
        _ => None,
    }
}

/// What a rule does, by its last words: a verdict stands behind everything but a comment.
fn effect_of(words: &[String]) -> Effect {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = match words.as_slice() {
        [before @ .., "comment"] => before,
        all => all,
    };
    let name = |name: &str| Name::parse(name).ok();
    match words {
        [.., "accept"] => Effect::Verdict(Verdict::Accept),
        [.., "drop"] => Effect::Verdict(Verdict::Drop),
        [.., "return"] => Effect::Verdict(Verdict::Return),
        [.., "continue"] => Effect::Nothing,
        [.., "jump", target] => {
            name(target).map_or(Effect::Unknown, |name| Effect::Verdict(Verdict::Jump(name)))
        }
        [.., "goto", target] => {
            name(target).map_or(Effect::Unknown, |name| Effect::Verdict(Verdict::Goto(name)))
        }
        _ if words.contains(&"reject") => Effect::Verdict(Verdict::Reject),
        // Translation of sources happens behind every filter.
        _ if words.contains(&"masquerade") || words.contains(&"snat") => Effect::Nothing,
        _ if words.iter().any(|word| is_decisive(word)) => Effect::Unknown,
        _ => Effect::Nothing,
    }
}

/// Words of rules that decide about a packet in a way of their own.
fn is_decisive(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "accept", "drop", "dnat", "dup", "fwd", "goto", "jump", "notrack", "queue", "redirect",
        "return", "synproxy", "tproxy", "vmap", "xt",
    ];
    WORDS.contains(&word)
}
