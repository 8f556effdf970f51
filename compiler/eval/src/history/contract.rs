//! What contracts give: the defaults of their records, and the contracts of parts.

use super::scope::{Candidate, Code, Node, What};
use super::walk::{Leaf, Leaves, Walk};
use nickel_lang_core::ast::typ::{Type, iter::EnumRowsItem};
use nickel_lang_core::ast::{MergePriority, Node as Syntax};
use nickel_lang_core::position::TermPos;
use nickel_lang_core::typ::TypeF;
use source::Segment;
use std::rc::Rc;

impl<'a> Walk<'a> {
    /// Adds what a contract gives to a part of the value that it is on.
    pub(super) fn part_of_contract(
        &self,
        contract: &Code<'a>,
        segment: &Segment,
        node: &Rc<Node<'a>>,
        child: &mut Node<'a>,
    ) {
        let What::Contract(written) = contract.what else {
            return;
        };
        let part = |part: &'a Type<'a>| Code::contract(part, &contract.at);
        match (&written.typ, segment) {
            (TypeF::Contract(expression), _) => {
                let mut leaves = Leaves::default();
                self.leaves(&Code::expression(expression, &contract.at), &mut leaves);
                for leaf in leaves.leaves {
                    self.part_of_leaf(&leaf, segment, (contract, node), child);
                }
            }
            (TypeF::Dict { type_fields, .. }, Segment::Field(_)) => {
                child.contracts.push(part(type_fields));
            }
            (TypeF::Array(element), Segment::Index(_)) => child.contracts.push(part(element)),
            (TypeF::Enum(rows), Segment::Variant(tag)) => {
                for row in rows.iter() {
                    if let EnumRowsItem::Row(row) = row
                        && row.id.label() == tag
                        && let Some(payload) = row.typ
                    {
                        child.contracts.push(part(payload));
                    }
                }
            }
            _ => {}
        }
    }

    /// A contract is a record, which is merged, or a type that a name leads to. Other contracts judge a
    /// value; only where nothing else gives one, they may.
    fn part_of_leaf(
        &self,
        leaf: &Leaf<'a>,
        segment: &Segment,
        (contract, node): (&Code<'a>, &Rc<Node<'a>>),
        child: &mut Node<'a>,
    ) {
        match leaf {
            Leaf::Record(..) | Leaf::Rest(..) => {
                let whole = Candidate {
                    code: contract.clone(),
                    priority: MergePriority::Neutral,
                    key: TermPos::None,
                    counts: true,
                };
                self.part(leaf, segment, (node, &whole), child);
            }
            Leaf::Value(ast, at) => {
                if let Syntax::Type(written) = &ast.node {
                    self.part_of_contract(&Code::contract(written, at), segment, node, child);
                }
            }
            Leaf::Unfollowed(place) => child.calculating.push(*place),
            Leaf::Function(..) => {}
        }
    }
}
