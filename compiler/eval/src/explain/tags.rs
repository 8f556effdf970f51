//! Broken enum contracts.

use super::contract::{Blame, list, place};
use super::words::noun;
use super::{Scene, label_if};
use crate::expectation::Tag;
use crate::rules;
use nickel_lang_core::eval::value::{EnumVariantData, NickelValue, ValueContentRef};
use source::{Diagnostic, Party};

/// A tag that the enum does not have, or has with another payload.
pub(super) fn unknown_tag(value: &NickelValue, blame: &Blame<'_>, scene: &Scene<'_>) -> Diagnostic {
    let ValueContentRef::EnumVariant(EnumVariantData { tag, arg }) = value.content_ref() else {
        return tag_wanted(value, blame, scene);
    };
    let tags = blame.tags();
    let name = tag.label();
    let (headline, label) = match (tags.iter().find(|known| known.name == name), arg) {
        (Some(_), None) => (
            format!("`'{name}` needs a payload"),
            format!("write `'{name}` and its payload"),
        ),
        (Some(_), Some(_)) => (
            format!("`'{name}` takes no payload"),
            format!("write `'{name}` alone"),
        ),
        (None, _) => (
            format!("unknown tag `'{name}`"),
            "no such tag here".to_owned(),
        ),
    };
    let diagnostic = Diagnostic::error(&rules::UNKNOWN_TAG, headline);
    let diagnostic = label_if(diagnostic, Party::Primary, place(blame, scene), label);
    if tags.iter().any(|known| known.name == name) {
        return diagnostic;
    }
    let near = source::did_you_mean(name, tags.iter().map(|known| known.name.as_str()));
    with_tags(diagnostic, tags).maybe_hint(near.map(|near| format!("did you mean `'{near}`?")))
}

fn with_tags(diagnostic: Diagnostic, tags: &[Tag]) -> Diagnostic {
    let names: Vec<String> = tags.iter().map(|known| known.name.clone()).collect();
    match names.as_slice() {
        [] => diagnostic,
        names => diagnostic.note(format!("tags here: {}", list(names, "'"))),
    }
}

/// A value of another kind where an enum is wanted, often a string that should be a tag.
pub(super) fn tag_wanted(value: &NickelValue, blame: &Blame<'_>, scene: &Scene<'_>) -> Diagnostic {
    let tags = blame.tags();
    let headline = format!("expected an enum tag, found {}", noun(value));
    let diagnostic = Diagnostic::error(&rules::CONTRACT, headline);
    let label = format!("this is {}", noun(value));
    let diagnostic = label_if(diagnostic, Party::Primary, place(blame, scene), label);
    let ValueContentRef::String(text) = value.content_ref() else {
        return with_tags(diagnostic, tags);
    };
    let names = || tags.iter().map(|known| known.name.as_str());
    let same = names().find(|name| name.eq_ignore_ascii_case(text));
    match same.or_else(|| source::did_you_mean(text, names())) {
        Some(name) => diagnostic.hint(format!("write `'{name}`, not `\"{text}\"`")),
        None => with_tags(diagnostic, tags),
    }
}
