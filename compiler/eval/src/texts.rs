//! Translates places from the language's numbering of files into ours.

use crate::given::Given;
use nickel_lang_core::files::FileId;
use nickel_lang_core::position::{RawSpan, TermPos};
use source::{Origin, SourceId, SourceKind, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Every file that we gave to the language. Its standard library, and texts it makes while it
/// explains an error, are not among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    files: BTreeMap<FileId, (SourceId, SourceKind)>,
    /// Data of an evaluation before this one.
    given: Option<Given>,
}

impl Texts {
    pub(crate) fn add(&mut self, file: FileId, source: SourceId, kind: SourceKind) {
        self.files.insert(file, (source, kind));
    }

    /// Takes over where data of an evaluation before this one stands.
    pub(crate) fn give(&mut self, given: Given) {
        self.given = Some(given);
    }

    /// The origin of a value that was given.
    pub(crate) fn given(&self, position: TermPos) -> Option<&Origin> {
        let raw = position.into_opt()?;
        self.given
            .as_ref()?
            .origin(raw.src_id, raw.start.to_usize())
    }

    /// Whether a file is one of ours.
    pub(crate) fn contains(&self, file: FileId) -> bool {
        let is_given = self.given.as_ref().is_some_and(|given| given.is_in(file));
        is_given || self.files.contains_key(&file)
    }

    /// A place in a file of the user or of the library.
    pub(crate) fn span(&self, raw: RawSpan) -> Option<Span> {
        self.span_of(raw.src_id, raw.start.to_usize()..raw.end.to_usize())
    }

    /// A range of bytes in a file of the user or of the library.
    pub(crate) fn span_of(&self, file: FileId, range: Range<usize>) -> Option<Span> {
        let given = self.given.as_ref();
        if let Some(origin) = given.and_then(|given| given.origin(file, range.start)) {
            return origin.span();
        }
        let (source, _) = self.files.get(&file)?;
        let start = u32::try_from(range.start).ok()?;
        let end = u32::try_from(range.end).ok()?.max(start);
        Some(Span {
            source: *source,
            start,
            end,
        })
    }

    /// A place in a file of the user.
    pub(crate) fn user_span(&self, raw: RawSpan) -> Option<Span> {
        if let Some(origin) = self.given(TermPos::Original(raw)) {
            return origin.span();
        }
        match self.files.get(&raw.src_id)? {
            (_, SourceKind::User) => self.span(raw),
            (_, SourceKind::Library | SourceKind::Language) => None,
        }
    }

    /// The place of a value or a name, when it is in a file of the user.
    pub(crate) fn user(&self, position: TermPos) -> Option<Span> {
        self.user_span(position.into_opt()?)
    }

    /// The place of a value or a name, when it is in a file of the user or of the library.
    pub(crate) fn any(&self, position: TermPos) -> Option<Span> {
        self.span(position.into_opt()?)
    }
}
