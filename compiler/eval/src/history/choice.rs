//! Which branch is taken, where that hangs on values that are written down: a tag, a boolean, a text.

use super::scope::{At, Code, Names, Node, lookup};
use super::walk::{Leaf, Leaves, Walk};
use nickel_lang_core::ast::pattern::{ConstantPatternData, Pattern, PatternData};
use nickel_lang_core::ast::primop::PrimOp;
use nickel_lang_core::ast::{Ast, Match, Node as Syntax, StringChunk};
use source::Segment;
use std::rc::Rc;

/// A value without parts, or the tag of one with a payload.
#[derive(PartialEq, Eq)]
enum Constant<'a> {
    Bool(bool),
    Text(String),
    /// A tag, and whether it has a payload.
    Tag(&'a str, bool),
    /// Something else; equal to nothing that is known.
    Other,
}

impl<'a> Walk<'a> {
    /// The branch of a condition that is taken, when that is known.
    pub(super) fn branch(
        &self,
        condition: &'a Ast<'a>,
        branches: [&'a Ast<'a>; 2],
        at: &At<'a>,
    ) -> Option<Code<'a>> {
        let [then, otherwise] = branches;
        let taken = match self.truth(condition, at)? {
            true => then,
            false => otherwise,
        };
        Some(Code::expression(taken, at))
    }

    fn truth(&self, condition: &'a Ast<'a>, at: &At<'a>) -> Option<bool> {
        if let Syntax::PrimOpApp { op, args } = &condition.node {
            return match (op, args) {
                (PrimOp::Eq, [one, other]) => {
                    let constant = |ast| self.constant(&Code::expression(ast, at));
                    match (constant(one)?, constant(other)?) {
                        (Constant::Other, _) | (_, Constant::Other) => None,
                        // Payloads were not looked at.
                        (Constant::Tag(one, true), Constant::Tag(other, true)) if one == other => {
                            None
                        }
                        (one, other) => Some(one == other),
                    }
                }
                (PrimOp::BoolNot, [inner]) => self.truth(inner, at).map(|truth| !truth),
                _ => None,
            };
        }
        if let Syntax::App {
            head,
            args: [field, record],
        } = &condition.node
            && is_has_field(head, at)
        {
            return self.has_field(field, record, at);
        }
        match self.constant(&Code::expression(condition, at))? {
            Constant::Bool(truth) => Some(truth),
            Constant::Text(_) | Constant::Tag(..) | Constant::Other => None,
        }
    }

    /// `std.record.has_field`, which stacks ask about their parameters.
    fn has_field(&self, field: &'a Ast<'a>, record: &'a Ast<'a>, at: &At<'a>) -> Option<bool> {
        let field = self.text(&Code::expression(field, at))?;
        let record = Rc::new(Node::of(Code::expression(record, at)));
        let child = self.child(&record, &Segment::Field(field));
        match child.candidates.is_empty() {
            false => Some(true),
            true if child.is_declared || !child.unfollowed.is_empty() => None,
            true => Some(false),
        }
    }

    /// The text that an expression leads to, when it and all that is put into it are written down.
    pub(super) fn text(&self, code: &Code<'a>) -> Option<String> {
        match self.constant(code)? {
            Constant::Text(text) => Some(text),
            Constant::Bool(_) | Constant::Tag(..) | Constant::Other => None,
        }
    }

    /// What a call of a match gives, when it is known which branch is taken.
    pub(super) fn matched(
        &self,
        matching: &Match<'a>,
        given: Code<'a>,
        at: &At<'a>,
    ) -> Option<Code<'a>> {
        let constant = self.constant(&given);
        for branch in matching.branches {
            if branch.guard.is_some() {
                return None;
            }
            if fits(&branch.pattern, constant.as_ref())? {
                let patterns = std::slice::from_ref(&branch.pattern);
                let inside = at.within(Names::Parameters(patterns, Rc::new(vec![given])));
                return Some(Code::expression(&branch.body, &inside));
            }
        }
        None
    }

    /// The one value that an expression leads to, when it is written down.
    fn constant(&self, code: &Code<'a>) -> Option<Constant<'a>> {
        let mut leaves = Leaves::default();
        self.leaves(code, &mut leaves);
        let [leaf] = leaves.leaves.as_slice() else {
            return None;
        };
        let Leaf::Value(ast, at) = leaf else {
            return None;
        };
        Some(match &ast.node {
            Syntax::Bool(truth) => Constant::Bool(*truth),
            Syntax::String(text) => Constant::Text((*text).to_owned()),
            Syntax::StringChunks(chunks) => {
                let parts = chunks.iter().map(|chunk| match chunk {
                    StringChunk::Literal(text) => Some(text.clone()),
                    StringChunk::Expr(part, _) => self.text(&Code::expression(part, at)),
                });
                Constant::Text(parts.collect::<Option<String>>()?)
            }
            Syntax::EnumVariant { tag, arg } => Constant::Tag(tag.label(), arg.is_some()),
            _ => Constant::Other,
        })
    }
}

/// Whether an expression is the function of the standard library.
fn is_has_field(head: &Ast<'_>, at: &At<'_>) -> bool {
    let record = accessed(head, "has_field");
    let library = record.and_then(|record| accessed(record, "record"));
    library.is_some_and(|library| match library.node {
        Syntax::Var(name) => name.label() == "std" && lookup(&at.scope, name).is_none(),
        _ => false,
    })
}

/// What a field of this name is taken from.
fn accessed<'s, 'a>(ast: &'s Ast<'a>, name: &str) -> Option<&'s Ast<'a>> {
    match &ast.node {
        Syntax::PrimOpApp {
            op: PrimOp::RecordStatAccess(field),
            args: [of],
        } if field.label() == name => Some(of),
        _ => None,
    }
}

/// Whether a pattern fits; nothing when that cannot be said.
fn fits(pattern: &Pattern<'_>, constant: Option<&Constant<'_>>) -> Option<bool> {
    match (&pattern.data, constant) {
        (PatternData::Wildcard | PatternData::Any(_), _) => Some(true),
        (PatternData::Enum(wanted), Some(Constant::Tag(tag, has_payload))) => {
            if wanted.tag.label() != *tag || wanted.pattern.is_some() != *has_payload {
                return Some(false);
            }
            match &wanted.pattern {
                None => Some(true),
                Some(inner) => match inner.data {
                    PatternData::Wildcard | PatternData::Any(_) => Some(true),
                    _ => None,
                },
            }
        }
        (PatternData::Enum(_), Some(Constant::Bool(_) | Constant::Text(_))) => Some(false),
        (PatternData::Constant(wanted), Some(constant)) => match (&wanted.data, constant) {
            (ConstantPatternData::Bool(wanted), Constant::Bool(truth)) => Some(wanted == truth),
            (ConstantPatternData::String(wanted), Constant::Text(text)) => Some(*wanted == text),
            _ => None,
        },
        (PatternData::Or(or), constant) => {
            let fits: Option<Vec<bool>> =
                or.patterns.iter().map(|one| fits(one, constant)).collect();
            fits.map(|fits| fits.contains(&true))
        }
        _ => None,
    }
}
