//! Takes over diagnostics that the language wrote itself.

use super::words;
use crate::texts::Texts;
use nickel_lang_core::error::{Diagnostic as Theirs, IntoDiagnostics, LabelStyle};
use nickel_lang_core::files::{FileId, Files};
use source::{Diagnostic, Party, Rule};

/// An error as the language tells it: its message, its labels in files we know, and its notes.
///
/// Labels in other files show texts that were made for the purpose of showing them; they are left
/// out. Further diagnostics tell how evaluation came there, and are left out too.
pub(crate) fn adopt(
    error: impl IntoDiagnostics,
    rule: &'static Rule,
    texts: &Texts,
    files: &Files,
) -> Diagnostic {
    let mut files = files.clone();
    let mut theirs = error.into_diagnostics(&mut files).into_iter();
    match theirs.next() {
        Some(first) => convert(first, rule, texts),
        None => Diagnostic::error(rule, "the language found an error and did not say which"),
    }
}

fn convert(theirs: Theirs<FileId>, rule: &'static Rule, texts: &Texts) -> Diagnostic {
    let mut ours = Diagnostic::error(rule, words::headline(&theirs.message));
    for label in theirs.labels {
        let party = match label.style {
            LabelStyle::Primary => Party::Primary,
            LabelStyle::Secondary => Party::Secondary,
        };
        if let Some(span) = texts.span_of(label.file_id, label.range) {
            ours = ours.label(party, span, label.message);
        }
    }
    ours.notes = theirs.notes;
    ours
}
