//! Whether the language may recurse over a text.

use super::Loader;
use crate::lexical;
use crate::nesting;
use crate::rules;
use nickel_lang_core::cache::InputFormat;
use nickel_lang_core::files::FileId;
use source::{Diagnostic, Party};

impl Loader<'_> {
    /// Checks that the compiler may recurse over a text.
    pub(super) fn is_bounded(&mut self, id: FileId, format: InputFormat) -> bool {
        let text = self.hub.sources.files().clone_source(id);
        let (found, diagnostic) = match format {
            InputFormat::Nickel => {
                let limit = self.bounds.expression;
                let headline = format!("an expression is more than {limit} tokens long");
                let option = self.bounds.expression_option();
                let hint = format!(
                    "bind parts of it to names in a record, split the file, or raise {option}"
                );
                let diagnostic = Diagnostic::error(&rules::EXPRESSION_LIMIT, headline).hint(hint);
                (lexical::overlong_expression(&text, limit), diagnostic)
            }
            _ => {
                let limit = self.bounds.depth;
                let headline = format!("data is more than {limit} levels deep");
                let option = self.bounds.depth_option();
                let diagnostic = Diagnostic::error(&rules::DEPTH_LIMIT, headline)
                    .maybe_hint(option.map(|option| format!("raise {option}")));
                (nesting::overdeep_data(&text, format, limit), diagnostic)
            }
        };
        let Some(range) = found else {
            return true;
        };
        self.report.add(match self.texts.span_of(id, range) {
            Some(span) => diagnostic.label(Party::Primary, span, "the limit is passed here"),
            None => diagnostic,
        });
        false
    }
}
