//! Expressions with what their names mean, and how the names are found.

use nickel_lang_core::ast::pattern::bindings::Bindings;
use nickel_lang_core::ast::pattern::{Pattern, PatternData, TailPattern};
use nickel_lang_core::ast::record::{FieldDef, FieldPathElem, Record};
use nickel_lang_core::ast::typ::Type;
use nickel_lang_core::ast::{Ast, LetBinding, MergePriority};
use nickel_lang_core::files::FileId;
use nickel_lang_core::identifier::LocIdent;
use nickel_lang_core::position::TermPos;
use std::rc::Rc;

/// A part of a program: what is written, and the names that are known there.
#[derive(Clone)]
pub(super) struct Code<'a> {
    pub(super) what: What<'a>,
    pub(super) at: At<'a>,
}

/// Where a part stands: its file, and the names that are known there.
#[derive(Clone)]
pub(super) struct At<'a> {
    pub(super) file: FileId,
    pub(super) scope: Scope<'a>,
}

/// What is written.
#[derive(Clone)]
pub(super) enum What<'a> {
    /// An expression.
    Expression(&'a Ast<'a>),
    /// The record that `a.b.c = x` makes for `a`: the definition, and how much of its path is done.
    Rest(&'a FieldDef<'a>, usize),
    /// A field of what another part evaluates to.
    Field(Rc<Code<'a>>, LocIdent),
    /// A field of a record, as it is after all merging, seen from inside of it.
    Own(Rc<Node<'a>>, LocIdent),
    /// A type or contract.
    Contract(&'a Type<'a>),
}

pub(super) type Scope<'a> = Option<Rc<Frame<'a>>>;

/// A few names, and those around them.
pub(super) struct Frame<'a> {
    pub(super) names: Names<'a>,
    pub(super) around: Scope<'a>,
    pub(super) file: FileId,
}

pub(super) enum Names<'a> {
    /// `let`, which may know its own names.
    Let(&'a [LetBinding<'a>], bool),
    /// The parameters of a function, and what was given.
    Parameters(&'a [Pattern<'a>], Rc<Vec<Code<'a>>>),
    /// The fields of a record literal.
    Record(&'a Record<'a>, Rc<Node<'a>>),
}

/// A value in the making: all that gives it something, and its contracts.
#[derive(Default)]
pub(super) struct Node<'a> {
    pub(super) candidates: Vec<Candidate<'a>>,
    pub(super) contracts: Vec<Code<'a>>,
    pub(super) unfollowed: Vec<TermPos>,
    /// Whether a field is there that only has no value yet.
    pub(super) is_declared: bool,
    /// Contracts that calculate: they may give what nothing else does.
    pub(super) calculating: Vec<TermPos>,
}

/// Something that gives a value.
#[derive(Clone)]
pub(super) struct Candidate<'a> {
    pub(super) code: Code<'a>,
    pub(super) priority: MergePriority,
    pub(super) key: TermPos,
    pub(super) counts: bool,
}

impl<'a> Code<'a> {
    pub(super) fn expression(ast: &'a Ast<'a>, at: &At<'a>) -> Self {
        Self {
            what: What::Expression(ast),
            at: at.clone(),
        }
    }

    pub(super) fn contract(contract: &'a Type<'a>, at: &At<'a>) -> Self {
        Self {
            what: What::Contract(contract),
            at: at.clone(),
        }
    }

    pub(super) fn field(self, name: LocIdent) -> Self {
        let at = self.at.clone();
        Self {
            what: What::Field(Rc::new(self), name),
            at,
        }
    }

    /// Where it stands.
    pub(super) fn position(&self) -> TermPos {
        match &self.what {
            What::Expression(ast) => ast.pos,
            What::Rest(definition, _) => definition.pos,
            What::Field(_, name) | What::Own(_, name) => name.pos,
            What::Contract(contract) => contract.pos,
        }
    }
}

impl<'a> At<'a> {
    /// The same place with more names.
    pub(super) fn within(&self, names: Names<'a>) -> Self {
        Self {
            file: self.file,
            scope: Some(Rc::new(Frame {
                names,
                around: self.scope.clone(),
                file: self.file,
            })),
        }
    }
}

/// What a name stands for; nothing when it is of the language, or bound in a way that is not followed.
pub(super) fn lookup<'a>(scope: &Scope<'a>, name: LocIdent) -> Option<Code<'a>> {
    let mut next = scope;
    while let Some(frame) = next {
        match frame.find(name) {
            Found::Code(code) => return Some(code),
            Found::Hidden => return None,
            Found::Nothing => next = &frame.around,
        }
    }
    None
}

enum Found<'a> {
    Code(Code<'a>),
    /// The name is bound here, to something that is not followed.
    Hidden,
    Nothing,
}

impl<'a> Frame<'a> {
    fn find(self: &Rc<Self>, name: LocIdent) -> Found<'a> {
        match &self.names {
            Names::Let(bindings, is_recursive) => {
                let scope = match is_recursive {
                    true => Some(Rc::clone(self)),
                    false => self.around.clone(),
                };
                let at = At {
                    file: self.file,
                    scope,
                };
                let bound = bindings.iter().map(|binding| {
                    let value = || Code::expression(&binding.value, &at);
                    bound(&binding.pattern, name, &value)
                });
                first(bound)
            }
            Names::Parameters(patterns, given) => {
                let pairs = patterns.iter().zip(given.iter());
                first(pairs.map(|(pattern, given)| bound(pattern, name, &|| given.clone())))
            }
            Names::Record(record, node) => match defines(record, name) {
                true => Found::Code(Code {
                    what: What::Own(Rc::clone(node), name),
                    at: At {
                        file: self.file,
                        scope: None,
                    },
                }),
                false => Found::Nothing,
            },
        }
    }
}

fn first<'a>(mut found: impl Iterator<Item = Found<'a>>) -> Found<'a> {
    let found = found.find(|found| !matches!(found, Found::Nothing));
    found.unwrap_or(Found::Nothing)
}

/// What a pattern binds a name to, when it takes this value apart.
fn bound<'a>(pattern: &Pattern<'a>, name: LocIdent, value: &dyn Fn() -> Code<'a>) -> Found<'a> {
    let is_name = |other: LocIdent| other.ident() == name.ident();
    if pattern.alias.is_some_and(is_name) {
        return Found::Code(value());
    }
    match &pattern.data {
        PatternData::Any(id) if is_name(*id) => Found::Code(value()),
        PatternData::Record(record) => {
            let parts = record.patterns.iter().map(|field| {
                let value = || value().field(field.matched_id);
                match bound(&field.pattern, name, &value) {
                    // A default of its own decides when the value is there.
                    Found::Code(_) if field.default.is_some() => Found::Hidden,
                    found => found,
                }
            });
            match (first(parts), &record.tail) {
                (Found::Nothing, TailPattern::Capture(rest)) if is_name(*rest) => Found::Hidden,
                (found, _) => found,
            }
        }
        _ => {
            let mut bindings = pattern.bindings().into_iter();
            match bindings.any(|binding| is_name(binding.id)) {
                true => Found::Hidden,
                false => Found::Nothing,
            }
        }
    }
}

/// Whether a record literal has a field of this name.
fn defines(record: &Record<'_>, name: LocIdent) -> bool {
    let is_name = |other: LocIdent| other.ident() == name.ident();
    let included = record.includes.iter().any(|include| is_name(include.ident));
    included
        || record.field_defs.iter().any(|definition| {
            let first = definition.path.first();
            first
                .and_then(FieldPathElem::try_as_ident)
                .is_some_and(is_name)
        })
}
