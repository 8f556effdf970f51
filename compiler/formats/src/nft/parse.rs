//! Text to syntax: tables, sets and chains.

use super::lex::{Token, TokenKind, Unknown, tokens};
use super::{
    Base, Chain, ChainKind, Comment, Elements, Family, File, HeaderLine, Hook, Interface, Name,
    Policy, PortRange, PrefixV4, PrefixV6, Priority, Set, Table,
};
use crate::{Cause, ParseError, Refused};
use std::str::FromStr;

impl File {
    /// Reads a file for `nft -f`, or what `nft list table` prints, in the part of the language that
    /// [`File`] can hold.
    ///
    /// Declaring, deleting or destroying a table before it is defined is what [`File::print`] writes
    /// and is left out; any other command is an error. The numbers of counters are left out too.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut parser = Parser::new(tokens(text, Unknown::Refuse)?);
        let mut removed = Vec::new();
        let mut tables = Vec::new();
        while let Some(token) = parser.next_command() {
            match parser.word_of(&token)? {
                "table" => tables.extend(parser.table()?),
                "delete" | "destroy" => removed.push(parser.removal(token.line)?),
                other => return Err(outside(token.line, "the command", other)),
            }
        }
        for (line, family, name) in removed {
            let is_defined = |table: &Table| table.family == family && table.name == name;
            if !tables.iter().any(is_defined) {
                return Err(error(line, "a table is deleted and not defined again"));
            }
        }
        Ok(Self {
            header: header(text),
            tables,
        })
    }
}

/// The comment lines before anything else; their control characters become blanks.
fn header(text: &str) -> Vec<HeaderLine> {
    text.lines()
        .map_while(|line| line.strip_prefix('#'))
        .filter(|line| !line.starts_with('!'))
        .filter_map(|line| {
            let line = line.strip_prefix(' ').unwrap_or(line);
            let line = line.replace(|c: char| c.is_ascii_control() && c != '\t', " ");
            HeaderLine::new(&line).ok()
        })
        .collect()
}

pub(super) struct Parser {
    tokens: Vec<Token>,
    next: usize,
}

