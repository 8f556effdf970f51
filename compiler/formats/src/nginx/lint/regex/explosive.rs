//! Patterns that take exponential time on a text which they do not match after all.
//!
//! A backtracking matcher tries every way to read the text. Those multiply when some place of the pattern
//! can lead back to itself in two ways over the same text (*exponential degree of ambiguity*: Weber and
//! Seidl, "On the degree of ambiguity of finite automata", 1991), and all are tried when it cannot end
//! there. So the places of the pattern and what can follow them (Glushkov's automaton) are walked
//! in pairs: two walkers that start at one place, part, and meet there again.

use super::parse::{Node, Repeat};
use super::{Pattern, Set};
use std::collections::BTreeSet;

/// Larger patterns are not judged; pairs of places are what takes the time.
const MOST_PLACES: usize = 200;

/// Nor are those that take more steps than this, about a hundredth of a second.
const MOST_STEPS: u32 = 1_000_000;

#[derive(Default)]
struct Automaton {
    places: Vec<Place>,
    steps: u32,
}

struct Place {
    set: Set,
    /// Whether the matcher never comes back to try otherwise.
    is_final: bool,
    /// What follows, once for each way in which it does.
    next: Vec<usize>,
}

/// What a part of the pattern begins and ends with, and whether it can be empty.
#[derive(Default)]
struct Part {
    first: Vec<usize>,
    last: Vec<usize>,
    can_be_empty: bool,
}

impl Part {
    fn empty() -> Self {
        Self {
            can_be_empty: true,
            ..Self::default()
        }
    }
}

/// Whether the pattern explodes; `None` when it is too large to tell.
pub(super) fn is_explosive(pattern: &Pattern) -> Option<bool> {
    let mut automaton = Automaton::default();
    let whole = automaton.part(&pattern.node, false)?;
    for component in automaton.loops()? {
        let has_way_out = whole.last.iter().any(|place| component.contains(place));
        if !has_way_out && automaton.is_ambiguous(&component)? {
            return Some(true);
        }
    }
    Some(false)
}

impl Automaton {
    fn step(&mut self) -> Option<()> {
        self.steps += 1;
        (self.steps < MOST_STEPS).then_some(())
    }

    fn part(&mut self, node: &Node, is_final: bool) -> Option<Part> {
        self.step()?;
        match node {
            Node::One(set) => self.place(*set, is_final),
            // The end of the text is like a byte that no text has.
            Node::End => self.place(Set::EMPTY, is_final),
            Node::Start | Node::Nothing | Node::Back => Some(Part::empty()),
            Node::Group(_, _, node) => self.part(node, is_final),
            Node::All(nodes) => {
                let mut all = Part::empty();
                for node in nodes {
                    let next = self.part(node, is_final)?;
                    all = self.after(all, next)?;
                }
                Some(all)
            }
            Node::Any(nodes) => {
                let mut any = Part::default();
                for node in nodes {
                    let branch = self.part(node, is_final)?;
                    any.first.extend(branch.first);
                    any.last.extend(branch.last);
                    any.can_be_empty |= branch.can_be_empty;
                }
                Some(any)
            }
            Node::Repeat(repeat) => self.repeat(repeat, is_final),
        }
    }

    fn place(&mut self, set: Set, is_final: bool) -> Option<Part> {
        let place = self.places.len();
        self.places.push(Place {
            set,
            is_final,
            next: Vec::new(),
        });
        (place < MOST_PLACES).then(|| Part {
            first: vec![place],
            last: vec![place],
            can_be_empty: false,
        })
    }

    fn after(&mut self, one: Part, next: Part) -> Option<Part> {
        self.connect(&one.last, &next.first)?;
        let mut part = Part {
            first: one.first,
            last: next.last,
            can_be_empty: one.can_be_empty && next.can_be_empty,
        };
        if one.can_be_empty {
            part.first.extend(next.first);
        }
        if next.can_be_empty {
            part.last.extend(one.last);
        }
        Some(part)
    }

