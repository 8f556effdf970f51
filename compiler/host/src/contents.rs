//! What differs between two contents, as far as it may be told.

use crate::render::{Side, sides};
use crate::{Meaning, PathPlan, Plan, State, Unparsed, compare_texts};
use std::borrow::Cow;
use store::FileKind;
use tree::Digest;

/// What differs between the contents of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// In what they differ.
    pub differing: Differing,
    /// The digest of the file on the host, when it holds secrets, which are not shown.
    pub hidden: Option<Digest>,
}

/// In what two contents differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differing {
    /// As a whole: one side is missing or no text; or in nothing.
    Whole,
    /// In what they mean, or in nothing of it.
    Meaning(Meaning),
    /// In lines: the format is not known, or a text is not in it.
    Lines(Option<Unparsed>),
    /// In what is told elsewhere: it is the manifest, or has the keys for a file that belongs to others.
    Told,
}

impl Contents {
    /// Compares the contents of a path.
    pub fn of<'a>(plan: &Plan<'a>, path: &PathPlan<'a>) -> Self {
        let wanted = plan.generation.manifest().files.get(path.path);
        let is_told = wanted.is_some_and(|entry| {
            matches!(entry.kind, FileKind::Manifest { .. }) || entry.owned_keys.is_some()
        });
        if is_told || !path.differences.content {
            let differing = match is_told {
                true => Differing::Told,
                false => Differing::Whole,
            };
            let hidden = None;
            return Self { differing, hidden };
        }
        let (host, stack) = sides(plan, path);
        let digest = match path.host {
            State::File(file) => file.digest,
            _ => None,
        };
        // What is borrowed was not masked.
        let is_masked = matches!(host, Side::Text(Cow::Owned(_))) || plan.mask.hides(path.path);
        Self {
            differing: match (&host, &stack) {
                (Side::Text(host), Side::Text(stack)) => texts(path, host, stack),
                _ => Differing::Whole,
            },
            hidden: digest.filter(|_| is_masked),
        }
    }
}

fn texts(path: &PathPlan<'_>, host: &str, stack: &str) -> Differing {
    match compare_texts(path.path, Some(host), Some(stack)) {
        Some(Ok(meaning)) => Differing::Meaning(meaning),
        Some(Err(unparsed)) => Differing::Lines(Some(unparsed)),
        None => Differing::Lines(None),
    }
}
