//! Files of statements, some of them in blocks: apt's options, and the rules of logrotate.

use super::Assignment;
use formats::apt::{self, Inner, Statement};
use formats::logrotate::{self, Directive, Line};
use formats::{Cause, ParseError};

/// Reads options of apt, each by its whole name: how they are put into scopes does not count
/// (`apt.conf(5)`).
pub(super) fn apt(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = apt::parse(text)?;
    let mut assignments = Vec::new();
    for item in &file.items {
        match item {
            apt::Item::Comment(_) => {}
            apt::Item::Clear(name) => {
                assignments.push(Assignment::new("", "#clear", name.as_str()));
            }
            apt::Item::Statement(statement) => collect("", statement, &mut assignments),
        }
    }
    Ok(assignments)
}

fn collect(around: &str, statement: &Statement, assignments: &mut Vec<Assignment>) {
    let whole = |name: &apt::Name| match around {
        "" => name.as_str().to_owned(),
        around => format!("{around}::{}", name.as_str()),
    };
    match statement {
        Statement::Set { name, value, .. } => {
            assignments.push(Assignment::new("", &whole(name), value.as_str()));
        }
        Statement::Append { list, value, .. } => {
            let list = format!("{}::", whole(list));
            assignments.push(Assignment::new("", &list, value.as_str()));
        }
        Statement::Scope { name, items, .. } => {
            let around = whole(name);
            for item in items {
                match item {
                    Inner::Comment(_) => {}
                    Inner::Entry(entry, _) => {
                        let list = format!("{around}::");
                        assignments.push(Assignment::new("", &list, entry.as_str()));
                    }
                    Inner::Statement(statement) => collect(&around, statement, assignments),
                }
            }
        }
    }
}

/// Reads rules of logrotate: the directives for all logs, and those of each block.
pub(super) fn logrotate(text: &str) -> Result<Vec<Assignment>, ParseError> {
    let file = logrotate::parse(text)?;
    let mut assignments = Vec::new();
    for item in &file.items {
        match item {
            logrotate::Item::Comment(_) => {}
            logrotate::Item::Directive(directive, _) => {
                assignments.push(assignment("", directive));
            }
            logrotate::Item::Include(word, _) => {
                assignments.push(Assignment::new("", "include", word.as_str()));
            }
            logrotate::Item::Block(block) => {
                let paths: Vec<&str> = block.paths().map(logrotate::LogPath::as_str).collect();
                let section = paths.join(" ");
                let directives = block.lines.iter().filter_map(|line| match line {
                    Line::Comment(_) => None,
                    Line::Directive(directive, _) => Some(assignment(&section, directive)),
                });
                assignments.extend(directives);
            }
        }
    }
    Ok(assignments)
}

/// A directive as it is printed: its word, and the rest.
fn assignment(section: &str, directive: &Directive) -> Assignment {
    let alone = logrotate::File {
        items: vec![logrotate::Item::Directive(
            directive.clone(),
            Cause::default(),
        )],
    };
    let text = logrotate::print(&alone).text;
    let (word, rest) = text
        .trim_end()
        .split_once([' ', '\n'])
        .unwrap_or((text.trim_end(), ""));
    Assignment::new(section, word, rest)
}
