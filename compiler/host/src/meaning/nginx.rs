//! nginx: blocks in blocks, with directives.

use super::Assignment;
use formats::ParseError;
use formats::nginx::{Directive, File, Item, Parameter};

/// Reads a configuration file.
pub(super) fn nginx(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = File::parse(text)?;
    let mut assignments = Vec::new();
    collect("", &file.items, &mut assignments);
    Ok(assignments)
}

/// Whether a text seems to be of nginx: it has a block, and reads well.
pub(super) fn has_blocks(text: &str) -> bool {
    let is_block =
        |item: &Item| matches!(item, Item::Directive(directive) if directive.block.is_some());
    File::parse(text).is_ok_and(|file| file.items.iter().any(is_block))
}

fn collect(around: &str, items: &[Item], assignments: &mut Vec<Assignment>) {
    for directive in directives(items) {
        match &directive.block {
            Some(block) => {
                let name = name_of_block(directive, block);
                let section = match around {
                    "" => name,
                    _ => format!("{around} > {name}"),
                };
                collect(&section, block, assignments);
            }
            None => assignments.push(assignment(around, directive)),
        }
    }
}

/// Directives that say something of a name: the name is a part of the key.
const NAMED: [&str; 10] = [
    "add_header",
    "add_trailer",
    "env",
    "fastcgi_param",
    "grpc_set_header",
    "proxy_set_header",
    "scgi_param",
    "set",
    "ssl_conf_command",
    "uwsgi_param",
];

fn assignment(around: &str, directive: &Directive) -> Assignment {
    let name = directive.name.as_str();
    match directive.parameters.split_first() {
        Some((first, rest)) if NAMED.contains(&name) => {
            let key = format!("{name} {}", first);
            Assignment::new(around, &key, &words(rest))
        }
        _ => Assignment::new(around, name, &words(&directive.parameters)),
    }
}

fn directives(items: &[Item]) -> impl Iterator<Item = &Directive> {
    items.iter().filter_map(|item| match item {
        Item::Directive(directive) => Some(directive),
        Item::Comment(_) => None,
    })
}

/// What tells a block from its neighbours: its words; of a server its names and the address of its first
/// listener.
fn name_of_block(directive: &Directive, block: &[Item]) -> String {
    let first = |name: &str| {
        let mut found = directives(block).filter(|directive| directive.name.as_str() == name);
        found
            .next()
            .map(|directive| directive.parameters.as_slice())
    };
    let mut parts = vec![directive.name.as_str().to_owned()];
    if directive.parameters.is_empty() {
        parts.extend(first("server_name").map(words));
        parts.extend(first("listen").map(|listen| words(&listen[..listen.len().min(1)])));
    } else {
        parts.push(words(&directive.parameters));
    }
    parts.join(" ")
}

fn words(parameters: &[Parameter]) -> String {
    let words: Vec<String> = parameters.iter().map(Parameter::to_string).collect();
    words.join(" ")
}
