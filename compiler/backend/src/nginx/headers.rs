//! Headers of answers and requests.

use super::{Host, extra, push, texts};
use crate::context::Output;
use crate::refusal::carried;
use crate::rules;
use formats::nginx::{self, Directive, Item, Parameter};
use model::decode::{Entry, Table};
use model::leaf::HeaderName;
use source::{Diagnostic, Origin};
use std::collections::{BTreeMap, BTreeSet};

/// `add_header NAME VALUE always`, for each header of a site or location.
pub(super) fn lower(
    host: &Host<'_>,
    headers: &Table<HeaderName, String>,
    output: &mut Output<'_>,
) -> Vec<Directive> {
    let mut directives = Vec::new();
    for (name, value) in headers {
        let words = words(host, name, value, output);
        let always = Parameter::keyword("always");
        let directive =
            words.map(|words| Directive::simple("add_header", words.into_iter().chain([always])));
        push(&mut directives, directive, &value.origin);
    }
    directives
}

/// Name and value of a header.
pub(super) fn words(
    host: &Host<'_>,
    name: &HeaderName,
    value: &Entry<String>,
    output: &mut Output<'_>,
) -> Option<[Parameter; 2]> {
    let parsed = carried(
        nginx::HeaderName::parse(name.as_str()),
        &value.key,
        output.report,
    )?;
    let text = texts::header_value(host, &value.value, &value.origin, output)?;
    Some([Parameter::from(&parsed), text])
}

/// Reports the headers that the stack sets and a further text sets again: nginx would send both.
pub(super) fn report_repeated(host: &Host<'_>, items: &[Item], output: &mut Output<'_>) {
    let unchecked = extra::unchecked(host);
    let further = extra::origins(host);
    report_in_block(&unchecked, &further, items, output);
}

fn report_in_block(
    unchecked: &BTreeSet<Origin>,
    further: &BTreeSet<Origin>,
    items: &[Item],
    output: &mut Output<'_>,
) {
    let mut first: BTreeMap<(&str, String), &Origin> = BTreeMap::new();
    for directive in items.iter().filter_map(Item::directive) {
        if let Some(block) = &directive.block {
            report_in_block(unchecked, further, block, output);
        }
        let what = match directive.name.as_str() {
            name @ ("add_header" | "proxy_set_header") => name,
            _ => continue,
        };
        let (Some(name), Some(origin)) = (directive.parameter(0), directive.cause.0.as_ref())
        else {
            continue;
        };
        let key = (what, name.to_ascii_lowercase());
        if !further.contains(origin) {
            first.insert(key, origin);
        } else if let Some(other) = first.get(&key)
            && !unchecked.contains(origin)
        {
            output.report.add(
                Diagnostic::error(
                    &rules::EXTRA_CONFLICT,
                    format!("the header `{name}` is set by the stack already"),
                )
                .at(origin, "set again here")
                .and(other, "set here")
                .hint("change the field of the stack that sets it"),
            );
        }
    }
}

/// Repeats in each block that adds a header those that it would have inherited (R17).
///
/// To nginx, one `add_header` in a block takes all of the surrounding ones away. A header that the
/// block sets itself is not repeated. `add_header_inherit merge`, from 1.29.3, would send that one
/// twice, so it is not used; where the user says `add_header_inherit`, everything is left as it is.
///
/// `inherited` is what the main file hands down.
pub(super) fn repeat_inherited(items: &mut [Item], inherited: &[Item]) {
    if says_how_to_inherit(items) {
        return;
    }
    let inherited: Vec<Directive> = inherited.iter().filter_map(is_header).cloned().collect();
    // A header beside the servers stands in the block of the main file, which is one for nginx.
    let here: Vec<Directive> = items.iter().filter_map(is_header).cloned().collect();
    let all: Vec<Directive> = inherited.into_iter().chain(here).collect();
    in_blocks(items, &all);
}

