//! The two texts of a comparison, as far as they may be shown.

use crate::{PathPlan, Plan, State};
use std::borrow::Cow;
use tree::{Artifact, Content};

/// What one side shows at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Side<'a> {
    /// Nothing is there.
    Absent,
    /// Text, with secrets masked.
    Text(Cow<'a, str>),
    /// Bytes that are no text, or too many of them.
    Binary {
        /// How many.
        size: u64,
    },
    /// Something without text, or whose text is hidden: a phrase.
    Phrase(String),
}

/// As many bytes are searched for a NUL as git searches.
const SEARCHED_FOR_NUL: usize = 8000;

/// Host and stack at a path.
pub(crate) fn sides<'a>(plan: &Plan<'a>, path: &PathPlan<'a>) -> (Side<'a>, Side<'a>) {
    let stack = path.stack.map_or(Side::Absent, side_of_artifact);
    let known = match &stack {
        Side::Text(text) => text,
        Side::Absent | Side::Binary { .. } | Side::Phrase(_) => "",
    };
    let host = match path.host {
        State::Absent => Side::Absent,
        // The bytes that both have are kept once.
        State::File(_) if !path.differences.content => stack.clone(),
        State::File(_) if plan.mask.hides(path.path) => {
            Side::Phrase("a file with secrets, which are not shown".to_owned())
        }
        State::File(file) => match file.bytes.as_deref().and_then(text_of) {
            Some(text) => Side::Text(plan.mask.apply(text, known)),
            None => Side::Binary { size: file.size },
        },
        State::Symlink { target, .. } => link(&String::from_utf8_lossy(target)),
        State::Behind { ancestor, what } => Side::Phrase(format!("behind {what}, `{ancestor}`")),
        State::Unreadable { cause } => Side::Phrase(format!("unreadable: {cause}")),
        State::Directory | State::Special(_) => Side::Phrase(path.host.noun().to_owned()),
    };
    (host, stack)
}

fn side_of_artifact(artifact: &Artifact) -> Side<'_> {
    match &artifact.content {
        Content::File(bytes) => match text_of(bytes) {
            Some(text) => Side::Text(Cow::Borrowed(text)),
            None => Side::Binary {
                size: bytes.len() as u64,
            },
        },
        Content::Symlink(target) => link(target.as_str()),
    }
}

fn link(target: &str) -> Side<'static> {
    Side::Phrase(format!("a symlink to {}", target.escape_debug()))
}

fn text_of(bytes: &[u8]) -> Option<&str> {
    let start = &bytes[..bytes.len().min(SEARCHED_FOR_NUL)];
    if start.contains(&0) {
        return None;
    }
    std::str::from_utf8(bytes).ok()
}
