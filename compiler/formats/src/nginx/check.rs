//! Directives against the tables of a release.

use super::tables::{Context, DIRECTIVES, Specification, lookup};
use super::values::{dollars_begin_variables, expected_instead};
use super::{Directive, Finding, Http2, Item, Problem, http2};
use crate::Version;
use source::did_you_mean;
use std::collections::BTreeMap;

/// What nginx of a release would complain about, in the order of the text.
///
/// The items are those of a block of the given kind: [`Context::Http`] for a file of `sites-enabled`,
/// [`Context::Location`] for what a user adds to a location. Directives of modules that do not come
/// with nginx (lua, brotli, …) are unknown. The content of `map`, `geo`, `types` and the like is data
/// and not judged.
pub fn check(items: &[Item], context: Context, version: Version) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_items(&mut findings, items, context, version);
    findings
}

fn check_items(findings: &mut Vec<Finding>, items: &[Item], context: Context, version: Version) {
    let mut first_places = BTreeMap::new();
    for directive in items.iter().filter_map(Item::directive) {
        let name = directive.name.as_str();
        let mut problems = Vec::new();
        match specifications(directive, context, version) {
            Err(problem) => problems.push(problem),
            Ok(rows) => {
                problems.extend(value_problems(&rows, directive));
                problems.extend(listen_problems(directive, context, version));
                if rows.iter().all(|row| row.stands_once())
                    && let Some(first) = first_places.insert(name, directive.place())
                {
                    problems.push(Problem::Duplicate { first });
                }
            }
        }
        findings.extend(problems.into_iter().map(|problem| Finding {
            directive: name.to_owned(),
            problem,
            cause: directive.cause.clone(),
            line: directive.line,
        }));
        if let Some(block) = &directive.block
            && let Some(inside) = context.inside(name)
        {
            check_items(findings, block, inside, version);
        }
    }
}

/// The specifications that a directive may mean; each step narrows them.
fn specifications(
    directive: &Directive,
    context: Context,
    version: Version,
) -> Result<Vec<&'static Specification>, Problem> {
    let name = directive.name.as_str();
    let named: Vec<&Specification> = lookup(name).iter().collect();
    if named.is_empty() {
        let names = DIRECTIVES.iter().map(|row| row.name);
        let near = did_you_mean(name, names);
        return Err(Problem::Unknown { near });
    }
    let placed = retain(&named, |row| {
        let contexts = row.contexts_in(version);
        contexts.is_empty() || contexts.contains(&context)
    });
    if placed.is_empty() {
        return Err(misplaced(&named, context, version));
    }
    let present = retain(&placed, |row| row.since <= version);
    if present.is_empty() {
        let releases = placed.iter().map(|row| row.since);
        let since = releases.min().unwrap_or(version);
        return Err(Problem::TooNew { since, version });
    }
    let shaped = retain(&present, |row| row.is_block == directive.block.is_some());
    if shaped.is_empty() {
        return Err(match directive.block {
            Some(_) => Problem::BlockUnexpected,
            None => Problem::BlockMissing,
        });
    }
    let found = directive.parameters.len();
    let counted = retain(&shaped, |row| row.arguments_in(version).admits(found));
    if counted.is_empty() {
        let allowed = shaped.iter().map(|row| row.arguments_in(version)).collect();
        return Err(Problem::Count { found, allowed });
    }
    Ok(counted)
}

fn retain(
    rows: &[&'static Specification],
    keep: impl Fn(&Specification) -> bool,
) -> Vec<&'static Specification> {
    rows.iter().copied().filter(|row| keep(row)).collect()
}

fn misplaced(named: &[&Specification], found: Context, version: Version) -> Problem {
    let mut allowed: Vec<Context> = named
        .iter()
        .flat_map(|row| row.contexts_in(version))
        .copied()
        .collect();
    // Who writes a site does not care for mail servers.
    if allowed
        .iter()
        .any(|context| context.protocol() == found.protocol())
    {
        allowed.retain(|context| context.protocol() == found.protocol());
    }
    allowed.sort_unstable();
    allowed.dedup();
    Problem::Misplaced { found, allowed }
}

fn value_problems(rows: &[&'static Specification], directive: &Directive) -> Vec<Problem> {
    let mut problems = Vec::new();
    let expected: Option<Vec<String>> = rows
        .iter()
        .map(|row| expected_instead(row, &directive.parameters))
        .collect();
    if let Some(expected) = expected.and_then(|all| all.into_iter().next()) {
        problems.push(Problem::Value { expected });
    }
    for (index, parameter) in directive.parameters.iter().enumerate() {
        let position = index + 1;
        let is_expanded = rows.iter().all(|row| row.expansion.is_known_at(position));
        // A word that begins with `~` is a regular expression where the directive takes one.
        let word = parameter.as_str();
        if is_expanded && !word.starts_with('~') && !dollars_begin_variables(word) {
            problems.push(Problem::Dollar { position });
        }
    }
    problems
}

fn listen_problems(directive: &Directive, context: Context, version: Version) -> Vec<Problem> {
    if context != Context::Server || directive.name.as_str() != "listen" {
        return Vec::new();
    }
    let has = |word| directive.parameters.iter().any(|p| p.as_str() == word);
    let mut problems = Vec::new();
    if has("http2") && http2(version) == Http2::Directive {
        problems.push(Problem::ListenHttp2);
    }
    if has("quic") && version < Version::new(1, 25, 0) {
        problems.push(Problem::ListenQuic { version });
    }
    problems
}
