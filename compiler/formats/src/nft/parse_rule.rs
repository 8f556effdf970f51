//! Text to syntax: rules.

use super::lex::TokenKind;
use super::parse::{Parser, error, outside};
use super::{
    ConnectionState, ConnectionStatus, Direction, Is, LogPrefix, Match, OneOrMore, Operand,
    Protocol, Rule, Side, Statement, Transport, Verdict,
};
use crate::ParseError;

impl Parser {
    /// A rule up to the end of its line.
    pub(super) fn rule(&mut self) -> Result<Rule, ParseError> {
        let mut rule = Rule::default();
        while let Some(found) = self.next_match()? {
            rule.matches.push(found);
        }
        while let Some(statement) = self.next_statement()? {
            rule.statements.push(statement);
        }
        rule.verdict = self.verdict()?;
        if self.take_word("comment") {
            rule.comment = Some(self.comment()?);
        }
        match self.peek() {
            Some(TokenKind::End) => Ok(rule),
            Some(TokenKind::Word(word)) => Err(outside(self.line(), "in a rule", word)),
            _ => Err(error(self.line(), "expected the end of the rule")),
        }
    }

    pub(super) fn next_match(&mut self) -> Result<Option<Match>, ParseError> {
        let Some(TokenKind::Word(word)) = self.peek() else {
            return Ok(None);
        };
        let key = word.clone();
        let is_start = matches!(
            key.as_str(),
            "iifname" | "oifname" | "meta" | "tcp" | "udp" | "ip" | "ip6" | "ct" | "fib"
        );
        if !is_start {
            return Ok(None);
        }
        self.word()?;
        let line = self.line();
        match key.as_str() {
            "iifname" => self.interfaces(Direction::Input),
            "oifname" => self.interfaces(Direction::Output),
            "ip" => {
                let side = self.word_in("the field", Side::of_word)?;
                Ok(Match::V4(side, self.is(), self.operand(Self::value)?))
            }
            "ip6" => {
                let side = self.word_in("the field", Side::of_word)?;
                Ok(Match::V6(side, self.is(), self.operand(Self::value)?))
            }
            "meta" => self.protocols(),
            "ct" => self.connection(),
            "fib" => self.local_address(),
            other => match Transport::of_word(other) {
                Some(transport) => self.ports(transport),
                None => Err(outside(line, "in a rule", other)),
            },
        }
        .map(Some)
    }

    pub(super) fn interfaces(&mut self, direction: Direction) -> Result<Match, ParseError> {
        let is = self.is();
        Ok(Match::Interface(
            direction,
            is,
            self.operand(Self::interface)?,
        ))
    }

    fn ports(&mut self, transport: Transport) -> Result<Match, ParseError> {
        let line = self.line();
        let side = match self.word()?.as_str() {
            "sport" => Side::Source,
            "dport" => Side::Destination,
            other => return Err(outside(line, "the field", other)),
        };
        let is = self.is();
        Ok(Match::Port(transport, side, is, self.operand(Self::value)?))
    }

    fn protocols(&mut self) -> Result<Match, ParseError> {
        let line = self.line();
        match self.word()?.as_str() {
            "l4proto" => {
                let is = self.is();
                let protocol = |parser: &mut Self| parser.word_in("the protocol", protocol);
                Ok(Match::Protocol(is, self.operand(protocol)?))
            }
            other => Err(outside(line, "the field", other)),
        }
    }

    fn connection(&mut self) -> Result<Match, ParseError> {
        let line = self.line();
        match self.word()?.as_str() {
            "state" => self.states(),
            "status" => {
                let status = self.word_in("the status", ConnectionStatus::of_word)?;
                Ok(Match::Status(status))
            }
            "original" => self.original_port(),
            other => Err(outside(line, "the field", other)),
        }
    }

    fn original_port(&mut self) -> Result<Match, ParseError> {
        let line = self.line();
        let side = match self.word()?.as_str() {
            "proto-src" => Side::Source,
            "proto-dst" => Side::Destination,
            other => return Err(outside(line, "the field", other)),
        };
        let is = self.is();
        Ok(Match::OriginalPort(side, is, self.operand(Self::value)?))
    }

