//! Text to syntax.

use super::lex::{Lexer, Token, TokenKind};
use super::{Comment, Directive, File, Item, Line, Parameter};
use crate::{Cause, ParseError};

/// nginx knows no bound; ours keeps hostile input from exhausting the stack.
const DEEPEST_NESTING: usize = 64;

impl File {
    /// Reads a configuration file, or any part of one that is whole at its top level.
    ///
    /// Whether directives exist and stand where they may is the business of [`super::check`]. Comments
    /// between the words of a directive are moved before it.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if text.starts_with('\u{feff}') {
            return Err(ParseError {
                line: 1,
                message: "a byte order mark stands before the first directive; remove it".into(),
            });
        }
        let (header, rest, line) = split_header(text);
        let mut parser = Parser {
            lexer: Lexer::new(rest, line),
        };
        Ok(Self {
            header,
            items: parser.items(0)?,
        })
    }
}

/// The comments at the very top, when an empty line sets them off; the rest, and its first line number.
fn split_header(text: &str) -> (Vec<Comment>, &str, usize) {
    let mut comments = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some((first, after)) = rest.split_once('\n') {
        let comment = first.strip_prefix('#').and_then(Comment::from_line);
        match comment {
            Some(comment) => comments.push(comment),
            None if first.trim_end_matches('\r').is_empty() && !comments.is_empty() => {
                return (comments, after, line + 1);
            }
            None => break,
        }
        rest = after;
        line += 1;
    }
    (Vec::new(), text, 1)
}

struct Parser<'a> {
    lexer: Lexer<'a>,
}

impl Parser<'_> {
    /// The items up to the end of the file (depth 0) or the closing brace.
    fn items(&mut self, depth: usize) -> Result<Vec<Item>, ParseError> {
        let mut items = Vec::new();
        while let Some(Token { line, kind }) = self.lexer.next()? {
            match kind {
                TokenKind::Word(name) => {
                    let name = parameter(line, &name)?;
                    self.directive(depth, line, name, &mut items)?;
                }
                TokenKind::Comment(text) => items.push(comment(line, &text)?.into()),
                TokenKind::Close if depth > 0 => return Ok(items),
                TokenKind::Close => return Err(error(line, "`}` closes nothing")),
                TokenKind::Open => return Err(error(line, "`{` without a directive before it")),
                TokenKind::Semicolon => {
                    return Err(error(line, "`;` without a directive before it"));
                }
            }
        }
        if depth > 0 {
            return Err(error(
                self.lexer.line(),
                "the file ends inside a block; expected `}`",
            ));
        }
        Ok(items)
    }

    fn directive(
        &mut self,
        depth: usize,
        line: usize,
        name: Parameter,
        items: &mut Vec<Item>,
    ) -> Result<(), ParseError> {
        let mut parameters = Vec::new();
        let block = loop {
            let Some(token) = self.lexer.next()? else {
                let name = name.as_str().escape_debug();
                return Err(error(
                    self.lexer.line(),
                    format!("the file ends inside the directive `{name}`; expected `;`"),
                ));
            };
            match token.kind {
                TokenKind::Word(word) => parameters.push(parameter(token.line, &word)?),
                TokenKind::Comment(text) => items.push(comment(token.line, &text)?.into()),
                TokenKind::Semicolon => break None,
                TokenKind::Open if depth == DEEPEST_NESTING => {
                    return Err(error(
                        token.line,
                        format!("blocks are nested deeper than {DEEPEST_NESTING}"),
                    ));
                }
                TokenKind::Open => break Some(self.items(depth + 1)?),
                TokenKind::Close => {
                    return Err(error(
                        token.line,
                        "`}` stands where `;` is expected: a directive before it is not ended",
                    ));
                }
            }
        };
        items.push(Item::Directive(Directive {
            name,
            parameters,
            block,
            cause: Cause::default(),
            line: Line(Some(line)),
        }));
        Ok(())
    }
}

fn parameter(line: usize, word: &str) -> Result<Parameter, ParseError> {
    Parameter::literal(word).map_err(|refused| error(line, format!("this word {refused}")))
}

fn comment(line: usize, text: &str) -> Result<Comment, ParseError> {
    Comment::from_line(text).ok_or_else(|| error(line, "the comment is too long for nginx"))
}

fn error(line: usize, message: impl Into<String>) -> ParseError {
    ParseError {
        line,
        message: message.into(),
    }
}
