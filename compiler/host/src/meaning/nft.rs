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