impl Parser {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Self { tokens, next: 0 }
    }

    /// How far it has come, for [`Self::back_to`].
    pub(super) fn position(&self) -> usize {
        self.next
    }

    /// Reads on from an earlier position.
    pub(super) fn back_to(&mut self, position: usize) {
        self.next = position;
    }

    /// The first token of the next command or item; `None` at the end of the file.
    pub(super) fn next_command(&mut self) -> Option<Token> {
        self.skip_ends();
        let token = self.tokens.get(self.next)?.clone();
        self.next += 1;
        Some(token)
    }

    fn removal(&mut self, line: usize) -> Result<(usize, Family, Name), ParseError> {
        self.expect_word("table")?;
        let (family, name) = (self.family()?, self.name()?);
        self.expect(&TokenKind::End, "the end of the line")?;
        Ok((line, family, name))
    }

    /// A table after its keyword; `None` when it is only declared.
    fn table(&mut self) -> Result<Option<Table>, ParseError> {
        let mut table = Table::new(self.family()?, self.name()?);
        if self.take(&TokenKind::End) {
            return Ok(None);
        }
        self.expect(&TokenKind::Open, "`{`")?;
        while let Some(token) = self.item()? {
            match self.word_of(&token)? {
                "comment" => table.comment = Some(self.comment()?),
                "set" => table.sets.push(self.set()?),
                "chain" => table.chains.push(self.chain()?),
                other => return Err(outside(token.line, "in a table", other)),
            }
        }
        Ok(Some(table))
    }

    pub(super) fn set(&mut self) -> Result<Set, ParseError> {
        let name = self.name()?;
        let mut comment = None;
        let mut elements = None;
        self.expect(&TokenKind::Open, "`{`")?;
        while let Some(token) = self.item()? {
            match (self.word_of(&token)?, elements.as_mut()) {
                ("comment", _) => comment = Some(self.comment()?),
                ("type", None) => elements = Some(self.element_type()?),
                // Follows from the elements, see `Elements::has_ranges`.
                ("flags", _) => self.expect_word("interval")?,
                ("elements", Some(elements)) => self.elements(elements)?,
                ("elements", None) => return Err(error(token.line, "the set has no type yet")),
                (other, _) => return Err(outside(token.line, "in a set", other)),
            }
        }
        let line = self.line();
        let elements = elements.ok_or_else(|| error(line, "the set has no type"))?;
        Ok(Set {
            name,
            comment,
            elements,
            cause: Cause::default(),
        })
    }

    fn element_type(&mut self) -> Result<Elements, ParseError> {
        let line = self.line();
        match self.word()?.as_str() {
            "inet_service" => Ok(Elements::Ports(Vec::new())),
            "ipv4_addr" => Ok(Elements::V4(Vec::new())),
            "ipv6_addr" => Ok(Elements::V6(Vec::new())),
            "ifname" => Ok(Elements::Interfaces(Vec::new())),
            other => Err(outside(line, "the type", other)),
        }
    }

    fn elements(&mut self, elements: &mut Elements) -> Result<(), ParseError> {
        self.expect(&TokenKind::Equals, "`=`")?;
        self.expect(&TokenKind::Open, "`{`")?;
        match elements {
            Elements::Ports(ports) => ports.extend(self.list(Self::value::<PortRange>)?),
            Elements::V4(prefixes) => prefixes.extend(self.list(Self::value::<PrefixV4>)?),
            Elements::V6(prefixes) => prefixes.extend(self.list(Self::value::<PrefixV6>)?),
            Elements::Interfaces(names) => names.extend(self.list(Self::interface)?),
        }
        Ok(())
    }

    fn chain(&mut self) -> Result<Chain, ParseError> {
        let mut chain = Chain::new(self.name()?);
        self.expect(&TokenKind::Open, "`{`")?;
        while let Some(token) = self.item()? {
            match self.word_of(&token)? {
                "comment" => chain.comment = Some(self.comment()?),
                "type" if chain.base.is_none() && chain.rules.is_empty() => {
                    chain.base = Some(self.base()?);
                }
                "policy" => match &mut chain.base {
                    Some(base) => base.policy = self.word_in("a policy", Policy::of_word)?,
                    None => return Err(error(token.line, "a policy needs a type and a hook")),
                },
                _ => {
                    self.next -= 1;
                    chain.rules.push(self.rule()?);
                }
            }
        }
        Ok(chain)
    }

    pub(super) fn base(&mut self) -> Result<Base, ParseError> {
        let kind = self.word_in("a type of chain", ChainKind::of_word)?;
        self.expect_word("hook")?;
        let hook = self.word_in("a hook", Hook::of_word)?;
        self.expect_word("priority")?;
        Ok(Base {
            kind,
            hook,
            priority: self.priority()?,
            policy: Policy::Accept,
        })
    }

    /// `filter`, `-100`, `dstnat + 10`, `filter - 5`.
    fn priority(&mut self) -> Result<Priority, ParseError> {
        let line = self.line();
        let first = self.word()?;
        let Priority(base) = match first.as_str() {
            "raw" => Priority::RAW,
            "mangle" => Priority::MANGLE,
            "dstnat" => Priority::DSTNAT,
            "filter" => Priority::FILTER,
            "security" => Priority::SECURITY,
            "srcnat" => Priority::SRCNAT,
            number => Priority(parsed(line, number)?),
        };
        let sign = match self.peek() {
            Some(TokenKind::Word(word)) if word == "+" => 1,
            Some(TokenKind::Word(word)) if word == "-" => -1,
            _ => return Ok(Priority(base)),
        };
        self.next += 1;
        let offset: i32 = parsed(line, &self.word()?)?;
        let sum = offset
            .checked_mul(sign)
            .and_then(|offset| base.checked_add(offset));
        sum.map(Priority)
            .ok_or_else(|| error(line, "the priority is out of range"))
    }

    /// The first token of the next item of a block; `None` at its closing brace, which must be followed
    /// by an end or another closing brace.
    pub(super) fn item(&mut self) -> Result<Option<Token>, ParseError> {
        match self.next_command() {
            None => Err(error(
                self.line(),
                "the file ends inside a block; expected `}`",
            )),
            Some(token) if token.kind == TokenKind::Close => {
                self.expect(&TokenKind::End, "a newline or `;` after `}`")?;
                Ok(None)
            }
            Some(token) => Ok(Some(token)),
        }
    }

    /// A list up to `}`; the opening brace was read.
    pub(super) fn list<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        let mut values = Vec::new();
        loop {
            self.skip_ends();
            values.push(read(self)?);
            self.skip_ends();
            let has_comma = self.take(&TokenKind::Comma);
            self.skip_ends();
            if self.take(&TokenKind::Close) {
                return Ok(values);
            }
            if !has_comma {
                return Err(error(self.line(), "expected `,` or `}` in a list"));
            }
        }
    }

    pub(super) fn value<T: FromStr<Err = Refused>>(&mut self) -> Result<T, ParseError> {
        let line = self.line();
        let word = self.word()?;
        word.parse()
            .map_err(|refused| error(line, format!("`{word}` {refused}")))
    }

    pub(super) fn interface(&mut self) -> Result<Interface, ParseError> {
        let line = self.line();
        let text = self.text("an interface name in quotes")?;
        let interface = match text.strip_suffix('*') {
            Some(beginning) => Interface::beginning_with(beginning),
            None => Interface::parse(&text),
        };
        interface.map_err(|refused| error(line, refused.to_string()))
    }

    pub(super) fn comment(&mut self) -> Result<Comment, ParseError> {
        let line = self.line();
        let text = self.text("a comment in quotes")?;
        Comment::new(&text).map_err(|refused| error(line, refused.to_string()))
    }

    pub(super) fn name(&mut self) -> Result<Name, ParseError> {
        let line = self.line();
        let word = self.word()?;
        Name::parse(&word).map_err(|refused| error(line, format!("`{word}`: {refused}")))
    }

    fn family(&mut self) -> Result<Family, ParseError> {
        self.word_in("a family", Family::of_word)
    }

    pub(super) fn word_in<T>(
        &mut self,
        what: &str,
        of_word: fn(&str) -> Option<T>,
    ) -> Result<T, ParseError> {
        let line = self.line();
        let word = self.word()?;
        of_word(&word).ok_or_else(|| outside(line, what, &word))
    }

    pub(super) fn word(&mut self) -> Result<String, ParseError> {
        let line = self.line();
        match self.peek() {
            Some(TokenKind::Word(word)) => {
                let word = word.clone();
                self.next += 1;
                Ok(word)
            }
            _ => Err(error(line, "expected a word")),
        }
    }

    /// A quoted string, or one plain word.
    pub(super) fn text(&mut self, what: &str) -> Result<String, ParseError> {
        let line = self.line();
        match self.peek() {
            Some(TokenKind::Quoted(text) | TokenKind::Word(text)) => {
                let text = text.clone();
                self.next += 1;
                Ok(text)
            }
            _ => Err(error(line, format!("expected {what}"))),
        }
    }

    fn word_of<'a>(&self, token: &'a Token) -> Result<&'a str, ParseError> {
        match &token.kind {
            TokenKind::Word(word) => Ok(word),
            _ => Err(error(token.line, "expected a word")),
        }
    }

    fn expect_word(&mut self, word: &str) -> Result<(), ParseError> {
        let expected = TokenKind::Word(word.to_owned());
        self.expect(&expected, &format!("`{word}`"))
    }

    pub(super) fn expect(&mut self, kind: &TokenKind, what: &str) -> Result<(), ParseError> {
        match self.take(kind) {
            true => Ok(()),
            false => Err(error(self.line(), format!("expected {what}"))),
        }
    }

    pub(super) fn take(&mut self, kind: &TokenKind) -> bool {
        let is_next = self.peek() == Some(kind);
        self.next += usize::from(is_next);
        is_next
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is_next = matches!(self.peek(), Some(TokenKind::Word(next)) if next == word);
        self.next += usize::from(is_next);
        is_next
    }

    fn skip_ends(&mut self) {
        while self.take(&TokenKind::End) {}
    }

    pub(super) fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    pub(super) fn line(&self) -> usize {
        let last = self.tokens.last();
        self.tokens
            .get(self.next)
            .or(last)
            .map_or(1, |token| token.line)
    }
}

fn parsed<T: FromStr>(line: usize, word: &str) -> Result<T, ParseError> {
    word.parse()
        .map_err(|_| error(line, format!("`{word}` is no number that fits here")))
}

pub(super) fn outside(line: usize, what: &str, word: &str) -> ParseError {
    error(
        line,
        format!("{what} `{word}` is not in the part of the nft language that is read here"),
    )
}

pub(super) fn error(line: usize, message: impl Into<String>) -> ParseError {
    ParseError {
        line,
        message: message.into(),
    }
}