    /// `established,related` or `{ established, related }`.
    fn states(&mut self) -> Result<Match, ParseError> {
        let state = |parser: &mut Self| parser.word_in("the state", ConnectionState::of_word);
        let line = self.line();
        let states = if self.take(&TokenKind::Open) {
            self.list(state)?
        } else {
            let mut states = vec![state(self)?];
            while self.take(&TokenKind::Comma) {
                states.push(state(self)?);
            }
            states
        };
        match OneOrMore::of(states) {
            Some(states) => Ok(Match::State(states)),
            None => Err(error(line, "expected a state")),
        }
    }

    fn local_address(&mut self) -> Result<Match, ParseError> {
        let side = self.word_in("the field", Side::of_word)?;
        for expected in ["type", "local"] {
            let expected = TokenKind::Word(expected.to_owned());
            self.expect(&expected, "`type local`")?;
        }
        Ok(Match::LocalAddress(side))
    }

    fn is(&mut self) -> Is {
        match self.take_word("!=") {
            true => Is::NotEqual,
            false => Is::Equal,
        }
    }

    fn operand<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Operand<T>, ParseError> {
        let line = self.line();
        if let Some(TokenKind::Word(word)) = self.peek()
            && let Some(name) = word.strip_prefix('@')
        {
            let name = super::Name::parse(name)
                .map_err(|refused| error(line, format!("`@{name}`: {refused}")))?;
            self.word()?;
            return Ok(Operand::Set(name));
        }
        if !self.take(&TokenKind::Open) {
            return read(self).map(Operand::from);
        }
        Operand::any_of(self.list(read)?).ok_or_else(|| error(line, "expected a value"))
    }

    pub(super) fn next_statement(&mut self) -> Result<Option<Statement>, ParseError> {
        if self.take_word("counter") {
            if self.take_word("packets") {
                self.word()?;
                self.expect(&TokenKind::Word("bytes".into()), "`bytes`")?;
                self.word()?;
            }
            return Ok(Some(Statement::Counter));
        }
        if !self.take_word("log") {
            return Ok(None);
        }
        if !self.take_word("prefix") {
            return Ok(Some(Statement::Log(None)));
        }
        let line = self.line();
        let prefix = LogPrefix::new(&self.text("a prefix in quotes")?);
        let prefix = prefix.map_err(|refused| error(line, refused.to_string()))?;
        Ok(Some(Statement::Log(Some(prefix))))
    }

    pub(super) fn verdict(&mut self) -> Result<Option<Verdict>, ParseError> {
        let Some(TokenKind::Word(word)) = self.peek() else {
            return Ok(None);
        };
        let word = word.clone();
        if word == "comment" {
            return Ok(None);
        }
        let line = self.line();
        self.word()?;
        match word.as_str() {
            "accept" => Ok(Some(Verdict::Accept)),
            "drop" => Ok(Some(Verdict::Drop)),
            "reject" => Ok(Some(Verdict::Reject)),
            "return" => Ok(Some(Verdict::Return)),
            "continue" => Ok(None),
            "jump" => Ok(Some(Verdict::Jump(self.name()?))),
            "goto" => Ok(Some(Verdict::Goto(self.name()?))),
            "masquerade" => Ok(Some(Verdict::Masquerade)),
            "redirect" => self.redirect().map(Some),
            other => Err(outside(line, "in a rule", other)),
        }
    }

    fn redirect(&mut self) -> Result<Verdict, ParseError> {
        self.expect(&TokenKind::Word("to".into()), "`to :PORT` after `redirect`")?;
        let line = self.line();
        let word = self.word()?;
        match word.strip_prefix(':').map(str::parse) {
            Some(Ok(port)) => Ok(Verdict::RedirectTo(port)),
            Some(Err(refused)) => Err(error(line, format!("`{word}` {refused}"))),
            None => Err(outside(line, "the target", &word)),
        }
    }
}

/// nft lists the names of `/etc/protocols`, and numbers where there is no such file.
fn protocol(word: &str) -> Option<Protocol> {
    match word {
        "1" => Some(Protocol::Icmp),
        "6" => Some(Protocol::Tcp),
        "17" => Some(Protocol::Udp),
        "58" | "ipv6-icmp" => Some(Protocol::Icmpv6),
        word => Protocol::of_word(word),
    }
}
