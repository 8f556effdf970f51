//! Files and blocks of `logrotate.conf(5)` as types.

use super::{Directive, LogPath, Word};
use crate::Cause;
use crate::unit::Comment;

/// A file of `logrotate.d`.
///
/// logrotate ignores a file that is writable by group or others, or not owned by root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// What stands in it, in order. Directives hold for the blocks behind them, in other files too.
    pub items: Vec<Item>,
}

impl File {
    /// A file that says who made it.
    pub fn new(head: Comment) -> Self {
        Self {
            items: vec![Item::Comment(head)],
        }
    }

    /// Adds a block.
    pub fn add(&mut self, block: Block) {
        self.items.push(Item::Block(block));
    }
}

/// What stands at the top level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment.
    Comment(Comment),
    /// A directive for all blocks that follow.
    Directive(Directive, Cause),
    /// `include`: a file or a folder.
    Include(Word, Cause),
    /// Log files and what is done with them.
    Block(Block),
}

/// `PATH… { DIRECTIVES }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    first: LogPath,
    /// The other paths. A path that another block has, too, makes logrotate skip this block.
    pub others: Vec<LogPath>,
    /// The lines in order.
    pub lines: Vec<Line>,
    /// The value of the stack it was made from.
    pub cause: Cause,
}

/// One line of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A comment.
    Comment(Comment),
    /// A directive and the value of the stack it was made from.
    Directive(Directive, Cause),
}

impl Block {
    /// A block for one path or pattern, without directives.
    pub fn new(path: LogPath) -> Self {
        Self {
            first: path,
            others: Vec::new(),
            lines: Vec::new(),
            cause: Cause::default(),
        }
    }

    /// The same for one more path.
    #[must_use]
    pub fn and(mut self, path: LogPath) -> Self {
        self.others.push(path);
        self
    }

    /// The same with one more directive.
    #[must_use]
    pub fn with(mut self, directive: Directive) -> Self {
        self.lines
            .push(Line::Directive(directive, Cause::default()));
        self
    }

    /// Because of this value of the stack.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }

    /// All paths, at least one.
    pub fn paths(&self) -> impl Iterator<Item = &LogPath> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The directives, comments left out.
    pub fn directives(&self) -> impl Iterator<Item = &Directive> {
        self.lines.iter().filter_map(|line| match line {
            Line::Directive(directive, _) => Some(directive),
            Line::Comment(_) => None,
        })
    }
}
