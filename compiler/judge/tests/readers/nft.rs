//! Tables, loaded by nft and listed again as JSON.

use crate::hostile::{Places, assert_same, carried, hostile_strings};
use crate::layer::{Layer, assert_silent};
use formats::nft::{
    Chain, Comment, Elements, Family, File, HeaderLine, Interface, LogPrefix, Match, Name, Rule,
    Set, Statement, Table, Verdict,
};
use serde_json::Value;

/// What nft lists after loading the tables below all comments: objects of `libnftables-json(5)` by their kind.
fn listed(tables: Vec<Table>) -> Vec<(String, Value)> {
    let strings = hostile_strings().into_iter();
    let header: Vec<_> = strings
        .filter_map(|hostile| HeaderLine::new(&hostile.text).ok())
        .collect();
    assert!(header.len() > 80, "{}", header.len());
    let file = File { header, tables };
    let layer = Layer::new();
    layer.file("/etc/hostile.nft", &file.print().text);
    // Twice, since the second time it replaces what is there.
    let script = "nft -f /etc/hostile.nft; nft -f /etc/hostile.nft; nft -j list ruleset";
    let outcome = layer.script(script, &[]);
    assert_silent(&outcome);
    let json: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let objects = json["nftables"].as_array().unwrap();
    let objects = objects.iter().filter_map(Value::as_object).flatten();
    objects
        .map(|(kind, object)| (kind.clone(), object.clone()))
        .collect()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A table with one chain and one set, all named `hostile_N`.
fn table(index: usize) -> Table {
    let name = name(&format!("hostile_{index}"));
    Table {
        chains: vec![Chain::new(name.clone())],
        sets: vec![Set::new(name.clone(), Elements::Ports(Vec::new()))],
        ..Table::new(Family::Inet, name)
    }
}

#[test]
fn every_comment_is_listed() {
    let mut written = Places::new();
    let mut tables = Vec::new();
    let strings = carried("nft_comment", |hostile| Comment::new(&hostile.text));
    for (index, (hostile, comment)) in strings.into_iter().enumerate() {
        let mut table = table(index);
        let comment = Some(comment);
        table.comment.clone_from(&comment);
        table.sets[0].comment.clone_from(&comment);
        table.chains[0].comment.clone_from(&comment);
        let rule = Rule::new([], Verdict::Accept);
        table.chains[0].rules.push(Rule { comment, ..rule });
        tables.push(table);
        for kind in ["table", "set", "chain", "rule"] {
            let place = format!("{kind} of hostile_{index}");
            written.insert(place, hostile.text.clone().into());
        }
    }
    let mut read = Places::new();
    for (kind, object) in listed(tables) {
        let table = object.get("table").unwrap_or(&object["name"]);
        if let (Some(table), Some(comment)) = (table.as_str(), object["comment"].as_str()) {
            read.insert(format!("{kind} of {table}"), comment.into());
        }
    }
    assert_same(&written, &read);
}

#[test]
fn every_interface_and_log_prefix_is_listed() {
    let (mut written, mut tables) = (Places::new(), Vec::new());
    for (index, hostile) in hostile_strings().into_iter().enumerate() {
        let text = hostile.text;
        let mut table = table(index);
        let mut add = |place: &str, rule: Rule, arrives: String| {
            table.chains[0].rules.push(rule);
            written.insert(format!("{place} of hostile_{index}"), arrives.into());
        };
        let on = |interface| Rule::new([Match::from_interface(interface)], Verdict::Accept);
        if let Ok(interface) = Interface::parse(&text) {
            add("interface", on(interface), text.clone());
        }
        if let Ok(interface) = Interface::beginning_with(&text) {
            add("interfaces", on(interface), format!("{text}*"));
        }
        if let Ok(prefix) = LogPrefix::new(&text) {
            let rule = Rule::new([], Verdict::Accept);
            add("log", rule.with(Statement::Log(Some(prefix))), text);
        }
        tables.push(table);
    }
    let n_of = |place| written.keys().filter(|key| key.starts_with(place)).count();
    assert!(n_of("interface ") > 5 && n_of("interfaces ") > 5 && n_of("log ") > 60);

    let mut read = Places::new();
    for (kind, rule) in listed(tables) {
        if kind != "rule" {
            continue;
        }
        let table = rule["table"].as_str().unwrap();
        let first = &rule["expr"][0];
        if let Some(interface) = first["match"]["right"].as_str() {
            let place = if interface.ends_with('*') {
                "interfaces"
            } else {
                "interface"
            };
            read.insert(format!("{place} of {table}"), interface.into());
        } else {
            let prefix = first["log"]["prefix"].as_str().unwrap_or_default();
            read.insert(format!("log of {table}"), prefix.into());
        }
    }
    assert_same(&written, &read);
}

#[test]
fn every_name_is_listed() {
    let names: Vec<Name> = hostile_strings()
        .iter()
        .filter_map(|hostile| Name::parse(&hostile.text).ok())
        .collect();
    assert!(names.len() > 2, "{names:?}");
    let tables = names.iter().map(|name| Table {
        chains: vec![Chain::new(name.clone())],
        ..Table::new(Family::Ip6, name.clone())
    });
    let written: Places = names
        .iter()
        .map(|name| (name.as_str().to_owned(), vec![]))
        .collect();
    let read = listed(tables.collect())
        .into_iter()
        .filter(|(kind, chain)| kind == "chain" && chain["table"] == chain["name"])
        .map(|(_, chain)| (chain["name"].as_str().unwrap().to_owned(), vec![]));
    assert_same(&written, &read.collect());
}
