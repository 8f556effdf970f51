//! A block and what surrounds it.

use super::regex::Pattern;
use super::text::{condition, place};
use crate::nginx::{Context, Directive, Item, Modifier};
use std::collections::BTreeMap;

/// A block, as what stands in it sees it.
pub(super) struct Frame<'f, 'a> {
    /// The directive whose block it is; none for the file.
    pub(super) block: Option<&'a Directive>,
    pub(super) context: Context,
    own: BTreeMap<&'a str, Vec<&'a Directive>>,
    outer: Option<&'f Frame<'f, 'a>>,
}

impl<'f, 'a> Frame<'f, 'a> {
    pub(super) fn top(items: &'a [Item], context: Context) -> Self {
        Self {
            block: None,
            context,
            own: by_name(items),
            outer: None,
        }
    }

    /// A block in another.
    pub(super) fn inside(
        outer: &'f Frame<'f, 'a>,
        block: &'a Directive,
        items: &'a [Item],
        context: Context,
    ) -> Self {
        Self {
            block: Some(block),
            context,
            own: by_name(items),
            outer: Some(outer),
        }
    }

    /// The directives of the block itself with this name.
    pub(super) fn own(&self, name: &str) -> &[&'a Directive] {
        self.own.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first of the block's own directives with one of these names.
    pub(super) fn first_own(&self, names: &[&str]) -> Option<&'a Directive> {
        names
            .iter()
            .find_map(|name| self.own(name).first().copied())
    }

    /// The names of the block's own directives.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.own.keys().copied()
    }

    /// The block and those around it, from the inside out.
    pub(super) fn levels(&self) -> impl Iterator<Item = &Frame<'f, 'a>> {
        std::iter::successors(Some(self), |frame| frame.outer)
    }

    /// What holds here: the directives of the nearest block that has some.
    pub(super) fn effective(&self, name: &str) -> &[&'a Directive] {
        let levels = self.levels().map(|frame| frame.own(name));
        levels
            .into_iter()
            .find(|own| !own.is_empty())
            .unwrap_or_default()
    }

    /// The first parameter of what holds here.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.effective(name).last()?.parameter(0)
    }

    /// The block that surrounds it.
    pub(super) fn outer(&self) -> Option<&'f Frame<'f, 'a>> {
        self.outer
    }

    /// How the nearest location compares, and with what.
    pub(super) fn location(&self) -> Option<(&'a Directive, Modifier, &'a str)> {
        let mut levels = self.levels();
        let level = levels.find(|frame| frame.context == Context::Location)?;
        let directive = level.block?;
        let (modifier, text) = place(directive)?;
        Some((directive, modifier, text))
    }

    /// The patterns whose groups are `$1` and so on here, and what each is compared with: the variable, or
    /// the path of the request.
    pub(super) fn patterns(&self) -> Vec<(Option<&'a str>, Pattern)> {
        let mut patterns = Vec::new();
        // A location that does not compare has the groups of the server's rewrites; those are left out.
        let outside = |frame: &Frame<'_, '_>| {
            matches!(
                frame.context,
                Context::Main | Context::Http | Context::Server
            )
        };
        let levels = self.levels().skip(1).take_while(|level| !outside(level));
        for level in std::iter::once(self).chain(levels) {
            for rewrite in level.own("rewrite") {
                let pattern = rewrite.parameter(0);
                patterns
                    .extend(pattern.and_then(|text| Some((None, Pattern::parse(text, false)?))));
            }
            let Some(block) = level.block else { continue };
            match level.context {
                Context::Location => patterns.extend(place(block).and_then(|(modifier, text)| {
                    let ignores_case = match modifier {
                        Modifier::Regex => false,
                        Modifier::RegexIgnoringCase => true,
                        _ => return None,
                    };
                    Some((None, Pattern::parse(text, ignores_case)?))
                })),
                Context::IfInServer | Context::IfInLocation => {
                    patterns.extend(condition(block).and_then(|condition| {
                        let pattern = condition.pattern()?;
                        Some((condition.subject.strip_prefix('$'), pattern))
                    }));
                }
                _ => {}
            }
        }
        patterns
    }
}

fn by_name(items: &[Item]) -> BTreeMap<&str, Vec<&Directive>> {
    let mut own: BTreeMap<&str, Vec<&Directive>> = BTreeMap::new();
    for directive in items.iter().filter_map(Item::directive) {
        own.entry(directive.name.as_str())
            .or_default()
            .push(directive);
    }
    own
}
