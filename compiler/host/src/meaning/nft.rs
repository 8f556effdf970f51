//! nftables: tables with chains of rules, and sets of elements. The order of rules counts, that of
//! elements does not.

use super::Assignment;
use formats::ParseError;
use formats::nft::{Chain, Elements, File, Set, Table};

/// Reads a ruleset.
pub(super) fn nft(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = File::parse(text)?;
    Ok(file.tables.iter().flat_map(table).collect())
}

fn table(table: &Table) -> Vec<Assignment> {
    let name = format!("table {} {}", table.family.word(), table.name.as_str());
    let comment = table
        .comment
        .iter()
        .map(|comment| Assignment::new(&name, "comment", comment.as_str()));
    let mut assignments: Vec<Assignment> = comment.collect();
    for chain in &table.chains {
        assignments.extend(rules(
            &format!("{name} > chain {}", chain.name.as_str()),
            chain,
        ));
    }
    for set in &table.sets {
        assignments.extend(elements(
            &format!("{name} > set {}", set.name.as_str()),
            set,
        ));
    }
    assignments
}

fn rules(section: &str, chain: &Chain) -> Vec<Assignment> {
    let base = chain
        .base
        .iter()
        .map(|base| Assignment::new(section, "base", &base.to_string()));
    let rules = chain
        .rules
        .iter()
        .map(|rule| Assignment::new(section, "rule", &rule.to_string()));
    base.chain(rules).collect()
}

fn elements(section: &str, set: &Set) -> Vec<Assignment> {
    let mut values: Vec<String> = match &set.elements {
        Elements::Ports(ports) => ports.iter().map(ToString::to_string).collect(),
        Elements::V4(prefixes) => prefixes.iter().map(ToString::to_string).collect(),
        Elements::V6(prefixes) => prefixes.iter().map(ToString::to_string).collect(),
        Elements::Interfaces(names) => names.iter().map(ToString::to_string).collect(),
    };
    values.sort();
    let elements = values
        .iter()
        .map(|value| Assignment::new(section, "element", value));
    [Assignment::new(section, "type", set.elements.type_name())]
        .into_iter()
        .chain(elements)
        .collect()
}

/// Rules with the elements of anonymous sets in one order: `{ 443, 80 }` is `{ 80, 443 }`.
pub(super) fn canonical(_section: &str, _key: &str, values: &[String]) -> Vec<String> {
    values.iter().map(|rule| with_sorted_sets(rule)).collect()
}

fn with_sorted_sets(rule: &str) -> String {
    // No braces stand in the text of a rule, but in comments, and those stay as they are.
    let (rule, comment) = rule.split_at(rule.find(" comment ").unwrap_or(rule.len()));
    let mut sorted = String::new();
    let mut rest = rule;
    while let Some((before, inside)) = rest.split_once("{ ") {
        let (inside, after) = inside.split_once(" }").unwrap_or((inside, ""));
        let mut elements: Vec<&str> = inside.split(", ").collect();
        elements.sort_unstable();
        sorted.push_str(&format!("{before}{{ {} }}", elements.join(", ")));
        rest = after;
    }
    sorted + rest + comment
}