fn repeat_in_block(items: &mut Vec<Item>, inherited: &[Directive]) {
    if says_how_to_inherit(items) {
        return;
    }
    let first = items.iter().position(|item| is_header(item).is_some());
    let Some(first) = first else {
        return in_blocks(items, inherited);
    };
    let own: Vec<Directive> = items.iter().filter_map(is_header).cloned().collect();
    let is_own = |header: &&Directive| own.iter().any(|own| same_name(own, header));
    let repeated: Vec<Directive> = inherited
        .iter()
        .filter(|header| !is_own(header))
        .cloned()
        .collect();
    let here: Vec<Directive> = repeated.iter().cloned().chain(own).collect();
    items.splice(first..first, repeated.into_iter().map(Item::from));
    in_blocks(items, &here);
}

fn says_how_to_inherit(items: &[Item]) -> bool {
    let mut directives = items.iter().filter_map(Item::directive);
    directives.any(|directive| directive.name.as_str() == "add_header_inherit")
}

fn in_blocks(items: &mut [Item], inherited: &[Directive]) {
    for item in items {
        if let Item::Directive(directive) = item
            && matches!(directive.name.as_str(), "server" | "location" | "if")
            && let Some(block) = &mut directive.block
        {
            repeat_in_block(block, inherited);
        }
    }
}

fn is_header(item: &Item) -> Option<&Directive> {
    item.directive()
        .filter(|directive| directive.name.as_str() == "add_header")
}

fn same_name(one: &Directive, other: &Directive) -> bool {
    match (one.parameter(0), other.parameter(0)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::nginx::File;

    #[test]
    fn headers_of_the_main_file_are_inherited_too() {
        let read = |text| File::parse(text).expect("nginx syntax");
        let mut file = read("add_header B 2;server{add_header C 3;}");
        repeat_inherited(&mut file.items, &read("add_header A 1;").items);
        let expected = "add_header B 2;server{add_header A 1;add_header B 2;add_header C 3;}";
        assert_eq!(file.print().text, read(expected).print().text);
    }

    #[test]
    fn a_block_that_adds_a_header_repeats_what_it_would_have_inherited() {
        let cases = [
            // Nothing is added, so everything is inherited.
            (
                "server{add_header A 1;location /{return 404;}}",
                "server{add_header A 1;location /{return 404;}}",
            ),
            // A header of its own, and one that replaces an inherited one.
            (
                "server{add_header A 1;add_header B 2;location /{expires max;add_header b 3;}}",
                "server{add_header A 1;add_header B 2;location /{expires max;add_header A 1;add_header b 3;}}",
            ),
            // Through a block that adds nothing, and from one repetition to the next.
            (
                "add_header A 1;server{location /{location /a{add_header B 2;if ($x){add_header C 3;}}}}",
                "add_header A 1;server{location /{location /a{add_header A 1;add_header B 2;if ($x){add_header A 1;add_header B 2;add_header C 3;}}}}",
            ),
            // The same header twice, such as `Link`, is repeated twice.
            (
                "server{add_header L 1;add_header L 2;location /{add_header B 2;}}",
                "server{add_header L 1;add_header L 2;location /{add_header L 1;add_header L 2;add_header B 2;}}",
            ),
            // Whoever says how to inherit is not helped, nor anything inside.
            (
                "server{add_header A 1;location /{add_header_inherit off;add_header B 2;}}",
                "server{add_header A 1;location /{add_header_inherit off;add_header B 2;}}",
            ),
            (
                "server{add_header A 1;add_header_inherit merge;location /{add_header B 2;}}",
                "server{add_header A 1;add_header_inherit merge;location /{add_header B 2;}}",
            ),
        ];
        for (written, expected) in cases {
            let mut file = File::parse(written).expect("nginx syntax");
            repeat_inherited(&mut file.items, &[]);
            let expected = File::parse(expected).expect("nginx syntax");
            assert_eq!(file.print().text, expected.print().text, "{written}");
        }
    }
}
