//! What made a thing: from a file, line, unit, port, secret or name to the values behind it, and from a
//! value to the places that give it and the lines that it makes.
//!
//! Everything said here was recorded while compiling (the origins of files and lines) or is read from the
//! texts (the histories of values). Where nothing is known, that is said.

mod answer;
mod find;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use answer::{Answer, Line, Made};
pub(crate) use value::Explained;

use crate::compile::{Build, CompileError, Compiled, Request, histories};
use source::{Value, ValuePath};
use std::collections::BTreeMap;

/// What is asked about, and where to look.
pub(crate) struct Question<'a> {
    /// What the user wrote.
    pub(crate) thing: &'a str,
    /// The tree, with what caused its lines.
    pub(crate) build: &'a Build,
    /// The value of the stack, and its path in that of the file.
    pub(crate) stack: (&'a Value, ValuePath),
}

/// The answers for each stack, by what follows `#` when there are several.
pub(crate) type Answers = Vec<(Option<String>, Vec<Answer>)>;

/// All answers to a question about what a file exports, each by what follows `#`;
/// nothing where nothing is known by that name.
pub(crate) fn explain(
    request: &Request,
    compiled: &Compiled,
    thing: &str,
) -> Result<Answers, CompileError> {
    let Some(whole) = &compiled.value else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for build in &compiled.builds {
        let path = build.of.path();
        let answers = match value::at(whole, &path) {
            Some(stack) => find::answers(&Question {
                thing,
                build,
                stack: (stack, path),
            }),
            None => Vec::new(),
        };
        all.push((build.of.selector(), answers));
    }
    let asked = all.iter().flat_map(|(_, answers)| answers);
    let paths = asked.flat_map(|answer| answer.values.keys().cloned());
    let found = histories(request, paths.collect())?;
    for (build, (_, answers)) in compiled.builds.iter().zip(&mut all) {
        for answer in answers {
            for (path, explained) in &mut answer.values {
                let history = found.get(path);
                *explained = value::explain(path, whole, history, build, &compiled.sources);
            }
        }
    }
    Ok(all)
}

/// The names by which something can be asked, for suggestions.
pub(crate) fn names(compiled: &Compiled) -> Vec<String> {
    let mut names = Vec::new();
    for build in &compiled.builds {
        let whole = compiled.value.as_ref();
        let stack = whole.and_then(|whole| value::at(whole, &build.of.path()));
        names.extend(find::names(build, stack));
    }
    names
}

/// The values of an answer, before they are explained.
fn values(paths: impl IntoIterator<Item = ValuePath>) -> BTreeMap<ValuePath, Explained> {
    let paths = paths.into_iter();
    paths.map(|path| (path, Explained::default())).collect()
}
