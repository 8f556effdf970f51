//! Directives that the user writes: parsed, placed, and judged with all others.

use super::Host;
use crate::context::Output;
use crate::refusal;
use formats::Cause;
use formats::nginx::{File, Item};
use source::{Located, Origin};
use std::collections::BTreeSet;

/// The items of a site's or location's own directives.
pub(super) fn lower(
    extra: Option<&Located<String>>,
    unchecked: Option<&Located<String>>,
    output: &mut Output<'_>,
) -> Vec<Item> {
    let mut items = Vec::new();
    for text in extra.into_iter().chain(unchecked) {
        match File::parse(&text.value) {
            Ok(file) => items.extend(caused_by(file.items, &text.origin)),
            Err(error) => {
                let finding = refusal::not_parsed("nginx", &error, &text.origin);
                output.report.add(finding);
            }
        }
    }
    if let Some(text) = unchecked {
        let finding = refusal::unchecked("this text", &text.origin);
        output.report.add(finding);
    }
    items
}

/// The places of the texts whose directives nobody checks.
pub(super) fn unchecked(host: &Host<'_>) -> BTreeSet<Origin> {
    let of_sites = host.sites.iter().map(|site| &site.unchecked);
    let locations = host.sites.iter().flat_map(|site| site.locations.values());
    let of_locations = locations.map(|location| &location.value.unchecked);
    of_sites
        .chain(of_locations)
        .flatten()
        .map(|text| text.origin.clone())
        .collect()
}

fn caused_by(items: Vec<Item>, origin: &Origin) -> Vec<Item> {
    items
        .into_iter()
        .map(|item| match item {
            Item::Comment(comment) => Item::Comment(comment),
            Item::Directive(mut directive) => {
                directive.cause = Cause::from(origin);
                directive.block = directive.block.map(|block| caused_by(block, origin));
                Item::Directive(directive)
            }
        })
        .collect()
}