    fn connect(&mut self, from: &[usize], to: &[usize]) -> Option<()> {
        for from in from {
            self.step()?;
            if let Some(place) = self.places.get_mut(*from) {
                place.next.extend(to);
            }
        }
        Some(())
    }

    /// A few copies stand for many: what is ambiguous shows at the third.
    fn repeat(&mut self, repeat: &Repeat, is_final: bool) -> Option<Part> {
        const COPIES: u32 = 3;
        let Repeat {
            node,
            min,
            max,
            is_possessive,
        } = repeat;
        let is_final = is_final || *is_possessive;
        let Some(max) = max else {
            let mut part = self.part(node, is_final)?;
            self.connect(&part.last.clone(), &part.first)?;
            part.can_be_empty |= *min == 0;
            return Some(part);
        };
        let least = (*min).min(COPIES);
        let most = least + max.saturating_sub(*min).min(COPIES);
        let mut all = Part::empty();
        for copy in 0..most {
            let mut next = self.part(node, is_final)?;
            next.can_be_empty |= copy >= least;
            all = self.after(all, next)?;
        }
        Some(all)
    }

    fn next(&self, place: usize) -> &[usize] {
        self.places.get(place).map_or(&[], |place| &place.next)
    }

    fn reachable(&mut self, from: usize) -> Option<BTreeSet<usize>> {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(place) = open.pop() {
            for n in 0..self.next(place).len() {
                self.step()?;
                if let Some(next) = self.next(place).get(n).copied()
                    && seen.insert(next)
                {
                    open.push(next);
                }
            }
        }
        Some(seen)
    }

    /// The places that lead back to themselves, those of one loop together.
    fn loops(&mut self) -> Option<Vec<BTreeSet<usize>>> {
        let all: Option<Vec<_>> = (0..self.places.len())
            .map(|it| self.reachable(it))
            .collect();
        let all = all?;
        let leads =
            |from: usize, to: usize| all.get(from).is_some_and(|reached| reached.contains(&to));
        let mut loops: Vec<BTreeSet<usize>> = Vec::new();
        for (place, reached) in all.iter().enumerate() {
            let is_known = loops.iter().any(|known| known.contains(&place));
            if leads(place, place) && !is_known {
                let back = reached.iter().copied();
                loops.push(back.filter(|other| leads(*other, place)).collect());
            }
        }
        Some(loops)
    }

    /// Whether two walkers over one text can start together in a loop, part, and meet in it again.
    fn is_ambiguous(&mut self, component: &BTreeSet<usize>) -> Option<bool> {
        let of_loop = |automaton: &Self, place: usize| -> Vec<usize> {
            let next = automaton.next(place).iter().copied();
            next.filter(|next| component.contains(next)).collect()
        };
        let starts = component.iter().filter(|place| !self.is_final(**place));
        let mut open: Vec<(usize, usize, bool)> = starts.map(|it| (*it, *it, false)).collect();
        let mut seen: BTreeSet<_> = open.iter().copied().collect();
        while let Some((one, other, have_parted)) = open.pop() {
            for (way, next_one) in of_loop(self, one).into_iter().enumerate() {
                for (other_way, next_other) in of_loop(self, other).into_iter().enumerate() {
                    self.step()?;
                    if !self.share_a_byte(next_one, next_other) {
                        continue;
                    }
                    // The same place in another way is parting too: `(a*)*`.
                    let part = next_one != next_other || (one == other && way != other_way);
                    let have_parted = have_parted || part;
                    if have_parted && next_one == next_other {
                        return Some(true);
                    }
                    let pair = (next_one, next_other, have_parted);
                    if seen.insert(pair) {
                        open.push(pair);
                    }
                }
            }
        }
        Some(false)
    }

    fn is_final(&self, place: usize) -> bool {
        self.places.get(place).is_some_and(|place| place.is_final)
    }

    fn share_a_byte(&self, one: usize, other: usize) -> bool {
        let set = |place: usize| self.places.get(place).map(|place| place.set);
        matches!((set(one), set(other)), (Some(one), Some(other)) if one.meets(other))
    }
}
