//! The grammar of nginx configuration files as types.

use super::Parameter;
use crate::{Cause, Refused};
use source::Origin;

/// A configuration file, or a part of one that is included somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Comments that stand at the top, set off by an empty line: who made the file.
    pub header: Vec<Comment>,
    /// What follows.
    pub items: Vec<Item>,
}

/// What can stand in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A directive, with or without a block of its own.
    Directive(Directive),
    /// A comment on a line of its own.
    Comment(Comment),
}

/// `name parameters;` or `name parameters { block }`.
///
/// Inside `map`, `geo`, `types` and the like the name is data of the user, hence a [`Parameter`] too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The first word.
    pub name: Parameter,
    /// The words after it.
    pub parameters: Vec<Parameter>,
    /// The items between braces; `None` when the directive ends with a semicolon.
    pub block: Option<Vec<Item>>,
    /// The value it was made from.
    pub cause: Cause,
    /// Where it stood, when it was parsed.
    pub line: Line,
}

/// The line (from 1) on which a parsed directive starts; never makes two directives differ.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line(pub Option<usize>);

impl PartialEq for Line {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Line {}

/// A directive, by where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The value it was made from.
    pub cause: Cause,
    /// Where it stood, when it was parsed.
    pub line: Line,
}

/// A comment: one line without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment(String);

/// nginx reads a comment into the same 4096 byte buffer as parameters; `# ` and the newline count.
const LONGEST_COMMENT: usize = 4092;

impl File {
    /// A file without header.
    pub fn new<T: Into<Item>>(items: impl IntoIterator<Item = T>) -> Self {
        Self {
            header: Vec::new(),
            items: items.into_iter().map(Into::into).collect(),
        }
    }
}

impl Directive {
    /// A directive that ends with a semicolon.
    pub fn simple(name: &'static str, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        Self {
            name: Parameter::keyword(name),
            parameters: parameters.into_iter().collect(),
            block: None,
            cause: Cause::default(),
            line: Line::default(),
        }
    }

    /// A directive with a block.
    pub fn block<T: Into<Item>>(
        name: &'static str,
        parameters: impl IntoIterator<Item = Parameter>,
        items: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            block: Some(items.into_iter().map(Into::into).collect()),
            ..Self::simple(name, parameters)
        }
    }

    /// An entry of a `map`, `geo`, `types` or `split_clients` block, whose first word is data.
    pub fn entry(name: Parameter, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        Self {
            name,
            ..Self::simple("", parameters)
        }
    }

    /// The same directive, made from the value at `origin`.
    #[must_use]
    pub fn caused_by(self, origin: &Origin) -> Self {
        Self {
            cause: Cause::from(origin),
            ..self
        }
    }

    /// The parameter at a position, from 0, as nginx reads it.
    pub fn parameter(&self, position: usize) -> Option<&str> {
        self.parameters.get(position).map(Parameter::as_str)
    }

    /// Where it comes from.
    pub fn place(&self) -> Place {
        Place {
            cause: self.cause.clone(),
            line: self.line,
        }
    }

    /// The directives of the block with this name, comments left out.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Directive> {
        self.block
            .iter()
            .flatten()
            .filter_map(Item::directive)
            .filter(move |directive| directive.name.as_str() == name)
    }
}

impl Item {
    /// The directive, unless it is a comment.
    pub fn directive(&self) -> Option<&Directive> {
        match self {
            Self::Directive(directive) => Some(directive),
            Self::Comment(_) => None,
        }
    }
}

impl From<Directive> for Item {
    fn from(directive: Directive) -> Self {
        Self::Directive(directive)
    }
}

impl From<Comment> for Item {
    fn from(comment: Comment) -> Self {
        Self::Comment(comment)
    }
}

impl Comment {
    /// A comment; refuses control characters (a newline would end it) and overlong lines.
    pub fn new(text: &str) -> Result<Self, Refused> {
        if let Some((offset, found)) = text.char_indices().find(|(_, c)| is_control(*c)) {
            return Err(Refused {
                offset,
                found: Some(found),
                reader: "nginx",
                reason: "a comment cannot hold control characters".into(),
                hint: "remove the control character",
            });
        }
        if text.len() > LONGEST_COMMENT {
            return Err(Refused {
                offset: LONGEST_COMMENT,
                found: None,
                reader: "nginx",
                reason: format!("a comment cannot be longer than {LONGEST_COMMENT} bytes"),
                hint: "write it on two lines",
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// The text after `# `.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A comment that was read; it means nothing to nginx, so control characters become blanks.
    pub(super) fn from_line(text: &str) -> Option<Self> {
        let text = text.strip_suffix('\r').unwrap_or(text);
        let text = text.strip_prefix(' ').unwrap_or(text);
        Self::new(&text.replace(is_control, " ")).ok()
    }
}

fn is_control(c: char) -> bool {
    c.is_ascii_control() && c != '\t'
}
