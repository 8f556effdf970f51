//! Lines, comments and words, as `ReadConfigFile()` of apt takes them.

use crate::unit::Comment;

/// What ends a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Semicolon,
    Open,
    Close,
}

/// Something that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A comment that stands alone on its line, between statements.
    Comment(Comment),
    /// What stands before `;`, `{` or `}`, parts of several lines joined by a blank; may be empty.
    Statement(String, End),
}

/// Reads all tokens with their lines, from 1; the last token may be an error.
///
/// Comments within lines and `/* … */` are left out.
pub(super) fn tokens(text: &str) -> Vec<(usize, Result<Token, &'static str>)> {
    let mut lexer = Lexer::default();
    let mut number = 0;
    for line in text.split('\n') {
        number += 1;
        if line.contains(['\r', '\0']) {
            let message = "the line holds a carriage return or NUL byte";
            lexer.tokens.push((number, Err(message)));
            return lexer.tokens;
        }
        lexer.line(number, line);
    }
    if !lexer.statement.is_empty() {
        let message = "the last statement has no `;`";
        lexer.tokens.push((number, Err(message)));
    }
    lexer.tokens
}

#[derive(Default)]
struct Lexer {
    tokens: Vec<(usize, Result<Token, &'static str>)>,
    statement: String,
    in_comment: bool,
}

/// Blanks as `isspace()` of C knows them.
const SPACES: [char; 6] = [' ', '\t', '\n', '\x0b', '\x0c', '\r'];

/// These follow a `#` that begins no comment.
const DIRECTIVES: [&str; 3] = ["clear", "include", "x-apt-configure-index"];

impl Lexer {
    fn line(&mut self, number: usize, line: &str) {
        if !self.in_comment
            && self.statement.is_empty()
            && let Some(comment) = whole_comment(line.trim_matches(SPACES))
        {
            let comment = Comment::parsed(comment);
            self.tokens.push((number, Ok(Token::Comment(comment))));
            return;
        }
        let line = line.replace('\t', "        ");
        let mut line = line.trim_matches(SPACES);
        if self.in_comment {
            let Some(at) = line.find("*/") else { return };
            line = &line[at + 2..];
            self.in_comment = false;
        }
        let line = without_line_comment(line);
        let fragment = self.without_block_comments(line);
        self.fragment(number, &fragment);
    }

    fn without_block_comments(&mut self, line: &str) -> String {
        let mut fragment = String::new();
        let mut rest = line;
        let mut from = 0;
        while let Some(at) = rest[from..].find("/*").map(|at| at + from) {
            if is_in_quotes(rest, at) {
                from = at + 2;
                continue;
            }
            fragment.push_str(&rest[..at]);
            match rest[at + 2..].find("*/") {
                Some(end) => rest = &rest[at + 2 + end + 2..],
                None => {
                    self.in_comment = true;
                    return fragment;
                }
            }
            from = 0;
        }
        fragment + rest
    }

    fn fragment(&mut self, number: usize, fragment: &str) {
        let mut start = 0;
        let mut in_quotes = false;
        for (at, c) in fragment.char_indices() {
            in_quotes ^= c == '"';
            let end = match c {
                ';' => End::Semicolon,
                '{' => End::Open,
                '}' => End::Close,
                _ => continue,
            };
            if in_quotes {
                continue;
            }
            self.add(&fragment[start..at]);
            start = at + 1;
            let statement = Token::Statement(std::mem::take(&mut self.statement), end);
            self.tokens.push((number, Ok(statement)));
        }
        self.add(&fragment[start..]);
    }

    fn add(&mut self, text: &str) {
        let text = text.trim_matches(SPACES);
        if !text.is_empty() && !self.statement.is_empty() {
            self.statement.push(' ');
        }
        self.statement.push_str(text);
    }
}

fn is_in_quotes(line: &str, at: usize) -> bool {
    line[..at].matches('"').count() % 2 == 1
}

/// The text of a comment that takes the whole line.
fn whole_comment(line: &str) -> Option<&str> {
    if let Some(comment) = line.strip_prefix("//") {
        return Some(comment);
    }
    line.strip_prefix('#').filter(|rest| !is_directive(rest))
}

fn is_directive(rest: &str) -> bool {
    DIRECTIVES.iter().any(|name| rest.starts_with(name))
}

fn without_line_comment(line: &str) -> &str {
    let outside = |at: &usize| !is_in_quotes(line, *at);
    let slashes = positions(line, "//").find(outside).unwrap_or(line.len());
    let line = &line[..slashes];
    let begins = |at: &usize| !is_in_quotes(line, *at) && !is_directive(&line[at + 1..]);
    let hash = positions(line, "#").find(begins).unwrap_or(line.len());
    &line[..hash]
}

/// Where a pattern begins, overlapping ones too.
fn positions<'a>(line: &'a str, pattern: &'static str) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = line.get(from..)?.find(pattern)? + from;
        from = at + 1;
        Some(at)
    })
}

/// Takes a word from the front as `ParseQuoteWord()` does: up to a blank outside of quotes and
/// brackets; quotes removed, `%` and two hexadecimal digits decoded.
pub(super) fn quote_word(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start_matches(' ');
    if text.is_empty() {
        return None;
    }
    let mut end = text.len();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => _ = characters.find(|(_, c)| *c == '"')?,
            '[' => _ = characters.find(|(_, c)| *c == ']')?,
            c if SPACES.contains(&c) => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let word = decoded(&text[..end])?;
    Some((word, text[end..].trim_start_matches(SPACES)))
}

/// `None` when the decoded bytes are no text.
fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut word = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = text.get(at + 1..at + 3);
        match pair.filter(|pair| *byte == b'%' && is_hex_pair(pair)) {
            Some(pair) => {
                word.push(u8::from_str_radix(pair, 16).ok()?);
                at += 3;
            }
            None => {
                word.extend((*byte != b'"').then_some(*byte));
                at += 1;
            }
        }
    }
    String::from_utf8(word).ok()
}

/// Whether a text begins with two hexadecimal digits.
pub(super) fn is_hex_pair(text: &str) -> bool {
    let mut bytes = text.bytes();
    let mut is_hex = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
    is_hex() && is_hex()
}

/// The whole text as strings in quotes, joined as `ParseCWord()` does: blanks between two strings are one.
pub(super) fn c_word(text: &str) -> Option<String> {
    let text = text.trim_start_matches(' ');
    let mut word = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let (string, behind) = rest[1..].split_once('"')?;
            word.push_str(string);
            rest = behind;
            continue;
        }
        if !SPACES.contains(&c) {
            return None;
        }
        word.push(' ');
        rest = rest.trim_start_matches(SPACES);
    }
    (!text.is_empty()).then_some(word)
}
