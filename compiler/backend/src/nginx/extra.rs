//! Directives that the user writes: parsed, placed, and judged with all others.

use super::Host;
use crate::context::Output;
use crate::refusal;
use formats::Cause;
use formats::nginx::{File, Item};
use source::{Located, Origin};
use std::collections::BTreeSet;

/// The items of the own directives of a server, site or location.
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
        let finding = refusal::unchecked("this text", &text.origin).hint(refusal::TRY_EXTRA);
        output.report.add(finding);
    }
    items
}

/// The places of the texts whose directives nobody checks.
pub(super) fn unchecked(host: &Host<'_>) -> BTreeSet<Origin> {
    texts(host)
        .filter(|(is_unchecked, _)| *is_unchecked)
        .map(|(_, text)| text.origin.clone())
        .collect()
}

/// The places of all texts of directives.
pub(super) fn origins(host: &Host<'_>) -> BTreeSet<Origin> {
    texts(host).map(|(_, text)| text.origin.clone()).collect()
}

/// Whether some text of the user may declare a variable, as `set` and `map` do, and named groups of
/// regular expressions.
pub(super) fn declares_variable(host: &Host<'_>, name: &str) -> bool {
    let variable = format!("${name}");
    let group = format!("<{name}>");
    let mut patterns = host.sites.iter().flat_map(|site| site.locations.keys());
    texts(host).any(|(_, text)| text.contains(&variable) || text.contains(&group))
        || patterns.any(|pattern| pattern.contains(&group))
}

/// All texts of the server, its sites and locations, and whether nobody checks them.
fn texts<'a>(host: &'a Host<'_>) -> impl Iterator<Item = (bool, &'a Located<String>)> {
    let of_sites = host.sites.iter().map(|site| (&site.extra, &site.unchecked));
    let locations = host.sites.iter().flat_map(|site| site.locations.values());
    let of_locations = locations.map(|location| (&location.value.extra, &location.value.unchecked));
    let of_server = std::iter::once((&host.server.extra, &host.server.unchecked));
    let all = of_server.chain(of_sites).chain(of_locations);
    all.flat_map(|(extra, unchecked)| {
        let extra = extra.iter().map(|text| (false, text));
        extra.chain(unchecked.iter().map(|text| (true, text)))
    })
}

/// The items, each caused by the text that they stand in.
pub(super) fn caused_by(items: Vec<Item>, origin: &Origin) -> Vec<Item> {
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
