//! Follows a program to what gives values, without evaluating it.

use super::scope::{At, Candidate, Code, Names, Node, What, lookup};
use super::{Definition, History, Priority};
use crate::loader::Loader;
use nickel_lang_core::ast::primop::PrimOp;
use nickel_lang_core::ast::record::{FieldDef, FieldMetadata, FieldPathElem, Record};
use nickel_lang_core::ast::{Annotation, Ast, Import, MergePriority, Node as Syntax};
use nickel_lang_core::files::FileId;
use nickel_lang_core::identifier::LocIdent;
use nickel_lang_core::position::TermPos;
use source::{Segment, Span, ValuePath};
use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;

/// Steps before a program is too entangled to be followed.
const MOST_STEPS: usize = 2_000_000;

/// How deep following may recurse; a program that needs more is not followed there.
const DEEPEST: usize = 400;

/// What an expression is, without the names and merges around it.
pub(super) enum Leaf<'a> {
    /// A record literal.
    Record(&'a Record<'a>, At<'a>),
    /// The record that a dotted definition makes.
    Rest(&'a FieldDef<'a>, usize, At<'a>),
    /// A function.
    Function(&'a Ast<'a>, At<'a>),
    /// Any other value that is written down.
    Value(&'a Ast<'a>, At<'a>),
    /// Something that had to be evaluated.
    Unfollowed(TermPos),
}

/// The leaves of an expression, and the contracts that stand on the way.
#[derive(Default)]
pub(super) struct Leaves<'a> {
    pub(super) leaves: Vec<Leaf<'a>>,
    pub(super) contracts: Vec<Code<'a>>,
}

pub(super) struct Walk<'a> {
    loader: &'a Loader<'a>,
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(loader: &'a Loader<'a>) -> Self {
        Self {
            loader,
            steps: Cell::new(0),
            depth: Cell::new(0),
        }
    }

    /// What gives a value to a path of the entry's value.
    pub(super) fn history(&self, entry: FileId, path: &ValuePath) -> History {
        self.steps.set(0);
        let mut node = Rc::new(Node::default());
        if let Some(ast) = self.loader.ast(entry) {
            let at = At {
                file: entry,
                scope: None,
            };
            node = Rc::new(Node {
                candidates: vec![Candidate {
                    code: Code::expression(ast, &at),
                    priority: MergePriority::Neutral,
                    key: TermPos::None,
                    counts: true,
                }],
                ..Node::default()
            });
        }
        let mut unfollowed = Vec::new();
        for segment in path.segments() {
            node = Rc::new(self.child(&node, segment));
            unfollowed.extend(node.unfollowed.iter().filter_map(|place| self.span(*place)));
        }
        unfollowed.sort();
        unfollowed.dedup();
        let mut candidates: Vec<&Candidate<'a>> = node.candidates.iter().collect();
        candidates.sort_by(|one, other| {
            let rank = |candidate: &Candidate<'a>| candidate.counts;
            (rank(one), &one.priority).cmp(&(rank(other), &other.priority))
        });
        History {
            definitions: candidates
                .into_iter()
                .map(|one| self.definition(one))
                .collect(),
            unfollowed,
        }
    }

    fn definition(&self, candidate: &Candidate<'a>) -> Definition {
        let span = self.span(candidate.code.position());
        let mut leads_to = None;
        let mut leaves = Leaves::default();
        self.leaves(&candidate.code, &mut leaves);
        if let [leaf] = leaves.leaves.as_slice() {
            let place = match leaf {
                Leaf::Value(ast, _) | Leaf::Function(ast, _) => self.span(ast.pos),
                Leaf::Record(..) | Leaf::Rest(..) | Leaf::Unfollowed(_) => None,
            };
            leads_to = place.filter(|place| Some(*place) != span);
        }
        Definition {
            span,
            key: self.span(candidate.key),
            leads_to,
            priority: match &candidate.priority {
                MergePriority::Bottom => Priority::Default,
                MergePriority::Neutral => Priority::Plain,
                MergePriority::Numeral(number) => Priority::Number(number.to_string()),
                MergePriority::Top => Priority::Force,
            },
            counts: candidate.counts,
        }
    }

    fn span(&self, position: TermPos) -> Option<Span> {
        self.loader.texts.any(position)
    }

    /// What a part of a value is made from.
    pub(super) fn child(&self, node: &Rc<Node<'a>>, segment: &Segment) -> Node<'a> {
        let mut child = Node::default();
        for candidate in &node.candidates {
            let mut leaves = Leaves::default();
            self.leaves(&candidate.code, &mut leaves);
            for leaf in leaves.leaves {
                self.part(&leaf, segment, (node, candidate), &mut child);
            }
            for contract in leaves.contracts {
                self.part_of_contract(&contract, segment, node, &mut child);
            }
        }
        for contract in &node.contracts {
            self.part_of_contract(contract, segment, node, &mut child);
        }
        if child.candidates.is_empty() {
            let calculating = std::mem::take(&mut child.calculating);
            child.unfollowed.extend(calculating);
        }
        let counting = child.candidates.iter().filter(|candidate| candidate.counts);
        if let Some(highest) = counting.map(|candidate| candidate.priority.clone()).max() {
            for candidate in &mut child.candidates {
                candidate.counts &= candidate.priority == highest;
            }
        }
        child
    }

    /// Adds what a leaf gives to a part of its value.
    pub(super) fn part(
        &self,
        leaf: &Leaf<'a>,
        segment: &Segment,
        (node, of): (&Rc<Node<'a>>, &Candidate<'a>),
        child: &mut Node<'a>,
    ) {
        let counts = of.counts;
        match (leaf, segment) {
            (Leaf::Record(record, at), Segment::Field(name)) => {
                let inside = at.within(Names::Record(record, Rc::clone(node)));
                for include in record.includes {
                    if include.ident.label() == name {
                        self.annotate(&include.metadata, at, child);
                        if let Some(code) = lookup(&at.scope, include.ident) {
                            child.add(code, &include.metadata, include.ident.pos, counts);
                        }
                    }
                }
                for definition in record.field_defs {
                    self.field(definition, 0, name, (&inside, counts), child);
                }
            }
            (Leaf::Rest(definition, done, at), Segment::Field(name)) => {
                self.field(definition, *done, name, (at, counts), child);
            }
            (Leaf::Value(ast, at), Segment::Index(index)) => {
                if let Syntax::Array(elements) = &ast.node
                    && let Some(element) = elements.get(*index)
                {
                    child.inherit(Code::expression(element, at), of);
                }
            }
            (Leaf::Value(ast, at), Segment::Variant(tag)) => {
                if let Syntax::EnumVariant {
                    tag: found,
                    arg: Some(payload),
                } = &ast.node
                    && found.label() == tag
                {
                    child.inherit(Code::expression(payload, at), of);
                }
            }
            (Leaf::Unfollowed(place), _) if counts => child.unfollowed.push(*place),
            _ => {}
        }
    }

    /// Adds what a definition says of a field; `done` is how much of its path leads here.
    fn field(
        &self,
        definition: &'a FieldDef<'a>,
        done: usize,
        name: &str,
        (at, counts): (&At<'a>, bool),
        child: &mut Node<'a>,
    ) {
        let Some(element) = definition.path.get(done) else {
            return;
        };
        let found = match element {
            FieldPathElem::Ident(id) => Some(id.label().to_owned()),
            FieldPathElem::Expr(expression) => self.text(&Code::expression(expression, at)),
        };
        match found {
            Some(found) if found == name => {}
            Some(_) => return,
            // It may have this name, which is known only when it is computed.
            None if counts => return child.unfollowed.push(element.pos()),
            None => return,
        }
        let key = element.pos();
        if done + 1 < definition.path.len() {
            let code = Code {
                what: What::Rest(definition, done + 1),
                at: at.clone(),
            };
            child.give(code, key, counts);
            return;
        }
        self.annotate(&definition.metadata, at, child);
        if let Some(value) = &definition.value {
            child.add(
                Code::expression(value, at),
                &definition.metadata,
                key,
                counts,
            );
        } else {
            child.is_declared |= !definition.metadata.opt;
        }
    }

    fn annotate(&self, metadata: &'a FieldMetadata<'a>, at: &At<'a>, child: &mut Node<'a>) {
        child.contracts.extend(contracts(&metadata.annotation, at));
    }

    /// Follows an expression to its leaves.
    pub(super) fn leaves(&self, code: &Code<'a>, found: &mut Leaves<'a>) {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS || self.depth.get() > DEEPEST {
            found.leaves.push(Leaf::Unfollowed(code.position()));
            return;
        }
        self.depth.set(self.depth.get() + 1);
        match &code.what {
            What::Expression(ast) => self.expression(ast, &code.at, found),
            What::Rest(definition, done) => {
                found
                    .leaves
                    .push(Leaf::Rest(definition, *done, code.at.clone()));
            }
            What::Field(of, name) => {
                let node = Rc::new(Node::of((**of).clone()));
                self.access(&node, *name, found);
            }
            What::Own(node, name) => self.access(node, *name, found),
            What::Contract(_) => {}
        }
        self.depth.set(self.depth.get() - 1);
    }

    /// Follows a field of a value to what counts for it.
    fn access(&self, node: &Rc<Node<'a>>, name: LocIdent, found: &mut Leaves<'a>) {
        let field = self.child(node, &Segment::Field(name.label().to_owned()));
        let unfollowed = field.unfollowed.iter();
        found
            .leaves
            .extend(unfollowed.map(|place| Leaf::Unfollowed(*place)));
        found.contracts.extend(field.contracts);
        for candidate in field.candidates {
            if candidate.counts {
                self.leaves(&candidate.code, found);
            }
        }
    }

    fn expression(&self, ast: &'a Ast<'a>, at: &At<'a>, found: &mut Leaves<'a>) {
        let unfollowed = || Leaf::Unfollowed(ast.pos);
        let leaf = match &ast.node {
            Syntax::Annotated { annot, inner } => {
                found.contracts.extend(contracts(annot, at));
                return self.leaves(&Code::expression(inner, at), found);
            }
            Syntax::Let {
                bindings,
                body,
                rec,
            } => {
                let inside = at.within(Names::Let(bindings, *rec));
                return self.leaves(&Code::expression(body, &inside), found);
            }
            Syntax::Var(name) => match lookup(&at.scope, *name) {
                Some(code) => return self.leaves(&code, found),
                None => unfollowed(),
            },
            Syntax::Import(Import::Path { path, format }) => {
                let imported = self.loader.imported(at.file, Path::new(path), *format);
                match imported.and_then(|file| Some((file, self.loader.ast(file)?))) {
                    Some((file, ast)) => {
                        let at = At { file, scope: None };
                        return self.leaves(&Code::expression(ast, &at), found);
                    }
                    None => unfollowed(),
                }
            }
            Syntax::App { head, args } => return self.apply(head, args, ast.pos, at, found),
            Syntax::PrimOpApp { op, args } => match (op, args) {
                (PrimOp::Merge(_), [one, other]) => {
                    self.leaves(&Code::expression(one, at), found);
                    return self.leaves(&Code::expression(other, at), found);
                }
                (PrimOp::RecordStatAccess(name), [record]) => {
                    let code = Code::expression(record, at).field(*name);
                    return self.leaves(&code, found);
                }
                _ => unfollowed(),
            },
            Syntax::Record(record) => Leaf::Record(record, at.clone()),
            Syntax::Fun { .. } | Syntax::Match(_) => Leaf::Function(ast, at.clone()),
            Syntax::Null
            | Syntax::Bool(_)
            | Syntax::Number(_)
            | Syntax::String(_)
            | Syntax::StringChunks(_)
            | Syntax::EnumVariant { .. }
            | Syntax::Array(_)
            | Syntax::Type(_) => Leaf::Value(ast, at.clone()),
            Syntax::IfThenElse {
                cond,
                then_branch,
                else_branch,
            } => match self.branch(cond, [then_branch, else_branch], at) {
                Some(code) => return self.leaves(&code, found),
                None => unfollowed(),
            },
            Syntax::Import(Import::Package { .. }) | Syntax::ParseError(_) => unfollowed(),
        };
        found.leaves.push(leaf);
    }

    /// Follows a call into a function of the project or the library.
    fn apply(
        &self,
        head: &'a Ast<'a>,
        arguments: &'a [Ast<'a>],
        place: TermPos,
        at: &At<'a>,
        found: &mut Leaves<'a>,
    ) {
        let mut heads = Leaves::default();
        self.leaves(&Code::expression(head, at), &mut heads);
        let result = match heads.leaves.as_slice() {
            [Leaf::Function(function, inside)] => match (&function.node, arguments) {
                (Syntax::Fun { args, body }, _) if args.len() == arguments.len() => {
                    let given = arguments.iter().map(|given| Code::expression(given, at));
                    let given = Rc::new(given.collect());
                    let inside = inside.within(Names::Parameters(args, given));
                    Some(Code::expression(body, &inside))
                }
                (Syntax::Match(matching), [given]) => {
                    self.matched(matching, Code::expression(given, at), inside)
                }
                _ => None,
            },
            _ => None,
        };
        match result {
            Some(code) => self.leaves(&code, found),
            None => found.leaves.push(Leaf::Unfollowed(place)),
        }
    }
}

/// The contracts of an annotation.
fn contracts<'a>(annotation: &'a Annotation<'a>, at: &At<'a>) -> Vec<Code<'a>> {
    let all = annotation.typ.iter().chain(annotation.contracts);
    all.map(|contract| Code::contract(contract, at)).collect()
}

impl<'a> Node<'a> {
    /// The value of one expression.
    pub(super) fn of(code: Code<'a>) -> Self {
        let mut node = Self::default();
        node.give(code, TermPos::None, true);
        node
    }

    /// Adds something that gives a value, without a priority of its own.
    fn give(&mut self, code: Code<'a>, key: TermPos, counts: bool) {
        self.candidates.push(Candidate {
            code,
            priority: MergePriority::Neutral,
            key,
            counts,
        });
    }

    /// Adds a part of a value that is only given as a whole, and so with the priority of all of it.
    fn inherit(&mut self, code: Code<'a>, whole: &Candidate<'a>) {
        self.candidates.push(Candidate {
            code,
            ..whole.clone()
        });
    }

    /// Adds a definition with what is said about it.
    fn add(&mut self, code: Code<'a>, metadata: &FieldMetadata<'a>, key: TermPos, counts: bool) {
        self.candidates.push(Candidate {
            code,
            priority: metadata.priority.clone(),
            key,
            counts,
        });
    }
}
