//! Text to words, as `ngx_conf_read_token` (`src/core/ngx_conf_file.c`) splits it.

use crate::ParseError;

/// A word or mark, with the line it starts on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) line: usize,
    pub(super) kind: TokenKind,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A parameter, decoded.
    Word(String),
    /// `;`
    Semicolon,
    /// `{`
    Open,
    /// `}` where a parameter could start.
    Close,
    /// What stands between `#` and the end of the line.
    Comment(String),
}

pub(super) struct Lexer<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
    /// After a closing quote only a blank, `;`, `{` or `)` may come.
    after_quote: bool,
}

impl<'a> Lexer<'a> {
    /// Splits a text whose first line has this number.
    pub(super) fn new(text: &'a str, line: usize) -> Self {
        Self {
            text,
            offset: 0,
            line,
            after_quote: false,
        }
    }

    /// The line the lexer stands on.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The next word or mark; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token>, ParseError> {
        let blanks_from = self.offset;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.advance();
        }
        let had_blank = self.offset > blanks_from;
        let Some(byte) = self.peek() else {
            return Ok(None);
        };
        if self.after_quote && !had_blank && !matches!(byte, b';' | b'{' | b')') {
            return Err(self.error("only a blank, `;`, `{` or `)` may follow a closing quote"));
        }
        self.after_quote = false;
        let line = self.line;
        let kind = match byte {
            b';' => self.mark(TokenKind::Semicolon),
            b'{' => self.mark(TokenKind::Open),
            b'}' => self.mark(TokenKind::Close),
            b'#' => self.comment(),
            b'"' | b'\'' => self.quoted(byte)?,
            _ => self.bare()?,
        };
        Ok(Some(Token { line, kind }))
    }

    fn mark(&mut self, kind: TokenKind) -> TokenKind {
        self.advance();
        kind
    }

    fn comment(&mut self) -> TokenKind {
        self.advance();
        let start = self.offset;
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.advance();
        }
        TokenKind::Comment(self.text[start..self.offset].to_owned())
    }

    fn quoted(&mut self, quote: u8) -> Result<TokenKind, ParseError> {
        let opened = self.line;
        self.advance();
        let start = self.offset;
        loop {
            match self.peek() {
                None => {
                    return Err(ParseError {
                        line: opened,
                        message: "a quote is opened and never closed".into(),
                    });
                }
                Some(byte) if byte == quote => break,
                Some(b'\\') => self.advance_twice(),
                Some(_) => self.advance(),
            }
        }
        let raw = &self.text[start..self.offset];
        self.advance();
        self.after_quote = true;
        Ok(TokenKind::Word(decode(raw)))
    }

    fn bare(&mut self) -> Result<TokenKind, ParseError> {
        let start = self.offset;
        let mut after_dollar = false;
        loop {
            match self.peek() {
                None => return Err(self.error("the file ends inside a directive; expected `;`")),
                Some(b'{') if after_dollar => self.advance(),
                Some(b' ' | b'\t' | b'\r' | b'\n' | b';' | b'{') => break,
                Some(b'\\') => self.advance_twice(),
                Some(b'$') => {
                    self.advance();
                    after_dollar = true;
                    continue;
                }
                Some(_) => self.advance(),
            }
            after_dollar = false;
        }
        Ok(TokenKind::Word(decode(&self.text[start..self.offset])))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn advance(&mut self) {
        if self.peek() == Some(b'\n') {
            self.line += 1;
        }
        self.offset += 1;
    }

    /// Over a backslash and the character whose meaning it takes away.
    fn advance_twice(&mut self) {
        self.advance();
        if self.peek().is_some() {
            self.advance();
        }
    }

    fn error(&self, message: &str) -> ParseError {
        ParseError {
            line: self.line,
            message: message.to_owned(),
        }
    }
}

/// Removes the backslashes that nginx removes; the others stay.
fn decode(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut decoded = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        let escape = match (character, characters.peek()) {
            ('\\', Some(quote @ ('"' | '\'' | '\\'))) => Some(*quote),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some('r')) => Some('\r'),
            ('\\', Some('n')) => Some('\n'),
            _ => None,
        };
        match escape {
            Some(escape) => {
                decoded.push(escape);
                characters.next();
            }
            None => decoded.push(character),
        }
    }
    decoded
}
